"""A finished job's reply, with URLs that work from now on."""

from typing import Any

from storage.jobs import JobStatus
from worker import threads
from worker.contract import ResultRequest
from worker.endpoints.status import load_record
from worker.errors import JobNotFinished, JobNotFound
from worker.replies import signed
from worker.services import Call, Services


async def result(request: ResultRequest, services: Services, call: Call) -> dict[str, Any]:
    """The reply of `generate`. Raises JobNotFound, also when the bucket has let the audio go, or JobNotFinished."""
    del call
    record = await load_record(request.job_id, services)
    if record.status is not JobStatus.COMPLETED or record.reply is None:
        ended = f"; it ended with {record.error}" if record.error else ""
        raise JobNotFinished(f"the job is {record.status}{ended}", status=record.status.value)
    audio_key = record.reply["audio_key"]
    if not await threads.run(services.io, lambda: services.outputs.exists(audio_key)):
        raise JobNotFound("the job is finished, but its audio is no longer kept", field="job_id")
    return signed(record.reply, services.outputs)
