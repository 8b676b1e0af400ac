"""How far from the truth a word is said to begin and to end: our aligner, and proportion by letters, on espeak-ng.

`python -m bench.word_starts` prints the table. Half of the sentences were kept aside when the recipe was chosen.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bench.espeak_truth import Truth, speak
from bench.known_starts import start_errors_ms
from bench.report import Figure, at_most
from bench.sentences import JUDGED, TUNING
from models.phone_aligner import PhoneAligner
from models.pronunciation.english import EnglishPronouncer
from speech.timings import Span, interpolate

VOICES: Final = (("en-us", 150), ("en-gb-x-rp", 175), ("en-us+f3", 200))
"""espeak-ng's voice, and words a minute."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Distances in ms, of the words that espeak-ng reports."""

    starts: tuple[float, ...]
    exact_starts: tuple[float, ...]
    """Of the words whose event is not early (`Truth.are_early`)."""
    ends: tuple[float, ...]

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(self.starts + other.starts, self.exact_starts + other.exact_starts, self.ends + other.ends)


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one method on one half of the sentences, in ms."""

    half: str
    what: str
    method: str
    n_words: int
    mean: float
    median: float
    p95: float


def errors(spans: Sequence[Span], truth: Truth) -> Errors:
    """How far each span begins and ends from where espeak-ng began and ended the word."""
    starts = start_errors_ms(spans, truth.starts_s, truth.are_early)
    ends = [
        1000 * abs(span.end_s - end_s) for span, end_s in zip(spans, truth.ends_s, strict=True) if end_s is not None
    ]
    exact = [error for error, is_early in starts if not is_early]
    return Errors(tuple(error for error, _ in starts), tuple(exact), tuple(ends))


def compare(aligner: PhoneAligner, truths: Sequence[Truth]) -> dict[str, Errors]:
    """Errors of the aligner, and of proportion."""
    nothing = Errors((), (), ())
    return {
        "aligner": sum((errors(aligner.align(truth.audio, truth.words), truth) for truth in truths), nothing),
        "proportion": sum(
            (errors(interpolate(truth.words, truth.audio.duration_s), truth) for truth in truths), nothing
        ),
    }


def summarise(half: str, method: str, found: Errors) -> list[Row]:
    """Mean, median and 95th percentile of the starts, the exact ones among them, and the ends."""
    kinds = {"starts": found.starts, "exact starts": found.exact_starts, "ends": found.ends}
    return [_row(half, what, method, distances) for what, distances in kinds.items()]


def _row(half: str, what: str, method: str, distances: Sequence[float]) -> Row:
    median, p95 = np.percentile(distances, (50, 95)).tolist()
    return Row(half, what, method, len(distances), float(np.mean(distances)), median, p95)


def run() -> tuple[list[Row], float]:
    """Rows of both halves and of all, and the aligner's real-time factor in CPU time (so, of one core)."""
    aligner = PhoneAligner(EnglishPronouncer.load())
    found: dict[str, dict[str, Errors]] = {}
    audio_s = cpu_s = 0.0
    for half, sentences in (("tuning", TUNING), ("judged", JUDGED)):
        truths = [speak(sentence, voice, rate) for sentence in sentences for voice, rate in VOICES]
        started = time.process_time()
        found[half] = compare(aligner, truths)
        cpu_s += time.process_time() - started
        audio_s += sum(truth.audio.duration_s for truth in truths)
    found["all"] = {method: found["tuning"][method] + found["judged"][method] for method in found["judged"]}
    rows = [
        row for half, methods in found.items() for method in methods for row in summarise(half, method, methods[method])
    ]
    return rows, cpu_s / audio_s


def measure() -> list[Figure]:
    """The figures of all sentences, and of those that nothing was tuned on."""
    rows, real_time_factor = run()
    figures = [figure for half in ("all", "judged") for figure in _figures([row for row in rows if row.half == half])]
    return [*figures, at_most("alignment, seconds of one core per second of audio", real_time_factor, 0.03, digits=3)]


def _figures(rows: Sequence[Row]) -> Iterator[Figure]:
    """Of one half."""
    for what in dict.fromkeys(row.what for row in rows):
        found, guessed = (row for row in rows if row.what == what)
        name = f"English word {what}, {found.n_words} words ({found.half})"
        if what == "ends":
            yield at_most(f"{name}: mean; in proportion to letters {guessed.mean:.0f} ms", found.mean, 25, " ms", 1)
            continue
        yield at_most(f"{name}: mean; in proportion to letters {guessed.mean:.0f} ms", found.mean, 14, " ms", 1)
        yield at_most(f"{name}: median; in proportion {guessed.median:.0f} ms", found.median, 9, " ms", 1)
        yield at_most(f"{name}: 95th percentile; in proportion {guessed.p95:.0f} ms", found.p95, 40, " ms", 1)


def main() -> None:
    """Print the table."""
    rows, real_time_factor = run()
    print("half    what          method      words   mean  median   p95  (ms)")
    for row in rows:
        print(f"{row.half:8}{row.what:14}{row.method:12}{row.n_words:5}{row.mean:7.1f}{row.median:8.1f}{row.p95:6.0f}")
    print(f"real-time factor of alignment on one core: {real_time_factor:.3f}")


if __name__ == "__main__":
    main()
