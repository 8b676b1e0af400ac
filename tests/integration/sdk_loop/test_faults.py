"""What RunPod is told when the store, the settings or the engine fail."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from storage.jobs import Jobs, JobStatus, Progress
from storage.objects import ObjectStore
from tests.control_plane import ControlPlane, control_plane
from tests.sdk_loop import (
    SENTENCE,
    SHORT,
    Moods,
    assert_discreet,
    assert_spoken,
    files_of,
    verdict,
)
from tests.worker_process import HANDLER, WorkerProcess, free_port, started


def test_store_fails_while_serving(moody_store: tuple[ControlPlane, Moods]) -> None:
    """A store that breaks down fails jobs with a retryable code, and the worker recovers with it."""
    plane, moods = moody_store
    moods.is_down = True
    post = plane.ask({"text": SHORT})
    moods.is_down = False
    assert ("storage_unavailable: the store is busy", "storage_unavailable", True) == verdict(post)
    assert_spoken(plane)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"S3_ENDPOINT_URL": "http://127.0.0.1:{dead}"}, "StorageUnavailable"),
        ({"AWS_SECRET_ACCESS_KEY": "not-the-secret"}, "StorageDenied"),
        ({"S3_BUCKET": "no-such-bucket"}, "StorageNotConfigured"),
    ],
)
def test_store_does_not_work(
    part: tuple[ObjectStore, Mapping[str, str]], tmp_path: Path, changes: Mapping[str, str], reason: str
) -> None:
    """A worker whose store doesn't work takes no job: it reports itself unhealthy to RunPod, says why, and ends."""
    changes = {name: value.format(dead=free_port()) for name, value in changes.items()}
    environment = {**part[1], **changes}
    with control_plane() as plane, started([HANDLER], {**plane.environment(), **environment}, tmp_path) as worker:
        assert 1 == worker.wait()
        (ping,) = plane.pings
        assert ("unhealthy", "store_works") == (ping["status"], ping["check"])
        assert ping["reason"].startswith(f"{reason}: ")
        assert not plane.is_polled(timeout_s=0)
        assert f"Fitness check failed: store_works | {reason}: " in worker.stdout
        assert [] == [word for word in ("Traceback", *changes.values()) if word in worker.stdout + worker.stderr]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"TTS_MODELS": "nonesuch"}, "TTS_MODELS"),
        ({"TTS_MODELS": ","}, "TTS_MODELS"),
        ({"TTS_MODELS": "f5-tts", "WEIGHTS_DIR": "weights"}, "make SWivid/F5-TTS the endpoint's cached model"),
        ({"TTS_MODELS": "f5-tts", "F5_TTS_WEIGHTS": "no-such-folder"}, "F5_TTS_WEIGHTS: "),
        ({"S3_BUCKET": ""}, "S3_BUCKET"),
        ({"MAX_CONCURRENCY": "plenty"}, "MAX_CONCURRENCY"),
        ({"PRESIGN_TTL_S": "604801", "DEVICE": "cpu"}, "PRESIGN_TTL_S"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "S3 settings"),
    ],
)
def test_cannot_start(
    part: tuple[ObjectStore, Mapping[str, str]], tmp_path: Path, changes: Mapping[str, str], named: str
) -> None:
    """A worker that is set up wrong ends at once, with one line that names the variable or the weights."""
    environment = {**part[1], **changes}
    with control_plane() as plane, started([HANDLER], {**plane.environment(), **environment}, tmp_path) as worker:
        assert 1 == worker.wait()
        (line,) = [line for line in worker.stderr.splitlines() if not line.startswith("{")]
        assert line.startswith("The worker cannot start. ")
        assert named in line
        assert not plane.is_polled(timeout_s=0)


def test_engine_faults(faulty: tuple[ControlPlane, WorkerProcess]) -> None:
    """Whatever an engine raises becomes an error of the contract, without the text; the worker lives on."""
    plane, worker = faulty
    quote = plane.ask({"text": "Quote a confidential remark."})
    leave = plane.ask({"text": "Exit a confidential remark."})
    fill = plane.ask({"text": "Fill a confidential remark."})
    internal = ("internal_error: the worker failed; its log says where", "internal_error", False)
    assert internal == verdict(quote)
    assert internal == verdict(leave)
    assert ("out_of_memory: the worker ran out of memory", "out_of_memory", True) == verdict(fill)
    assert_spoken(plane)
    assert "confidential" not in json.dumps([post.body for post in plane.posts()])
    assert_discreet(plane, worker)


def test_broken_engine(faulty: tuple[ControlPlane, WorkerProcess]) -> None:
    """An engine that is broken for good makes RunPod replace the worker: the post says stopPod."""
    plane, worker = faulty
    assert "stopPod" not in plane.ask({"text": SHORT})
    post = plane.ask({"text": "Break a confidential remark."})
    assert True is post["stopPod"]
    assert "synthesis_failed" == post["output"]["code"]
    assert "confidential" not in json.dumps(post)
    assert_discreet(plane, worker)


def test_record_of_fault(faulty: tuple[ControlPlane, WorkerProcess], store: ObjectStore) -> None:
    """A job that fails half-way has a record that says so, and leaves no file."""
    plane, _ = faulty
    job = plane.submit({"text": 6 * SENTENCE + "Quote a confidential remark, once and for all.", "partial_audio": True})
    assert "internal_error" == plane.outcome(job)["output"]["code"]
    record = Jobs(store).load(job)
    assert (JobStatus.FAILED, "internal_error") == (record.status, record.code)
    assert Progress(done=6, total=7) == record.progress
    assert [] == files_of(store, job)
