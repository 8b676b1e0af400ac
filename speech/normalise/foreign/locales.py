"""What CLDR knows about how a language writes numbers and names months, currencies and plurals; by Babel."""

from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from babel import Locale
from babel.dates import get_month_names
from babel.numbers import get_currency_name, get_decimal_symbol, get_group_symbol


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


@lru_cache(maxsize=1024)
def plural(language: str, count: Decimal) -> str:
    """CLDR's plural category of a count: "one", "two", "few", "many" or "other"."""
    return str(_locale(language).plural_form(count))


def currency_name(language: str, code: str, count: Decimal) -> str:
    """The full name that goes with a count: "US-Dollar"; the code itself where CLDR has none."""
    # Babel warns against floats only; it formats nothing here but picks a plural.
    return str(get_currency_name(code, count=count, locale=_locale(language)))


NO_BREAK_SPACES: Final = "\u00a0\u202f\u2009"
"""No-break, narrow no-break and thin space: typeset between groups of digits in any language."""
