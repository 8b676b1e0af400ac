"""Which ends of lines were meant: in an address or a poem, and not where a page was full."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from speech.subtitles.columns import columns
from speech.subtitles.gaps import Gap
from speech.timings import WordTiming

_FULL_LINE: Final = 60
"""Columns of a line that its writer need not have ended: see `speech.normalise.markup.lines`."""
_ADDRESS: Final = re.compile(r"://|@|\.\w\w")
"""A word like this begins with a small letter wherever it stands."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line's end: the place of its gap, and the line's columns."""

    at: int
    columns: int
    goes_on: bool
    """Whether the next line begins with a small letter."""
    is_wrapped: bool
    """Whether that is so without a mark before it."""


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
            if is_prose or line.columns >= full or line.goes_on:
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
            goes_on = following.word[:1].islower() and not _ADDRESS.search(following.word)
            is_marked = bool(gap.closing) or timings[at - 1].word.endswith(".")
            lines.append(_Line(at, width, goes_on, goes_on and not is_marked))
        if gap.is_line_end or not at:
            line_start = following.char_start
        if gap.is_block_end:
            yield lines
            lines = []
    yield lines
