"""Jobs in RunPod's own loop: repeated, in company, told of, stopped, lost and found."""

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from storage.objects import ObjectStore
from tests.clips import clip_file
from tests.control_plane import ControlPlane, control_plane
from tests.sdk_loop import (
    ENDLESS,
    SEVERAL_CHUNKS,
    SHORT,
    Moods,
    assert_discreet,
    assert_spoken,
    assert_timed,
    await_status,
    fetch,
    files_of,
    lasting,
)
from tests.worker_process import hosted


@pytest.mark.parametrize("name", ["job_id", "request_id"])
def test_own_job_id(plane: ControlPlane, name: str) -> None:
    """A caller's own job id, by either name, is the key of the job; for another text it is refused."""
    own = f"own-{uuid4().hex}"
    reply = plane.ask({"text": SHORT, name: own})["output"]
    assert own == reply["job_id"] == plane.ask({"endpoint": "result", name: own})["output"]["job_id"]
    other = plane.ask({"text": "Something else entirely.", name: own})
    assert ("invalid_input", "job_id") == (other["output"]["code"], other["output"]["field"])


def test_own_job_id_of_failure(plane: ControlPlane) -> None:
    """The job id in an error is the one under which the failed job is found."""
    own = f"own-{uuid4().hex}"
    error = plane.ask({"text": "字", "job_id": own})["output"]
    assert own == error["job_id"]
    assert "FAILED" == plane.ask({"endpoint": "status", "job_id": own})["output"]["status"]


def test_one_job_sent_twice(plane: ControlPlane) -> None:
    """Two jobs in flight under one job id are spoken once: both get the same reply, down to its timings and metrics."""
    job_input = {"text": SEVERAL_CHUNKS, "job_id": f"own-{uuid4().hex}"}
    first, second = plane.submit(job_input), plane.submit(job_input)
    assert lasting(plane.outcome(first)["output"]) == lasting(plane.outcome(second)["output"])


def test_repeat_is_not_spoken_again(plane: ControlPlane, hasty: ControlPlane, store: ObjectStore) -> None:
    """A finished job that comes again gets its stored reply, freshly signed, on any worker; its audio stays."""
    job_input = {"text": SHORT, "seed": 3}
    job = plane.submit(job_input)
    first = plane.outcome(job)["output"]
    store.put(first["audio_key"], b"untouched", "audio/wav")
    again = hasty.ask(job_input, job)["output"]
    assert lasting(first) == lasting(again)
    assert b"untouched" == fetch(again["audio_url"])


def test_repeat_after_expiry(plane: ControlPlane, hasty: ControlPlane, store: ObjectStore) -> None:
    """A finished job whose audio the bucket has let go is spoken again, to the same samples, seed and timings."""
    job_input = {"text": SHORT}
    job = plane.submit(job_input)
    first = plane.outcome(job)["output"]
    audio = fetch(first["audio_url"])
    store.delete(first["audio_key"])
    again = hasty.ask(job_input, job)["output"]
    assert (audio, first["seed"], first["word_timings"]) == (
        fetch(again["audio_url"]),
        again["seed"],
        again["word_timings"],
    )


def test_three_at_once(plane: ControlPlane) -> None:
    """Three jobs in flight at once each get their own words, and the bytes that the same text and seed give alone."""
    texts = [SHORT, "Seven ships sailed the silent sea.", "It rains again today."]
    alone = [plane.ask({"text": text, "seed": 11})["output"] for text in texts]
    jobs = [f"company-{uuid4().hex}" for _ in texts]
    with plane.held(*jobs):
        for job, text in zip(jobs, texts, strict=True):
            plane.submit({"text": text, "seed": 11}, job)
        for job in jobs:
            plane.progress(job)
    together = [plane.outcome(job)["output"] for job in jobs]
    for text, single, reply in zip(texts, alone, together, strict=True):
        assert_timed(text, reply)
        assert single["word_timings"] == reply["word_timings"]
        assert fetch(single["audio_url"]) == fetch(reply["audio_url"])


def test_progress(plane: ControlPlane) -> None:
    """Progress never goes back, and none is posted after the end."""
    job = plane.submit({"text": SEVERAL_CHUNKS})
    reply = plane.outcome(job)["output"]
    plane.ask({"text": SHORT})
    *progress, last = plane.posts(job)
    done = [post.body["output"]["done"] for post in progress]
    totals = {post.body["output"]["total"] for post in progress}
    assert last.is_final
    assert not any(post.is_final for post in progress)
    assert done
    assert sorted(done) == done
    assert 1 == len(totals)
    assert done[-1] <= min(totals)
    assert_timed(SEVERAL_CHUNKS, reply)


def test_end_waits_for_progress(plane: ControlPlane) -> None:
    """The final post waits until RunPod has taken the progress: overtaken, it would leave the job IN_PROGRESS."""
    job = f"patient-{uuid4().hex}"
    with plane.held(job):
        plane.submit({"text": SHORT}, job)
        plane.progress(job)
        assert_spoken(plane)
        assert [False] == [post.is_final for post in plane.posts(job)]
    assert_timed(SHORT, plane.outcome(job)["output"])


