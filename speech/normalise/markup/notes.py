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
# A label is at most as long as this: "[1][2]" and so on.
_RUN: Final = rf"(?P<run>(?:{_NUMBERS}(?: ?{_NUMBERS}){{0,8}}+|\[citation needed\]))"
# Not a link, an index ("items[1].name", "row[2] = 5") or the beginning of a word.
_OVER: Final = r"(?![\[(\w=:]|\.\w|[ ]?[-+*/]?=)"
_CITATION: Final = re.compile(rf"(?<=[^\s\[(])(?P<gap>[ ]?){_RUN}{_OVER}", re.IGNORECASE)
_BEFORE: Final = re.compile(r"(?:(?P<word>[^\W_]{2,24})|(?P<stop>[.!?,;:…%’'”\"»)*_]))[ ]?\Z")
_YEAR: Final = re.compile("1[5-9][0-9]{2}|20[0-9]{2}")
_NEAR: Final = 32

_RAISED: Final = "[¹²³⁰⁴-⁹]"
_SUPERSCRIPT: Final = re.compile(
    rf"(?P<before>(?<=[^\W\d_]{{3}})|(?<=[^\W\d_][.!?,;:…”’\"»)])|(?<=[.!?][”’\"»)]))"
    rf"(?:{_RAISED}{{1,3}}+(?:[,–-]{_RAISED}{{1,3}}+){{0,4}}+|<sup>\[?\d{{1,3}}+\]?</sup>)(?![\w{_RAISED[1:-1]}])",
    re.IGNORECASE,
)
_LAST_WORD: Final = re.compile(r"[^\W\d_]{1,16}\Z")


def find_notes(text: str) -> Iterator[Aside]:
    """Signs of notes and sources; the parser is to see those that may be links."""
    yield from (Aside(*sign.span()) for sign in _FOOTNOTE.finditer(text))
    yield from _find_citations(text)
    for sign in _SUPERSCRIPT.finditer(text):
        word = _LAST_WORD.search(text[max(0, sign.start() - _NEAR) : sign.start()])
        if word is None or word[0].lower() not in POWERED:
            yield Aside(*sign.span())


def _find_citations(text: str) -> Iterator[Aside]:
    """Numbers in square brackets right behind what they prove; behind a blank, too, in a text that has such ones.

    Behind a year's blank they are no list either: "1974 [1]".
    """
    found = [citation for citation in _CITATION.finditer(text) if _stands_behind_words(text, citation)]
    if not any(not citation["gap"] or _YEAR.search(text, citation.start() - 4, citation.start()) for citation in found):
        return
    for citation in found:
        # Words stay apart: "end.[1]Next".
        parts = text[citation.end() : citation.end() + 1].isalnum()
        yield Aside(*citation.span(), SILENT if parts else "", parsed=True)


def _stands_behind_words(text: str, citation: re.Match[str]) -> bool:
    before = _BEFORE.search(text[max(0, citation.start() - _NEAR) : citation.end("gap")])
    if before is None:
        return False
    return before["word"] is None or before["word"].lower() not in NUMBERED
