"""From settings to a worker that is loaded and warm. Whatever fails here ends the process."""

import logging
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from pydantic import SecretStr

from models.aligner import Aligner, AlignmentError, MissingPackage, UnusableModel
from models.engine import Engine, EngineError, EngineOptions, Utterance, VoiceState
from models.g2p import english_g2p
from models.registry import engine_class
from models.speeches import speeches
from models.transcriber import Transcriber, UnusableTranscriber
from speech.audio import Audio
from speech.normalise.language import rewrites
from storage.local import LocalStore
from storage.objects import ObjectStore
from storage.s3 import S3Store
from worker import logs
from worker.app import App
from worker.heap import share_one_heap
from worker.loading import find_transcriber, load_engines
from worker.settings import BadSettings, Settings

_SENTENCE = "This worker is ready to speak. "


def start_up(settings: Settings) -> App:
    """Open the store, load every chosen model and speak a sentence with it. Raises BadSettings or EngineError."""
    share_one_heap()
    store = open_store(settings)
    # Most of loading is decompressing and reading, outside Python's lock: what English needs, which nearly every engine
    # speaks, loads beside the engines.
    with ThreadPoolExecutor(1) as pool:
        english = pool.submit(_load_english)
        transcriber = pool.submit(_load_transcriber, settings, store)
        engines = load_engines(settings, store)
        english.result()
    languages = frozenset[str]().union(*(engine.languages for engine in engines.values()))
    for language in languages:
        rewrites("", language)
    app = App(settings, engines, _load_aligner(settings, languages), store, transcriber.result())
    for engine in engines.values():
        warm_up(engine, app.services.aligner)
    logs.event("ready", models=",".join(engines), store=type(store).__name__)
    return app


def open_store(settings: Settings) -> ObjectStore:
    """S3 where a bucket is set; a local folder outside RunPod. Raises BadSettings on RunPod without a bucket."""
    if settings.s3_bucket:
        return _open_s3(settings, settings.s3_bucket)
    if settings.on_runpod:
        raise BadSettings("S3_BUCKET is not set: on RunPod nothing else outlives the worker")
    logs.event("store_is_local", note="S3_BUCKET is not set: results are files of this machine")
    return LocalStore(settings.local_store_dir.absolute())


def warm_up(engine: Engine, aligner: Aligner) -> None:
    """Speak what fills an utterance and align a sentence, so that the first caller pays for nothing that is done once.

    What the longest text takes of the engine's memory is taken here, before anybody waits, and not in the middle of
    somebody's job; the aligner gives back what it took.
    """
    _speak(engine, _longest(engine), engine.rehearsal())
    check_speech(engine, aligner)


def check_speech(engine: Engine, aligner: Aligner) -> None:
    """Speak and align one sentence. Raises EngineError when the engine fails or is silent.

    When its words are not heard in it, the log warns: weights that don't belong together make noise. One sentence is
    too little to end a worker for.
    """
    audio, language = _speak(engine, _SENTENCE, engine.Options())
    if language not in aligner.languages:
        return
    try:
        aligner.align(audio, _SENTENCE.replace(".", "").split(), language)
    except AlignmentError as error:
        logs.event("warm_up_not_understood", level=logging.WARNING, model=engine.name, reason=str(error))


def _longest(engine: Engine) -> str:
    """As many sentences as fill an utterance."""
    language, voice = _own(engine)
    count = engine.max_characters // len(_SENTENCE)
    return next(text for n in range(count, 0, -1) if engine.fits(text := _SENTENCE * n, language, voice, 1.0) or n == 1)


def _own(engine: Engine) -> tuple[str, VoiceState]:
    """A language of the engine, English where it can, and its own voice."""
    language = "en" if "en" in engine.languages else min(engine.languages)
    return language, next(iter(engine.voices.values()))


def _speak(engine: Engine, text: str, options: EngineOptions) -> tuple[Audio, str]:
    """The text in the engine's own voice, and the language that it was spoken in."""
    language, voice = _own(engine)
    (speech,) = speeches(engine.speak([Utterance(text, language, voice, 1.0, 0, options)], lambda: False))
    if not len(speech.audio):
        raise EngineError(f"{engine.name} is loaded, but silent")
    return speech.audio, language


def _load_english() -> None:
    english_g2p()
    rewrites("", "en")


def _load_aligner(settings: Settings, languages: Collection[str]) -> Aligner:
    try:
        return Aligner.load(languages, settings.aligner_weights, settings.tts_device)
    except MissingPackage as error:
        raise BadSettings(f"TTS_MODELS has languages whose words cannot be timed: {error}") from error
    except UnusableModel as error:
        raise BadSettings(f"ALIGNER_WEIGHTS: {error}") from error


def _load_transcriber(settings: Settings, store: ObjectStore) -> Transcriber | None:
    """On the CPU: CTranslate2 asks for cuBLAS 12, torch brings 13, and a clip of seconds is no work for a GPU."""
    folder = settings.transcriber_weights
    if folder is None and any(engine_class(name).needs_transcript for name in settings.model_names):
        folder = find_transcriber(settings, store)
    if folder is None:
        return None
    try:
        return Transcriber.load(folder, "cpu")
    except UnusableTranscriber as error:
        raise BadSettings(f"TRANSCRIBER_WEIGHTS: {error}") from error


def _open_s3(settings: Settings, bucket: str) -> S3Store:
    return S3Store(
        bucket=bucket,
        region=settings.aws_region,
        endpoint_url=settings.s3_endpoint_url,
        prefix=settings.s3_prefix,
        access_key_id=settings.aws_access_key_id,
        secret_access_key=_revealed(settings.aws_secret_access_key),
        session_token=_revealed(settings.aws_session_token),
        addressing_style=settings.s3_addressing_style,
    )


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
