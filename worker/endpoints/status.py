"""How far a job is, from its record: any worker answers for any job."""

from typing import Any

from storage.jobs import JobRecord
from storage.objects import ObjectNotFound
from worker import threads
from worker.contract import StatusRequest
from worker.errors import JobNotFound
from worker.replies import status_reply
from worker.services import Call, Services


async def status(request: StatusRequest, services: Services, call: Call) -> dict[str, Any]:
    """The record of the job that the request names. Raises JobNotFound."""
    del call
    return status_reply(await load_record(request.job_id, services), services.outputs)


async def load_record(job_id: str, services: Services) -> JobRecord:
    """A job's record. Raises JobNotFound."""
    try:
        return await threads.run(services.io, lambda: services.jobs.load(job_id))
    except ObjectNotFound as error:
        raise JobNotFound("there is no record of this job", field="job_id") from error
