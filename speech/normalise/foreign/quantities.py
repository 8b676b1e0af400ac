"""How many: a number or a range of numbers with its sign, in words that fit what is counted."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from speech.normalise.foreign.numbers import Number, find, join, read
from speech.normalise.foreign.spellout import cardinal, year
from speech.normalise.foreign.words import WORDS

_DASH: Final = re.compile(r"[-–—‐‑~〜～](?=\d)")
_NOT_A_RANGE: Final = re.compile(r"[-–—‐‑/:.]\d")
MANY: Final = Decimal(5)
"""A count that takes the plural of many."""
_FIRST_YEAR: Final = 1500
_END_OF_YEARS: Final = 2000
"""Between these, bare numbers are years far more often than amounts, and some languages read them by hundreds."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is written from the sign to the last digit."""

    start: int
    sign: str
    """In words; empty for none."""
    number: Number
    upper: Number | None
    """The end of a range."""

    @property
    def end(self) -> int:
        """Behind the last digit."""
        return (self.upper or self.number).end

    @property
    def last(self) -> Number:
        """The number beside the unit: it decides between singular and plural."""
        return self.upper or self.number


def sign_words(sign: str, language: str) -> str:
    """A sign in words; nothing for no sign."""
    if not sign:
        return ""
    return WORDS[language].plus if sign == "+" else WORDS[language].minus


def upper_end(text: str, number: Number, language: str) -> Number | None:
    """The second number of a range that begins with `number`, if it is one."""
    dash = _DASH.match(text, number.end)
    if dash is None or number.is_long:
        return None
    upper = find(text, dash.end(), language)
    if upper is None or upper.is_long or _NOT_A_RANGE.match(text, upper.end):
        return None
    # "1990-95" ends in 1995.
    short_year = len(number.whole) == 4 and len(upper.whole) == 2  # noqa: PLR2004 - digits of a year and of its end
    return upper if upper.value > number.value or short_year else None


def plural_count(quantity: Quantity, language: str) -> Decimal:
    """The count whose plural stands beside a quantity: a range whose ends take a case of their own has that of many."""
    has_cases = quantity.upper is not None and any(WORDS[language].ends)
    return MANY if has_cases else quantity.last.value


def say(quantity: Quantity, language: str, form: str = "") -> str:
    """In words; `form` as for `spellout.cardinal`."""
    if not quantity.upper:
        return join(language, quantity.sign, _one(quantity.number, language, form))
    pairs = zip((quantity.number, quantity.upper), WORDS[language].ends, strict=True)
    low, high = (_one(number, language, end or form) for number, end in pairs)
    return join(language, quantity.sign, WORDS[language].to.format(a=low, b=high))


def _one(number: Number, language: str, form: str) -> str:
    if form or number.grouped or number.fraction or number.is_long:
        return read(number, language, form)
    value = int(number.whole)
    is_year = _FIRST_YEAR <= value < _END_OF_YEARS and language != "zh"
    return year(language, value) if is_year else cardinal(language, value)
