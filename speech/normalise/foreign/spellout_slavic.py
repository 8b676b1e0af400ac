"""Czech and Polish ordinals and the Russian ones of hundreds, which CLDR's spell-out rules lack."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final


def _rows(rows: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({language: tuple(words.split()) for language, words in rows.items()})


_TO_NINETEEN: Final = _rows(
    {
        "cs": (
            "nultý první druhý třetí čtvrtý pátý šestý sedmý osmý devátý desátý jedenáctý dvanáctý třináctý "
            "čtrnáctý patnáctý šestnáctý sedmnáctý osmnáctý devatenáctý"
        ),
        "pl": (
            "zerowy pierwszy drugi trzeci czwarty piąty szósty siódmy ósmy dziewiąty dziesiąty jedenasty dwunasty "
            "trzynasty czternasty piętnasty szesnasty siedemnasty osiemnasty dziewiętnasty"
        ),
    }
)
_TENS: Final = _rows(
    {
        "cs": ("dvacátý třicátý čtyřicátý padesátý šedesátý sedmdesátý osmdesátý devadesátý"),
        "pl": (
            "dwudziesty trzydziesty czterdziesty pięćdziesiąty sześćdziesiąty siedemdziesiąty osiemdziesiąty "
            "dziewięćdziesiąty"
        ),
    }
)
_HUNDREDS: Final = _rows(
    {
        "cs": ("stý dvoustý třístý čtyřstý pětistý šestistý sedmistý osmistý devítistý"),
        "pl": ("setny dwusetny trzechsetny czterechsetny pięćsetny sześćsetny siedemsetny osiemsetny dziewięćsetny"),
    }
)
_THOUSANDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"cs": ("tisící", "dvoutisící"), "pl": ("tysięczny", "dwutysięczny")}
)
_ENDINGS: Final[Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]] = MappingProxyType(
    {
        "cs": {
            "masculine-genitive": (("ý", "ého"), ("í", "ího")),
            "masculine-locative": (("ý", "ém"), ("í", "ím")),
            "feminine": (("ý", "á"),),
            "neuter": (("ý", "é"),),
        },
        "pl": {
            "masculine-genitive": (("y", "ego"), ("i", "iego")),
            "masculine-locative": (("y", "ym"), ("i", "im")),
            "feminine": (("y", "a"), ("gi", "ga"), ("ci", "cia")),
            "feminine-locative": (("y", "ej"), ("i", "iej")),
            "neuter": (("y", "e"), ("i", "ie")),
        },
    }
)
"""What the ending of each word of the masculine nominative becomes, the first that fits."""

HAS_ORDINALS: Final = frozenset(_ENDINGS)


def slavic_ordinal(language: str, number: int, form: str, count: Callable[[int], str]) -> str:
    """An ordinal in one of the forms of `_ENDINGS`, or the masculine nominative; `count` gives the cardinals."""
    hundreds, rest = divmod(number, 100)
    if rest or not number:
        words = [count(hundreds * 100)] if hundreds else []
        return " ".join([*words, *(_inflect(language, word, form) for word in _below_hundred(language, rest))])
    thousands, hundred = divmod(hundreds, 10)
    if hundred:
        words = [count(thousands * 1000)] if thousands else []
        return " ".join([*words, _inflect(language, _HUNDREDS[language][hundred - 1], form)])
    if thousands <= len(_THOUSANDS[language]):
        return _inflect(language, _THOUSANDS[language][thousands - 1], form)
    return count(number)


def _below_hundred(language: str, number: int) -> tuple[str, ...]:
    if number < len(_TO_NINETEEN[language]):
        return (_TO_NINETEEN[language][number],)
    tens, units = divmod(number, 10)
    ten = _TENS[language][tens - 2]
    return (ten, _TO_NINETEEN[language][units]) if units else (ten,)


def _inflect(language: str, word: str, form: str) -> str:
    for ending, becomes in _ENDINGS[language].get(form, ()):
        if word.endswith(ending):
            return word.removesuffix(ending) + becomes
    return word


_RUSSIAN_HUNDREDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "двести": "двухсот",
        "триста": "трехсот",
        "четыреста": "четырехсот",
        "пятьсот": "пятисот",
        "шестьсот": "шестисот",
        "семьсот": "семисот",
        "восемьсот": "восьмисот",
        "девятьсот": "девятисот",
    }
)


def russian_hundredth(cardinal: str, hundredth: str) -> str:
    """Makes "девятисотого" of "девятьсот" and "сотого"."""
    *before, last = cardinal.split(" ")
    return " ".join([*before, _RUSSIAN_HUNDREDS[last] + hundredth.removeprefix("сот")])
