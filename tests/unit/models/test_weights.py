"""Where weights are found: the order of the places, what counts as found, and what is said when nothing is."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from models.weight_list import Repository, WeightFile, WeightsNotFound
from models.weights import Found, Places, find
from storage.local import LocalStore
from tests.weight_files import CONFIG, REPOSITORY, REVISION, WEIGHTS, contents, upload, write
from worker.loading import download_from

OTHER = "b" * 40


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Places that hold nothing yet."""
    return Places(
        image=tmp_path / "image",
        download=download_from(LocalStore(tmp_path / "bucket")),
        hub=tmp_path / "hub",
        volume=tmp_path / "volume",
        scratch=tmp_path / "scratch",
    )


def _snapshot(places: Places, revision: str = REVISION) -> Path:
    return places.hub / "models--Org--Tiny-TTS" / "snapshots" / revision


def _point_main_to(places: Places, revision: str) -> None:
    refs = places.hub / "models--Org--Tiny-TTS" / "refs"
    refs.mkdir(parents=True)
    (refs / "main").write_text(revision)


def _find(places: Places) -> Found:
    (found,) = find([REPOSITORY], places)
    return found


WRITERS: Mapping[str, Callable[[Places], object]] = {
    "model cache": lambda places: write(_snapshot(places)),
    "image": lambda places: write(places.image / "tiny" / REVISION),
    "volume": lambda places: write(places.volume / "tiny" / REVISION),
    "S3": lambda places: upload(LocalStore(places.image.parent / "bucket")),
}


@pytest.mark.parametrize("first", range(len(WRITERS)), ids=WRITERS)
def test_the_first_place_that_has_the_files_is_taken(places: Places, first: int) -> None:
    """Weights come from RunPod's cache, else the image, else a volume, else S3; the places before are told."""
    names = list(WRITERS)
    for name in names[first:]:
        WRITERS[name](places)

    found = _find(places)

    assert names[first] == found.place
    assert REVISION == found.revision
    assert {"model": WEIGHTS, "config": CONFIG} == contents(found.files)
    assert set(names[:first]) == {passed.partition(",")[0] for passed in found.passed}


def test_a_cache_of_links_is_read(places: Places) -> None:
    """The hub's cache keeps links to blobs: what they point to counts."""
    blobs = write(places.hub / "models--Org--Tiny-TTS" / "blobs")
    (_snapshot(places) / "v1").mkdir(parents=True)
    for name in ("v1/model.bin", "config.yaml"):
        (_snapshot(places) / name).symlink_to(blobs / name)

    assert "model cache" == _find(places).place

    shutil.rmtree(blobs)
    WRITERS["image"](places)

    assert "image" == _find(places).place


def test_a_cache_in_lower_case_is_read(places: Places) -> None:
    """RunPod's own cache spells the repository in lower case."""
    write(places.hub / "models--org--tiny-tts" / "snapshots" / REVISION)

    assert "model cache" == _find(places).place


def test_another_revision_in_the_cache_is_taken_and_told(places: Places) -> None:
    """Where the cache has the revision of its main branch instead of the listed one, that is taken."""
    write(_snapshot(places, OTHER))
    _point_main_to(places, f"{OTHER}\n")
    WRITERS["image"](places)

    found = _find(places)

    assert ("model cache", OTHER, REVISION) == (found.place, found.revision, found.repository.revision)


def test_the_listed_revision_comes_first(places: Places) -> None:
    """Of two cached revisions the listed one is taken, whatever the main branch is."""
    write(_snapshot(places))
    write(_snapshot(places, OTHER))
    _point_main_to(places, OTHER)

    assert REVISION == _find(places).revision


@pytest.mark.parametrize("main", ["", "main", "../blobs", "\0" * 40, OTHER], ids=ascii)
def test_another_revision_is_taken_only_if_it_has_the_files(places: Places, main: str) -> None:
    """A main branch that names no snapshot, or one with files of another size, does not count."""
    write(_snapshot(places, OTHER), model=WEIGHTS + b"more")
    _point_main_to(places, main)
    WRITERS["image"](places)

    assert "image" == _find(places).place


def _lose_config(folder: Path) -> None:
    (folder / "config.yaml").unlink()


