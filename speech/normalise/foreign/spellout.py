"""Whole numbers in words, by the spell-out rules of Unicode CLDR; where those are wrong or missing, by our own."""

from collections.abc import Mapping
from functools import cache, lru_cache, partial
from types import MappingProxyType
from typing import Final

from unicode_rbnf import RbnfEngine
from unicode_rbnf.engine import RbnfError

from speech.normalise.foreign.spellout_repairs import oblique, repair
from speech.normalise.foreign.spellout_slavic import HAS_ORDINALS, russian_hundredth, slavic_ordinal
from speech.normalise.foreign.words import UNSPACED

LIMIT: Final = 10**15
"""Numbers from here on are read digit by digit: the rules compute in floats, and nobody says quadrillions."""

_COUNTING: Final[Mapping[str, str]] = MappingProxyType(
    # `spellout-numbering` has the zeros with which Korean and Chinese tell telephone numbers.
    {"ko": "spellout-cardinal-sinokorean", "zh": "spellout-cardinal"}
)
_YEARS_BY_HUNDREDS: Final = frozenset({"da", "de", "nl", "no", "sv"})
_ORDINAL_FORM: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("ar", "el", "es", "fr", "he", "hi", "it", "no", "pt", "ru"), "masculine")
    | {"da": "common", "ko": "native-count", "sv": "neuter"}
)


@cache
def _engine(language: str) -> RbnfEngine:
    return RbnfEngine.for_language(language)


@lru_cache(maxsize=4096)
def _format(language: str, number: int, ruleset: str) -> str:
    rules = _engine(language).rulesets
    for name in (ruleset, "spellout-numbering"):
        if name in rules:
            try:
                return repair(language, str(_engine(language).format_number(number, ruleset_names=[name]).text))
            except RbnfError:  # some ordinals have no rule beyond thousands: the cardinal says as much
                continue
    raise AssertionError(f"CLDR counts in {language}")


def cardinal(language: str, number: int, form: str = "") -> str:
    """How many: 0 ≤ `number` < `LIMIT`.

    `form` is a form that CLDR's rules for the language know, such as "feminine" or "masculine-genitive"; one that
    they don't know, and none, give the form used for counting (masculine where genders differ, "eins", "uno").
    """
    if language == "zh" and number >= 10**12:
        return _chinese_billions(number)
    words = _format(language, number, f"spellout-cardinal-{form}" if form else _COUNTING.get(language, ""))
    if language == "ar" and form == "feminine" and 3 <= number <= 10:  # noqa: PLR2004 - the numbers of a plural
        return words.removesuffix("ة")
    if language == "hu" and form == "attributive" and words.endswith("kettő"):
        return words.removesuffix("kettő") + "két"
    return words


def _chinese_billions(number: int) -> str:
    """万亿, and not CLDR's 兆, which on the mainland is a million (as in megabyte)."""
    high, low = divmod(number, 10**8)
    zero = "零" if 0 < low < 10**7 else ""
    return cardinal("zh", high) + "亿" + zero + (cardinal("zh", low) if low else "")


def ordinal(language: str, number: int, form: str = "") -> str:
    """Which one in a row: 0 ≤ `number` < `LIMIT`, with a form as for `cardinal`, else masculine or the only one."""
    if language in HAS_ORDINALS:
        return slavic_ordinal(language, number, form, partial(cardinal, language))
    form = form or _ORDINAL_FORM.get(language, "")
    if language == "ru" and number > 1000 and number % 1000:  # noqa: PLR2004 - CLDR has no rule beyond 20,000
        return f"{cardinal('ru', number - number % 1000)} {ordinal('ru', number % 1000, form)}"
    words = _format(language, number, f"spellout-ordinal-{form}" if form else "spellout-ordinal")
    if language == "ru" and number % 100 == 0 and 2 <= number // 100 % 10:  # noqa: PLR2004 - "сотый" itself is right
        return russian_hundredth(words, ordinal(language, 100, form))
    if language == "hu" and words.endswith("en"):  # CLDR forgot the ending of negyven, ötven, hetven and kilencven
        return f"{words}edik"
    return words


def year(language: str, number: int) -> str:
    """A year as the language says it: "neunzehnhundertneunzig", 一九九零; 0 ≤ `number` < 10,000."""
    if language == "zh":
        return digits(language, str(number))
    by_hundreds = 1100 <= number < 2000  # noqa: PLR2004 - "zwanzighundert" is said nowhere but in Swedish
    if language == "ar":
        return oblique(cardinal(language, number))
    if language in _YEARS_BY_HUNDREDS and (by_hundreds or (language == "sv" and 2010 <= number < 2100)):  # noqa: PLR2004 - as above
        return _format(language, number, "spellout-numbering-year")
    if language == "cs" and by_hundreds:
        rest = f" {cardinal(language, number % 100)}" if number % 100 else ""
        return f"{cardinal(language, number // 100)} set{rest}"
    return cardinal(language, number)


def digits(language: str, written: str) -> str:
    """One digit after the other, in any script's digits; Chinese and Japanese without spaces."""
    joint = "" if language in UNSPACED else " "
    names = {digit: cardinal(language, int(digit)) for digit in set(written)}
    return joint.join(names[digit] for digit in written)
