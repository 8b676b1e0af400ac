"""What of a text is to be read aloud, character by character, with the place in the text that each came from."""

from array import array
from dataclasses import dataclass
from typing import Final, TypeAlias

BLOCK_END: Final = "\u2029"
"""Stands in `Plain.text` where a paragraph, heading, list item or table cell ends."""
LINE_END: Final = "\u2028"
"""Stands where a line ends within a block, such as the line of a poem."""
MARK: Final = "\ufffc"
"""Stands where a mark is; the n-th one in `Plain.text` is `Plain.marks[n]`."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence that the text asks for."""

    seconds: float


@dataclass(frozen=True, slots=True)
class EngineTag:
    """A tag that the engine knows, as the engine wants to see it in its text: "[laugh]"."""

    text: str


Mark: TypeAlias = Pause | EngineTag


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """Text without markup. The three special characters above stand in it for structure only."""

    text: str
    starts: "array[int]"
    """Per character of `text`: where its piece of the original begins …"""
    ends: "array[int]"
    """… and ends. Neither ever decreases; structure that was written nowhere has an empty piece."""
    marks: tuple[Mark, ...]
    warnings: tuple[str, ...]
    """What was left out, in words for the caller: "tag [sad] has no effect: hibari knows no such tag"."""