def _cut_model(folder: Path) -> None:
    (folder / "v1" / "model.bin").write_bytes(WEIGHTS[:-1])


DAMAGES: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "a file is missing": (_lose_config, "config.yaml: No such file or directory"),
    "a file is cut": (_cut_model, "v1/model.bin has 25599 bytes, not 25600"),
}


@pytest.mark.parametrize(("damage", "told"), DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("place", ["model cache", "image", "volume"])
def test_an_incomplete_place_is_passed(places: Places, place: str, damage: Callable[[Path], None], told: str) -> None:
    """A place that lacks a file, or has it in another size, is passed, and what it lacks is told."""
    folders = {
        "model cache": _snapshot(places),
        "image": places.image / "tiny" / REVISION,
        "volume": places.volume / "tiny" / REVISION,
    }
    damage(write(folders[place]))
    WRITERS["S3"](places)

    found = _find(places)

    assert "S3" == found.place
    assert f"{place}, {folders[place]}: {told}" in found.passed
    assert {"model": WEIGHTS, "config": CONFIG} == contents(found.files)


def test_a_folder_is_no_file(places: Places) -> None:
    """A place where a folder has a file's name is passed."""
    _lose_config(write(places.volume / "tiny" / REVISION))
    (places.volume / "tiny" / REVISION / "config.yaml").mkdir()
    WRITERS["S3"](places)

    found = _find(places)

    assert "S3" == found.place
    assert found.passed[-1].endswith("config.yaml is no file")


def test_each_repository_has_its_own_place(places: Places) -> None:
    """The model may be in RunPod's cache and its vocoder in the image: RunPod caches one model an endpoint."""
    vocoder = Repository(
        name="vocos", repository="Org/Vocos", revision=OTHER, licence="MIT", files={"vocoder": WeightFile(path="v.bin")}
    )
    write(_snapshot(places))
    (places.image / "vocos" / OTHER).mkdir(parents=True)
    (places.image / "vocos" / OTHER / "v.bin").write_bytes(b"v")

    assert ["model cache", "image"] == [found.place for found in find([REPOSITORY, vocoder], places)]


def test_what_is_given_is_not_looked_for(places: Places) -> None:
    """A repository all of whose files are given is not looked for, and of another only the rest."""
    (places.image / "tiny" / REVISION).mkdir(parents=True)
    (places.image / "tiny" / REVISION / "config.yaml").write_bytes(CONFIG)

    (found,) = find([REPOSITORY], places, given={"model", "vocabulary"})

    assert {"config": CONFIG} == contents(found.files)
    assert [] == find([REPOSITORY], places, given={"model", "config"})


@pytest.mark.parametrize("bucket", [True, False])
def test_what_is_nowhere_is_one_clear_error(tmp_path: Path, *, bucket: bool) -> None:
    """Weights that are nowhere are one line: the repository, each place with what it lacks, and what to do."""
    download = download_from(LocalStore(tmp_path / "bucket")) if bucket else None
    places = Places(tmp_path / "image", download, tmp_path / "hub", tmp_path / "volume", tmp_path / "scratch")

    with pytest.raises(WeightsNotFound) as nowhere:
        find([REPOSITORY], places)

    told = str(nowhere.value)
    assert "make Org/Tiny-TTS the endpoint's cached model, or put its files of revision" in told
    assert all(str(place) in told for place in (_snapshot(places), places.image, places.volume))
    assert told.endswith(f"S3: no models/tiny/{REVISION}/v1/model.bin" if bucket else "S3: no bucket is set")
    assert "\n" not in told


def test_what_is_optional_may_be_nowhere(places: Places) -> None:
    """A model is found without a repository that it can do without, and with it where that is there."""
    optional = REPOSITORY.model_copy(update={"name": "more", "repository": "Org/More", "optional": True})
    WRITERS["image"](places)

    assert ["tiny"] == [found.repository.name for found in find([REPOSITORY, optional], places)]
    with pytest.raises(WeightsNotFound):
        find([REPOSITORY, optional.model_copy(update={"optional": False})], places)

    write(places.image / "more" / REVISION)

    assert ["tiny", "more"] == [found.repository.name for found in find([REPOSITORY, optional], places)]
