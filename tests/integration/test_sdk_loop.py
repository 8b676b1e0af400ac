"""The worker in RunPod's own loop: the real SDK, handler, speech and S3, against a control plane that is played."""

import io
import json
import re
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import uuid4

import pytest
import soundfile
import urllib3

from storage.jobs import Jobs, JobStatus, Progress
from storage.objects import ObjectStore
from tests.clips import clip_file
from tests.control_plane import ControlPlane, control_plane
from tests.servers import READ_WRITE, Ask, Reply, S3Server, forward, front, refuse
from tests.worker_process import HANDLER, ROOT, WorkerProcess, free_port, hosted, s3_environment, started

_Found = TypeVar("_Found")

SHORT: Final = "Hello there, my dear world."
SENTENCE: Final = "The quick brown fox jumps over the lazy dog, and then it sleeps for a while under the old tree. "
SEVERAL_CHUNKS: Final = SENTENCE * 12
ENDLESS: Final = (SENTENCE * 210)[:20_000]
"""As long as MAX_TEXT_LENGTH lets it be: some twenty minutes of speech."""
FAULTY: Final = ROOT / "tests" / "workers" / "faulty_engine.py"


@pytest.fixture(scope="module")
def part(seaweedfs: S3Server) -> Iterator[tuple[ObjectStore, Mapping[str, str]]]:
    """The part of the bucket that all workers of this module share: as a store, and as their settings."""
    prefix = f"sdk-loop-{uuid4().hex}"
    with seaweedfs.store(prefix=prefix) as store:
        yield store, s3_environment(seaweedfs, prefix)


@pytest.fixture(scope="module")
def store(part: tuple[ObjectStore, Mapping[str, str]]) -> ObjectStore:
    """What the workers store into."""
    return part[0]


@pytest.fixture(scope="module")
def settings(part: tuple[ObjectStore, Mapping[str, str]]) -> Mapping[str, str]:
    """The environment of a worker that logs all it can."""
    return {**part[1], "MAX_CONCURRENCY": "3", "LOG_LEVEL": "DEBUG", "RUNPOD_LOG_LEVEL": "DEBUG"}


@pytest.fixture(scope="module")
def worker(
    settings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ControlPlane, WorkerProcess]]:
    """The worker that most tests share, with its plane."""
    with control_plane() as plane, hosted(plane, settings, tmp_path_factory.mktemp("worker")) as process:
        yield plane, process


@pytest.fixture(scope="module")
def plane(worker: tuple[ControlPlane, WorkerProcess]) -> ControlPlane:
    """The plane of the shared worker."""
    return worker[0]


@pytest.fixture(scope="module")
def hasty(settings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """The plane of another worker on the same store, whose jobs may take three seconds."""
    folder = tmp_path_factory.mktemp("hasty")
    with control_plane() as plane, hosted(plane, {**settings, "PROCESSING_TIMEOUT": "3"}, folder):
        yield plane


@pytest.fixture(scope="module")
def faulty(
    settings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ControlPlane, WorkerProcess]]:
    """A worker whose engine fails on cue (tests/workers/faulty_engine.py), with its plane."""
    with control_plane() as plane, hosted(plane, settings, tmp_path_factory.mktemp("faulty"), FAULTY) as process:
        yield plane, process


class Moods:
    """What stands between a worker and its store: it can refuse everything, or hold a write back."""

    def __init__(self, endpoint_url: str) -> None:
        self._endpoint_url = endpoint_url
        self._held = ""
        self._released = threading.Event()
        self.is_down = False
        self.asked = threading.Event()
        """Set once the write that is held back has come."""

    @contextmanager
    def holding(self, key: str) -> Iterator[None]:
        """Hold back writes of this key."""
        self._held = key
        try:
            yield
        finally:
            self._released.set()

    def answer(self, ask: Ask) -> Reply:
        """What the store answers, in this mood."""
        if self.is_down:
            return refuse(503, "SlowDown", "key-of-somebody")
        if ask.method == "PUT" and self._held and self._held in ask.path:
            self.asked.set()
            self._released.wait(30)
        return forward(ask, self._endpoint_url)


@pytest.fixture(scope="module")
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


def test_success(plane: ControlPlane) -> None:
    """A job's final post holds the reply of the contract, whose URL reads a WAV of the stated rate and duration."""
    job = plane.submit({"text": SHORT, "seed": 7, "subtitles": ["srt"]})
    post = plane.outcome(job)
    reply = post["output"]
    samples, rate = soundfile.read(io.BytesIO(fetch(reply["audio_url"])))
    assert {"output"} == set(post)
    assert (job, "COMPLETED", 7, "wav") == tuple(reply[key] for key in ("job_id", "status", "seed", "format"))
    assert ("hibari", "heart", "en", 1.0, []) == tuple(
        reply[key] for key in ("model", "voice", "language", "speed", "warnings")
    )
    assert reply["sample_rate"] == rate
    assert reply["duration"] == pytest.approx(len(samples) / rate, abs=0.001)
    assert reply["size_bytes"] == len(fetch(reply["audio_url"]))
    assert re.fullmatch(rf"outputs/\d{{4}}/\d\d/\d\d/{job}\.wav", reply["audio_key"])
    assert "Hello there" in fetch(reply["subtitles"]["srt"]).decode()
    assert_timed(SHORT, reply)


