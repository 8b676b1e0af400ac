"""Speech of any synthesiser whose word starts are known."""

from dataclasses import dataclass

from speech.audio import Audio


@dataclass(frozen=True, slots=True)
class KnownStarts:
    """What was spoken, and when each word begins."""

    audio: Audio
    words: tuple[str, ...]
    starts_s: tuple[float | None, ...]
    """Per word; None where the synthesiser does not tell."""
    are_early: tuple[bool, ...] | None = None
    """Per word, as in `espeak_truth.Truth`; None: no synthesiser that does so."""
