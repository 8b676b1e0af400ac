"""A stretch of a text that is not read aloud."""

from dataclasses import dataclass

from speech.normalise.plain import Mark


@dataclass(frozen=True, slots=True)
class Aside:
    """A stretch of the original that is not read: `text[start:end]`."""

    start: int
    end: int
    effect: Mark | str = ""
    """What stands in its place: a mark, a structure character, SILENT, or nothing at all."""
    ignored: str = ""
    """The tag's name, where it is one that the engine does not know."""
    shortened: bool = False
    """Whether it asked for a longer pause than MAX_PAUSE_S."""
    parsed: bool = False
    """Whether the Markdown parser is to see it: it may be part of a table or a link."""
