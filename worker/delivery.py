"""What was spoken, on its way into the store: joined, encoded, with word timings and subtitles."""

import time
from datetime import datetime
from types import TracebackType
from typing import IO, Any, Final, Self
from uuid import uuid4

from speech import codec, subtitles
from speech.codec import encode
from speech.joining import LEAD_IN_S
from speech.resampling import resample
from speech.timings import WordTiming
from storage.jobs import Part
from worker import threads
from worker.errors import InvalidInput
from worker.journal import Journal
from worker.plan import Reading
from worker.recording import Recording
from worker.replies import GenerateReply
from worker.services import Services
from worker.speaking import Take
from worker.tally import Tally

_CONTENT_TYPES: Final[dict[str, str]] = dict([*codec.CONTENT_TYPES.items(), *subtitles.CONTENT_TYPES.items()])


class Delivery:
    """Writes one job's files. The journal knows of each beforehand, and removes them when the job fails.

    Takes are added in order, as they are spoken; none of their sound is kept in memory.
    """

    def __init__(self, reading: Reading, accepted_at: datetime, services: Services, journal: Journal) -> None:
        self._reading = reading
        self._request = reading.plan.request
        self._accepted_at = accepted_at
        self._services = services
        self._journal = journal
        self._attempt = uuid4().hex[:12]
        self._tally = Tally(reading.plan.engine.name, reading.casting.language)
        engine_rate = reading.plan.engine.sample_rate
        self._sample_rate = self._request.sample_rate or engine_rate
        lead_in_s = LEAD_IN_S / self._request.speed + reading.script.lead_in_s
        self._recording = Recording(self._request.format, engine_rate, self._sample_rate, lead_in_s)
        self._n_takes = 0
        self._upload_s = 0.0
        self._is_silent = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._recording.discard()

    async def add(self, take: Take) -> Part | None:
        """Append a take; where parts were asked for, store it as a file of its own too, unless it is silent."""
        pause_s = take.chunk.asked_pause_s
        if pause_s is None:
            pause_s = take.chunk.pause_s / self._request.speed
        start_s = await threads.run(self._services.io, lambda: self._recording.add(take.heard, pause_s))
        index, self._n_takes = self._n_takes, self._n_takes + 1
        timings = self._tally.add(take, start_s)
        self._is_silent = self._is_silent and not len(take.audio)
        if not self._request.partial_audio or not len(take.audio):
            return None
        return await self._store_part(index, take, start_s, timings)

    async def finish(self, *, cold_start: bool) -> dict[str, Any]:
        """Store the whole audio, and its subtitles. Gives the reply as it is stored. Raises InvalidInput."""
        reading, request, tally = self._reading, self._request, self._tally
        if self._is_silent:
            raise InvalidInput(f"text has nothing that {reading.plan.engine.name} can speak", field="text")
        file = await threads.run(self._services.io, self._recording.finish)
        duration_s = self._recording.duration_s
        audio_key = await self._put(request.format, file)
        asked_for: dict[str, Any] = {}
        if request.return_word_timings:
            asked_for["word_timings"] = tally.timings if tally.is_timed else None
        if request.subtitles:
            asked_for["subtitles"] = await self._store_subtitles()
        attempts = {"attempts": tally.attempts} if tally.attempts > 1 else {}
        reply = GenerateReply(
            job_id=reading.plan.job_id,
            audio_key=audio_key,
            duration=round(duration_s, 3),
            sample_rate=self._sample_rate,
            format=request.format,
            size_bytes=self._recording.size_bytes,
            model=reading.plan.engine.name,
            voice=reading.casting.name,
            language=reading.casting.language,
            speed=request.speed,
            seed=reading.plan.seed,
            metrics=tally.metrics(cold_start=cold_start, upload_s=self._upload_s, duration_s=duration_s),
            warnings=[*reading.plan.warnings, *reading.script.warnings, *tally.warnings()],
            **asked_for,
            **attempts,
        )
        return reply.stored()

    async def _store_part(self, index: int, take: Take, start_s: float, timings: list[WordTiming]) -> Part:
        def render() -> bytes:
            return encode(resample(take.audio, self._sample_rate), self._request.format)

        data = await threads.run(self._services.io, render)
        asked_for: dict[str, Any] = {}
        if self._request.return_word_timings:
            asked_for["word_timings"] = timings if take.is_timed else None
        return Part(
            index=index,
            audio_key=await self._put(f"part-{index:04}.{self._request.format}", data),
            start_time=round(start_s, 3),
            duration=round(take.audio.duration_s, 3),
            **asked_for,
        )

    async def _store_subtitles(self) -> dict[str, str]:
        request = self._request

        def render() -> dict[str, str]:
            cues = subtitles.make_cues(request.text, self._tally.timings, self._reading.script.sentence_ends)
            return {
                kind: subtitles.render(cues, kind, karaoke=request.karaoke and kind == "vtt")
                for kind in dict.fromkeys(request.subtitles)
            }

        files = await threads.run(self._services.io, render)
        return {kind: await self._put(kind, file.encode()) for kind, file in files.items()}

    async def _put(self, suffix: str, data: bytes | IO[bytes]) -> str:
        outputs = self._services.outputs
        key = outputs.key(self._reading.plan.job_id, self._accepted_at, self._attempt, suffix)
        content_type = _CONTENT_TYPES[suffix.rpartition(".")[2]]
        self._journal.add_file(key)
        started = time.perf_counter()
        await threads.run(self._services.io, lambda: outputs.put(key, data, content_type))
        self._upload_s += time.perf_counter() - started
        return key
