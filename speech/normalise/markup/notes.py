"""Signs of footnotes and sources, which nobody says: "[^1]", "word[2][3]", "However¹"."""

import re
from collections.abc import Iterator
from typing import Final

from speech.normalise.markup.aside import Aside
from speech.normalise.markup.characters import SILENT
from speech.normalise.markup.stage_words import NUMBERED, POWERED

# The parser knows a footnote's mark by its note; one whose note is elsewhere is silent as well.
_FOOTNOTE: Final = re.compile(r"\[\^\d{1,4}+\](?!:)")

_NUMBERS: Final = r"\[(?:(?:note|nb|n) )?[1-9]\d{0,2}+(?:(?:, ?|[-–])[1-9]\d{0,2}+){0,8}+\]"
_RUN: Final = rf"(?P<run>(?:{_NUMBERS}(?: ?{_NUMBERS}){{0,8}}+|\[citation needed\]))"
# Not a link, an index ("items[1].name", "row[2] = 5") or the beginning of a word.
_OVER: Final = r"(?![\[(\d_=:]|\.\w|[ ]?[-+*/]?=)"
_CITATION: Final = re.compile(rf"{_RUN}{_OVER}", re.IGNORECASE)
_BEFORE: Final = re.compile(r"(?:(?P<word>[^\W_]{2,24})(?P<gap>[ ]?)|[.!?’'”\"»*_](?P<stop_gap>[ ]?)|[,;:…%)])\Z")
_YEAR: Final = re.compile("1[5-9][0-9]{2}|20[0-9]{2}")
_NEAR: Final = 32
_LONGEST_WORD: Final = 16

_RAISED: Final = "[¹²³⁰⁴-⁹]"
# The sign comes first in the pattern, so that the search leaps from one to the next.
_SUPERSCRIPTS: Final = (
    re.compile(rf"{_RAISED}{{1,3}}+(?:[,–-]{_RAISED}{{1,3}}+){{0,4}}+(?![\w{_RAISED[1:-1]}])"),
    re.compile(r"<sup>\[?\d{1,3}+\]?</sup>(?!\w)", re.IGNORECASE),
)
_AHEAD: Final = re.compile(
    r"(?:[^\W\d_]{3}|[^\W\d_][.!?,;:…”’\"»)]|[.!?][”’\"»)]|[”’\"»)\]][.!?,;:])\Z",
)
_LAST_WORD: Final = re.compile(r"[^\W\d_]++\Z")


def find_notes(text: str) -> Iterator[Aside]:
    """Signs of notes and sources; the parser is to see those that may be links."""
    yield from (Aside(*sign.span()) for sign in _FOOTNOTE.finditer(text))
    yield from _find_citations(text)
    for signs in _SUPERSCRIPTS:
        yield from (Aside(*sign.span()) for sign in signs.finditer(text) if _is_raised_note(text, sign.start()))


def _is_raised_note(text: str, start: int) -> bool:
    """Whether a raised number stands behind a word or a full stop and is no power."""
    before = text[max(0, start - _NEAR) : start]
    word = _LAST_WORD.search(before[-_LONGEST_WORD:])
    return _AHEAD.search(before[-3:]) is not None and (word is None or word[0].lower() not in POWERED)


def _find_citations(text: str) -> Iterator[Aside]:
    """Numbers in square brackets right behind what they prove; behind a blank, too, in a text that has such ones.

    Behind a year's blank they are no list either: "1974 [1]".
    """
    found = [(citation, _place(text, citation)) for citation in _CITATION.finditer(text)]
    if not any(start == citation.start() or _YEAR.match(text, start - 4, start) for citation, start in found):
        return
    for citation, start in found:
        if start >= 0:
            # Words stay apart: "end.[1]Next".
            parts = text[citation.end() : citation.end() + 1].isalnum()
            yield Aside(start, citation.end(), SILENT if parts else "", parsed=True)


def _place(text: str, citation: re.Match[str]) -> int:
    """Where it begins with the blank before it, or -1 for what is none."""
    before = _BEFORE.search(text[max(0, citation.start() - _NEAR) : citation.start()])
    if before is None:
        return -1
    # "word[1]s" is no citation.
    runs_on = text[citation.end() : citation.end() + 1].isalnum()
    if before["word"] and (runs_on or before["word"].lower() in NUMBERED):
        return -1
    return citation.start() - len(before["gap"] or before["stop_gap"] or "")
