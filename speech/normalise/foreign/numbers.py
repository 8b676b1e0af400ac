"""Numbers as they are written in a language, found and put into words."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from speech.normalise.foreign.locales import NO_BREAK_SPACES, number_marks, plural
from speech.normalise.foreign.spellout import LIMIT, cardinal, digits
from speech.normalise.foreign.words import FRACTION_PARTS, UNSPACED, WORDS, pick

SPACE: Final = f"[ {NO_BREAK_SPACES}]"
"""Spaces that may stand within what is read as one: never a tab, never the structure of the text."""
STOP_WITHIN: Final = rf"\.(?=[,;:)]|{SPACE}[a-zß-öø-ÿąćčęěğłńőřśšťůűźżžά-ώа-яё])"
"""The stop of an abbreviation that ends no sentence: small letters or more punctuation follow."""
_EAST_ASIAN: Final = r"\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
_VOWEL_SIGNS: Final = r"\u0300-\u036f\u064b-\u0652\u0900-\u0963"
LETTER: Final = rf"(?:[^\W\d_{_EAST_ASIAN}]|[{_VOWEL_SIGNS}])"
"""A letter of a script whose words stand between spaces, or a mark upon one."""
_MOST_DIGITS: Final = len(str(LIMIT)) - 1
_INDIAN_GROUPS: Final = r"\d{1,2}(?:,\d{2}(?=,)){1,6}+,\d{3}(?!\d)"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written, its digits made plain."""

    start: int
    end: int
    whole: str
    fraction: str
    grouped: bool

    @property
    def value(self) -> Decimal:
        """What it amounts to, as far as plural forms and comparisons go: of too many digits, only the last or first."""
        fraction = f".{self.fraction[:_MOST_DIGITS]}" if self.fraction else ""
        return Decimal(self.whole[-_MOST_DIGITS:] + fraction)

    @property
    def is_long(self) -> bool:
        """Whether it is read digit by digit."""
        return _is_long(self.whole)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Alternatives: groups as the language makes them, groups as English or the continent does, no groups.

    Every repeat is bounded or possessive, so that a try costs no more than what it finds.
    """
    group, decimal = number_marks(language)
    comma = decimal == ","
    mark, other = ("[,٫]", "[.]") if comma else ("[.٫]", "[,]")
    separator = f"[{NO_BREAK_SPACES}٬'’{' ' if group.isspace() else group}]"
    groups = rf"(?!0)\d{{1,3}}(?:{separator}\d{{3}}){{1,6}}+(?!\d|{separator}\d)"
    if language == "hi":
        groups = f"(?:{_INDIAN_GROUPS}|{groups})"
    # "1,234.56" in German, "1.234,56" in Chinese: two marks, or one mark twice, can mean nothing else.
    swapped = rf"\d{{1,3}}(?:(?:{mark}\d{{3}}){{1,6}}+{other}(?P<cents>\d++)|(?:{mark}\d{{3}}){{2,6}}+(?!\d))"
    return re.compile(
        rf"(?P<grouped>{groups})(?:{mark}(?P<decimals>\d++)(?!{mark}\d))?"
        rf"|(?P<swapped>{swapped})"
        rf"|(?P<plain>\d++)(?:{mark}(?P<digits>\d++)(?!{mark}\d)|{other}(?P<point>\d{{1,2}})(?!\d|[.,]\d))?",
    )


def find(text: str, at: int, language: str) -> Number | None:
    """The number that begins with the digit at `at`, without a sign."""
    found = _pattern(language).match(text, at)
    if found is None:
        return None
    parts = found.groupdict(default="")
    written = parts["grouped"] or parts["swapped"].removesuffix(parts["cents"]) or parts["plain"]
    fraction = parts["decimals"] or parts["cents"] or parts["digits"] or parts["point"]
    return Number(at, found.end(), _plain(written), _plain(fraction), not parts["plain"])


def _plain(written: str) -> str:
    """ASCII digits only, from any script's and without marks."""
    if written.isascii() and written.isdigit():
        return written
    return "".join(str(int(character)) for character in written if character.isdecimal())


def read(number: Number, language: str, form: str = "") -> str:
    """In words; `form` as for `spellout.cardinal`."""
    if not number.fraction:
        return read_whole(number.whole, language, form)
    words, amount = WORDS[language], int(number.whole) if not number.is_long else 0
    # "nula celá pět": Czech takes zero for one here.
    mark = pick(words.mark, plural(language, Decimal(amount or (language == "cs"))))
    whole = read_whole(number.whole, language, "feminine" if "|" in words.mark else "")
    return join(language, whole, mark, _read_fraction(number.fraction, language))


def read_whole(whole: str, language: str, form: str = "") -> str:
    """A whole number from any script's digits: one by one when there are more than words for, or a zero comes first."""
    return digits(language, whole) if _is_long(whole) else cardinal(language, int(whole), form)


def _is_long(whole: str) -> bool:
    return len(whole) > _MOST_DIGITS or (len(whole) > 1 and int(whole[0]) == 0)


def _read_fraction(fraction: str, language: str) -> str:
    parts = FRACTION_PARTS.get(language, ())
    if len(fraction) <= len(parts):
        amount = int(fraction)
        part = pick(parts[len(fraction) - 1], plural(language, Decimal(amount)))
        return f"{cardinal(language, amount, 'feminine' if language == 'ru' else '')} {part}"
    zeros = len(fraction) - len(fraction.lstrip("0"))
    rest = fraction[zeros:]
    if WORDS[language].by_digit or len(rest) > 2 or not rest:  # noqa: PLR2004 - "drei Komma vierzehn" at most
        return digits(language, fraction)
    form = "feminine" if language == "cs" else ""
    return join(language, *(digits(language, zero) for zero in fraction[:zeros]), cardinal(language, int(rest), form))


def join(language: str, *parts: str) -> str:
    """Parts that are not empty, as one."""
    return ("" if language in UNSPACED else " ").join(part for part in parts if part)
