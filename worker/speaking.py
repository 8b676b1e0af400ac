"""A script spoken: chunk after chunk, each finished and aligned while the engine goes on with the next."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal, TypeAlias

from models.aligner import Aligner, AlignmentError
from models.engine import Utterance
from speech.audio import Audio, Samples
from speech.character_times import character_spans
from speech.level import levelled
from speech.script import Chunk
from speech.tempo import stretch
from speech.timings import Span, faster, interpolate
from speech.trimming import Trimmed, trimmed
from worker import threads
from worker.plan import Reading
from worker.services import Services

TimedBy: TypeAlias = Literal["sound", "attention", "length"]
_UNTIMED: Final[tuple[None, TimedBy]] = (None, "length")

_AHEAD: Final = 4
"""Chunks that may be spoken, or on their way to be finished, before they are asked for: what is held in memory."""


@dataclass(frozen=True, slots=True)
class Take:
    """One chunk as it is heard: trimmed, at the asked speed and level."""

    chunk: Chunk
    heard: Trimmed
    spans: list[Span] | None
    """Of the chunk's words, from the start of its audio; None when they were not asked for."""
    timed_by: TimedBy
    """What the spans were found by: the aligner in the sound, the model's attention, or just the words' lengths."""
    attempts: int
    """How often the engine drew it."""
    queue_s: float
    synthesis_s: float
    """Seconds, with trimming, tempo and level."""
    alignment_s: float

    @property
    def audio(self) -> Audio:
        """The sound of it."""
        return self.heard.audio

    @property
    def is_aligned(self) -> bool:
        """Whether the words were found in the sound, which is what `strict` asks for.

        What the model attended to is no proof: it turns to words that it then swallows, too.
        """
        return self.timed_by == "sound"

    @property
    def is_timed(self) -> bool:
        """Whether the spans say more than how long the words are."""
        return self.timed_by != "length"


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
        speech = trimmed(spoken.speech.audio)
        heard = _finished(speech, rate)
        finished = time.perf_counter()
        is_timed = bool(plan.request.return_word_timings or plan.request.subtitles)
        times = spoken.speech.character_times
        # At the engine's own pace the aligner hears best, and the tempo keeps to its rate within a few ms.
        spans, timed_by = _spans(speech, times, chunk, language, services.aligner) if is_timed else _UNTIMED
        return Take(
            chunk,
            heard,
            spans and faster(spans, rate),
            timed_by,
            attempts=spoken.speech.attempts,
            queue_s=spoken.queue_s,
            synthesis_s=spoken.synthesis_s + finished - started,
            alignment_s=time.perf_counter() - finished,
        )

    return await threads.run(services.finishing, finish)


def _finished(speech: Trimmed, rate: float) -> Trimmed:
    """The chunk as it will be heard."""
    lead, tail, cut = (round(count / rate) for count in (speech.lead, speech.tail, speech.cut))
    return Trimmed(levelled(stretch(speech.audio, rate)), lead, tail, cut)


def _spans(
    speech: Trimmed, times: Samples | None, chunk: Chunk, language: str, aligner: Aligner
) -> tuple[list[Span], TimedBy]:
    """A span per word of the chunk, by the best that there is.

    `times` are the engine's, from the start of what it spoke: before trimming.
    """
    audio, words = speech.audio, [word.spoken for word in chunk.words]
    if len(audio) and language in aligner.languages:
        with suppress(AlignmentError):
            return aligner.align(audio, words, language), "sound"
    if times is not None:
        return character_spans(chunk.text, words, times - speech.cut_s, audio.duration_s), "attention"
    return interpolate(words, audio.duration_s), "length"
