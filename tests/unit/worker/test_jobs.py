"""The journal of a job, and status and result, over stores that fail at the wrong moment."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pytest

from storage.jobs import JobRecord, Jobs, JobStatus, Progress
from storage.local import LocalStore
from storage.objects import ObjectStore, StorageUnavailable
from storage.outputs import Outputs
from tests.fixtures import MakeApp
from worker.app import App
from worker.errors import TimedOut
from worker.journal import Journal

NOW = datetime(2026, 11, 20, tzinfo=UTC)


class Flaky(LocalStore):
    """A local folder that can be told to be down for some keys."""

    down = ""

    def put(self, key: str, data: bytes | IO[bytes], content_type: str, *, exclusive: bool = False) -> None:
        """As the local store's, or unavailable."""
        if self.down and self.down in key:
            raise StorageUnavailable("down")
        super().put(key, data, content_type, exclusive=exclusive)


def journal(store: ObjectStore, told: list[JobRecord]) -> Journal:
    """The journal of a job of three chunks."""
    record = JobRecord(
        job_id="j",
        status=JobStatus.IN_PROGRESS,
        request_sha256="",
        created_at=NOW,
        updated_at=NOW,
        progress=Progress(total=3),
    )
    return Journal(record, Jobs(store), Outputs(store, 60), ThreadPoolExecutor(2), told.append)


async def test_progress_is_told_in_order_and_never_after_the_end(tmp_path: Path) -> None:
    """However fast chunks finish, what is told never goes back, and the end is the last word."""
    told: list[JobRecord] = []
    store = LocalStore(tmp_path)
    async with journal(store, told) as running:
        assert JobStatus.IN_PROGRESS == Jobs(store).load("j").status
        for _ in range(3):
            running.advance()
        await running.complete({})
    done = [record.progress.done for record in told]
    assert sorted(done) == done
    assert 3 == done[-1]
    assert (JobStatus.COMPLETED, 3) == (Jobs(store).load("j").status, Jobs(store).load("j").progress.done)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (TimedOut("late"), JobStatus.TIMED_OUT, "timed_out"),
        (StorageUnavailable("down"), JobStatus.FAILED, "storage_unavailable"),
        (ValueError("text"), JobStatus.FAILED, "internal_error"),
        (asyncio.CancelledError(), JobStatus.CANCELLED, None),
    ],
)
async def test_every_end_is_recorded_and_files_are_removed(
    tmp_path: Path, error: BaseException, status: JobStatus, code: str | None
) -> None:
    """A job that ends without a result says how, keeps no file and leaks no message."""
    store = LocalStore(tmp_path)
    with pytest.raises(type(error)):
        async with journal(store, []) as running:
            running.add_file("outputs/a.wav")
            store.put("outputs/a.wav", b"audio", "audio/wav")
            raise error
    record = Jobs(store).load("j")
    assert (status, code) == (record.status, record.code)
    assert "text" not in (record.error or "")
    assert ["jobs/j.json"] == list(store.keys(""))


async def test_a_result_is_never_taken_back(tmp_path: Path) -> None:
    """When another worker has completed the same job, an attempt that fails leaves its record and its audio alone."""
    store = LocalStore(tmp_path)
    with pytest.raises(TimedOut):
        async with journal(store, []) as late:
            async with journal(store, []) as quick:
                store.put("outputs/a.wav", b"audio", "audio/wav")
                await quick.complete({"audio_key": "outputs/a.wav"})
            late.add_file("outputs/a.wav")
            late.advance()
            raise TimedOut("late")
    assert JobStatus.COMPLETED == Jobs(store).load("j").status
    assert b"audio" == store.get("outputs/a.wav")


async def test_a_record_that_cannot_be_written_does_not_hide_the_error(tmp_path: Path) -> None:
    """When the store goes away the caller hears of the job's own error, and the record stays IN_PROGRESS."""
    store = Flaky(tmp_path)
    with pytest.raises(TimedOut):
        async with journal(store, []):
            store.down = "jobs/"
            raise TimedOut("late")
    assert JobStatus.IN_PROGRESS == Jobs(store).load("j").status


@pytest.mark.parametrize("down", ["outputs/", "jobs/"])
async def test_a_store_that_is_down_is_never_a_finished_job(app: App, tmp_path: Path, down: str) -> None:
    """Audio or record not written: the error is retryable, and nothing says COMPLETED."""
    store = Flaky(tmp_path / "flaky")
    store.down = down
    flaky = App(app.services.settings, app.services.engines, app.services.aligner, store)
    reply = await flaky.handle("j", {"text": "Hello."})
    flaky.close()
    assert ("storage_unavailable", True) == (reply["code"], reply["retryable"])
    assert not any(key.startswith("outputs/") for key in store.keys(""))
    if down == "outputs/":
        assert JobStatus.FAILED == Jobs(store).load("j").status


async def ask(app: App, endpoint: str, job_id: str) -> dict[str, Any]:
    """What the worker knows of a job."""
    return await app.handle("q", {"endpoint": endpoint, "job_id": job_id})


async def test_any_worker_answers_for_any_job(make_app: MakeApp) -> None:
    """Status and result come from the store: another worker over it knows as much."""
    reply = await make_app().handle("j", {"text": "Hello."})
    other = make_app()
    status = await ask(other, "status", "j")
    assert ("COMPLETED", {"done": 1, "total": 1}) == (status["status"], status["progress"])
    assert reply == await ask(other, "result", "j")


async def test_a_job_that_is_not_finished_has_no_result(app: App) -> None:
    """`result` of a running or failed job is job_not_finished with its status; of an unknown one, job_not_found."""
    store = app.services.outputs._store  # noqa: SLF001 - to write what a worker that died would have left
    async with journal(store, []):
        reply = await ask(app, "result", "j")
    assert ("job_not_finished", "IN_PROGRESS") == (reply["code"], reply["status"])
    assert "job_not_found" == (await ask(app, "result", "unknown"))["code"]
    assert "job_not_found" == (await ask(app, "status", "unknown"))["code"]


async def test_a_job_that_died_half_way_is_done_again(app: App) -> None:
    """A record that a dead worker left IN_PROGRESS doesn't stop a repeat."""
    store = app.services.outputs._store  # noqa: SLF001 - as above
    async with journal(store, []):
        pass
    assert "COMPLETED" == (await app.handle("j", {"text": "Hello."}))["status"]


async def test_the_status_of_a_failed_job_tells_its_error(app: App) -> None:
    """Error and code of the job are in its status."""
    await app.handle("j", {"text": "你好"})
    status = await ask(app, "status", "j")
    assert ("FAILED", "invalid_input") == (status["status"], status["code"])
    assert status["error"].startswith("invalid_input: ")


async def test_models_tells_what_can_be_asked_for(app: App) -> None:
    """Each loaded model is described with its languages, rate, speed range, cloning, options, licence and timings."""
    (hibari,) = (await app.handle("m", {"endpoint": "models"}))["models"]
    expected = {
        "name": "hibari",
        "languages": ["en"],
        "sample_rate": 24_000,
        "native_speed": [0.75, 1.0],
        "clones": False,
        "needs_transcript": False,
        "voices": ["heart"],
        "options": {},
        "weights_licence": "Apache-2.0",
        "word_timings": "forced alignment (pocketsphinx, bundled English acoustic model)",
    }
    assert expected == hibari
