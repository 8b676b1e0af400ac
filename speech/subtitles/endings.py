"""How well each shown word stands before a break: whether a sentence, a line or a clause ends behind it."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from speech.subtitles.columns import is_wide
from speech.subtitles.gaps import Gap


class Ending(IntEnum):
    """How well a piece stands before a break: the higher, the better."""

    JOINED = 0
    """The next piece is written without a space: a half of "and/or", the middle of an address."""
    WORD = 1
    CLAUSE = 2
    LINE = 3
    """The caller began a new line there, as in an address or a poem."""
    SENTENCE = 4
    PARAGRAPH = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """A word between its neighbours."""

    word: str
    before: Gap
    after: Gap
    following: str
    """The next word, or nothing."""
    is_last: bool | None
    """Whether a sentence or a block ends behind it; None where nobody has said so."""

    @property
    def shown(self) -> str:
        """The word with its punctuation."""
        return f"{self.before.opening}{self.word}{self.after.closing}"


_CLOSERS: Final = "\"'”’»›)]}」』）】》"
_SENTENCE_ENDS: Final = ".!?…。！？｡؟۔।॥"
_CLAUSE_ENDS: Final = ",;:،؛、，；：—–"
_TRAILING: Final = "!?…"
"""These end at least a clause, even before a small letter: "“Stop!” he said"."""
_PARENTHESES: Final = frozenset('(“«„"')
_LIST_DIGITS: Final = 2
_LIST_MARKS: Final = frozenset(".)")
_YEAR: Final = re.compile(r"[12]\d{3}")
_BEFORE_NAMES: Final = frozenset({"dr", "mr", "mrs", "ms", "prof", "st", "vs"})
_BEFORE_NUMBERS: Final = frozenset({"no", "nos", "fig", "vol", "approx", "p", "pp"})
"""Abbreviations whose full stop ends no sentence, although a capital or a number follows."""


def ending_of(standing: Standing) -> Ending:
    """What ends behind a word."""
    after, shown = standing.after, standing.shown
    if is_list_number(standing.before, standing.word, after):
        return Ending.WORD
    if after.is_block_end and standing.is_last is not False:
        return Ending.PARAGRAPH
    if _ends_sentence(standing) if standing.is_last is None else standing.is_last:
        return Ending.SENTENCE
    if after.is_line_end or after.is_block_end:
        return Ending.LINE
    if _ends_clause(standing):
        return Ending.CLAUSE
    is_apart = after.is_spaced or after.is_dropped or is_wide(shown[-1]) or is_wide(standing.following[:1])
    return Ending.WORD if is_apart else Ending.JOINED


def is_list_number(before: Gap, word: str, after: Gap) -> bool:
    """Whether a word is the number of a list's item: "2." or "b)" at a line's start, "(2)" anywhere."""
    name = word.rstrip(".)")
    mark = f"{word[len(name) :]}{after.closing}"
    if mark not in _LIST_MARKS or not after.is_spaced or after.is_line_end:
        return False
    is_number = len(name) <= _LIST_DIGITS and name.isdecimal()
    if before.is_line_end or before.is_block_end:
        return is_number or (mark == ")" and len(name) == 1 and name.isalpha())
    return is_number and mark == ")" and before.opening.endswith("(")


def _ends_sentence(standing: Standing) -> bool:
    """By the marks and a few abbreviations alone."""
    bare = standing.shown.rstrip(_CLOSERS) or standing.shown
    if bare[-1] not in _SENTENCE_ENDS or standing.following[:1].islower():
        return False
    return bare[-1] != "." or not _keeps_its_stop(standing.word.removesuffix("."), standing.following)


def _keeps_its_stop(word: str, following: str) -> bool:
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    is_numbering = word.lower() in _BEFORE_NUMBERS and following[:1].isdecimal()
    return is_initial or is_numbering or word.lower() in _BEFORE_NAMES


def _ends_clause(standing: Standing) -> bool:
    shown, following = standing.shown, standing.following
    bare = shown.rstrip(_CLOSERS) or shown
    if standing.word[-1:].isdecimal() and standing.after.closing == "," and _YEAR.fullmatch(following):
        return False  # "Oct. 6, 2025"
    if standing.after.opening == "(" and following.isdecimal():
        return False  # "Smith et al. (2003)"
    if bare[-1] in _CLAUSE_ENDS or bare.endswith(" -") or (bare != shown and shown[-1] not in "'’"):
        return True
    return standing.after.has_bar or standing.after.opening[:1] in _PARENTHESES or bare[-1] in _TRAILING
