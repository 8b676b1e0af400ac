"""Which line breaks of a paragraph a reader would hear, and bars that part a line."""

import re
from collections.abc import Iterator
from typing import Final

from speech.normalise.markup.aside import Aside
from speech.normalise.plain import LINE_END

# A line below this was ended by its writer, not by the width of a page; the second is for scripts without capitals,
# whose characters are mostly wide ones.
_SHORT_LINE: Final = 60
_SHORT_WIDE_LINE: Final = 30
# How far into a line its first letter is looked for.
_REACH: Final = 40
# "Prep: 15 min | Bake: 1 h"; in a table the parser takes it first.
_BAR: Final = re.compile(r"[ \t]\|(?<=[^\s|][ \t]\|)(?=[ \t]{1,2}[^\s|])")
_QUOTES: Final = frozenset("\"'“”‘„«»「『")


def ends_short_line(text: str, shape: str, start: int, end: int) -> bool:
    """Whether the break `text[start:end]` ends a short line and the next begins anew, as in a poem or an address.

    It begins anew with a capital, a digit or a quotation mark, or in a script that has no capitals.
    """
    first = _first_character(text, shape, end)
    length = start - (shape.rfind("\n", 0, start) + 1)
    if first in _QUOTES or first.isdigit() or first.isupper():
        return length < _SHORT_LINE
    return bool(first) and not first.islower() and length < _SHORT_WIDE_LINE


def find_bars(text: str) -> Iterator[Aside]:
    """Bars between phrases of one line, in order: a reader pauses there."""
    return (Aside(*bar.span(), LINE_END, parsed=True) for bar in _BAR.finditer(text))


def _first_character(text: str, shape: str, start: int) -> str:
    # The shape has no letters where a tag stands.
    for place in range(start, min(start + _REACH, len(shape))):
        if shape[place] == "\n":
            break
        if shape[place].isalnum() or text[place] in _QUOTES:
            return text[place]
    return ""
