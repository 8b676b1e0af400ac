"""What the tests in RunPod's own loop share: texts, checks, and a store with moods."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import urllib3

from storage.objects import ObjectStore
from tests.control_plane import ControlPlane
from tests.servers import READ_WRITE, Ask, Reply, forward, refuse
from tests.worker_process import ROOT, WorkerProcess

_Found = TypeVar("_Found")

SHORT: Final = "Hello there, my dear world."
SENTENCE: Final = "The quick brown fox jumps over the lazy dog, and then it sleeps for a while under the old tree. "
SEVERAL_CHUNKS: Final = SENTENCE * 12
ENDLESS: Final = (SENTENCE * 210)[:20_000]
"""As long as MAX_TEXT_LENGTH lets it be: some twenty minutes of speech."""
FAULTY: Final = ROOT / "tests" / "workers" / "faulty_engine.py"


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