def test_cancel(plane: ControlPlane, store: ObjectStore) -> None:
    """A job that RunPod stops leaves no post and no file, its record says so, and the next job runs."""
    job = plane.submit({"text": ENDLESS, "partial_audio": True})
    (part,) = plane.progress(job)["output"]["parts"][:1]
    assert ["The", "quick", "brown", "fox"] == [word["word"] for word in part["word_timings"][:4]]
    plane.stop(job)
    progress = await_status(plane, job, "CANCELLED")
    assert 0 < progress["done"] < progress["total"]
    assert_spoken(plane)
    assert not any(post.is_final for post in plane.posts(job))
    assert [] == files_of(store, job)


def test_cancel_said_twice(plane: ControlPlane, store: ObjectStore) -> None:
    """A stop signal that is repeated while the job is cleaning up interrupts nothing of that."""
    job = plane.submit({"text": ENDLESS, "partial_audio": True})
    with plane.held(job):
        plane.progress(job)
        plane.stop(job)
        # The engine speaks for others again once it has stopped for this job, which now waits for its progress post.
        assert_spoken(plane)
        plane.stop(job)
        assert_spoken(plane)
    await_status(plane, job, "CANCELLED")
    assert [] == files_of(store, job)


def test_cancelled_job_again(plane: ControlPlane) -> None:
    """A job that was cancelled is done when it is sent again under its id."""
    job_input = {"text": SEVERAL_CHUNKS}
    job = f"retried-{uuid4().hex}"
    with plane.held(job):
        plane.submit(job_input, job)
        plane.progress(job)
        plane.stop(job)
        assert_spoken(plane)
    await_status(plane, job, "CANCELLED")
    assert "COMPLETED" == plane.ask(job_input, job)["output"]["status"]


def test_deadline(hasty: ControlPlane, store: ObjectStore) -> None:
    """A job that takes longer than PROCESSING_TIMEOUT is timed_out and leaves no file; the next one runs."""
    job = hasty.submit({"text": ENDLESS, "partial_audio": True})
    post = hasty.outcome(job)
    assert "timed_out: the job took longer than 3 s" == post["error"]
    assert ("timed_out", True) == (post["output"]["code"], post["output"]["retryable"])
    status = hasty.ask({"endpoint": "status", "job_id": job})["output"]
    assert ("TIMED_OUT", "timed_out") == (status["status"], status["code"])
    assert [] == files_of(store, job)
    assert_spoken(hasty)


def test_rejected_post(plane: ControlPlane) -> None:
    """A reply that RunPod doesn't take is not lost: the worker lives on, and `result` gives it."""
    job = f"rejected-{uuid4().hex}"
    plane.reject(job)
    lost = plane.ask({"text": SHORT}, job)["output"]
    assert_spoken(plane)
    assert lasting(lost) == lasting(plane.ask({"endpoint": "result", "job_id": job})["output"])


def test_dead_worker(plane: ControlPlane, settings: Mapping[str, str], tmp_path: Path) -> None:
    """A job whose worker was killed half-way is IN_PROGRESS until RunPod sends it again: then another one does it."""
    job, job_input = f"orphan-{uuid4().hex}", {"text": SEVERAL_CHUNKS}
    with control_plane() as doomed_plane, hosted(doomed_plane, settings, tmp_path) as doomed, doomed_plane.held(job):
        doomed_plane.submit(job_input, job)
        doomed_plane.progress(job)
        doomed.kill()
    assert "IN_PROGRESS" == plane.ask({"endpoint": "status", "job_id": job})["output"]["status"]
    early = plane.ask({"endpoint": "result", "job_id": job})["output"]
    assert ("job_not_finished", "IN_PROGRESS") == (early["code"], early["status"])
    assert_timed(SEVERAL_CHUNKS, plane.ask(job_input, job)["output"])


def test_sigterm(settings: Mapping[str, str], tmp_path: Path) -> None:
    """SIGTERM lets the job in flight end: it is posted, the exit status is 0, and no file is left on the machine."""
    with control_plane() as plane, hosted(plane, settings, tmp_path) as worker:
        upload = {"endpoint": "upload", "voice_name": "berta", "file": b64encode(clip_file("mp3")).decode()}
        assert "output" in plane.ask(upload)
        job = plane.submit({"text": SEVERAL_CHUNKS, "format": "mp3"})
        with plane.held(job):
            plane.progress(job)
            worker.terminate()
        assert_timed(SEVERAL_CHUNKS, plane.outcome(job)["output"])
        assert 0 == worker.wait()
        assert_discreet(plane, worker)
        assert [] == worker.files_left


def test_cancel_at_the_start(moody_store: tuple[ControlPlane, Moods]) -> None:
    """A job that is stopped while its first record is being written doesn't stay IN_PROGRESS for ever."""
    plane, moods = moody_store
    job = f"early-{uuid4().hex}"
    with moods.holding(f"jobs/{job}.json"):
        plane.submit({"text": SHORT}, job)
        assert moods.asked.wait(30)
        plane.stop(job)
        plane.ask({"endpoint": "models"})
    await_status(plane, job, "CANCELLED")
    assert not plane.posts(job)