def test_error(plane: ControlPlane) -> None:
    """A refused job's post has a string `error` that begins with its code, and tells nothing of text or worker."""
    post = plane.ask({"text": "A confidential remark.", "speed": 99})
    assert post["error"] == "invalid_input: speed must be between 0.5 and 2.0"
    assert ("invalid_input", "speed", False) == tuple(post["output"][key] for key in ("code", "field", "retryable"))
    told = json.dumps(post)
    assert [] == [word for word in ("confidential", "Traceback", str(ROOT), "File ", ".py") if word in told]


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {},
        [],
        "text",
        {"text": ""},
        {"text": SHORT, "unheard_of": 1},
        {"text": SHORT, "\ud800": 1},
        {"text": "\ud800"},
        {"text": SHORT, "voice": "\ud800"},
        {"text": SHORT, "voice": "https://\ud800.test/"},
        {"text": SHORT, "model": "\ud800"},
        {"endpoint": "\ud800"},
        {"endpoint": "status", "job_id": "\ud800"},
    ],
)
def test_odd_input(plane: ControlPlane, raw: object) -> None:
    """Whatever the input is, lone surrogates included, the answer is an error that reaches RunPod."""
    post = plane.ask(raw)
    assert post["error"].startswith(f"{post['output']['code']}: ")
    assert not post["output"]["retryable"]


def test_voices(plane: ControlPlane) -> None:
    """A voice that is uploaded is listed, cannot be taken twice, and is gone after its removal."""
    upload = {"endpoint": "upload", "voice_name": "anna", "file": b64encode(clip_file("wav s16")).decode()}
    voice = plane.ask({**upload, "transcript": "the quick brown fox"})["output"]["voice"]
    assert ("anna", 24_000, "caller") == (voice["name"], voice["sample_rate"], voice["transcript_source"])
    assert plane.ask(upload)["error"].startswith("voice_exists: ")
    assert {"anna", "heart"} <= voice_names(plane)
    assert "COMPLETED" == plane.ask({"endpoint": "delete_voice", "voice_name": "anna"})["output"]["status"]
    assert "anna" not in voice_names(plane)


def test_models(plane: ControlPlane) -> None:
    """The loaded models are described."""
    (model,) = plane.ask({"endpoint": "models"})["output"]["models"]
    assert ("hibari", ["en"], 24_000, False) == tuple(
        model[key] for key in ("name", "languages", "sample_rate", "clones")
    )


def test_another_worker_answers(plane: ControlPlane, hasty: ControlPlane) -> None:
    """Status and result of a job come from any worker of the endpoint."""
    job = plane.submit({"text": SHORT})
    reply = plane.outcome(job)["output"]
    status = hasty.ask({"endpoint": "status", "job_id": job})["output"]
    result = hasty.ask({"endpoint": "result", "job_id": job})["output"]
    assert (job, "COMPLETED", {"done": 1, "total": 1}) == (status["job_id"], status["status"], status["progress"])
    assert lasting(reply) == lasting(result)
    assert fetch(reply["audio_url"]) == fetch(result["audio_url"])


def test_unknown_job(plane: ControlPlane) -> None:
    """Status and result of a job that never was are job_not_found."""
    for endpoint in ("status", "result"):
        post = plane.ask({"endpoint": endpoint, "job_id": "never"})
        assert ("job_not_found: there is no record of this job", "job_not_found", False) == verdict(post)


def test_status_of_failed_job(plane: ControlPlane, hasty: ControlPlane) -> None:
    """Asking about a failed job doesn't fail: its error is `job_error`, since RunPod takes `error` for the call's."""
    job = plane.submit({"text": "字"})
    assert plane.outcome(job)["error"].startswith("invalid_input: ")
    post = hasty.ask({"endpoint": "status", "job_id": job})
    assert {"output"} == set(post)
    assert ("FAILED", "invalid_input") == (post["output"]["status"], post["output"]["code"])
    assert post["output"]["job_error"].startswith("invalid_input: ")
    result = hasty.ask({"endpoint": "result", "job_id": job})
    assert ("job_not_finished", "FAILED") == (result["output"]["code"], result["output"]["status"])


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


