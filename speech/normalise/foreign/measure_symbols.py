"""The symbols of units of measure, and the names that CLDR knows the units by."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.numbers import LETTER, SPACE, STOP_WITHIN

_SYMBOLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "length-kilometer": "km ㎞",
        "length-meter": "m",
        "length-centimeter": "cm ㎝",
        "length-millimeter": "mm ㎜",
        "length-micrometer": "µm μm",
        "mass-kilogram": "kg ㎏",
        "mass-gram": "g",
        "mass-milligram": "mg ㎎",
        "mass-tonne": "t",
        "volume-liter": "l L ℓ",
        "volume-deciliter": "dl dL",
        "volume-centiliter": "cl cL",
        "volume-milliliter": "ml mL",
        "speed-kilometer-per-hour": "km/h",
        "speed-meter-per-second": "m/s",
        "speed-mile-per-hour": "mph",
        "temperature-celsius": "°C ℃",
        "temperature-fahrenheit": "°F ℉",
        "temperature-generic": "°",
        "area-square-kilometer": "km² km2",
        "area-square-meter": "m² m2 ㎡",
        "area-square-centimeter": "cm² cm2",
        "area-hectare": "ha",
        "volume-cubic-meter": "m³ m3",
        "volume-cubic-centimeter": "cm³ cm3",
        "energy-kilowatt-hour": "kWh",
        "energy-kilocalorie": "kcal",
        "power-watt": "W",
        "power-kilowatt": "kW",
        "power-megawatt": "MW",
        "electric-volt": "V",
        "frequency-hertz": "Hz",
        "frequency-kilohertz": "kHz",
        "frequency-megahertz": "MHz",
        "frequency-gigahertz": "GHz",
        "pressure-hectopascal": "hPa",
        "digital-kilobyte": "kB KB",
        "digital-megabyte": "MB",
        "digital-gigabyte": "GB",
        "digital-terabyte": "TB",
        "digital-megabit": "Mbit",
        "digital-gigabit": "Gbit",
        "duration-hour": "h",
        "duration-minute": "min",
        "duration-second": "s",
        "duration-millisecond": "ms",
    }
)
_OWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ar": "كم/س=speed-kilometer-per-hour كم/ساعة=speed-kilometer-per-hour م/ث=speed-meter-per-second "
        "كم=length-kilometer سم=length-centimeter مم=length-millimeter ملم=length-millimeter كغ=mass-kilogram "
        "كغم=mass-kilogram كجم=mass-kilogram كلغ=mass-kilogram غ=mass-gram ملغ=mass-milligram مل=volume-milliliter "
        "°م=temperature-celsius كم²=area-square-kilometer م²=area-square-meter م³=volume-cubic-meter",
        "cs": "km/hod=speed-kilometer-per-hour hod=duration-hour",
        "da": "km/t=speed-kilometer-per-hour",
        "de": "Std=duration-hour Min=duration-minute Sek=duration-second",
        "el": "χλμ/ώρα=speed-kilometer-per-hour χλμ./ώρα=speed-kilometer-per-hour χλμ=length-kilometer μ=length-meter "
        "εκ=length-centimeter χιλ=length-millimeter κιλ=mass-kilogram γρ=mass-gram λίτ=volume-liter "
        "τ.μ=area-square-meter τ.χλμ=area-square-kilometer",
        "fr": "ko=digital-kilobyte Ko=digital-kilobyte Mo=digital-megabyte Go=digital-gigabyte To=digital-terabyte",
        "he": 'קמ"ש=speed-kilometer-per-hour ק"מ=length-kilometer ס"מ=length-centimeter מ"מ=length-millimeter '
        'ק"ג=mass-kilogram מ"ג=mass-milligram מ"ל=volume-milliliter מ"ר=area-square-meter קמ"ר=area-square-kilometer '
        'מ"ק=volume-cubic-meter קוט"ש=energy-kilowatt-hour',
        "hi": "किमी/घंटा=speed-kilometer-per-hour किमी/घंटे=speed-kilometer-per-hour किमी=length-kilometer "
        "कि.मी.=length-kilometer कि॰मी॰=length-kilometer मी=length-meter सेमी=length-centimeter मिमी=length-millimeter "
        "किग्रा=mass-kilogram कि.ग्रा.=mass-kilogram मिग्रा=mass-milligram मिली=volume-milliliter "
        "°से=temperature-celsius",
        "ms": "km/j=speed-kilometer-per-hour kmj=speed-kilometer-per-hour",
        "nl": "km/u=speed-kilometer-per-hour km/uur=speed-kilometer-per-hour u=duration-hour sec=duration-second",
        "no": "km/t=speed-kilometer-per-hour",
        "pl": "km/godz=speed-kilometer-per-hour godz=duration-hour sek=duration-second",
        "ru": "км/ч=speed-kilometer-per-hour км/час=speed-kilometer-per-hour м/с=speed-meter-per-second "
        "км=length-kilometer м=length-meter см=length-centimeter мм=length-millimeter кг=mass-kilogram г=mass-gram "
        "гр=mass-gram мг=mass-milligram т=mass-tonne л=volume-liter мл=volume-milliliter °С=temperature-celsius "
        "км²=area-square-kilometer м²=area-square-meter м³=volume-cubic-meter га=area-hectare "
        "кВт⋅ч=energy-kilowatt-hour кВт·ч=energy-kilowatt-hour кВтч=energy-kilowatt-hour кВт=power-kilowatt "
        "Вт=power-watt Гц=frequency-hertz кГц=frequency-kilohertz МГц=frequency-megahertz ГГц=frequency-gigahertz "
        "КБ=digital-kilobyte МБ=digital-megabyte Мб=digital-megabyte ГБ=digital-gigabyte Гб=digital-gigabyte "
        "ТБ=digital-terabyte ч=duration-hour мин=duration-minute сек=duration-second",
        "sv": "km/tim=speed-kilometer-per-hour tim=duration-hour",
        "tr": "km/sa=speed-kilometer-per-hour km/saat=speed-kilometer-per-hour sn=duration-second dk=duration-minute "
        "sa=duration-hour gr=mass-gram",
    }
)
"""What a language writes besides, or instead."""
_NOT_THERE: Final[Mapping[str, str]] = MappingProxyType(
    # "2 s máslem" is "with butter", "5 min 3" is "minus", "14 h" is an hour of the day, "5°" is "quinto".
    {"cs": "s", "es": "h", "fr": "h", "it": "h °", "nl": "min", "pt": "h"}
)
_BEHIND_A_SPACE: Final = frozenset({"h", "s", "t", "u", "V", "W", "sa", "т", "ч", "м", "μ", "χιλ", "κιλ"})
"""Too short to be told from other letters that stand directly behind figures: "1990s", "5h"."""


_AFTER: Final = rf"(?!{LETTER}|[\d²³]|\.{LETTER})"


@cache
def units(language: str) -> Mapping[str, str]:
    """CLDR's names of units by their symbols."""
    common = {symbol: unit for unit, symbols in _SYMBOLS.items() for symbol in symbols.split()}
    own = dict(pair.split("=", 1) for pair in _OWN.get(language, "").split())
    own |= {symbol.replace('"', "״"): unit for symbol, unit in own.items()}
    return MappingProxyType({**common, **own})


