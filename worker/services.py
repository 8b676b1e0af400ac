"""What a worker is made of: built once per cold start, handed to every endpoint."""

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

from models.aligner import Aligner
from models.engine import Engine
from models.transcriber import Transcriber
from storage.jobs import Jobs
from storage.outputs import Outputs
from storage.voices import Voices
from worker.journal import ReportProgress
from worker.locks import KeyedLocks
from worker.scheduler import Scheduler
from worker.settings import Settings
from worker.voice_states import VoiceStates


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that endpoints work with."""

    settings: Settings
    engines: Mapping[str, Engine]
    """By name; the first speaks for requests that name none."""
    aligner: Aligner
    transcriber: Transcriber | None
    """Where none was loaded, what clips say has to be sent with them."""
    voices: Voices
    jobs: Jobs
    outputs: Outputs
    scheduler: Scheduler
    voice_states: VoiceStates
    job_locks: KeyedLocks
    """One task at a time works on a job id."""
    io: Executor
    """Threads for the store, downloads and encoding."""
    finishing: Executor
    """Threads for what follows speaking: trimming, tempo, level, alignment."""


@dataclass(frozen=True, slots=True)
class Call:
    """One job as it reached the worker."""

    job_id: str
    """RunPod's, or one made up for a local call."""
    cold_start: bool
    """Whether nothing has been spoken since the worker started."""
    report: ReportProgress
