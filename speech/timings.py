"""Where words lie in time: spans of an utterance, and the timings of a whole text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Source: TypeAlias = Literal["aligned", "interpolated"]


@dataclass(frozen=True, slots=True)
class Span:
    """When one word is heard, in seconds from the start of its audio."""

    start_s: float
    end_s: float
    source: Source
    score: float | None = None
    """0 (not heard) … 1; None where the aligner gives none."""


def interpolate(words: Sequence[str], duration_s: float) -> list[Span]:
    """Spans in proportion to the words' lengths: the last resort when an utterance cannot be aligned."""
    total = sum(len(word) for word in words)
    spans: list[Span] = []
    before = 0
    for word in words:
        after = before + len(word)
        spans.append(Span(duration_s * before / total, duration_s * after / total, "interpolated"))
        before = after
    return spans