@cache
def symbol(language: str) -> re.Pattern[str]:
    """Matches a unit behind a number with the space before it, in groups "space" and "unit"."""
    longest_first = sorted(units(language), key=len, reverse=True)
    left_out = _NOT_THERE.get(language, "").split()
    written = "|".join(
        (f"(?<={SPACE})" if each in _BEHIND_A_SPACE else "") + re.escape(each)
        for each in longest_first
        if each not in left_out
    )
    # "3 s. 5" is a page in Scandinavia.
    no_page = rf"(?!(?<=s)\.{SPACE}?\d)"
    return re.compile(rf"(?P<space>{SPACE}?)(?P<unit>{written}){_AFTER}{no_page}(?:{STOP_WITHIN})?")


@cache
def compound(language: str) -> re.Pattern[str]:
    """Matches a unit between a number and a word, with hyphens: "-km-Lauf", in groups "unit" and "word"."""
    longest_first = sorted(units(language), key=len, reverse=True)
    return re.compile(rf"[-‑](?P<unit>{'|'.join(map(re.escape, longest_first))})[-‑](?P<word>{LETTER}{{1,30}}+)")


@cache
def below(language: str) -> re.Pattern[str]:
    """Matches a slash and what is below it: a unit in group "unit", else a word in group "word"."""
    longest_first = sorted((each for each in units(language) if "/" not in each), key=len, reverse=True)
    written = "|".join(map(re.escape, longest_first))
    return re.compile(rf"/(?:(?P<unit>{written}){_AFTER}|(?P<word>{LETTER}{{2,20}}+)(?![\d/]))(?:{STOP_WITHIN})?")
