"""Weights from a bucket: checked, all or none, kept for the next start, and shared by workers."""

import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import IO

import pytest

from models.weight_fetching import fetch
from models.weight_list import DamagedWeights, WeightsError, WeightsNotFound
from storage.local import LocalStore
from storage.objects import StorageUnavailable
from tests.full_disk import limited_file_size
from tests.weight_files import CONFIG, REPOSITORY, REVISION, WEIGHTS, upload, write
from worker.loading import download_from

READ_ONLY = Path("/sys/speech-worker")
"""A folder that nobody can make, not even root."""


@pytest.fixture
def bucket(tmp_path: Path) -> LocalStore:
    """A bucket with the weights."""
    store = LocalStore(tmp_path / "bucket")
    upload(store)
    return store


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Where the image's weights would be; made by the first fetch."""
    return tmp_path / "image"


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Where weights are kept when the image is read-only."""
    return tmp_path / "scratch"


def refuse(key: str, file: IO[bytes]) -> bool:
    """A download that is not to be."""
    raise AssertionError(f"{key} is fetched once more into {file.name}")


def files_in(folder: Path) -> Mapping[str, bytes]:
    """All files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


FETCHED = {f"tiny/{REVISION}/v1/model.bin": WEIGHTS, f"tiny/{REVISION}/config.yaml": CONFIG}


def test_weights_are_fetched_once(bucket: LocalStore, image: Path, scratch: Path) -> None:
    """What is fetched lies where the image would have it, whole and alone; the next start fetches nothing."""
    assert image / "tiny" / REVISION == fetch(REPOSITORY, download_from(bucket), image, scratch)
    assert FETCHED == files_in(image)

    fetch(REPOSITORY, refuse, image, scratch)

    assert FETCHED == files_in(image)
    assert not scratch.exists()


@pytest.mark.parametrize(
    ("model", "told"),
    [(WEIGHTS[:-1], "25599 bytes, not 25600"), (WEIGHTS[:-1] + b"\0", "another sha256")],
    ids=["size", "sha256"],
)
def test_damaged_weights_are_refused(bucket: LocalStore, image: Path, scratch: Path, model: bytes, told: str) -> None:
    """An object of another size or sum than listed is refused by its key, and nothing of the repository stays."""
    upload(bucket, model)

    with pytest.raises(DamagedWeights, match=f"models/tiny/{REVISION}/v1/model.bin in the bucket has {told}"):
        fetch(REPOSITORY, download_from(bucket), image, scratch)

    assert [] == list(image.iterdir())


def test_half_a_repository_is_none(bucket: LocalStore, image: Path, scratch: Path) -> None:
    """A bucket that lacks one of the files is a bucket without the weights, and the others don't stay."""
    bucket.delete(f"models/tiny/{REVISION}/config.yaml")

    with pytest.raises(WeightsNotFound, match=r"config\.yaml"):
        fetch(REPOSITORY, download_from(bucket), image, scratch)

    assert [] == list(image.iterdir())


def test_a_store_that_fails_leaves_nothing(image: Path, scratch: Path) -> None:
    """An error of the store in the middle of a file passes through, and no part of the file stays."""

    def break_off(key: str, file: IO[bytes]) -> bool:
        file.write(WEIGHTS[:1000])
        raise StorageUnavailable(key)

    with pytest.raises(StorageUnavailable):
        fetch(REPOSITORY, break_off, image, scratch)

    assert [] == list(image.iterdir())


def test_a_full_disk_is_told_and_left_as_it_was(bucket: LocalStore, image: Path, scratch: Path) -> None:
    """Where the disk takes no more, the error names folder and reason, and the space is free again."""
    with limited_file_size(4096), pytest.raises(WeightsError, match=rf"{image} cannot take .*: File too large"):
        fetch(REPOSITORY, download_from(bucket), image, scratch)

    assert [] == list(image.iterdir())