def test_store_fails_while_serving(moody_store: tuple[ControlPlane, Moods]) -> None:
    """A store that breaks down fails jobs with a retryable code, and the worker recovers with it."""
    plane, moods = moody_store
    moods.is_down = True
    post = plane.ask({"text": SHORT})
    moods.is_down = False
    assert ("storage_unavailable: the store is busy", "storage_unavailable", True) == verdict(post)
    assert_spoken(plane)


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
        ({"S3_BUCKET": ""}, "S3_BUCKET"),
        ({"MAX_CONCURRENCY": "plenty"}, "MAX_CONCURRENCY"),
        ({"PRESIGN_TTL_S": "604801", "DEVICE": "cpu"}, "PRESIGN_TTL_S"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "S3 settings"),
    ],
)
def test_cannot_start(
    part: tuple[ObjectStore, Mapping[str, str]], tmp_path: Path, changes: Mapping[str, str], named: str
) -> None:
    """A worker that is set up wrong ends at once, with one line that names the variable."""
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
    job = plane.submit({"text": 6 * SENTENCE + "Quote a confidential remark.", "partial_audio": True})
    assert "internal_error" == plane.outcome(job)["output"]["code"]
    record = Jobs(store).load(job)
    assert (JobStatus.FAILED, "internal_error") == (record.status, record.code)
    assert Progress(done=1, total=3) == record.progress
    assert [] == files_of(store, job)


def test_logs(worker: tuple[ControlPlane, WorkerProcess]) -> None:
    """At the most talkative level, all tests above are logged in JSON, without texts, clips, signatures, secrets."""
    assert_discreet(*worker)


def assert_spoken(plane: ControlPlane) -> None:
    """The worker speaks."""
    assert_timed(SHORT, plane.ask({"text": SHORT})["output"])


def assert_timed(text: str, reply: Mapping[str, Any]) -> None:
    """The timings name all words of the text, in order, within the audio."""
    timings = reply["word_timings"]
    assert re.findall(r"\w+", text) == [timing["word"] for timing in timings]
    assert all(text[timing["char_start"] : timing["char_end"]] == timing["word"] for timing in timings)
    times = [time for timing in timings for time in (timing["start_time"], timing["end_time"])]
    assert sorted(times) == times
    assert times[0] >= 0
    assert times[-1] <= reply["duration"]


def assert_discreet(plane: ControlPlane, worker: WorkerProcess) -> None:
    """Standard error is JSON lines; neither it nor standard output holds what was sent, signatures or secrets."""
    assert all(isinstance(json.loads(line), dict) for line in worker.stderr.splitlines())
    inputs = plane.inputs
    posted = json.dumps([post.body for post in plane.posts()])
    words = {word for item in inputs for word in re.findall(r"[\w ]{9,}", str(item.get("text", "")))}
    clips = {str(item["file"])[:24] for item in inputs if "file" in item}
    signatures = set(re.findall(r"X-Amz-Signature=[0-9a-f]+", posted))
    secrets = words | clips | signatures | {READ_WRITE.secret_access_key, plane.api_key, "X-Amz-"}
    assert words
    written = worker.stdout + worker.stderr
    assert [] == [secret for secret in secrets if secret in written]


def await_status(plane: ControlPlane, job: str, status: str) -> Mapping[str, Any]:
    """Ask until the job's record has this status; its progress."""

    def progress() -> Mapping[str, Any] | None:
        reply = plane.ask({"endpoint": "status", "job_id": job})["output"]
        return reply["progress"] if reply["status"] == status else None

    return eventually(progress)


def eventually(find: Callable[[], _Found | None], timeout_s: float = 20) -> _Found:
    """What `find` gives as soon as that is something."""
    deadline = time.monotonic() + timeout_s
    while (found := find()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def verdict(post: Mapping[str, Any]) -> tuple[str, str, bool]:
    """What a failed job's post says."""
    return post["error"], post["output"]["code"], post["output"]["retryable"]


def lasting(reply: Mapping[str, Any]) -> dict[str, Any]:
    """A reply without what is signed anew each time."""
    assert reply["audio_url"].startswith("http")
    return {key: value for key, value in reply.items() if key not in ("audio_url", "expires_at", "subtitles")}


def voice_names(plane: ControlPlane) -> set[str]:
    """The voices that a worker knows."""
    return {voice["name"] for voice in plane.ask({"endpoint": "voices"})["output"]["voices"]}


def files_of(store: ObjectStore, job: str) -> list[str]:
    """The keys of a job's outputs."""
    return [key for key in store.keys("outputs/") if job in key]


def fetch(url: str) -> bytes:
    """What lies at a URL."""
    with urllib3.PoolManager() as pool:
        answer = pool.request("GET", url)
        assert 200 == answer.status
        return answer.data
