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


def compare(aligner: Aligner, truths: Sequence[Truth]) -> dict[str, list[float]]:
    """Errors of the aligner, and of proportion."""
    return {
        "aligner": [error for truth in truths for error in errors_ms(aligner.align(truth.audio, truth.words), truth)],
        "proportion": [
            error for truth in truths for error in errors_ms(interpolate(truth.words, truth.audio.duration_s), truth)
        ],
    }


def run() -> tuple[list[Row], float]:
    """Rows of both halves and of all, and the aligner's real-time factor in CPU time (so, of one core)."""
    aligner = Aligner.load()
    errors: dict[str, dict[str, list[float]]] = {}
    audio_s = cpu_s = 0.0
    for half, sentences in (("tuning", TUNING), ("judged", JUDGED)):
        truths = [speak(sentence, voice, rate) for sentence in sentences for voice, rate in VOICES]
        started = time.process_time()
        errors[half] = compare(aligner, truths)
        cpu_s += time.process_time() - started
        audio_s += sum(truth.audio.duration_s for truth in truths)
    errors["all"] = {method: errors["tuning"][method] + errors["judged"][method] for method in errors["judged"]}
    rows = [summarise(half, method, found) for half, methods in errors.items() for method, found in methods.items()]
    return rows, cpu_s / audio_s


def measure() -> list[Figure]:
    """The figures of all sentences, and of those that nothing was tuned on."""
    rows, real_time_factor = run()
    figures = [figure for half in ("all", "judged") for figure in _figures(half, rows)]
    return [*figures, at_most("alignment, seconds of one core per second of audio", real_time_factor, 0.03, digits=3)]


def _figures(half: str, rows: Sequence[Row]) -> list[Figure]:
    found, guessed = (row for row in rows if row.half == half)
    name = f"English word starts, {found.n_words} words ({half})"
    return [
        at_most(f"{name}: mean; in proportion to letters {guessed.mean:.0f} ms", found.mean, 15, " ms", 1),
        at_most(f"{name}: median; in proportion {guessed.median:.0f} ms", found.median, 10, " ms", 1),
        at_most(f"{name}: 95th percentile; in proportion {guessed.p95:.0f} ms", found.p95, 45, " ms", 1),
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
