"""Stretches of a text that were not read, and so are not shown: fenced code, HTML comments, where links lead."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from speech.timings import WordTiming

_FENCE: Final = re.compile(r"^[ \t>]*+(?P<marks>`{3,}+|~{3,}+)(?P<behind>[^\n`]*+)$", re.MULTILINE)
_HIDING: Final = re.compile(r"<(?P<name>!--|script\b|style\b|template\b)", re.IGNORECASE)
_TABLE: Final = re.compile(r"^[ \t>]*+(?:\||:?-++:?[ \t]*+\|)", re.MULTILINE)
_VISIBLE: Final = re.compile(r"\S")
_BRACKETS: Final = re.compile(r"[\[\]]")
_LINK_ENDS: Final = {"(": ")", "[": "]"}
_ADDRESS_REACH: Final = 2000
"""Characters within which a link's address ends: a bound, so that brackets by the thousand take no long time."""


def without_unspoken(text: str, timings: Sequence[WordTiming]) -> str:
    """The text with as many characters: unread code and comments are white space, marks that open links asterisks.

    What holds a word of `timings` was read, and stays.
    """
    starts = [timing.char_start for timing in timings]
    pieces: list[str] = []
    done = 0
    for start, end in sorted([*_fenced(text), *_hidden(text)]):
        if start >= done and bisect_left(starts, start) == bisect_left(starts, end):
            # Lines stay lines: a block of code ends a paragraph.
            pieces += [text[done:start], _VISIBLE.sub(" ", text[start:end])]
            done = end
    return _without_link_openings("".join([*pieces, text[done:]]), starts)


def has_table(text: str) -> bool:
    """Whether bars in the text part the cells of a Markdown table: a row begins with one, or parts head and body."""
    return "|" in text and _TABLE.search(text) is not None


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    """From behind each opening fence to its closing one's end, or to the text's where nothing closes it."""
    if "```" not in text and "~~~" not in text:
        return
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opening is None:
            opening = fence
        elif fence["marks"].startswith(opening["marks"]) and not fence["behind"].strip():
            yield opening.end(), fence.end()
            opening = None
    if opening is not None:
        yield opening.end(), len(text)


def _hidden(text: str) -> Iterator[tuple[int, int]]:
    """Comments, scripts and style sheets."""
    place = 0
    # One end that is missing is looked for once: the search stays linear in "<!--<!--<!--".
    missing: set[str] = set()
    while opening := _HIDING.search(text, place):
        place = opening.end()
        name = opening["name"].lower()
        closing = "-->" if name == "!--" else f"</{name}>"
        end = -1 if name in missing else text.find(closing, place)
        if end < 0:
            missing.add(name)
        else:
            place = end + len(closing)
            yield opening.start(), place


def _without_link_openings(text: str, starts: Sequence[int]) -> str:
    """The marks that open Markdown links and images replaced: "[2][3]" is no link where the 3 was read."""
    if "](" not in text and "][" not in text:
        return text
    characters = list(text)
    opened: list[int] = []
    for bracket in _BRACKETS.finditer(text):
        at = bracket.start()
        if bracket.group() == "[":
            opened.append(at)
            continue
        start = opened.pop() if opened else None
        if start is not None and _leads_somewhere(text, at + 1, starts):
            is_read = bisect_left(starts, start) < bisect_left(starts, at)
            if is_read:
                characters[start] = "*"
            if text[max(0, start - 1) : start] == "!" and (is_read or text[at + 1] == "("):
                characters[start - 1] = "*"
    return "".join(characters)


def _leads_somewhere(text: str, at: int, starts: Sequence[int]) -> bool:
    """Whether a link's address or label begins here: in brackets, and unread."""
    closing = _LINK_ENDS.get(text[at : at + 1])
    end = text.find(closing, at, at + _ADDRESS_REACH) if closing else -1
    return end >= 0 and bisect_left(starts, at) == bisect_left(starts, end)
