"""What was spoken, on its way into the store: joined, encoded, with word timings and subtitles."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from speech import subtitles
from speech.audio import Audio, join
from speech.codec import CONTENT_TYPES, encode, resample
from speech.script import is_english
from speech.timings import WordTiming, place
from storage.jobs import Part
from worker import threads
from worker.casting import Casting
from worker.journal import Journal
from worker.plan import Plan
from worker.replies import GenerateReply, Metrics
from worker.services import Services
from worker.speaking import Take

_CONTENT_TYPES: dict[str, str] = dict([*CONTENT_TYPES.items(), *subtitles.CONTENT_TYPES.items()])


class Delivery:
    """Writes one job's files. The journal knows of each beforehand, and removes them when the job fails."""

    def __init__(self, plan: Plan, accepted_at: datetime, services: Services, journal: Journal) -> None:
        self._plan = plan
        self._accepted_at = accepted_at
        self._services = services
        self._journal = journal
        self._attempt = uuid4().hex[:12]
        self._upload_s = 0.0
        self._parts_samples = 0

    async def store_part(self, index: int, take: Take) -> Part | None:
        """One finished chunk as a file of its own, to be heard before the rest; None when it is silent."""
        offset = self._parts_samples
        self._parts_samples += len(take.audio)
        if not len(take.audio):
            return None
        key = await self._put(f"part-{index:04}.{self._plan.request.format}", await self._encode(take.audio))
        asked_for: dict[str, Any] = {}
        if self._plan.request.return_word_timings:
            asked_for["word_timings"] = _word_timings([take], offset) if take.is_aligned else None
        return Part(
            index=index,
            audio_key=key,
            start_time=round(offset / take.audio.sample_rate, 3),
            duration=round(take.audio.duration_s, 3),
            **asked_for,
        )

    async def deliver(self, takes: Sequence[Take], casting: Casting, *, cold_start: bool) -> dict[str, Any]:
        """Store the whole audio, and its subtitles. Gives the reply as it is stored."""
        request = self._plan.request
        audio = join([take.audio for take in takes])
        data = await self._encode(audio)
        audio_key = await self._put(request.format, data)
        timings = _word_timings(takes)
        asked_for: dict[str, Any] = {}
        if request.return_word_timings:
            is_timed = not timings or any(take.is_aligned for take in takes)
            asked_for["word_timings"] = timings if is_timed else None
        if request.subtitles:
            asked_for["subtitles"] = await self._store_subtitles(timings)
        reply = GenerateReply(
            job_id=self._plan.job_id,
            audio_key=audio_key,
            duration=round(audio.duration_s, 3),
            sample_rate=request.sample_rate or audio.sample_rate,
            format=request.format,
            size_bytes=len(data),
            model=self._plan.engine.name,
            voice=casting.name,
            language=casting.language,
            speed=request.speed,
            seed=self._plan.seed,
            metrics=self._metrics(takes, audio, cold_start=cold_start),
            warnings=[*self._plan.warnings, *_warnings(takes, timings, self._plan.engine.name, casting.language)],
            **asked_for,
        )
        return reply.stored()

    async def _encode(self, audio: Audio) -> bytes:
        request = self._plan.request
        rate = request.sample_rate or audio.sample_rate
        return await threads.run(self._services.io, lambda: encode(resample(audio, rate), request.format))

    async def _store_subtitles(self, timings: Sequence[WordTiming]) -> dict[str, str]:
        text = self._plan.request.text
        cues = await threads.run(self._services.io, lambda: subtitles.make_cues(text, timings))
        return {
            kind: await self._put(kind, subtitles.render(cues, kind).encode())
            for kind in dict.fromkeys(self._plan.request.subtitles)
        }

    async def _put(self, suffix: str, data: bytes) -> str:
        outputs = self._services.outputs
        key = outputs.key(self._plan.job_id, self._accepted_at, self._attempt, suffix)
        content_type = _CONTENT_TYPES[suffix.rpartition(".")[2]]
        self._journal.add_file(key)
        started = time.perf_counter()
        await threads.run(self._services.io, lambda: outputs.put(key, data, content_type))
        self._upload_s += time.perf_counter() - started
        return key

    def _metrics(self, takes: Sequence[Take], audio: Audio, *, cold_start: bool) -> Metrics:
        synthesis_s = sum(take.synthesis_s for take in takes)
        return Metrics(
            cold_start=cold_start,
            queue_s=round(sum(take.queue_s for take in takes), 3),
            synthesis_s=round(synthesis_s, 3),
            alignment_s=round(sum(take.alignment_s for take in takes), 3),
            upload_s=round(self._upload_s, 3),
            real_time_factor=round(synthesis_s / audio.duration_s, 4),
        )


def _word_timings(takes: Sequence[Take], offset: int = 0) -> list[WordTiming]:
    """The words of all takes; the first take begins `offset` samples into the whole audio."""
    timings: list[WordTiming] = []
    for take in takes:
        rate = take.audio.sample_rate
        end_s = (offset + len(take.audio)) / rate
        timings += place(take.chunk.words, take.spans or [], offset / rate, end_s) if take.spans else []
        offset += len(take.audio)
    return timings


def _warnings(takes: Sequence[Take], timings: Sequence[WordTiming], engine: str, language: str) -> list[str]:
    warnings = []
    silent = sum(len(take.chunk.words) for take in takes if not len(take.audio))
    if silent:
        warnings.append(f"{silent} words were not spoken: {engine} has no sound for them")
    if language == "en" and (unread := sum(not is_english(word.text) for take in takes for word in take.chunk.words)):
        warnings.append(f"{unread} words are in a script that English is not written in, and may be left unspoken")
    interpolated = sum(timing.source == "interpolated" for timing in timings)
    if timings and not any(take.is_aligned for take in takes):
        warnings.append("the words could not be timed")
    elif interpolated:
        warnings.append(f"the times of {interpolated} words are interpolated between their neighbours")
    return warnings
