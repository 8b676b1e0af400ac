"""RunPod's control plane, played over HTTP: it hands out jobs and stop signals, and keeps every post of the worker."""

import asyncio
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import uuid4

from aiohttp import web

_T = TypeVar("_T")

_POLL_S: Final = 0.5  # an empty poll is held so long: the worker doesn't spin, and its end waits for no more than that
_HELD_S: Final = 60.0
_WAIT_S: Final = 60.0
_MAX_BODY_BYTES: Final = 64_000_000


@dataclass(frozen=True)
class Post:
    """What the worker told of a job."""

    job_id: str
    body: Mapping[str, Any]

    @property
    def is_final(self) -> bool:
        """Whether it ends the job."""
        return self.body.get("status") != "IN_PROGRESS"


class ControlPlane:
    """The side of RunPod that a worker talks to. Its verbs may be called from any thread; all waiting is bounded."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: deque[dict[str, Any]] = deque()
        self._stops: deque[str] = deque()
        self._posts: list[Post] = []
        self._inputs: list[Mapping[str, Any]] = []
        self._pings: list[Mapping[str, str]] = []
        self._held: set[str] = set()
        self._rejected: set[str] = set()
        self._takes = 0
        self._is_closing = False
        self.api_key = f"key-{uuid4().hex}"
        self.url = ""

    def environment(self) -> dict[str, str]:
        """What RunPod sets in a worker's environment to point it at this plane."""
        return {
            "RUNPOD_WEBHOOK_GET_JOB": f"{self.url}/job-take/ep/w?gpu=x",
            "RUNPOD_WEBHOOK_POST_OUTPUT": f"{self.url}/job-done/ep/w/$ID?gpu=x",
            "RUNPOD_WEBHOOK_POST_STREAM": f"{self.url}/job-stream/ep/w/$ID?gpu=x",
            "RUNPOD_WEBHOOK_PING": f"{self.url}/ping/ep/w",
            "RUNPOD_AI_API_KEY": self.api_key,
            "RUNPOD_POD_ID": "w",
            "RUNPOD_ENDPOINT_ID": "ep",
            "RUNPOD_PING_INTERVAL": "1000",
            "RUNPOD_SKIP_AUTO_SYSTEM_CHECKS": "true",
            "RUNPOD_SKIP_GPU_CHECK": "true",
        }

    def submit(self, job_input: object, job_id: str | None = None) -> str:
        """Queue a job; its id."""
        job_id = job_id or f"job-{uuid4().hex}"
        with self._changed:
            self._queue.append({"id": job_id, "input": job_input})
            if isinstance(job_input, Mapping):
                self._inputs.append(job_input)
            self._changed.notify_all()
        return job_id

    def stop(self, job_id: str) -> None:
        """Tell the worker to stop a job, and wait until it has heard. Raises TimeoutError."""
        with self._changed:
            self._stops.append(job_id)
            self._changed.notify_all()
        self._await(lambda: True if job_id not in self._stops else None, _WAIT_S)

    def outcome(self, job_id: str, timeout_s: float = _WAIT_S) -> Mapping[str, Any]:
        """Wait for a job's first final post. Raises TimeoutError."""
        return self._await(lambda: next((post.body for post in self._of(job_id) if post.is_final), None), timeout_s)

    def progress(self, job_id: str, timeout_s: float = _WAIT_S) -> Mapping[str, Any]:
        """Wait for a job's first progress post. Raises TimeoutError."""
        return self._await(lambda: next((post.body for post in self._of(job_id) if not post.is_final), None), timeout_s)

    def ask(self, job_input: object, job_id: str | None = None) -> Mapping[str, Any]:
        """Submit a job and wait for its final post."""
        return self.outcome(self.submit(job_input, job_id))

    def posts(self, job_id: str | None = None) -> list[Post]:
        """A job's posts, or all of them, in the order of their arrival."""
        with self._changed:
            return list(self._posts) if job_id is None else self._of(job_id)

    @property
    def inputs(self) -> list[Mapping[str, Any]]:
        """All that was submitted."""
        with self._changed:
            return list(self._inputs)

    @property
    def pings(self) -> list[Mapping[str, str]]:
        """The heartbeat's parameters so far."""
        with self._changed:
            return list(self._pings)

    def is_polled(self, timeout_s: float) -> bool:
        """Wait until a worker has asked for a job; whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: self._takes > 0, timeout_s)

    def reject(self, job_id: str) -> None:
        """Answer 400 to the final post of a job."""
        with self._changed:
            self._rejected.add(job_id)

    @contextmanager
    def held(self, *job_ids: str) -> Iterator[None]:
        """Leave the progress posts of these jobs unanswered: a worker that waits for the answer cannot finish them."""
        with self._changed:
            self._held.update(job_ids)
        try:
            yield
        finally:
            with self._changed:
                self._held.difference_update(job_ids)
                self._changed.notify_all()

    async def serve(self, started: "Future[asyncio.AbstractEventLoop]", stop: asyncio.Event) -> None:
        """Answer until `stop` is set, on this event loop."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(16))  # a held post holds a thread
        runner = web.AppRunner(self._application(), shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        started.set_result(loop)
        await stop.wait()
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        await runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=_MAX_BODY_BYTES)
        application.add_routes(
            [
                web.get("/job-take/ep/w", self._take),
                web.get("/job-take-batch/ep/w", self._take_batch),
                web.get("/job-stop/ep/w", self._stop),
                web.post("/job-done/ep/w/{id}", self._done),
                web.post("/job-stream/ep/w/{id}", self._done),
                web.get("/ping/ep/w", self._ping),
            ]
        )
        return application

    async def _take(self, request: web.Request) -> web.Response:
        del request
        jobs = await asyncio.to_thread(self._pop, self._queue, 1)
        return web.json_response(jobs[0]) if jobs else web.Response(status=204)

    async def _take_batch(self, request: web.Request) -> web.Response:
        jobs = await asyncio.to_thread(self._pop, self._queue, int(request.query["batch_size"]))
        return web.json_response(jobs) if jobs else web.Response(status=204)

    async def _stop(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"jobsToStop": await asyncio.to_thread(self._pop, self._stops, 1)})

    async def _done(self, request: web.Request) -> web.Response:
        post = Post(request.match_info["id"], json.loads(await request.text()))
        is_accepted = await asyncio.to_thread(self._keep, post)
        return web.Response(status=200 if is_accepted else 400)

    async def _ping(self, request: web.Request) -> web.Response:
        with self._changed:
            self._pings.append(dict(request.query))
        return web.Response()

    def _pop(self, queue: "deque[_T]", limit: int) -> list[_T]:
        with self._changed:
            if queue is self._queue:
                self._takes += 1
                self._changed.notify_all()
            self._changed.wait_for(lambda: queue or self._is_closing, _POLL_S)
            popped = [queue.popleft() for _ in range(min(limit, len(queue)))]
            self._changed.notify_all()
            return popped

    def _keep(self, post: Post) -> bool:
        with self._changed:
            self._posts.append(post)
            self._changed.notify_all()
            if post.is_final:
                return post.job_id not in self._rejected
            return self._changed.wait_for(lambda: post.job_id not in self._held or self._is_closing, _HELD_S)

    def _of(self, job_id: str) -> list[Post]:
        return [post for post in self._posts if post.job_id == job_id]

    def _await(self, find: Callable[[], _T | None], timeout_s: float) -> _T:
        with self._changed:
            if not self._changed.wait_for(lambda: find() is not None, timeout_s):
                raise TimeoutError("the worker has not done this")
            found = find()
        assert found is not None
        return found


@contextmanager
def control_plane() -> Iterator[ControlPlane]:
    """A control plane on a port and an event loop of its own."""
    plane = ControlPlane()
    started: Future[asyncio.AbstractEventLoop] = Future()
    stop = asyncio.Event()
    thread = threading.Thread(target=lambda: asyncio.run(plane.serve(started, stop)), name="control plane")
    thread.start()
    loop = started.result(_WAIT_S)
    try:
        yield plane
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
