"""The worker: built once per cold start, then it sends each request to its endpoint."""

import json
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from models.aligner import Aligner
from models.engine import Engine, EngineBroken
from models.transcriber import Transcriber
from storage.jobs import Jobs
from storage.objects import ObjectStore
from storage.outputs import Outputs
from storage.voices import Voices
from worker import logs, threads
from worker.contract import (
    DeleteVoiceRequest,
    GenerateRequest,
    ModelsRequest,
    Request,
    ResultRequest,
    StatusRequest,
    UploadRequest,
    VoicesRequest,
)
from worker.endpoints.generate import generate
from worker.endpoints.models import models
from worker.endpoints.result import result
from worker.endpoints.status import status
from worker.endpoints.upload import upload
from worker.endpoints.voices import delete_voice, voices
from worker.errors import FORESEEN, PayloadTooLarge, as_worker_error
from worker.journal import ReportProgress
from worker.locks import KeyedLocks
from worker.parsing import named_job_id, parse
from worker.scheduler import Scheduler
from worker.services import Call, Services
from worker.settings import Settings
from worker.voice_states import VoiceStates

_ENDPOINTS: Mapping[type[Request], Callable[[Any, Services, Call], Awaitable[dict[str, Any]]]] = {
    GenerateRequest: generate,
    UploadRequest: upload,
    VoicesRequest: voices,
    DeleteVoiceRequest: delete_voice,
    ModelsRequest: models,
    StatusRequest: status,
    ResultRequest: result,
}
_IO_THREADS = 16
_FINISHING_THREADS = min(4, os.cpu_count() or 1)
"""The aligner works outside Python's lock: more threads than cores would only wait for each other."""


class App:
    """Answers requests, on one event loop, over loaded engines and an open store."""

    def __init__(
        self,
        settings: Settings,
        engines: Mapping[str, Engine],
        aligner: Aligner,
        store: ObjectStore,
        transcriber: Transcriber | None = None,
    ) -> None:
        self.services = Services(
            settings=settings,
            engines=engines,
            aligner=aligner,
            transcriber=transcriber,
            voices=Voices(store),
            jobs=Jobs(store),
            outputs=Outputs(store, settings.presign_ttl_s),
            scheduler=Scheduler(),
            voice_states=VoiceStates(settings.voice_cache_bytes),
            job_locks=KeyedLocks(),
            io=ThreadPoolExecutor(_IO_THREADS, thread_name_prefix="io"),
            finishing=ThreadPoolExecutor(_FINISHING_THREADS, thread_name_prefix="finisher"),
        )
        self.is_broken = False
        """Whether an engine is broken for good, so that the process has to be replaced."""
        self._is_cold = True

    async def handle(self, job_id: str, raw: object, report: ReportProgress = lambda _: None) -> dict[str, Any]:
        """The reply to a job's input, a new dict of JSON values: the endpoint's, or the error that was foreseen.

        Raises only what nobody foresaw, and CancelledError.
        """
        started = time.perf_counter()
        endpoint = None
        call = Call(job_id, self._is_cold, report)
        try:
            request = parse(raw, self.services.engines)
            endpoint = request.endpoint
            reply = await _ENDPOINTS[type(request)](request, self.services, call)
            answer = reply
            await threads.run(self.services.io, lambda: self._check_size(answer))
            self._is_cold = self._is_cold and not isinstance(request, GenerateRequest)
        except FORESEEN as error:
            self.is_broken = self.is_broken or isinstance(error, EngineBroken)
            reply = as_worker_error(error).reply(named_job_id(raw) or job_id)
        logs.event(
            "answered",
            job_id,
            endpoint=endpoint,
            code=reply.get("code"),
            total_s=round(time.perf_counter() - started, 3),
        )
        return reply

    def close(self) -> None:
        """Wait for what is in progress, and end the threads."""
        self.services.scheduler.close()
        self.services.finishing.shutdown()
        self.services.io.shutdown()

    def _check_size(self, reply: dict[str, Any]) -> None:
        # NaN and infinity are no JSON: RunPod would drop the reply, and the caller would wait for ever.
        size = len(json.dumps(reply, allow_nan=False))
        if size > self.services.settings.max_reply_bytes:
            raise PayloadTooLarge(
                f"the reply has {size} bytes: over the limit; send it as a new job, in parts or without word timings"
            )
