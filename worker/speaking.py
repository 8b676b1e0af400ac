"""A plan spoken: chunk after chunk, each aligned while the engine goes on with the next."""

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from models.aligner import AlignmentError
from speech.audio import Audio
from speech.script import Chunk
from speech.timings import Span, interpolate
from worker import threads
from worker.casting import Casting
from worker.plan import Plan
from worker.scheduler import Spoken
from worker.services import Services


@dataclass(frozen=True, slots=True)
class Take:
    """One chunk as it was spoken."""

    chunk: Chunk
    audio: Audio
    spans: list[Span] | None
    """Of the chunk's words, from the start of its audio; None when they were not asked for."""
    is_aligned: bool
    """Whether the aligner found the words; otherwise the spans are proportional."""
    queue_s: float
    synthesis_s: float
    alignment_s: float


async def speak(plan: Plan, casting: Casting, services: Services) -> AsyncGenerator[Take, None]:
    """The chunks in order. Close it (`aclosing`) when it isn't read to its end."""
    voice = await casting.state()
    previous: asyncio.Task[Take] | None = None
    current: asyncio.Task[Take] | None = None
    try:
        for index, chunk in enumerate(plan.chunks):
            spoken = await services.scheduler.speak(plan.engine, plan.utterance(index, voice, casting.language))
            previous, current = current, asyncio.create_task(_align(plan, chunk, spoken, casting.language, services))
            if previous:
                # Waited for here, so that an aligner slower than the engine holds the engine back.
                yield await previous
        if current:
            yield await current
    finally:
        unfinished = [task for task in (previous, current) if task and not task.done()]
        for task in unfinished:
            task.cancel()
        if unfinished:
            await asyncio.wait(unfinished)


async def _align(plan: Plan, chunk: Chunk, spoken: Spoken, language: str, services: Services) -> Take:
    started = time.perf_counter()
    spans, is_aligned = None, False
    if plan.request.return_word_timings or plan.request.subtitles:
        spans, is_aligned = await _spans(chunk, spoken.audio, language, services)
    alignment_s = time.perf_counter() - started
    return Take(chunk, spoken.audio, spans, is_aligned, spoken.queue_s, spoken.synthesis_s, alignment_s)


async def _spans(chunk: Chunk, audio: Audio, language: str, services: Services) -> tuple[list[Span], bool]:
    words = [word.text for word in chunk.words]
    if len(audio) and language in services.aligner.languages:
        try:
            return await threads.run(services.aligning, lambda: services.aligner.align(audio, words)), True
        except AlignmentError:
            pass
    return interpolate(words, audio.duration_s), False
