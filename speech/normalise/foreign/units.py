"""What is counted: percentages and money, beside their quantities."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.currencies import CODES, HOME_SYMBOLS, SYMBOLS, major, minor
from speech.normalise.foreign.locales import plural
from speech.normalise.foreign.magnitudes import of_money
from speech.normalise.foreign.numbers import LETTER, SPACE, STOP_WITHIN, join, read_whole
from speech.normalise.foreign.quantities import Quantity, plural_count, say
from speech.normalise.foreign.spellout import cardinal
from speech.normalise.foreign.words import ONE_COMES_LAST, WORDS, pick

_SIGNS: Final = "[-−+]"
_NOT_BEFORE_SIGN: Final = rf"(?<!\d)(?<!{LETTER})(?<![)\]%.,])"
_CENTS: Final = 2
"""Digits after the mark that mean hundredths of a currency."""
_LINKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ar": " و",
        "da": " og ",
        "de": " und ",
        "el": " και ",
        "es": " con ",
        "fr": " et ",
        "he": " ו",
        "it": " e ",
        "ja": "",
        "nl": " en ",
        "no": " og ",
        "pt": " e ",
        "sv": " och ",
        "sw": " na ",
    }
)
"""Between the main unit of a currency and its hundredths; elsewhere a space."""
_NOUN_FIRST: Final = frozenset({"sw"})
_HEBREW_PLURAL: Final = range(2, 11)
_MILLION: Final = Decimal(1_000_000)


@cache
def _symbols(language: str) -> dict[str, str]:
    return {**SYMBOLS, **HOME_SYMBOLS.get(language, {}), **{code: code for code in CODES}}


def currency_code(symbol: str | None, language: str) -> str:
    """The ISO code that a symbol means; empty for none."""
    return _symbols(language).get(symbol or "", "")


@cache
def _alternatives(language: str) -> str:
    longest_first = sorted(_symbols(language), key=len, reverse=True)
    words = "|".join(re.escape(symbol) for symbol in longest_first if symbol[-1].isalpha())
    signs = "|".join(re.escape(symbol) for symbol in longest_first if not symbol[-1].isalpha())
    return rf"(?P<currency>{signs}|(?:{words})(?!{LETTER}))"


@cache
def prefix(language: str) -> re.Pattern[str]:
    """Matches, at the end of what it is given, a sign and a unit before a number, or nothing."""
    currency = rf"(?<!{LETTER}){_alternatives(language)}{SPACE}?"
    percent = "(?P<percent>%)?" if WORDS[language].percent_first else "(?P<percent>(?!))?"
    return re.compile(rf"(?:{_NOT_BEFORE_SIGN}(?P<sign>{_SIGNS}))?(?:{currency}(?P<inner>{_SIGNS})?)?{percent}\Z")


@cache
def suffix(language: str) -> re.Pattern[str]:
    """Matches a unit after a number, with the space before it."""
    return re.compile(rf"(?P<space>{SPACE}?)(?:(?P<percent>[%٪％])|{_alternatives(language)}(?:{STOP_WITHIN})?)")


def unit_name(quantity: Quantity, code: str, language: str) -> tuple[str, str]:
    """The form of the number beside a unit, and the unit's name beside the number; no code means per cent."""
    count = plural_count(quantity, language)
    if code:
        form, name = major(language, code, count)
        return form, of_money(name, language) if count and count % _MILLION == 0 else name
    if language == "he":
        return "masculine", pick(WORDS[language].percent, "other" if count in _HEBREW_PLURAL else "one")
    return WORDS[language].percent_form, pick(WORDS[language].percent, plural(language, count))


def plural_name(code: str, language: str) -> str:
    """The name of a currency after "millions of"."""
    return major(language, code, _MILLION)[1]


def has_cents(quantity: Quantity, code: str, language: str) -> bool:
    """Whether the decimals are hundredths of the currency and said as such; Chinese says 五点五元."""
    two = len(quantity.number.fraction) == _CENTS and not quantity.upper
    return bool(code) and two and minor(language, code) is not None


def say_with_unit(quantity: Quantity, code: str, language: str) -> str:
    """Number and currency in their order of speech; per cent without a code."""
    if has_cents(quantity, code, language):
        return join(language, quantity.sign, _say_money(quantity, code, language))
    form, name = unit_name(quantity, code, language)
    if language == "zh" and code:
        quantity = replace(quantity, number=replace(quantity.number, fraction=quantity.number.fraction.rstrip("0")))
    return _beside(say(quantity, language, form), name, quantity.last.value, code, language)


def _beside(words: str, name: str, count: Decimal, code: str, language: str) -> str:
    if language in ONE_COMES_LAST and count == 1:
        return join(language, name, words)
    first = language in _NOUN_FIRST if code else WORDS[language].percent_first
    return join(language, name, words) if first else join(language, words, name)


def _say_money(quantity: Quantity, code: str, language: str) -> str:
    """As in "fünf Euro und fünfzig Cent"."""
    number = quantity.number
    count = replace(number, fraction="").value
    form, name = major(language, code, count)
    main = _beside(read_whole(number.whole, language, form), name, count, code, language)
    noun, hundredths = minor(language, code), int(number.fraction)
    if not hundredths or noun is None:
        return main
    cents = Decimal(hundredths)
    counted = cardinal(language, hundredths, noun.gender)
    small = _beside(counted, noun.name(language, cents), cents, code, language)
    return small if not count else main + _LINKS.get(language, " ") + small
