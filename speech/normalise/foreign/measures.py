"""Numbers with units of measure: "5 km", "-3 °C", "80 km/h", "5 mg/l"."""

from decimal import Decimal
from typing import Final

from speech.normalise.foreign.measure_names import form, pattern
from speech.normalise.foreign.measure_symbols import symbol, units
from speech.normalise.foreign.numbers import join
from speech.normalise.foreign.quantities import Quantity, say
from speech.normalise.foreign.words import UNSPACED, WORDS
from speech.normalise.rewrite import Rewrite

_YEARS: Final = range(1000, 2100)
"""Whole numbers behind which "г" is no gram, but a year without its stop."""
_MANY: Final = Decimal(5)
_NAME_FIRST: Final = frozenset({"ar", "he"})
"""Languages that say "kilometre one"."""
_CHINESE_TWO: Final = "两"


def measure(text: str, quantity: Quantity, language: str) -> list[Rewrite]:
    """A quantity with the unit behind it; nothing where there is none."""
    found = symbol(language).match(text, quantity.end)
    if found is None or (found["unit"] == "г" and _is_year(quantity)):
        return []
    known = units(language)
    unit, per = known[found["unit"]], known[found["per"]] if found["per"] else ""
    name = _pattern(quantity, unit, per, language)
    number = _number(quantity, unit, language)
    if name.startswith("{0}") and language not in UNSPACED and found["space"]:
        after = name.removeprefix("{0}").strip()
        return [
            Rewrite(quantity.start, quantity.end, number),
            Rewrite(found.end("space"), found.end(), after),
        ]
    # "كيلومتران" is two kilometres: the number is heard in the unit.
    spoken = name.replace("{0}", number) if "{0}" in name else join(language, quantity.sign, name)
    return [Rewrite(quantity.start, found.end(), spoken.replace(" ", "") if language in UNSPACED else spoken)]


def _is_year(quantity: Quantity) -> bool:
    number = quantity.last
    return not number.grouped and not number.fraction and number.value in _YEARS


def _pattern(quantity: Quantity, unit: str, per: str, language: str) -> str:
    """The unit with "{0}" where the number is said, or without, where the unit tells it."""
    genitive = quantity.upper is not None and any(WORDS[language].ends)
    name = pattern(language, unit, _MANY if genitive else quantity.last.value, per)
    if quantity.upper:
        return name if "{0}" in name else pattern(language, unit, _MANY, per)
    if language not in _NAME_FIRST or quantity.last.value != 1:
        return name
    first, *rest = name.removeprefix("{0} ").split(" ")
    return " ".join([first, "{0}", *rest] if per or unit.startswith("speed") else [first, *rest, "{0}"])


def _number(quantity: Quantity, unit: str, language: str) -> str:
    wanted, number = form(language, unit), quantity.number
    if language == "it" and (number.whole != "1" or number.fraction):
        wanted = ""
    if language == "zh" and unit != "temperature-celsius" and number.value == 2 and not quantity.upper:  # noqa: PLR2004 - 两公里, not 二公里
        return join(language, quantity.sign, _CHINESE_TWO)
    return say(quantity, language, wanted)
