"""What the worker adds to a job: a whole warm one against bare synthesis and bare alignment of the same text.

`python -m bench.warm_job`
"""

import asyncio
import re
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.report import Figure, at_most
from models.aligner import Aligner
from models.engine import Setup, Utterance
from models.hibari import HibariEngine
from models.speeches import speeches
from speech.audio import Audio
from storage.local import LocalStore
from worker import logs
from worker.app import App
from worker.settings import Settings

_ROUNDS = 15
_TEXT = (
    "A whole job is more than its speech. The request is read and checked, a record is written, the audio is joined "
    "and encoded, and a link is signed. All of that should cost next to nothing."
)


def measure() -> list[Figure]:
    """The ratio of the medians of rounds taken in turns."""
    logs.set_up("ERROR")
    engine, aligner = HibariEngine.load(Setup()), Aligner.load()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        app = App(Settings(), {"hibari": engine}, aligner, LocalStore(Path(folder)))
        rounds = [(_bare(engine, aligner), runner.run(_job(app, number))) for number in range(_ROUNDS + 1)][1:]
        app.close()
    bare_s, job_s = (median(times) for times in zip(*rounds, strict=True))
    length = f"{_speak(engine).duration_s:.0f} s of speech"
    name = f"warm job, {length} ({job_s:.3f} s) ÷ bare synthesis and alignment ({bare_s:.3f} s)"
    return [at_most(name, job_s / bare_s, 1.15, " ×")]


def _utterance(engine: HibariEngine) -> Utterance:
    return Utterance(_TEXT, "en", engine.voices["heart"], 1.0, 0, engine.Options())


def _speak(engine: HibariEngine) -> Audio:
    (speech,) = speeches(engine.speak([_utterance(engine)], lambda: False))
    return speech.audio


def _bare(engine: HibariEngine, aligner: Aligner) -> float:
    started = time.perf_counter()
    aligner.align(_speak(engine), re.findall(r"\w+", _TEXT))
    return time.perf_counter() - started


async def _job(app: App, number: int) -> float:
    started = time.perf_counter()
    reply = await app.handle(f"job-{number}", {"text": _TEXT, "seed": 0})
    elapsed_s = time.perf_counter() - started
    if reply.get("status") != "COMPLETED":
        raise RuntimeError(f"the job failed: {reply}")
    return elapsed_s


if __name__ == "__main__":
    print(*measure(), sep="\n")
