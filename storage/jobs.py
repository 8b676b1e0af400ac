"""The record of each job: the one place that knows how far it is and how it ended."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from speech.timings import WordTiming
from storage.objects import DamagedRecord, ObjectStore


class JobStatus(StrEnum):
    """RunPod's own names; a job is `IN_QUEUE` only at RunPod, its record starts with `IN_PROGRESS`."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    TIMED_OUT = "TIMED_OUT"


class Part(BaseModel):
    """One finished chunk that was stored before its job was through."""

    model_config = ConfigDict(frozen=True)

    index: int
    audio_key: str
    start_time: float
    """Seconds into the whole audio."""
    duration: float
    word_timings: list[WordTiming] | None = None
    """At their times in the whole audio."""


class Progress(BaseModel):
    """How many of a job's chunks are done."""

    model_config = ConfigDict(frozen=True)

    done: int = 0
    total: int = 0
    parts: tuple[Part, ...] = ()


class JobRecord(BaseModel):
    """What is kept of a job. URLs are not: they are signed when it is read."""

    model_config = ConfigDict(frozen=True)

    job_id: str
    status: JobStatus
    request_sha256: str
    created_at: datetime
    updated_at: datetime
    progress: Progress = Progress()
    reply: dict[str, Any] | None = None
    error: str | None = None
    code: str | None = None


class Jobs:
    """Job records at `jobs/{job_id}.json`. Methods block and raise StorageError."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def load(self, job_id: str) -> JobRecord:
        """Raises ObjectNotFound or DamagedRecord."""
        try:
            return JobRecord.model_validate_json(self._store.get(_key(job_id)))
        except ValidationError as error:
            raise DamagedRecord("a job record is damaged") from error

    def save(self, record: JobRecord) -> None:
        """Write or overwrite, whole or not at all."""
        self._store.put(_key(record.job_id), record.model_dump_json(exclude_unset=True).encode(), "application/json")


def _key(job_id: str) -> str:
    return f"jobs/{job_id}.json"
