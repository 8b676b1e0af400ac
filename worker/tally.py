"""What a job's takes come to: the times of its words, its cost, and what the caller is to be warned of."""

from collections.abc import Iterator
from dataclasses import dataclass, field

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
    """Whether the words of any take were found, in its sound or by the model's attention."""
    attempts: int = 1
    """Of the take that was drawn most often."""
    _again: int = 0
    _silent_words: int = 0
    _foreign_words: int = 0
    _interpolated: int = 0
    _attended: int = 0
    _queue_s: float = 0.0
    _synthesis_s: float = 0.0
    _alignment_s: float = 0.0

    def add(self, take: Take, start_s: float) -> list[WordTiming]:
        """The times of a take's words in the whole, in which it begins at `start_s`."""
        self._queue_s += take.queue_s
        self._synthesis_s += take.synthesis_s
        self._alignment_s += take.alignment_s
        self.attempts = max(self.attempts, take.attempts)
        self._again += take.attempts > 1
        if not len(take.audio):
            self._silent_words += len(take.chunk.words)
            return []
        self._foreign_words += sum(not is_english(word.spoken) for word in take.chunk.words)
        if take.timed_by == "attention":
            self._attended += len(take.spans or ())
        else:
            self._interpolated += sum(span.source == "interpolated" for span in take.spans or ())
        self.is_timed = self.is_timed or take.is_timed
        # From the first sound to the last: the margins of two takes may overlap, and their words must not.
        first_s, last_s = start_s + take.heard.lead_s, start_s + take.audio.duration_s - take.heard.tail_s
        earliest_s = max(first_s, self.timings[-1].end_time if self.timings else 0.0)
        timings = place(take.chunk.words, take.spans or [], start_s, (earliest_s, max(earliest_s, last_s)))
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
        if self._again:
            yield _spoken_again(self._again)
        if self._silent_words:
            yield f"{_words(self._silent_words)} not spoken: {self.engine} has no sound for what was written"
        if self.language == "en" and self._foreign_words:
            yield f"{_words(self._foreign_words)} in a script that English hasn't, and may have been left unspoken"
        if self.timings and not self.is_timed:
            yield "the words could not be timed"
        elif self._interpolated:
            yield f"{_words(self._interpolated)} timed between the neighbours only"
        if self._attended:
            yield f"{_words(self._attended)} timed by the model's own attention, not by the sound"


def _spoken_again(count: int) -> str:
    if count == 1:
        return "1 passage was spoken again: its first take was empty or found no end"
    return f"{count} passages were spoken again: their first takes were empty or found no end"


def _words(count: int) -> str:
    return "1 word was" if count == 1 else f"{count} words were"
