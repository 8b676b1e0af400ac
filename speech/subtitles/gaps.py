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
    is_line_end: bool
    is_block_end: bool
    """Whether a paragraph, a heading or a list's item ends."""


_SPACE: Final = Gap("", "", is_spaced=True, is_dropped=False, is_line_end=False, is_block_end=False)
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
_BRACKETS: Final = re.compile(r"[\[\]]")
_BIDI_MARKS: Final = frozenset("\u200e\u200f\u061c")


def without_link_openings(text: str) -> str:
    """The text with as many characters, in which the marks that open Markdown links and images are asterisks."""
    if "](" not in text and "][" not in text:
        return text
    characters = list(text)
    opened: list[int] = []
    for bracket in _BRACKETS.finditer(text):
        at = bracket.start()
        if bracket.group() == "[":
            opened.append(at)
        elif opened and (start := opened.pop()) >= 0 and text[at + 1 : at + 2] in {"(", "["}:
            characters[start] = "*"
            if text[max(0, start - 1) : start] == "!":
                characters[start - 1] = "*"
    return "".join(characters)


def unescape(text: str) -> str:
    """The text with the characters that HTML's references name: "&" for "&amp;"."""
    return _REFERENCE.sub(lambda found: html.unescape(found.group()), text) if "&" in text else text


def read_gap(between: str) -> Gap:
    """What to show of the text between two words."""
    if between == " ":
        return _SPACE
    untagged = _TAGS.sub("", _LINE_TAGS.sub("\n", between))
    cleaned, n_marks = _LINE_MARKS.subn("", unescape(_UNSHOWN.sub("", untagged)))
    closing, opening = _sides(cleaned)
    return Gap(
        closing,
        opening,
        is_spaced=any(character.isspace() for character in cleaned),
        is_dropped=not (closing or opening) and any(map(_is_told, untagged)),
        is_line_end="\n" in cleaned,
        is_block_end=n_marks > 0 or cleaned.count("\n") > 1,
    )


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
        if index >= n_above or shown[0] in _OPENERS:
            opening.insert(-1, shown)
        elif shown != token and set(shown) <= _STOPS:
            closing[-1] += shown  # behind an emoji that is gone
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
    """Nothing of a token with words in it: they were not spoken."""
    if any(character.isalnum() for character in token):
        return ""
    return "".join(filter(_is_shown, token))


def _is_shown(character: str) -> bool:
    if character in _MARKDOWN:
        return False
    category = unicodedata.category(character)
    # The symbols from the arrows on are ornaments and emoji; before them are °, ™ and what is used in formulas.
    is_sign = category[0] == "S" and character < "\u2190"
    return category[0] == "P" or category == "Sc" or is_sign or character in _BIDI_MARKS


def _is_told(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) == "So"
