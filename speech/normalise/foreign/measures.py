"""Numbers with units of measure: "5 km", "-3 °C", "80 km/h", "5 mg/l"."""

from decimal import Decimal
from typing import Final

from speech.normalise.foreign.magnitudes import form_of, in_full, magnitude, of_money
from speech.normalise.foreign.measure_names import form, pattern, per, per_word
from speech.normalise.foreign.measure_symbols import below, compound, symbol, units
from speech.normalise.foreign.numbers import join
from speech.normalise.foreign.quantities import MANY, Quantity, plural_count, say
from speech.normalise.foreign.words import ONE_COMES_LAST, UNSPACED
from speech.normalise.rewrite import Rewrite

_YEARS: Final = range(1000, 2100)
"""Whole numbers behind which "г" is no gram, but a year without its stop."""
_MILLION: Final = Decimal(1_000_000)
_NO_LINK: Final = frozenset({"mil", "mila", "mille"})
"""Thousands, behind which there is no "de"."""
_CHINESE_TWO: Final = "两"


def measure(text: str, quantity: Quantity, language: str) -> list[Rewrite]:
    """A quantity with the unit behind it; nothing where there is none."""
    joined = _before_word(text, quantity, language)
    if joined:
        return joined
    found = symbol(language).match(text, quantity.end)
    if found is None or (found["unit"] == "г" and _is_year(quantity)):
        return []
    unit = units(language)[found["unit"]]
    name = _pattern(quantity, unit, language)
    number = _number(quantity, unit, language)
    if name.startswith("{0}") and language not in UNSPACED and found["space"]:
        after = name.removeprefix("{0}").strip()
        rewrites = [Rewrite(quantity.start, quantity.end, number), Rewrite(found.end("space"), found.end(), after)]
        return rate(text, rewrites, language)
    # "كيلومتران" is two kilometres: the number is heard in the unit.
    spoken = name.replace("{0}", number) if "{0}" in name else join(language, quantity.sign, name)
    spoken = spoken.replace(" ", "") if language in UNSPACED else spoken
    return rate(text, [Rewrite(quantity.start, found.end(), spoken)], language)


def _before_word(text: str, quantity: Quantity, language: str) -> list[Rewrite]:
    """One written word, as in "10-km-Lauf"."""
    found = compound(language).match(text, quantity.end)
    if found is None:
        return []
    unit = units(language)[found["unit"]]
    name = _pattern(quantity, unit, language)
    spoken = name.replace("{0}", _number(quantity, unit, language))
    return [Rewrite(quantity.start, found.end(), join(language, spoken, found["word"]))]


def large_measure(text: str, quantity: Quantity, language: str) -> list[Rewrite]:
    """Thousands or millions of a unit: "3 Mio. km"."""
    words = magnitude(language)
    large = words.match(text, quantity.end) if words else None
    found = symbol(language).match(text, large.end()) if large else None
    if large is None or found is None:
        return []
    word = in_full(large["magnitude"], language, quantity.last.value)
    name = pattern(language, units(language)[found["unit"]], _MILLION)
    number = say(quantity, language, form_of(word, language))
    if language in UNSPACED or not name.startswith("{0} "):
        spoken = name.replace("{0}", join(language, number, word))
        return [Rewrite(quantity.start, found.end(), spoken.replace(" ", "") if language in UNSPACED else spoken)]
    name = name.removeprefix("{0} ")
    return [
        Rewrite(quantity.start, quantity.end, number),
        Rewrite(*large.span("magnitude"), word),
        Rewrite(found.end("space"), found.end(), name if word in _NO_LINK else of_money(name, language)),
    ]


def rate(text: str, rewrites: list[Rewrite], language: str) -> list[Rewrite]:
    """The same with what stands below a slash behind them: "5 mg/l", "3 €/kg", "20 €/Monat"."""
    found = below(language).match(text, rewrites[-1].end)
    if found is None:
        return rewrites
    frame = per(language, units(language)[found["unit"]]) if found["unit"] else per_word(language, found["word"])
    if not frame:
        return rewrites
    *others, last = rewrites
    if frame.startswith("{0}"):
        return [*others, Rewrite(last.start, found.end(), frame.replace("{0}", last.spoken))]
    spoken = frame.replace("{0}", join(language, *(rewrite.spoken for rewrite in rewrites)))
    return [Rewrite(rewrites[0].start, found.end(), spoken)]


def _is_year(quantity: Quantity) -> bool:
    number = quantity.last
    return not number.grouped and not number.fraction and number.value in _YEARS


def _pattern(quantity: Quantity, unit: str, language: str) -> str:
    """The unit with "{0}" where the number is said, or without, where the unit tells it."""
    name = pattern(language, unit, plural_count(quantity, language))
    if quantity.upper:
        return name if "{0}" in name else pattern(language, unit, MANY)
    if language not in ONE_COMES_LAST or quantity.last.value != 1:
        return name
    first, *rest = name.removeprefix("{0} ").split(" ")
    return " ".join([first, "{0}", *rest] if unit.startswith("speed") else [first, *rest, "{0}"])


def _number(quantity: Quantity, unit: str, language: str) -> str:
    wanted, number = form(language, unit), quantity.number
    if language == "it" and (number.whole != "1" or number.fraction):
        wanted = ""
    if language == "zh" and unit != "temperature-celsius" and number.value == 2 and not quantity.upper:  # noqa: PLR2004 - 两公里, not 二公里
        return join(language, quantity.sign, _CHINESE_TWO)
    return say(quantity, language, wanted)
