"""Which ends of lines were meant: in an address or a poem, and not where a page was full."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from speech.subtitles.columns import columns
from speech.subtitles.gaps import Gap
from speech.timings import WordTiming

_FULL_LINE: Final = 60
"""Columns of a line that its writer need not have ended: see `speech.normalise.markup.lines`."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line's end: the place of its gap, the line's columns, and the word that the next line begins with."""

    at: int
    columns: int
    following: str
    is_wrapped: bool
    """Whether the next line goes on with a small letter."""


def keep_meant_line_ends(text: str, timings: Sequence[WordTiming], gaps: Sequence[Gap]) -> list[Gap]:
    """The gaps, in which only those ends of lines are left that stand before a new beginning on purpose.

    `gaps` has one before each word and one after the last.
    """
    if not any(gap.is_line_end and not gap.is_block_end for gap in gaps):
        return list(gaps)
    paragraphs = list(_paragraphs(text, timings, gaps))
    # A line as long as one that was wrapped may be wrapped itself, before a name.
    full = min([_FULL_LINE, *(line.columns for lines in paragraphs for line in lines if line.is_wrapped)])
    kept = list(gaps)
    for lines in paragraphs:
        is_prose = any(line.is_wrapped for line in lines)
        for line in lines:
            if is_prose or line.columns >= full or line.following[:1].islower():
                kept[line.at] = replace(gaps[line.at], is_line_end=False)
    return kept


def _paragraphs(text: str, timings: Sequence[WordTiming], gaps: Sequence[Gap]) -> Iterator[list[_Line]]:
    """Per paragraph the ends of lines within it."""
    lines: list[_Line] = []
    line_start = 0
    for at, gap in enumerate(gaps[:-1]):
        following = timings[at]
        if gap.is_line_end and at and not gap.is_block_end:
            width = columns(text[line_start : timings[at - 1].char_end])
            is_wrapped = not gap.closing and following.word[:1].islower()
            lines.append(_Line(at, width, following.word, is_wrapped))
        if gap.is_line_end or not at:
            line_start = following.char_start
        if gap.is_block_end:
            yield lines
            lines = []
    yield lines
