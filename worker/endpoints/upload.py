"""Storing a voice: a clip that came in the request or from a URL, checked, prepared and kept under a name."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from models.registry import ENGINES
from models.transcriber import TranscriptionError
from speech.audio import Audio
from storage.objects import ObjectExists, StorageDenied
from storage.voices import VoiceRecord
from worker import clips, threads
from worker.contract import UploadRequest
from worker.deadline import deadline
from worker.endpoints.voices import is_built_in
from worker.errors import InvalidInput, VoiceExists
from worker.languages import primary
from worker.replies import voice_reply
from worker.services import Call, Services


async def upload(request: UploadRequest, services: Services, call: Call) -> dict[str, Any]:
    """Keep the clip as a voice. Nothing is stored when anything about it is wrong."""
    del call
    if is_built_in(request.voice_name, services):
        raise VoiceExists("voice_name is a voice that a model ships", field="voice_name")
    async with deadline(services.settings.processing_timeout):
        clip = await threads.run(services.io, lambda: _clip(request, services))
        transcript = await threads.run(services.io, lambda: _transcript(request, clip.audio, services))
        record = _record(request, clip, transcript)
        await threads.run(services.io, lambda: _store(request, record, clip, services))
    warnings = [*clip.warnings, *transcript.warnings]
    return {"status": "COMPLETED", "voice": voice_reply(record), "warnings": warnings}


@dataclass(frozen=True, slots=True)
class _KeptTranscript:
    """What the clip says, from whom that is known, and what the caller should know of it."""

    text: str | None
    source: Literal["caller", "recogniser"] | None
    warnings: tuple[str, ...] = ()


def _transcript(request: UploadRequest, clip: Audio, services: Services) -> _KeptTranscript:
    if request.transcript:
        return _KeptTranscript(request.transcript, "caller")
    if services.transcriber is None:
        return _unknown("this worker has no recogniser")
    # English is what contract and record take for granted, and no statement of the caller's about the clip.
    stated = primary(request.language) if "language" in request.model_fields_set else None
    try:
        heard = services.transcriber.transcribe(clip, stated)
    except TranscriptionError as error:
        return _unknown(str(error))
    if heard.language == primary(request.language):
        return _KeptTranscript(heard.text, "recogniser")
    warning = (
        f"the clip was heard as {heard.language}, and the voice's language is {request.language} since none came: "
        f"where that is wrong, upload it again with language and overwrite"
    )
    return _KeptTranscript(heard.text, "recogniser", (warning,))


def _unknown(reason: str) -> _KeptTranscript:
    warning = (
        f"no transcript came and {reason}: models that need one cannot clone it; "
        "upload it again with transcript and overwrite"
    )
    return _KeptTranscript(None, None, (warning,))


def _clip(request: UploadRequest, services: Services) -> clips.Clip:
    # What is cheap to know comes first: a taken name costs no download.
    if not request.overwrite and services.voices.find(request.voice_name):
        raise VoiceExists("voice_name is taken; overwrite replaces it", field="voice_name")
    if not request.overwrite:
        _check_room(services)
    if request.url_file is not None:
        return clips.fetch(request.url_file, "url_file", services.settings)
    return clips.prepare(clips.from_base64(request.file or "", services.settings), "file", services.settings)


def _record(request: UploadRequest, clip: clips.Clip, transcript: _KeptTranscript) -> VoiceRecord:
    return VoiceRecord(
        name=request.voice_name,
        duration=round(clip.audio.duration_s, 3),
        sample_rate=clip.audio.sample_rate,
        language=request.language,
        transcript=transcript.text,
        transcript_source=transcript.source,
        sha256=clip.sha256,
        created_at=datetime.now(UTC),
        quality=clip.quality,
    )


def _store(request: UploadRequest, record: VoiceRecord, clip: clips.Clip, services: Services) -> None:
    if request.overwrite:
        services.voices.replace(record, clip.wav, ENGINES)
        return
    try:
        services.voices.create(record, clip.wav)
    except ObjectExists as error:
        raise VoiceExists("voice_name is taken; overwrite replaces it", field="voice_name") from error


def _check_room(services: Services) -> None:
    try:
        count = len(services.voices.names())
    except StorageDenied:
        return  # without s3:ListBucket voices can't be counted; uploading must work all the same
    if count >= services.settings.max_voices:
        raise InvalidInput(f"the store keeps {count} voices, its limit: delete one first", field="voice_name")
