"""What a job's takes come to: the times of its words, its cost, and what the caller is to be warned of."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from speech.timings import WordTiming, place
from speech.words import is_english
from worker.replies import Metrics
from worker.speaking import Take


@dataclass(slots=True)
class Tally:
    """Counts takes in order; keeps nothing of their sound."""

    engine: str
    language: str
    timings: list[WordTiming] = field(default_factory=list)
    is_timed: bool = False
    """Whether the aligner found the words of any take."""
    _silent_words: int = 0
    _foreign_words: int = 0
    _queue_s: float = 0.0
    _synthesis_s: float = 0.0
    _alignment_s: float = 0.0

    def add(self, take: Take, start_s: float) -> list[WordTiming]:
        """The times of a take's words in the whole, in which it begins at `start_s`."""
        self._queue_s += take.queue_s
        self._synthesis_s += take.synthesis_s
        self._alignment_s += take.alignment_s
        self._silent_words += 0 if len(take.audio) else len(take.chunk.words)
        self._foreign_words += sum(not is_english(word.spoken) for word in take.chunk.words)
        self.is_timed = self.is_timed or take.is_aligned
        timings = place(take.chunk.words, take.spans, start_s, start_s + take.audio.duration_s) if take.spans else []
        if self.timings and timings:
            self.timings[-1], timings[0] = _apart(self.timings[-1], timings[0])
        self.timings += timings
        return timings

    def metrics(self, *, cold_start: bool, upload_s: float, duration_s: float) -> Metrics:
        """What the job cost."""
        return Metrics(
            cold_start=cold_start,
            queue_s=round(self._queue_s, 3),
            synthesis_s=round(self._synthesis_s, 3),
            alignment_s=round(self._alignment_s, 3),
            upload_s=round(upload_s, 3),
            real_time_factor=round(self._synthesis_s / duration_s, 4),
        )

    def warnings(self) -> Iterator[str]:
        """What fell short, in words for the caller."""
        if self._silent_words:
            yield f"{self._silent_words} words were not spoken: {self.engine} has no sound for them"
        if self.language == "en" and self._foreign_words:
            yield f"{self._foreign_words} words are in a script that English hasn't, and may be left unspoken"
        interpolated = sum(timing.source == "interpolated" for timing in self.timings)
        if self.timings and not self.is_timed:
            yield "the words could not be timed"
        elif interpolated:
            yield f"the times of {interpolated} words are interpolated between their neighbours"


def _apart(last: WordTiming, first: WordTiming) -> tuple[WordTiming, WordTiming]:
    """The last word of a take and the first of the next, without the overlap that a cross-fade may give them."""
    border = max(last.start_time, min(last.end_time, first.start_time))
    return replace(last, end_time=border), replace(first, start_time=max(first.start_time, border))
