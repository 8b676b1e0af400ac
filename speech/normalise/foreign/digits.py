"""What is read in pieces: telephone numbers, chains of numbers, and numbers grown together with letters."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.numbers import LETTER, SPACE, find, read, read_whole
from speech.normalise.foreign.spellout import digits
from speech.normalise.foreign.words import WORDS
from speech.normalise.rewrite import Rewrite

_HYPHENS: Final = "-‑־"
_APOSTROPHES: Final = "'’"
_LONGEST_WORD: Final = 32
"""Letters before a digit that are looked at."""
_PHONE: Final = re.compile(
    rf"(?:\+(?=[1-9٠-٩०-९])|0(?=\d))\d{{1,15}}+(?:(?:[-/)‑.]|{SPACE}|{SPACE}?[(]|[)]{SPACE})\d{{2,12}}+){{0,8}}+(?![.,:]?\d|{LETTER})"
)
_MOBILE: Final = MappingProxyType({"hi": re.compile(r"[6-9]\d{9}(?!\d)"), "zh": re.compile(r"1[3-9]\d{9}(?!\d)")})
"""Mobile numbers of countries in which they begin with no zero."""
_TELEPHONE: Final[Mapping[str, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {"ko": (("영", "공"),), "zh": (("一", "幺"),)}
)
"""Digits that are said otherwise there; 一 would sound too much like 七."""
_FEWEST_DIGITS: Final = 7
_PIECES: Final = re.compile(r"\d++")
_CHAIN: Final = re.compile(rf"\d{{1,15}}+(?:[-‑–/:.,x×]\d{{1,15}}+){{1,20}}+(?![-‑–/:.,]?\d|{LETTER})")
_LETTER: Final = re.compile(LETTER)
_MIXED: Final = re.compile(
    rf"(?P<before>(?:{LETTER}|['’])*+[-‑־]?)(?P<rest>\d(?:{LETTER}|\d|[-‑.](?=\d|{LETTER})|[’'](?={LETTER}))*+)"
)
_PART: Final = re.compile(rf"(?P<digits>\d++)|(?P<letters>(?:{LETTER}|['’])++)")
_GLUED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ar": "[وفبلك]",
        "fr": "(?:[dlDL]|qu|Qu|jusqu)['’]",
        "he": "[ובכלמהש]{1,3}[-‑־]?",
        "it": r"\w{0,6}['’]",
        "ms": "[Kk]e[-‑]",
    }
)
"""Words that are written and said as one with the number after them: "l'8", "ב-1990", "ke-3"."""


def phone(text: str, first: int, at: int, language: str) -> list[Rewrite]:
    """A telephone number, or any long one that begins with 0 or +: digit by digit, a comma between its groups."""
    start = at - 1 if at > first and text[at - 1] == "+" else at
    found = _PHONE.match(text, start) or (_MOBILE[language].match(text, at) if language in _MOBILE else None)
    if found is None:
        return []
    groups = _PIECES.findall(found[0])
    if sum(map(len, groups)) < _FEWEST_DIGITS:
        return []
    spoken = ", ".join(_telephone(group, language) for group in groups)
    return [Rewrite(start, found.end(), f"{WORDS[language].plus} {spoken}" if text[start] == "+" else spoken)]


def _telephone(group: str, language: str) -> str:
    said = digits(language, group)
    for word, on_the_telephone in _TELEPHONE.get(language, ()):
        said = said.replace(word, on_the_telephone)
    return said


def chain(text: str, at: int, language: str) -> list[Rewrite]:
    """Numbers with marks between them that are no date, time, range or decimal: "1.2.3", "3:2", "1/2"."""
    found = _CHAIN.match(text, at)
    number = find(text, at, language)
    if found is None or (number and number.end >= found.end()):
        return []
    return [Rewrite(at, found.end(), ", ".join(read_whole(piece, language) for piece in _PIECES.findall(found[0])))]


def mixed(text: str, first: int, at: int, language: str) -> list[Rewrite]:
    """A word of letters and digits: the letters as they are, the numbers in words."""
    start = word_start(text, first, at)
    found = _MIXED.match(text, start)
    if found is None or found.start("rest") != at:
        return []
    return [Rewrite(start, found.end(), " ".join(_parts(text, start, found.end(), language)))]


def word_start(text: str, first: int, at: int) -> int:
    """Where the letters that stand directly before a digit begin, at `first` or later."""
    start = at - 1 if at > first and text[at - 1] in _HYPHENS else at
    while start > max(first, at - _LONGEST_WORD) and (
        text[start - 1] in _APOSTROPHES or _LETTER.match(text[start - 1])
    ):
        start -= 1
    while start < at and not _LETTER.match(text[start]):
        start += 1
    return start


def glue(before: str, language: str) -> str:
    """What of the letters before a number is said as one word with it, without hyphen; nothing where none is."""
    pattern = _GLUED.get(language)
    return before.rstrip(_HYPHENS) if pattern and re.fullmatch(pattern, before) else ""


def _parts(text: str, start: int, end: int, language: str) -> Iterator[str]:
    at = start
    while at < end:
        number = find(text, at, language)
        if number and number.end <= end:
            yield read(number, language)
            at = number.end
            continue
        part = _PART.match(text, at, end)
        if part and part[0].strip(_APOSTROPHES):
            yield read_whole(part[0], language) if part["digits"] else part[0].strip(_APOSTROPHES)
        at = part.end() if part else at + 1
