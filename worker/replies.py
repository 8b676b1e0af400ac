"""Replies as values (CONTRACT.md)."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from speech.timings import WordTiming
from storage.jobs import JobRecord
from storage.outputs import Outputs
from storage.voices import VoiceRecord


class Metrics(BaseModel):
    """What a job cost; seconds of wall time, but for `real_time_factor`: seconds of synthesis per second of audio."""

    cold_start: bool
    queue_s: float
    synthesis_s: float
    alignment_s: float
    upload_s: float
    real_time_factor: float


class GenerateReply(BaseModel):
    """What was spoken. As stored it has no URLs, and keys in the place of subtitles' URLs: `signed` makes the reply."""

    model_config = ConfigDict(frozen=True)

    job_id: str
    status: Literal["COMPLETED"] = "COMPLETED"
    audio_url: str | None = None
    expires_at: str | None = None
    audio_key: str
    duration: float
    sample_rate: int
    format: str
    size_bytes: int
    word_timings: list[WordTiming] | None = None
    subtitles: dict[str, str] | None = None
    model: str
    voice: str
    language: str
    speed: float
    seed: int
    attempts: int = 1
    """How often the passage that took most was drawn. Told only where that is more than once."""
    metrics: Metrics
    warnings: list[str]

    def stored(self) -> dict[str, Any]:
        """The JSON for the job's record; what wasn't asked for (timings, subtitles), and one attempt, are absent."""
        return self.model_dump(mode="json", exclude_unset=True)


def signed(stored: dict[str, Any], outputs: Outputs) -> dict[str, Any]:
    """The reply to a caller: a stored one with URLs that work from now on."""
    reply = GenerateReply.model_validate(stored)
    urls: dict[str, Any] = {
        "status": reply.status,
        "audio_url": outputs.sign(reply.audio_key),
        "expires_at": _expiry(outputs),
    }
    if reply.subtitles is not None:
        urls["subtitles"] = {kind: outputs.sign(key) for kind, key in reply.subtitles.items()}
    return reply.model_copy(update=urls).model_dump(mode="json", exclude_unset=True)


def status_reply(record: JobRecord, outputs: Outputs) -> dict[str, Any]:
    """How far a job is, with URLs of the parts that can be heard already."""
    reply: dict[str, Any] = {
        "job_id": record.job_id,
        "status": record.status.value,
        "progress": progress_reply(record, outputs),
        "created_at": _timestamp(record.created_at),
        "updated_at": _timestamp(record.updated_at),
    }
    if record.error:
        reply |= {"error": record.error, "code": record.code}
    return reply


def progress_reply(record: JobRecord, outputs: Outputs) -> dict[str, Any]:
    """The `progress` of a status reply."""
    progress: dict[str, Any] = {"done": record.progress.done, "total": record.progress.total}
    if record.progress.parts:
        progress["parts"] = [
            part.model_dump(mode="json", exclude={"audio_key"}, exclude_unset=True)
            | {"audio_url": outputs.sign(part.audio_key)}
            for part in record.progress.parts
        ]
    return progress


def _expiry(outputs: Outputs) -> str | None:
    return _timestamp(datetime.now(UTC) + timedelta(seconds=outputs.ttl_s)) if outputs.signs else None


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def voice_reply(record: VoiceRecord) -> dict[str, Any]:
    """An uploaded voice, as `upload` and `voices` tell of it."""
    return record.model_dump(mode="json") | {"created_at": _timestamp(record.created_at)}
