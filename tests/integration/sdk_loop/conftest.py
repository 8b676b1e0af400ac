"""Workers in RunPod's own loop, on one part of one bucket: each is started once a session."""

from collections.abc import Iterator, Mapping
from uuid import uuid4

import pytest

from storage.objects import ObjectStore
from tests.control_plane import ControlPlane, control_plane
from tests.sdk_loop import (
    FAULTY,
    Moods,
)
from tests.servers import S3Server, front
from tests.worker_process import WorkerProcess, hosted, s3_environment


@pytest.fixture(scope="session")
def part(seaweedfs: S3Server) -> Iterator[tuple[ObjectStore, Mapping[str, str]]]:
    """The part of the bucket that all workers share: as a store, and as their settings."""
    prefix = f"sdk-loop-{uuid4().hex}"
    with seaweedfs.store(prefix=prefix) as store:
        yield store, s3_environment(seaweedfs, prefix)


@pytest.fixture(scope="session")
def store(part: tuple[ObjectStore, Mapping[str, str]]) -> ObjectStore:
    """What the workers store into."""
    return part[0]


@pytest.fixture(scope="session")
def settings(part: tuple[ObjectStore, Mapping[str, str]]) -> Mapping[str, str]:
    """The environment of a worker that logs all it can."""
    return {**part[1], "MAX_CONCURRENCY": "3", "LOG_LEVEL": "DEBUG", "RUNPOD_LOG_LEVEL": "DEBUG"}


@pytest.fixture(scope="session")
def worker(
    settings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ControlPlane, WorkerProcess]]:
    """The worker that most tests share, with its plane."""
    with control_plane() as plane, hosted(plane, settings, tmp_path_factory.mktemp("worker")) as process:
        yield plane, process


@pytest.fixture(scope="session")
def plane(worker: tuple[ControlPlane, WorkerProcess]) -> ControlPlane:
    """The plane of the shared worker."""
    return worker[0]


@pytest.fixture(scope="session")
def hasty(settings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """The plane of another worker on the same store, whose jobs may take three seconds."""
    folder = tmp_path_factory.mktemp("hasty")
    with control_plane() as plane, hosted(plane, {**settings, "PROCESSING_TIMEOUT": "3"}, folder):
        yield plane


@pytest.fixture(scope="session")
def faulty(
    settings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ControlPlane, WorkerProcess]]:
    """A worker whose engine fails on cue (tests/workers/faulty_engine.py), with its plane."""
    with control_plane() as plane, hosted(plane, settings, tmp_path_factory.mktemp("faulty"), FAULTY) as process:
        yield plane, process


@pytest.fixture(scope="session")
def moody_store(
    seaweedfs: S3Server, settings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ControlPlane, Moods]]:
    """The plane of a worker whose store has moods, with these."""
    moods, folder = Moods(seaweedfs.endpoint_url), tmp_path_factory.mktemp("moody")
    with (
        front(moods.answer) as url,
        control_plane() as plane,
        hosted(plane, {**settings, "S3_ENDPOINT_URL": url}, folder),
    ):
        yield plane, moods
