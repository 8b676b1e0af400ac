"""How far from the truth a word is said to begin: our aligner, and proportion by letters, on espeak-ng's speech.

`python -m bench.word_starts` prints the table. Half of the sentences were kept aside when the recipe was chosen.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bench.espeak_truth import Truth, speak
from bench.report import Figure, at_most
from bench.sentences import JUDGED, TUNING
from models.aligner import Aligner
from speech.timings import Span, interpolate

VOICES: Final = (("en-us", 150), ("en-gb-x-rp", 175), ("en-us+f3", 200))
"""espeak-ng's voice, and words a minute."""


@dataclass(frozen=True, slots=True)
class Row:
    """Word-start errors of one method on one half of the sentences, in ms."""

    half: str
    method: str
    n_words: int
    mean: float
    median: float
    p95: float


def errors_ms(spans: Sequence[Span], truth: Truth) -> list[float]:
    """How far each span begins from where espeak-ng began the word, for the words that it reports."""
    pairs = zip(spans, truth.starts_s, strict=True)
    return [1000 * abs(span.start_s - start_s) for span, start_s in pairs if start_s is not None]


def summarise(half: str, method: str, errors: Sequence[float]) -> Row:
    """Mean, median and 95th percentile."""
    median, p95 = np.percentile(errors, (50, 95)).tolist()
    return Row(half, method, len(errors), float(np.mean(errors)), median, p95)


def compare(aligner: Aligner, half: str, truths: Sequence[Truth]) -> list[Row]:
    """A row for the aligner and one for proportion."""
    aligned = [error for truth in truths for error in errors_ms(aligner.align(truth.audio, truth.words), truth)]
    in_proportion = [
        error for truth in truths for error in errors_ms(interpolate(truth.words, truth.audio.duration_s), truth)
    ]
    return [summarise(half, "aligner", aligned), summarise(half, "proportion", in_proportion)]


def run() -> tuple[list[Row], float]:
    """Rows of both halves, and the aligner's real-time factor in CPU time (so, of one core)."""
    aligner = Aligner.load()
    rows: list[Row] = []
    audio_s = cpu_s = 0.0
    for half, sentences in (("tuning", TUNING), ("judged", JUDGED)):
        truths = [speak(sentence, voice, rate) for sentence in sentences for voice, rate in VOICES]
        started = time.process_time()
        rows += compare(aligner, half, truths)
        cpu_s += time.process_time() - started
        audio_s += sum(truth.audio.duration_s for truth in truths)
    return rows, cpu_s / audio_s


def measure() -> list[Figure]:
    """The figures of the judged half."""
    rows, real_time_factor = run()
    judged, guessed = (row for row in rows if row.half == "judged")
    name = f"English word starts, {judged.n_words} words"
    return [
        at_most(f"{name}: mean (in proportion to letters: {guessed.mean:.0f} ms)", judged.mean, 15, " ms", 1),
        at_most(f"{name}: median ({guessed.median:.0f} ms)", judged.median, 10, " ms", 1),
        at_most(f"{name}: 95th percentile ({guessed.p95:.0f} ms)", judged.p95, 45, " ms", 1),
        at_most("alignment, seconds of one core per second of audio", real_time_factor, 0.03, digits=3),
    ]


def main() -> None:
    """Print the table."""
    rows, real_time_factor = run()
    print("half    method      words   mean  median   p95  (ms)")
    for row in rows:
        print(f"{row.half:8}{row.method:12}{row.n_words:5}{row.mean:7.1f}{row.median:8.1f}{row.p95:6.0f}")
    print(f"real-time factor of alignment on one core: {real_time_factor:.3f}")


if __name__ == "__main__":
    main()
