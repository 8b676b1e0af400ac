"""Weights in a real bucket: fetched once, checked, and refused where they are damaged."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.weight_list import DamagedWeights, WeightsError, WeightsNotFound
from models.weights import Found, Places, find
from storage.objects import ObjectStore, StorageDenied
from storage.s3 import S3Store
from tests.full_disk import limited_file_size
from tests.servers import NO_LIST, READ_WRITE, Ask, Credentials, Reply, S3Server, forward, front
from tests.weight_files import CONFIG, REPOSITORY, REVISION, WEIGHTS, contents, upload
from worker.loading import download_from


@pytest.fixture
def bucket(seaweedfs: S3Server, prefix: str) -> Iterator[S3Store]:
    """A part of a bucket with the weights in it."""
    with seaweedfs.store(prefix=prefix) as store:
        upload(store)
        yield store


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Where weights are kept, empty."""
    return tmp_path / "image"


def _find(store: ObjectStore, image: Path) -> Found:
    nowhere = image.parent / "nowhere"
    places = Places(image, download_from(store), hub=nowhere, volume=nowhere, scratch=image.parent / "scratch")
    (found,) = find([REPOSITORY], places)
    return found


def test_weights_are_fetched_from_s3_once(seaweedfs: S3Server, bucket: S3Store, prefix: str, image: Path) -> None:
    """The first start fetches each file once; the next one finds them in the image and asks the bucket for nothing."""
    upload(bucket)
    asks: list[str] = []

    def answer(ask: Ask) -> Reply:
        asks.append(ask.path)
        return forward(ask, seaweedfs.endpoint_url)

    with front(answer) as url, seaweedfs.store(NO_LIST, endpoint_url=url, prefix=prefix) as watched:
        first, second = _find(watched, image), _find(watched, image)

    assert ["S3", "image"] == [first.place, second.place]
    assert first.files == second.files
    assert {"model": WEIGHTS, "config": CONFIG} == contents(first.files)
    key = f"/{seaweedfs.bucket}/{prefix}/models/tiny/{REVISION}"
    assert [f"{key}/config.yaml", f"{key}/v1/model.bin"] == sorted(asks)


@pytest.mark.parametrize("model", [WEIGHTS[:-1], WEIGHTS[:-1] + b"\0"], ids=["cut", "altered"])
def test_a_damaged_object_is_refused(bucket: S3Store, image: Path, model: bytes) -> None:
    """An object that is not what the list says is refused by its key and leaves no file; mended, it is fetched."""
    upload(bucket, model)
    with pytest.raises(DamagedWeights, match=f"models/tiny/{REVISION}/v1/model.bin"):
        _find(bucket, image)
    assert [] == list(image.iterdir())

    upload(bucket)

    assert {"model": WEIGHTS, "config": CONFIG} == contents(_find(bucket, image).files)


def test_a_bucket_without_the_weights(seaweedfs: S3Server, prefix: str, image: Path) -> None:
    """A bucket that lacks the weights is one of the places where they are not."""
    with (
        seaweedfs.store(prefix=prefix) as empty,
        pytest.raises(WeightsNotFound, match=f"S3: no models/tiny/{REVISION}"),
    ):
        _find(empty, image)


def test_a_bucket_that_may_not_be_read(seaweedfs: S3Server, image: Path) -> None:
    """Wrong credentials are told as what they are, and not as missing weights."""
    wrong = Credentials(READ_WRITE.access_key_id, "wrong")
    with seaweedfs.store(wrong) as store, pytest.raises(StorageDenied):
        _find(store, image)


# s3transfer lets go of the other parts' connections without closing them.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning")
def test_a_full_disk_is_told(bucket: S3Store, image: Path) -> None:
    """Where the disk takes no more, the error names the folder, and the space is free again."""
    with limited_file_size(4096), pytest.raises(WeightsError, match=rf"{image} cannot take .*: File too large"):
        _find(bucket, image)
    gc.collect()  # here, lest the warning be another test's

    assert [] == list(image.iterdir())