def test_an_incomplete_folder_is_completed(bucket: LocalStore, image: Path, scratch: Path) -> None:
    """A file of the wrong size in the image is replaced by the bucket's."""
    write(image / "tiny" / REVISION, model=b"cut")

    fetch(REPOSITORY, download_from(bucket), image, scratch)

    assert FETCHED == files_in(image)


def test_a_read_only_image_leaves_the_weights_to_a_folder_of_the_users(bucket: LocalStore, scratch: Path) -> None:
    """Where the image can't be written, weights are kept in the user's own folder, for the next start too."""
    folder = fetch(REPOSITORY, download_from(bucket), READ_ONLY, scratch)

    assert scratch / "tiny" / REVISION == folder
    assert FETCHED == files_in(scratch)
    assert 0o700 == scratch.stat().st_mode & 0o777
    assert folder == fetch(REPOSITORY, refuse, READ_ONLY, scratch)


def test_somebody_elses_folder_is_not_trusted(bucket: LocalStore, scratch: Path) -> None:
    """Weights in a folder for temporary files that another user has made are not loaded: they could run code."""
    write(scratch / "tiny" / REVISION)
    if os.getuid() == 0:
        os.chown(scratch, 12345, -1)
    else:
        scratch = Path("/usr")

    with pytest.raises(WeightsError, match="somebody else's"):
        fetch(REPOSITORY, download_from(bucket), READ_ONLY, scratch)


@pytest.mark.parametrize("taken", ["image", "scratch"])
def test_a_folder_that_cannot_be_is_told(bucket: LocalStore, tmp_path: Path, taken: str) -> None:
    """A file where the folder should be is an error that names it."""
    (tmp_path / taken).write_text("")
    image = tmp_path / "image" if taken == "image" else READ_ONLY

    with pytest.raises(WeightsError, match=f"weights cannot be kept in {tmp_path / taken}: "):
        fetch(REPOSITORY, download_from(bucket), image, tmp_path / "scratch")


def test_workers_fetch_into_one_folder_at_once(bucket: LocalStore, image: Path, scratch: Path) -> None:
    """Eight workers that start on one volume at the same time all get the files, and leave nothing else."""
    start = Barrier(8)
    download = download_from(bucket)

    def meet_and_download(key: str, file: IO[bytes]) -> bool:
        start.wait(60)
        return download(key, file)

    with ThreadPoolExecutor(8) as workers:
        folders = list(workers.map(lambda _: fetch(REPOSITORY, meet_and_download, image, scratch), range(8)))

    assert {image / "tiny" / REVISION} == set(folders)
    assert FETCHED == files_in(image)
    assert ["tiny"] == [path.name for path in image.iterdir()]


def test_files_that_another_worker_reads_stay(bucket: LocalStore, image: Path, scratch: Path) -> None:
    """A worker that comes second throws its copy away: on a shared volume the first one's files are in use."""
    download = download_from(bucket)
    first = image / "tiny" / REVISION / "v1" / "model.bin"
    inodes: list[int] = []

    def be_overtaken(key: str, file: IO[bytes]) -> bool:
        if not inodes:
            fetch(REPOSITORY, download, image, scratch)
            inodes.append(first.stat().st_ino)
        return download(key, file)

    fetch(REPOSITORY, be_overtaken, image, scratch)

    assert [first.stat().st_ino] == inodes


@pytest.mark.parametrize(("age_s", "stays"), [(60, True), (7200, False)])
def test_what_killed_workers_left_is_removed(
    bucket: LocalStore, image: Path, scratch: Path, age_s: float, *, stays: bool
) -> None:
    """A fetch removes what a worker left that was killed hours ago; one that may still be fetching is let alone."""
    left = write(image / "~unfinished-abc")
    os.utime(left, (time.time() - age_s,) * 2)

    fetch(REPOSITORY, download_from(bucket), image, scratch)

    assert stays == left.exists()
    assert FETCHED.items() <= files_in(image).items()
