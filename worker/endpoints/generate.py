"""Speaking a text: from a request to audio in the store, with the time of every word."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from models.engine import VoiceState
from speech.script import Script, write_script
from storage.jobs import JobRecord, JobStatus, Progress
from storage.objects import DamagedRecord, ObjectNotFound
from worker import threads
from worker.casting import cast
from worker.contract import GenerateRequest
from worker.deadline import deadline
from worker.delivery import Delivery
from worker.errors import AlignmentFailed, InvalidInput, PayloadTooLarge
from worker.journal import Journal
from worker.plan import Plan, Reading, make_plan
from worker.replies import signed
from worker.services import Call, Services
from worker.speaking import Take, speak

_MOST_SILENCE_S: Final = 3600.0
"""A caller pays by the second, and a WAV ends at 4 GiB."""
_TIMING_BYTES: Final = 130
"""Of one word's timing in a reply, without the word."""


async def generate(request: GenerateRequest, services: Services, call: Call) -> dict[str, Any]:
    """Speak, store, and tell where. A job id that is finished already gets its stored result, freshly signed."""
    job_id = request.job_id or call.job_id
    plan = make_plan(request, services.engines, services.settings.max_text_length, job_id)
    async with services.job_locks(job_id):
        stored = await _finished(plan, services)
        if stored is None:
            started = asyncio.get_running_loop().time()
            reading = await _prepare(plan, services, call)
            stored = await _perform(reading, services, call, started)
    result = stored
    return await threads.run(services.io, lambda: signed(result, services.outputs))


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


async def _prepare(plan: Plan, services: Services, call: Call) -> Reading:
    """The voice, ready to speak, and the script in chunks that the engine takes in that voice. Raises WorkerError."""
    casting = await cast(plan.request, plan.engine, services)
    async with _recorded(plan, services, call), deadline(services.settings.processing_timeout):
        voice = await casting.state()
        script = await threads.run(services.io, lambda: _write(plan, casting.language, voice))
    _check_script(script, plan, services)
    reading = Reading(plan, casting, voice, script)
    for chunk in script.chunks:
        reading.options_of(chunk)
    return reading


@asynccontextmanager
async def _recorded(plan: Plan, services: Services, call: Call) -> AsyncIterator[None]:
    """What goes wrong inside gets a record, as it does later: whoever asks for the job's status is to learn of it.

    Bad input has none: the job was never begun.
    """
    try:
        yield
    except InvalidInput:
        raise
    except BaseException:
        async with _journal(_new_record(plan, 0), services, call):
            raise


def _write(plan: Plan, language: str, voice: VoiceState) -> Script:
    """What is to be spoken."""
    request, engine = plan.request, plan.engine
    fits = partial(engine.fits, language=language, voice=voice, speed=plan.native_speed)
    return write_script(request.text, language, fits, tags=engine.tags, code_blocks=request.code_blocks)


def _check_script(script: Script, plan: Plan, services: Services) -> None:
    """What would fail after all the work is refused before it. Raises InvalidInput or PayloadTooLarge."""
    if not script.chunks:
        raise InvalidInput("text has no word in it", field="text")
    asked_s = script.lead_in_s + sum(chunk.asked_pause_s or 0.0 for chunk in script.chunks)
    if asked_s > _MOST_SILENCE_S:
        raise InvalidInput(f"text must not ask for more than {_MOST_SILENCE_S:.0f} s of pauses", field="text")
    words = [word.text for chunk in script.chunks for word in chunk.words] if plan.request.return_word_timings else []
    size = sum(map(len, map(json.dumps, words))) + len(words) * _TIMING_BYTES
    if size > services.settings.max_reply_bytes:
        raise PayloadTooLarge(
            "the times of so many words are over the limit of a reply: send the text in parts, or without "
            "return_word_timings",
            field="text",
        )


async def _perform(reading: Reading, services: Services, call: Call, started: float) -> dict[str, Any]:
    record = _new_record(reading.plan, len(reading.script.chunks))
    async with (
        _journal(record, services, call) as journal,
        deadline(services.settings.processing_timeout, started),
    ):
        with Delivery(reading, record.created_at, services, journal) as delivery:
            async with aclosing(speak(reading, services)) as takes:
                async for take in takes:
                    _require_alignment(reading.plan, take)
                    journal.advance(await delivery.add(take))
            reply = await delivery.finish(cold_start=call.cold_start)
        await journal.complete(reply)
    return reply


def _new_record(plan: Plan, n_chunks: int) -> JobRecord:
    now = datetime.now(UTC)
    return JobRecord(
        job_id=plan.job_id,
        status=JobStatus.IN_PROGRESS,
        request_sha256=plan.request_sha256,
        created_at=now,
        updated_at=now,
        progress=Progress(total=n_chunks),
    )


def _journal(record: JobRecord, services: Services, call: Call) -> Journal:
    return Journal(record, services.jobs, services.outputs, services.io, call.report)


def _require_alignment(plan: Plan, take: Take) -> None:
    if plan.request.strict and take.spans is not None and len(take.audio) and not take.is_aligned:
        raise AlignmentFailed("words could not be timed")
