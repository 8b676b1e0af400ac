"""A script spoken: chunk after chunk, each finished and aligned while the engine goes on with the next."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final

from models.aligner import Aligner, AlignmentError
from models.engine import Utterance
from speech.audio import Audio
from speech.level import levelled
from speech.script import Chunk
from speech.tempo import stretch
from speech.timings import Span, faster, interpolate
from speech.trimming import Trimmed, trimmed
from worker import threads
from worker.plan import Reading
from worker.services import Services

_AHEAD: Final = 4
"""Chunks that may be spoken, or on their way to be finished, before they are asked for: what is held in memory."""


@dataclass(frozen=True, slots=True)
class Take:
    """One chunk as it is heard: trimmed, at the asked speed and level."""

    chunk: Chunk
    heard: Trimmed
    spans: list[Span] | None
    """Of the chunk's words, from the start of its audio; None when they were not asked for."""
    is_aligned: bool
    """Whether the aligner found the words; otherwise the spans are proportional."""
    queue_s: float
    synthesis_s: float
    """Seconds, with trimming, tempo and level."""
    alignment_s: float

    @property
    def audio(self) -> Audio:
        """The sound of it."""
        return self.heard.audio


async def speak(reading: Reading, services: Services) -> AsyncGenerator[Take, None]:
    """The chunks in order. Close it (`aclosing`) when it isn't read to its end."""
    chunks = enumerate(reading.script.chunks)
    takes: deque[asyncio.Task[Take]] = deque()
    try:
        while True:
            for index, chunk in islice(chunks, _AHEAD - len(takes)):
                takes.append(asyncio.create_task(_take(reading, index, chunk, services)))
            if not takes:
                return
            take = await takes[0]
            takes.popleft()
            yield take
    finally:
        for task in takes:
            task.cancel()
        if takes:
            await asyncio.wait(takes)


async def _take(reading: Reading, index: int, chunk: Chunk, services: Services) -> Take:
    plan, language, rate = reading.plan, reading.casting.language, reading.plan.tempo
    options, seed = reading.options_of(chunk), plan.seed_of(index)
    utterance = Utterance(chunk.text, language, reading.voice, plan.native_speed, seed, options)
    spoken = await services.scheduler.speak(plan.engine, utterance)

    def finish() -> Take:
        started = time.perf_counter()
        speech = trimmed(spoken.audio)
        heard = _finished(speech, rate)
        finished = time.perf_counter()
        is_timed = bool(plan.request.return_word_timings or plan.request.subtitles)
        # At the engine's own pace the aligner hears best, and the tempo keeps to its rate within a few ms.
        spans, is_aligned = _spans(speech.audio, chunk, language, services.aligner) if is_timed else (None, False)
        alignment_s = time.perf_counter() - finished
        synthesis_s = spoken.synthesis_s + finished - started
        return Take(chunk, heard, spans and faster(spans, rate), is_aligned, spoken.queue_s, synthesis_s, alignment_s)

    return await threads.run(services.finishing, finish)


def _finished(speech: Trimmed, rate: float) -> Trimmed:
    """The chunk as it will be heard."""
    lead, tail = (round(margin / rate) for margin in (speech.lead, speech.tail))
    return Trimmed(levelled(stretch(speech.audio, rate)), lead, tail)


def _spans(audio: Audio, chunk: Chunk, language: str, aligner: Aligner) -> tuple[list[Span], bool]:
    """A span per word of the chunk, and whether the aligner found them."""
    words = [word.spoken for word in chunk.words]
    if len(audio) and language in aligner.languages:
        with suppress(AlignmentError):
            return aligner.align(audio, words, language), True
    return interpolate(words, audio.duration_s), False
