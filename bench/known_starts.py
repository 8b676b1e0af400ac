"""Speech of any synthesiser whose word starts are known."""

from collections.abc import Sequence
from dataclasses import dataclass

from speech.audio import Audio
from speech.timings import Span


@dataclass(frozen=True, slots=True)
class KnownStarts:
    """What was spoken, and when each word begins."""

    audio: Audio
    words: tuple[str, ...]
    starts_s: tuple[float | None, ...]
    """Per word; None where the synthesiser does not tell."""
    are_early: tuple[bool, ...] | None = None
    """Per word, as in `espeak_truth.Truth`; None: no synthesiser that does so."""


def start_errors_ms(
    spans: Sequence[Span], starts_s: Sequence[float | None], are_early: Sequence[bool]
) -> list[tuple[float, bool]]:
    """How far each span begins from where its word does, where that is known, and whether the event comes early."""
    return [
        (1000 * abs(span.start_s - start_s), is_early)
        for span, start_s, is_early in zip(spans, starts_s, are_early, strict=True)
        if start_s is not None
    ]
