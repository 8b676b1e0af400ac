"""Where words lie in time: spans of an utterance, and the timings of a whole text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from speech.chunking import Word

Source: TypeAlias = Literal["aligned", "interpolated"]


@dataclass(frozen=True, slots=True)
class Span:
    """When one word is heard, in seconds from the start of its audio."""

    start_s: float
    end_s: float
    source: Source
    score: float | None = None
    """0 (not heard) … 1; None where the aligner gives none."""


def faster(spans: Sequence[Span], rate: float) -> list[Span]:
    """The same words in the same sound made `rate` times as fast."""
    return [replace(span, start_s=span.start_s / rate, end_s=span.end_s / rate) for span in spans]


def interpolate(words: Sequence[str], duration_s: float) -> list[Span]:
    """Spans in proportion to the words' lengths: the last resort when an utterance cannot be aligned."""
    total = sum(len(word) for word in words)
    spans: list[Span] = []
    before = 0
    for word in words:
        after = before + len(word)
        spans.append(Span(duration_s * (before / total), duration_s * (after / total), "interpolated"))
        before = after
    return spans


@dataclass(frozen=True, slots=True)
class WordTiming:
    """When a word of the caller's text is heard: `text[char_start:char_end] == word`; times in seconds."""

    word: str
    start_time: float
    end_time: float
    char_start: int
    char_end: int
    score: float | None
    source: Source


def place(
    words: Sequence[Word], spans: Sequence[Span], offset_s: float, within_s: tuple[float, float]
) -> list[WordTiming]:
    """An utterance's words at their times in the whole audio, in which it begins at `offset_s`.

    What lies outside of `within_s`, a beginning and an end, is moved there. No words where there are no spans.
    """
    earliest_s, latest_s = within_s
    return [
        WordTiming(
            word.text,
            round(min(max(offset_s + span.start_s, earliest_s), latest_s), 3),
            round(min(max(offset_s + span.end_s, earliest_s), latest_s), 3),
            word.start,
            word.end,
            span.score,
            span.source,
        )
        for word, span in zip(words, spans, strict=bool(spans))
    ]
