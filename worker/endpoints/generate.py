"""Speaking a text: from a request to audio in the store, with the time of every word."""

from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

from storage.jobs import JobRecord, JobStatus, Progress
from storage.objects import DamagedRecord, ObjectNotFound
from worker import threads
from worker.casting import Casting, cast
from worker.contract import GenerateRequest
from worker.deadline import deadline
from worker.delivery import Delivery
from worker.errors import AlignmentFailed, InvalidInput
from worker.journal import Journal
from worker.plan import Plan, make_plan
from worker.replies import signed
from worker.services import Call, Services
from worker.speaking import Take, speak


async def generate(request: GenerateRequest, services: Services, call: Call) -> dict[str, Any]:
    """Speak, store, and tell where. A job id that is finished already gets its stored result, freshly signed."""
    job_id = request.job_id or call.job_id
    plan = make_plan(request, services.engines, services.settings.max_text_length, job_id)
    async with services.job_locks(job_id):
        stored = await _finished(plan, services)
        if stored is None:
            casting = await cast(request, plan.engine, services)
            stored = await _perform(plan, casting, services, call)
    return signed(stored, services.outputs)


async def _finished(plan: Plan, services: Services) -> dict[str, Any] | None:
    """The stored result of this very request, if it was done before."""
    try:
        record = await threads.run(services.io, lambda: services.jobs.load(plan.job_id))
    except (ObjectNotFound, DamagedRecord):
        return None
    is_complete = record.status is JobStatus.COMPLETED and record.reply is not None
    if record.request_sha256 != plan.request_sha256 and (is_complete or _is_running(record, services)):
        raise InvalidInput("job_id is that of another request", field="job_id")
    if not is_complete or record.reply is None:
        return None  # it failed, or died half-way: it is done again
    audio_key = record.reply["audio_key"]
    is_kept = await threads.run(services.io, lambda: services.outputs.exists(audio_key))
    return record.reply if is_kept else None


def _is_running(record: JobRecord, services: Services) -> bool:
    """Whether another worker may be at it still: a job that lives longer than its time was left by a dead one."""
    age = datetime.now(UTC) - record.created_at
    return record.status is JobStatus.IN_PROGRESS and age.total_seconds() < services.settings.processing_timeout


async def _perform(plan: Plan, casting: Casting, services: Services, call: Call) -> dict[str, Any]:
    record = _new_record(plan)
    async with (
        Journal(record, services.jobs, services.outputs, services.io, call.report) as journal,
        deadline(services.settings.processing_timeout),
    ):
        delivery = Delivery(plan, record.created_at, services, journal)
        takes = await _speak(plan, casting, services, delivery, journal)
        if not any(len(take.audio) for take in takes):
            raise InvalidInput(f"text has nothing that {plan.engine.name} can speak", field="text")
        reply = await delivery.deliver(takes, casting, cold_start=call.cold_start)
        await journal.complete(reply)
    return reply


async def _speak(plan: Plan, casting: Casting, services: Services, delivery: Delivery, journal: Journal) -> list[Take]:
    takes: list[Take] = []
    async with aclosing(speak(plan, casting, services)) as spoken:
        async for take in spoken:
            _require_alignment(plan, take)
            journal.advance(await delivery.store_part(len(takes), take) if plan.request.partial_audio else None)
            takes.append(take)
    return takes


def _new_record(plan: Plan) -> JobRecord:
    now = datetime.now(UTC)
    return JobRecord(
        job_id=plan.job_id,
        status=JobStatus.IN_PROGRESS,
        request_sha256=plan.request_sha256,
        created_at=now,
        updated_at=now,
        progress=Progress(total=len(plan.chunks)),
    )


def _require_alignment(plan: Plan, take: Take) -> None:
    if plan.request.strict and take.spans is not None and len(take.audio) and not take.is_aligned:
        raise AlignmentFailed("words could not be timed")
