"""Engines as the settings want them, each loaded with weights that are found for it (models/weights.py)."""

import logging
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import IO, Final

from models.engine import Engine, EngineError, Setup
from models.registry import engine_class, load_engine
from models.weight_fetching import Download
from models.weight_list import WeightsError, WeightsNotFound, read
from models.weights import Found, Places, find
from storage.objects import ObjectNotFound, ObjectStore, StorageError
from worker import logs
from worker.settings import BadSettings, Settings

LISTS: Final = Path(__file__).resolve().parent.parent / "builder" / "weights"
"""One weight list a model; a model without one brings its weights in its package."""
TRANSCRIBER: Final = "faster-whisper-small"


def load_engines(settings: Settings, store: ObjectStore) -> Mapping[str, Engine]:
    """Every chosen engine, by its name. Raises BadSettings or EngineError."""
    if not settings.model_names:
        raise BadSettings("TTS_MODELS names no model")
    return {name: _load(name, settings, store) for name in settings.model_names}


def find_weights(model: str, settings: Settings, store: ObjectStore, given: Collection[str] = ()) -> dict[str, Path]:
    """The files of a model's weight list but for those in `given`, by their names in it. Raises BadSettings."""
    try:
        return _find(model, settings, store, given)
    except WeightsNotFound as error:
        raise BadSettings(str(error)) from error


def find_transcriber(settings: Settings, store: ObjectStore) -> Path | None:
    """The folder of the listed transcriber; None where it is nowhere: the worker speaks without. Raises BadSettings."""
    try:
        return _find(TRANSCRIBER, settings, store)["model"].parent
    except WeightsNotFound:
        logs.event("no_transcriber", note="clips have to come with their transcript", model=TRANSCRIBER)
        return None


def download_from(store: ObjectStore) -> Download:
    """How weights are fetched from a store."""

    def download(key: str, file: IO[bytes]) -> bool:
        try:
            store.copy_to(key, file)
        except ObjectNotFound:
            return False
        return True

    return download


def log_choice(model: str, found: Found) -> None:
    """Log where a repository of a model was found; another revision than the listed one is a warning."""
    listed = found.repository.revision
    logs.event(
        "weights",
        level=logging.INFO if found.revision == listed else logging.WARNING,
        model=model,
        repository=found.repository.repository,
        place=found.place,
        revision=found.revision,
        listed_revision=listed,
        passed="; ".join(found.passed),
    )


def _find(model: str, settings: Settings, store: ObjectStore, given: Collection[str] = ()) -> dict[str, Path]:
    """Raises WeightsNotFound, and BadSettings for all else."""
    places = Places(settings.weights_dir, download_from(store) if settings.s3_bucket else None)
    try:
        wanted = read(LISTS / f"{model}.toml")
        found = find(wanted, places, given)
    except WeightsNotFound:
        raise
    except WeightsError as error:
        raise BadSettings(str(error)) from error
    except StorageError as error:
        raise BadSettings(f"the weights of {model} cannot be fetched from S3: {error}") from error
    for part in found:
        log_choice(model, part)
    names = {part.repository.name for part in found}
    for repository in wanted:
        if repository.optional and repository.name not in names:
            note = "the model does less without it (builder/weights)"
            logs.event("weights_absent", note=note, model=model, repository=repository.repository)
    return {role: path for part in found for role, path in part.files.items()}


def _load(name: str, settings: Settings, store: ObjectStore) -> Engine:
    given = _fine_tuned(engine_class(name), settings)
    found = find_weights(name, settings, store, given) if (LISTS / f"{name}.toml").is_file() else {}
    setup = Setup(
        files={**found, **given},
        device=settings.tts_device,
        precision=settings.engine_precision,
        cuda_graphs=settings.cuda_graphs,
        languages=settings.fine_tuned_languages if given else frozenset(),
        watermark=settings.watermark,
        character_times=settings.attention_word_times,
    )
    engine = load_engine(name, setup)
    for language, need in engine.unspoken.items():
        logs.event("language_not_spoken", model=name, language=language, lacks=need)
    return engine


def _fine_tuned(engine: type[Engine], settings: Settings) -> Mapping[str, Path]:
    """The user's own weights for an engine."""
    if engine.name != "f5-tts" or settings.f5_tts_weights is None:
        return {}
    try:
        return engine.files_in(settings.f5_tts_weights)
    except EngineError as error:
        raise BadSettings(f"F5_TTS_WEIGHTS: {error}") from error
