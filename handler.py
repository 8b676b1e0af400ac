"""RunPod's face of the worker: a job in, a reply out. The only file that knows RunPod's SDK."""

import sys
import threading
from collections.abc import Awaitable, Callable
from hashlib import sha256
from re import fullmatch
from typing import Any
from uuid import uuid4

import cpuinfo

# On import the SDK runs cpuinfo for the processor's name, which only its debugger shows: 1.2 s of every cold start.
# This is what cpuinfo answers for a processor without a name, and the SDK copes with that.
cpuinfo.get_cpu_info = dict

# isort: split
import runpod
from runpod.serverless.modules.rp_logger import RunPodLogger

from models.engine import EngineError
from storage.jobs import JobRecord
from storage.objects import StorageError
from worker import logs, show
from worker.app import App
from worker.contract import JOB_ID
from worker.errors import as_worker_error
from worker.journal import ReportProgress
from worker.parsing import named_job_id
from worker.replies import progress_reply
from worker.settings import BadSettings, Settings
from worker.startup import check_speech, start_up

_PROGRESS_POST_S = 10.0

Handler = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


def make_handler(app: App) -> Handler:
    """The function that RunPod's loop calls with each job."""
    reporting = threading.Lock()

    async def handle(job: dict[str, Any]) -> dict[str, Any]:
        job_id = _job_id(job)
        report = _reporter(job, app, reporting) if app.services.settings.on_runpod else _tell_nobody
        try:
            reply = await app.handle(job_id, job.get("input"), report)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the last door: nothing may reach the SDK but a reply
            logs.fault(job_id, error)
            reply = as_worker_error(error).reply(named_job_id(job.get("input")) or job_id)
        return _for_sdk(reply, is_broken=app.is_broken)

    return handle


def serve(app: App, handler: Handler) -> None:
    """Give the worker to RunPod's SDK: its hosted loop, its local API server or its one-job test."""
    settings = app.services.settings
    _keep_sdk_quiet(is_local=not settings.on_runpod)
    for check in (_engines_speak(app), _store_works(app)):
        runpod.serverless.register_fitness_check(check)
    runpod.serverless.start({"handler": handler, "concurrency_modifier": lambda _: settings.max_concurrency})


def main() -> None:
    """Load everything, then serve. What cannot be loaded ends the process with one line that says why."""
    try:
        settings = Settings.from_environment()
        logs.set_up(settings.log_level)
        app = start_up(settings)
    except (BadSettings, EngineError, StorageError) as error:
        sys.exit(f"The worker cannot start. {error}")
    handler = make_handler(app)
    serve(app, handler if settings.on_runpod or "--rp_serve_api" in sys.argv else _shown(handler))


def _job_id(job: dict[str, Any]) -> str:
    job_id = str(job.get("id"))
    if job_id == "local_test":
        return f"local-{uuid4().hex}"  # every local run has this id: it would get the last one's result
    return job_id if fullmatch(JOB_ID, job_id) else sha256(job_id.encode()).hexdigest()


def _for_sdk(reply: dict[str, Any], *, is_broken: bool) -> dict[str, Any]:
    """Keep what the SDK would take for its own: an `error` at the top makes RunPod report this very call as failed."""
    if "error" in reply and "retryable" not in reply:
        reply["job_error"] = reply.pop("error")
    if is_broken:
        reply["refresh_worker"] = True
    return reply


def _reporter(job: dict[str, Any], app: App, reporting: threading.Lock) -> ReportProgress:
    def report(record: JobRecord) -> None:
        # The SDK posts from a thread of its own and lets go of it. Progress that is overtaken by the final post leaves
        # the job IN_PROGRESS for ever (runpod-python#250), so that thread is waited for.
        with reporting:
            before = set(threading.enumerate())
            runpod.serverless.progress_update(job, progress_reply(record, app.services.outputs))
            posting = [thread for thread in threading.enumerate() if thread not in before and thread.daemon]
        for thread in posting:
            thread.join(_PROGRESS_POST_S)

    return report


def _tell_nobody(record: JobRecord) -> None:
    del record


def _engines_speak(app: App) -> Callable[[], None]:
    def engines_speak() -> None:
        for engine in app.services.engines.values():
            check_speech(engine, app.services.aligner)

    return engines_speak


def _store_works(app: App) -> Callable[[], None]:
    def store_works() -> None:
        app.services.outputs.check()

    return store_works


def _keep_sdk_quiet(*, is_local: bool) -> None:
    # At DEBUG, its default, the SDK logs whole inputs and outputs: texts and signed URLs.
    RunPodLogger.debug = _say_nothing
    if is_local:
        RunPodLogger().level = "WARN"  # its INFO holds the reply as a Python repr, which we print as JSON


def _say_nothing(self: RunPodLogger, message: object, request_id: str | None = None) -> None:
    del self, message, request_id


def _shown(handler: Handler) -> Handler:
    async def handle(job: dict[str, Any]) -> dict[str, Any]:
        reply = await handler(job)
        print(show.reply(reply))  # noqa: T201 - the SDK's own line is no JSON, and is cut at 4096 characters
        return reply

    return handle


if __name__ == "__main__":
    main()
