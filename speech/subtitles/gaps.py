"""What stands between two words, and what of it subtitles show: punctuation, and no markup, tags or emoji."""

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Gap:
    """The shown punctuation between two words, and how far apart they were written."""

    closing: str
    """Stands behind the word before."""
    opening: str
    """Stands ahead of the word after."""
    is_spaced: bool
    """Whether white space parts the words."""
    is_dropped: bool
    """Whether something that isn't shown parts them: a tag, an emoji, words that were not spoken."""
    has_bar: bool
    """Whether a bar parts them, as the cells of a table and the items of "Prep: 15 min | Serves 4"."""
    is_line_end: bool
    is_block_end: bool
    """Whether a paragraph, a heading or a list's item ends."""


_SPACE: Final = Gap("", "", is_spaced=True, is_dropped=False, has_bar=False, is_line_end=False, is_block_end=False)
_LINE_TAGS: Final = re.compile(r"(?i:</?(?:br|p|div|li|tr|td|th|h[1-6])(?![a-z])[^<>]{0,1000}>)")
_TAGS: Final = re.compile(r"</?[A-Za-z!][^<>]{0,1000}>")
_UNSHOWN: Final = re.compile(
    r"\]\([^()]{0,2000}\)|\]\[[^\[\]]{0,200}\]"  # where a link leads
    r"|\[[^\[\]]{0,200}\]|\([^()]{0,200}\)"  # a tag: had it been spoken, it would be a word and not in a gap
)
# What begins a line and stands for itself: a list's item, a heading, a quotation, a rule, that under a table's head.
_LINE_MARKS: Final = re.compile(r"(?<=\n)[ \t]*+(?:[-+*=|:_>#`~]++(?:[ \t]++|(?=\n)))++")
# Bounded, because of a number of thousands of digits Python makes no character but an error.
_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKDOWN: Final = frozenset("*_`#~|>\\•‣⁃")
_OPENERS: Final = frozenset("([{“‘„«‹¿¡「『（【《")
_STOPS: Final = frozenset(".,;:!?…")
_QUOTES: Final = frozenset("\"'")
_BIDI_MARKS: Final = frozenset("\u200e\u200f\u061c")
_WHOLE: Final = frozenset({"|", "->", "-->", "=>", "==>", "<-", "<--", "<->", "<=>"})
_ORNAMENTS: Final = re.compile("[\u25a0-\u25ff]|[\u2190-\u2bff]\ufe0f")
"""Squares and the like, and signs that are written as pictures; other signs and arrows are shown."""
_REMOVED: Final = "\0"
"""Stands where something was that isn't shown. A caller's own NUL isn't shown either."""
_BEFORE_A_STOP: Final = re.compile(r"(?<![ \t\0])[ \t\0]++(?=[.,;:!?…])")


def unescape(text: str) -> str:
    """The text with the characters that HTML's references name: "&" for "&amp;"."""
    return _REFERENCE.sub(lambda found: html.unescape(found.group()), text) if "&" in text else text


def read_gap(between: str, *, shows_bars: bool = True) -> Gap:
    """What to show of the text between two words; bars that stand alone only where they part no table's cells."""
    if between == " ":
        return _SPACE
    untagged = _TAGS.sub(_REMOVED, _LINE_TAGS.sub("\n", between))
    shown = _BEFORE_A_STOP.sub(_close, _UNSHOWN.sub(_REMOVED, untagged)).replace(_REMOVED, "")
    cleaned, n_marks = _LINE_MARKS.subn("", _ORNAMENTS.sub("", unescape(shown)))
    has_bar = "|" in cleaned
    if not shows_bars:
        cleaned = cleaned.replace("|", " ")
    closing, opening = _sides(cleaned)
    return Gap(
        closing,
        opening,
        is_spaced=any(character.isspace() for character in cleaned),
        is_dropped=not (closing or opening) and any(map(_is_told, untagged)),
        has_bar=has_bar,
        is_line_end="\n" in cleaned,
        is_block_end=n_marks > 0 or cleaned.count("\n") > 1,
    )


def _close(space: re.Match[str]) -> str:
    """No space before a stop that stood behind what was removed; one that the caller wrote himself stays."""
    return "" if _REMOVED in space.group() else space.group()


def _sides(gap: str) -> tuple[str, str]:
    """What goes to the word before and to the word after."""
    tokens = gap.split()
    if not tokens:
        return "", ""
    if len(tokens) == 1 and not gap[0].isspace() and not gap[-1].isspace():
        return _split_inside(_shown(tokens[0]))
    closing = ["" if gap[0].isspace() else _shown(tokens.pop(0))]
    opening = ["" if gap[-1].isspace() or not tokens else _shown(tokens.pop())]
    # A mark that stands alone, such as a dash, goes with the line that it is on, and what opens with what it opens.
    n_above = len(gap.partition("\n")[0].split()) - (not gap[0].isspace())
    for index, token in enumerate(tokens):
        if not (shown := _shown(token)):
            continue
        if shown != token and set(shown) <= _STOPS:
            # Behind an emoji or a word that is gone: it belongs to the word before, unless that has a stop already.
            closing[-1] += shown if index < n_above and closing[-1][-1:] not in _STOPS else ""
        elif index >= n_above or shown[0] in _OPENERS:
            opening.insert(-1, shown)
        else:
            closing.append(shown)
    return " ".join(closing), " ".join(opening)


def _split_inside(marks: str) -> tuple[str, str]:
    """Marks without white space around them: those at the end that open something belong to the word after."""
    start = len(marks)
    while start and (marks[start - 1] in _OPENERS | _QUOTES or unicodedata.category(marks[start - 1]) == "Sc"):
        start -= 1
    # A quotation mark that looks the same on both sides opens nothing by itself.
    kept = marks[start:].lstrip("\"'")
    return marks[: len(marks) - len(kept)], kept


def _shown(token: str) -> str:
    """A token's punctuation; of one with words in it, which were not spoken, only the stops at an end: "你好."."""
    if token in _WHOLE:
        return token
    marks = "".join(character for character in token if _is_read(character) or _is_shown(character))
    words = [at for at, character in enumerate(marks) if _is_read(character)]
    if not words:
        return marks
    ends = (marks[: words[0]], marks[words[-1] + 1 :])
    return next((end for end in ends if end and set(end) <= _STOPS), "")


def _is_read(character: str) -> bool:
    """Whether it is part of a word; superscript numbers are footnotes' signs."""
    return character.isalnum() and (character.isdecimal() or not character.isdigit())


def _is_shown(character: str) -> bool:
    if character in _MARKDOWN:
        return False
    category = unicodedata.category(character)
    # Other symbols from the arrows on are ornaments and emoji; before them are °, ™ and what is used in formulas.
    is_sign = category[0] == "S" and (character < "\u2200" or character in "♭♮")
    return category[0] == "P" or category in {"Sc", "Sm"} or is_sign or character in _BIDI_MARKS


def _is_told(character: str) -> bool:
    return character.isalnum() or character == "\ufe0f" or unicodedata.category(character) == "So"
