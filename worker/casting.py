"""Who speaks: from a request's `voice` to what the engine needs of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from re import fullmatch

from models.engine import Engine, VoiceState
from models.transcriber import Transcript
from storage.objects import ObjectNotFound
from storage.voices import VoiceRecord
from worker import clips, threads
from worker.cloning import clone, require_words
from worker.contract import VOICE_NAME, GenerateRequest, is_url
from worker.errors import InvalidInput, VoiceNotFound
from worker.kept_voices import kept_or_encoded
from worker.languages import choose_language, primary
from worker.services import Services
from worker.voice_states import Reference

_UPLOAD_AGAIN = "upload it again with transcript and overwrite"
_SEND_BESIDE = "send transcript beside the URL"


@dataclass(frozen=True, slots=True)
class Casting:
    """A voice that was found: its name, its language, and how to get its state."""

    name: str
    language: str
    """The engine's own name of the language to be spoken: a primary subtag."""
    state: Callable[[], Awaitable[VoiceState]]


async def cast(request: GenerateRequest, engine: Engine, services: Services) -> Casting:
    """Find the voice that a request names, and what it speaks; what is costly is left to `state`.

    Raises VoiceNotFound, InvalidInput or UnsupportedLanguage.
    """
    voice = request.voice or next(iter(engine.voices))
    if voice in engine.voices:
        return _built_in(voice, choose_language(request.language, engine), engine)
    if is_url(voice):
        _require_cloning(engine)
        require_words(request.transcript, engine, services, _SEND_BESIDE)
        language = choose_language(request.language, engine)
        return _one_off(voice, request.transcript, language, engine, services)
    if not fullmatch(VOICE_NAME, voice):
        raise InvalidInput("voice must be the name of a voice or an https URL", field="voice")
    record = await _find(voice, engine, services)
    _require_cloning(engine)
    require_words(record.transcript, engine, services, _UPLOAD_AGAIN)
    return _uploaded(record, choose_language(request.language or record.language, engine), engine, services)


def _built_in(voice: str, language: str, engine: Engine) -> Casting:
    async def state() -> VoiceState:
        return engine.voices[voice]

    return Casting(voice, language, state)


def _uploaded(record: VoiceRecord, language: str, engine: Engine, services: Services) -> Casting:
    reference = Reference(record.sha256, record.transcript, primary(record.language))

    async def encode() -> VoiceState:
        try:
            data = await threads.run(services.io, lambda: services.voices.clip(record))
        except ObjectNotFound as error:
            raise VoiceNotFound(
                "voice was replaced or deleted while the job waited: send it again", field="voice"
            ) from error
        return await clone(clips.read(data), _known(reference), engine, services, _UPLOAD_AGAIN)

    async def kept() -> VoiceState:
        return await kept_or_encoded(record, engine, services, encode)

    async def state() -> VoiceState:
        return await services.voice_states.get(engine, reference, kept)

    return Casting(record.name, language, state)


def _one_off(url: str, transcript: str | None, language: str, engine: Engine, services: Services) -> Casting:
    async def state() -> VoiceState:
        clip = await threads.run(services.io, lambda: clips.fetch(url, "voice", services.settings))
        reference = Reference(clip.sha256, transcript, language)

        async def encode() -> VoiceState:
            return await clone(clips.read(clip.wav), _known(reference), engine, services, _SEND_BESIDE)

        return await services.voice_states.get(engine, reference, encode)

    # The URL itself is not told back: it may carry a signature.
    return Casting("url", language, state)


def _known(reference: Reference) -> Transcript | None:
    return Transcript(reference.transcript, reference.language) if reference.transcript else None


async def _find(voice: str, engine: Engine, services: Services) -> VoiceRecord:
    try:
        return await threads.run(services.io, lambda: services.voices.load(voice))
    except ObjectNotFound as error:
        raise VoiceNotFound(
            f"voice is neither uploaded nor one of {engine.name}'s own: {', '.join(engine.voices)}", field="voice"
        ) from error


def _require_cloning(engine: Engine) -> None:
    if not engine.clones:
        raise InvalidInput(
            f"voice must be one of {engine.name}'s own ({', '.join(engine.voices)}): it cannot clone", field="voice"
        )
