"""Encoded voices kept beside their clips in the store, so that a cold worker doesn't encode them again."""

import logging
from collections.abc import Awaitable, Callable

from models.engine import Engine, UnusableVoice, VoiceState
from storage.objects import ObjectNotFound, StorageError
from storage.voices import VoiceRecord, Voices
from worker import logs, threads
from worker.services import Services


async def kept_or_encoded(
    record: VoiceRecord, engine: Engine, services: Services, encode: Callable[[], Awaitable[VoiceState]]
) -> VoiceState:
    """An uploaded voice as it was kept for this engine; else as `encode` makes it, which then is kept.

    What the store refuses or has damaged costs an encoding, and a warning in the log. Raises what `encode` raises.
    """
    voice_format = engine.voice_format
    if voice_format is None:
        return await encode()
    kept = await threads.run(services.io, lambda: _read(record, engine, voice_format, services.voices))
    if kept is not None:
        return kept
    state = await encode()
    await threads.run(services.io, lambda: _keep(state, record, engine, voice_format, services.voices))
    return state


def _read(record: VoiceRecord, engine: Engine, voice_format: str, voices: Voices) -> VoiceState | None:
    try:
        return engine.load_voice(voices.encoded(record, engine.name, voice_format))
    except ObjectNotFound:
        return None
    except (StorageError, UnusableVoice) as error:
        _warn("kept_voice_not_read", engine, error)
        return None


def _keep(state: VoiceState, record: VoiceRecord, engine: Engine, voice_format: str, voices: Voices) -> None:
    data = engine.dump_voice(state)
    try:
        voices.keep(record, engine.name, voice_format, data)
    except StorageError as error:
        _warn("voice_not_kept", engine, error)


def _warn(event: str, engine: Engine, error: Exception) -> None:
    logs.event(event, level=logging.WARNING, model=engine.name, error=type(error).__name__)
