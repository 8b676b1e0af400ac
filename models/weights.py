"""Finds weights, in this order: RunPod's cached models, the image, a network volume, an S3 bucket."""

import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from re import fullmatch
from typing import Final, Literal, TypeAlias

from models.weight_fetching import Download, fetch
from models.weight_list import Repository, WeightsNotFound

Place: TypeAlias = Literal["model cache", "image", "volume", "S3"]

HUB: Final = Path("/runpod-volume/huggingface-cache/hub")
"""Where RunPod keeps an endpoint's cached models, as the Hugging Face hub's own cache does."""
VOLUME: Final = Path("/runpod-volume/weights")
"""Where a network volume is looked into."""


def _scratch() -> Path:
    """A folder of the user's own for temporary files."""
    return Path(tempfile.gettempdir(), f"weights-{os.getuid()}")


@dataclass(frozen=True, slots=True)
class Places:
    """Where weights may be."""

    image: Path
    """Also what is fetched from S3 is kept here."""
    download: Download | None = None
    """From the S3 bucket; None where there is none."""
    hub: Path = HUB
    volume: Path = VOLUME
    scratch: Path = field(default_factory=_scratch)
    """Where what is fetched is kept when `image` is read-only."""


@dataclass(frozen=True, slots=True)
class Found:
    """The files of one repository, and where they were found."""

    repository: Repository
    place: Place
    revision: str
    """Of these files: in RunPod's cache it may be another than the listed one."""
    files: Mapping[str, Path]
    """By the names in the list."""
    passed: tuple[str, ...]
    """The places before, each with what it lacks."""


def find(repositories: Iterable[Repository], places: Places, given: Collection[str] = ()) -> list[Found]:
    """Each repository's files, but for those in `given`, which the user has given; a place counts if it has all.

    Optional repositories that are nowhere are left out. Raises WeightsNotFound, DamagedWeights or WeightsError, and
    what the download raises.
    """
    found: list[Found] = []
    for repository in repositories:
        wanted = _without(repository, given)
        if wanted.files:
            try:
                found.append(_find(wanted, places))
            except WeightsNotFound:
                if not repository.optional:
                    raise
    return found


def _without(repository: Repository, given: Collection[str]) -> Repository:
    files = {role: file for role, file in repository.files.items() if role not in given}
    return repository.model_copy(update={"files": files})


def _find(repository: Repository, places: Places) -> Found:
    passed: list[str] = []
    for place, folder in _folders(repository, places):
        lack = repository.lacking_in(folder)
        if lack is None:
            return _found(repository, place, folder, passed)
        passed.append(f"{place}, {folder}: {lack}")
    try:
        return _found(repository, "S3", _fetched(repository, places), passed)
    except WeightsNotFound as error:
        raise WeightsNotFound(
            f"the weights of {repository.name} are nowhere complete: make {repository.repository} the endpoint's "
            f"cached model, or put its files of revision {repository.revision} in another of these places: "
            + "; ".join([*passed, f"S3: {error}"])
        ) from None


def _fetched(repository: Repository, places: Places) -> Path:
    if places.download is None:
        raise WeightsNotFound("no bucket is set")
    return fetch(repository, places.download, places.image, places.scratch)


def _found(repository: Repository, place: Place, folder: Path, passed: Iterable[str]) -> Found:
    files = {role: folder / file.path for role, file in repository.files.items()}
    # In every place the last folder is the revision.
    return Found(repository, place, folder.name, files, tuple(passed))


def _folders(repository: Repository, places: Places) -> Iterator[tuple[Place, Path]]:
    for folder in _snapshots(repository, places.hub):
        yield "model cache", folder
    yield "image", places.image / repository.folder
    yield "volume", places.volume / repository.folder


def _snapshots(repository: Repository, hub: Path) -> Iterator[Path]:
    """The listed revision's, and the one that is cached instead."""
    name = f"models--{repository.repository.replace('/', '--')}"
    # RunPod writes the name as the hub does, or in lower case: github.com/runpod-workers/worker-vllm/issues/310.
    cached = [hub / spelt for spelt in dict.fromkeys((name, name.lower()))]
    yield from (folder / "snapshots" / repository.revision for folder in cached)
    for folder in cached:
        current = _current(folder)
        if current and current != repository.revision:
            yield folder / "snapshots" / current


def _current(cached: Path) -> str | None:
    """The revision that a cached repository's main branch had."""
    try:
        revision = (cached / "refs" / "main").read_text(errors="replace").strip()
    except OSError:
        return None
    return revision if fullmatch("[0-9a-f]{40}", revision) else None
