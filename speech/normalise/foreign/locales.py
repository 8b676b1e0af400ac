"""What CLDR knows about how a language writes numbers and names months, currencies and plurals; by Babel."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.numbers import format_decimal, get_currency_name, get_decimal_symbol, get_group_symbol
from babel.units import format_compound_unit, format_unit


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


@cache
def number_marks(language: str) -> tuple[str, str]:
    """The marks between groups of three digits, and before decimals: (".", ",") for German."""
    locale = _locale(language)
    return str(get_group_symbol(locale)), str(get_decimal_symbol(locale))


@cache
def months(language: str) -> tuple[str, ...]:
    """The twelve months as they stand in a date: "października", "lokakuuta"."""
    return tuple(get_month_names("wide", "format", _locale(language)).values())


@cache
def short_months(language: str) -> Mapping[str, str]:
    """The months by their abbreviations without stops and in small letters, where they have any: "feb"."""
    short = get_month_names("abbreviated", "format", _locale(language)).values()
    return _abbreviated(zip(short, months(language), strict=True))


@cache
def short_weekdays(language: str) -> Mapping[str, str]:
    """The days of the week by their abbreviations without stops and in small letters: "mo" for Montag."""
    short, wide = (get_day_names(width, "format", _locale(language)) for width in ("abbreviated", "wide"))
    return _abbreviated((short[day], wide[day]) for day in wide)


def _abbreviated(names: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    plain = ((short.rstrip(".").lower(), name) for short, name in names)
    return MappingProxyType({short: name for short, name in plain if len(short) > 1 and short != name.lower()})


@lru_cache(maxsize=1024)
def plural(language: str, count: Decimal) -> str:
    """CLDR's plural category of a count: "one", "two", "few", "many" or "other"."""
    return str(_locale(language).plural_form(count))


def currency_name(language: str, code: str, count: Decimal) -> str:
    """The full name that goes with a count: "US-Dollar"; the code itself where CLDR has none."""
    # Babel warns against floats only; it formats nothing here but picks a plural.
    return str(get_currency_name(code, count=count, locale=_locale(language)))


@lru_cache(maxsize=4096)
def measured(language: str, unit: str, count: Decimal) -> str:
    """A unit of measure beside a count, by CLDR's name of the unit: "{0} Kilometer", "時速 {0} キロメートル"."""
    written = format_unit(count, unit, "long", locale=_locale(language))
    if unit in written:  # CLDR leaves long names out that are like the short ones
        written = format_unit(count, unit, "short", locale=_locale(language))
    return " ".join(written.replace(format_decimal(count, locale=_locale(language)), "{0}", 1).split())


def per_measure(language: str, unit: str) -> str:
    """As in "{0} pro Kilometer"; nothing where CLDR has none."""
    written = format_compound_unit("{0}", denominator_unit=unit, length="long", locale=_locale(language))
    return "" if written is None or unit in written else " ".join(written.split())


def per_anything(language: str, thing: str) -> str:
    """As in "{0} pro Monat", from the word for what is below the slash."""
    written = format_compound_unit("{0}", denominator_value=thing, length="long", locale=_locale(language))
    return " ".join((written or "").split())


NO_BREAK_SPACES: Final = "\u00a0\u202f\u2009"
"""No-break, narrow no-break and thin space: typeset between groups of digits in any language."""
