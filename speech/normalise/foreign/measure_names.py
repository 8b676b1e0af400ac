"""What units of measure are called beside a number: by CLDR, and our own words where CLDR has none or wrong ones."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.locales import measured, per_anything, per_measure, plural
from speech.normalise.foreign.words import pick

_TABLE: Final = """
ar length-kilometer كيلومتر|كيلومترات|كيلومترا|كيلومتر; كيلومتران
ar length-meter متر|أمتار|مترا|متر; متران
ar length-centimeter سنتيمتر|سنتيمترات|سنتيمترا|سنتيمتر; سنتيمتران
ar length-millimeter مليمتر|مليمترات|مليمترا|مليمتر; مليمتران
ar mass-kilogram كيلوغرام|كيلوغرامات|كيلوغراما|كيلوغرام; كيلوغرامان
ar mass-gram غرام|غرامات|غراما|غرام; غرامان
ar mass-milligram مليغرام|مليغرامات|مليغراما|مليغرام; مليغرامان
ar mass-tonne طن|أطنان|طنا|طن; طنان
ar volume-liter لتر|لترات|لترا|لتر; لتران
ar volume-milliliter مليلتر|مليلترات|مليلترا|مليلتر; مليلتران
ar temperature-celsius درجة مئوية|درجات مئوية|درجة مئوية|درجة مئوية; درجتان مئويتان
ar temperature-generic درجة|درجات|درجة|درجة; درجتان
ar energy-kilowatt-hour كيلوواط ساعة
ar duration-hour ساعة|ساعات|ساعة|ساعة; ساعتان
ar duration-minute دقيقة|دقائق|دقيقة|دقيقة; دقيقتان
ar duration-second ثانية|ثوان|ثانية|ثانية; ثانيتان
cs temperature-generic stupeň|stupně|stupně|stupňů
da mass-tonne ton
da temperature-generic grad|grader
da duration-minute minut|minutter
da digital-kilobyte kilobyte
da digital-megabyte megabyte
da digital-gigabyte gigabyte
da digital-terabyte terabyte
de temperature-generic Grad
de duration-second Sekunde|Sekunden
de mass-tonne Tonne|Tonnen
el temperature-generic βαθμός|βαθμοί
es temperature-generic grado|grados
fi temperature-generic aste|astetta
fr temperature-generic degré|degrés
he temperature-generic מעלה|מעלות
he mass-kilogram קילוגרם|קילוגרם
he mass-tonne טון
he energy-kilowatt-hour קילוואט שעה
hi temperature-generic डिग्री
hi mass-tonne टन
hu mass-tonne tonna
hu temperature-generic fok
it mass-tonne tonnellata|tonnellate
ko mass-tonne {0}톤
ms mass-tonne tan
ms temperature-generic darjah
nl mass-tonne ton
nl temperature-generic graad|graden
no temperature-generic grad|grader
pl temperature-generic stopień|stopnie|stopni|stopnia
pt mass-tonne tonelada|toneladas
pt temperature-generic grau|graus
ru mass-kilogram килограмм|килограмма|килограммов|килограмма
ru mass-milligram миллиграмм|миллиграмма|миллиграммов|миллиграмма
ru mass-gram грамм|грамма|граммов|грамма
ru temperature-generic градус|градуса|градусов|градуса
ru digital-kilobyte килобайт|килобайта|килобайт|килобайта
sv temperature-generic grad|grader
sw temperature-generic nyuzi {0}
sw temperature-celsius nyuzi {0} Selsiasi
sw temperature-fahrenheit nyuzi {0} Farenhaiti
sw energy-kilowatt-hour kilowati saa {0}
sw digital-megabit megabiti {0}
sw mass-tonne tani {0}
tr temperature-celsius derece
tr temperature-generic derece
tr speed-kilometer-per-hour saatte {0} kilometre
tr speed-meter-per-second saniyede {0} metre
zh temperature-generic {0}度
zh mass-tonne {0}吨
zh duration-second {0}秒
"""
"""Forms by number as for `words.pick`, and what stands for one and its double where two has no word of its own."""


def _read(table: str) -> dict[tuple[str, str], tuple[str, ...]]:
    rows = (line.split(" ", 2) for line in table.strip().splitlines())
    return {(language, unit): tuple(name.strip() for name in names.split(";")) for language, unit, names in rows}


_NAMES: Final = MappingProxyType(_read(_TABLE))
_PER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ar": "{0} لكل {n}",
        "cs": "{0} za {n}",
        "da": "{0} per {n}",
        "el": "{0} ανά {n}",
        "fi": "{0} per {n}",
        "he": "{0} ל{n}",
        "hi": "{0} प्रति {n}",
        "hu": "{0} per {n}",
        # CLDR's "al" would need the gender of what follows.
        "it": "{0} per {n}",
        "ja": "{0}毎{n}",
        "sw": "{0} kwa {n}",
        "tr": "{0} bölü {n}",
        "zh": "每{n}{0}",
    }
)
_TWO: Final = 2
_FORMS: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("ar", "cs", "de", "es", "fr", "he", "it", "no", "pl", "pt", "ru"), "masculine")
    | {"da": "common", "el": "neuter", "hu": "attributive", "sv": "reale"}
)
"""The form of the number before most units …"""
_OTHER_FORMS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "ar": {"feminine": "celsius generic fahrenheit hour minute second"},
        "cs": {"feminine": "kilowatt-hour tonne hour minute second kilocalorie"},
        "da": {"neuter": "gram kilogram milligram tonne minute second"},
        "de": {"feminine": "kilowatt-hour tonne hour minute second kilocalorie"},
        "el": {"masculine": "celsius generic fahrenheit tonne", "feminine": "kilowatt-hour hour"},
        "es": {"feminine": "tonne hectare hour kilocalorie"},
        "fr": {"feminine": "tonne hour minute second kilocalorie"},
        "he": {"feminine": "celsius generic fahrenheit hour minute second kilocalorie"},
        "it": {"feminine": "tonne hour kilocalorie"},
        "no": {"neuter": "gram kilogram milligram tonne minute second"},
        "pl": {"feminine": "kilowatt-hour tonne hour minute second kilocalorie"},
        "pt": {"feminine": "tonne hour kilocalorie"},
        "ru": {"feminine": "tonne minute second kilocalorie"},
        "sv": {"neuter": "gram kilogram milligram tonne hectare"},
    }
)
"""… and before others, by the last part of their names."""


def form(language: str, unit: str) -> str:
    """The form of a cardinal that counts a unit, as for `spellout.cardinal`."""
    kind = unit.split("-", 1)[1]
    others = _OTHER_FORMS.get(language, {}).items()
    return next((name for name, kinds in others if kind in kinds.split()), _FORMS.get(language, ""))


def pattern(language: str, unit: str, count: Decimal) -> str:
    """A unit beside a count: "{0} Kilometer"; without "{0}" where the unit tells the number, as Arabic's dual does."""
    own = _NAMES.get((language, unit))
    if own is None:
        return _arabic(language, unit, count) or measured(language, unit, count)
    if len(own) > 1 and count == _TWO:
        return own[1]
    name = pick(own[0], plural(language, count))
    return name if "{0}" in name else f"{{0}} {name}"


_ARABIC_RATES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "speed-kilometer-per-hour": ("length-kilometer", "في الساعة"),
        "speed-meter-per-second": ("length-meter", "في الثانية"),
    }
)


def _arabic(language: str, unit: str, count: Decimal) -> str:
    """Speeds, of which CLDR has the singular only."""
    if language != "ar" or unit not in _ARABIC_RATES:
        return ""
    above, below = _ARABIC_RATES[unit]
    return f"{pattern(language, above, count)} {below}"


@cache
def per(language: str, unit: str) -> str:
    """As in "{0} pro Stunde": CLDR's, unless that has a slash or an abbreviation."""
    known = per_measure(language, unit)
    if known and not set(known) & set("/."):
        return known
    name = " ".join(pattern(language, unit, Decimal(1)).replace("{0}", "").split())
    return _PER.get(language, "{0} {n}").replace("{n}", name)


def per_word(language: str, word: str) -> str:
    """As in "{0} pro Monat"; nothing where the language knows no such way."""
    known = per_anything(language, word)
    if language != "it" and not set(known) & set("/."):
        return known
    return _PER[language].replace("{n}", word) if language in _PER else ""
