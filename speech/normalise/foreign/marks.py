"""Numbers with the mark of an ordinal or a case behind them: "1er", "2.ª", "5:s", "1990'da"."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from speech.normalise.foreign.numbers import LETTER
from speech.normalise.foreign.spellout import cardinal, ordinal
from speech.normalise.rewrite import Rewrite

Reader: TypeAlias = Callable[[str, int, re.Match[str]], str]
"""Words from a language, a number, and the match that has the mark in its group "mark"."""

_MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "el": "(?P<mark>ος|ου|ον|οι|η|ης|ην|ο)",
        "es": r"\.?(?P<mark>[ºª]|er|ro|ra|do|da|to|ta|mo|ma|vo|va|no|na)",
        "fi": "[:](?P<mark>nnen|nteen|nten[aä]|nness[aä]|nnell[aä]|s|n|ss[aä]|st[aä]|t[aä]|aan|ään|een|iin|ll[aä]|"
        "lt[aä]|lle|ksi|n[aä]|a|ä)",
        "fr": "(?P<mark>ère|ere|er|re|ème|ième|eme|nde|nd|de|e|d)s?",
        "hi": "(?P<mark>वाँ|वां|वा|वीं|वी|वें)",
        "hu": "[-‑](?P<mark>[a-záéíóöőúüű]{1,8}+)",
        "it": r"\.?(?P<mark>[ºª]|°(?! ?[CF]))",
        "nl": "(?P<mark>ste|de|e)",
        "pl": "[-‑](?P<mark>szy|gi|ci|ty|my|sty|szego|go|ego|mu|ta|sza|ga|cia|ej)",
        "pt": r"\.?(?P<mark>[ºª])",
        "ru": "[-‑](?P<mark>[а-яё]{1,20}+)",
        "sv": "[:](?P<mark>[ea])",
        "tr": "['’](?P<mark>[a-zçğıöşü]{1,10}+)",
    }
)
_PATTERNS: Final = MappingProxyType(
    {language: re.compile(rf"(?P<n>\d{{1,6}}){mark}(?!{LETTER}|\d)") for language, mark in _MARKS.items()}
)
_FORMS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "el": {"η": "feminine", "ης": "feminine", "ο": "neuter"},
        "es": {"ª": "feminine", "er": "masculine-adjective", "ra": "feminine", "da": "feminine", "ta": "feminine"}
        | {"ma": "feminine", "va": "feminine", "na": "feminine"},
        "fr": {"re": "feminine", "ere": "feminine", "ère": "feminine", "nde": "feminine"},
        "hi": {"वीं": "feminine", "वी": "feminine"},
        "it": {"ª": "feminine"},
        "pl": {"go": "masculine-genitive", "ego": "masculine-genitive", "szego": "masculine-genitive", "ta": "feminine"}
        | {"sza": "feminine", "ga": "feminine", "cia": "feminine", "ej": "feminine-locative"},
        "pt": {"ª": "feminine"},
    }
)
"""The form of the ordinal for a mark; masculine, or the only one, for those that are not here."""
_RUSSIAN: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("й", "ый", "ой", "ий"), "masculine")
    | dict.fromkeys(("я", "ая"), "feminine")
    | dict.fromkeys(("е", "ое"), "neuter")
    | dict.fromkeys(("го", "ого", "его"), "masculine-genitive")
    | dict.fromkeys(("му", "ому", "ему"), "masculine-dative")
    | dict.fromkeys(("м", "ом"), "masculine-locative")
    | dict.fromkeys(("ым", "им"), "masculine-ablative")
    | dict.fromkeys(("ю", "ую"), "feminine-accusative")
    | dict.fromkeys(("х", "ых"), "plural-genitive")
    | dict.fromkeys(("ые",), "plural")
)
_FINNISH: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("n",), "genitive")
    | dict.fromkeys(("ta", "tä", "a", "ä"), "partitive")
    | dict.fromkeys(("ssa", "ssä"), "inessive")
    | dict.fromkeys(("sta", "stä"), "elative")
    | dict.fromkeys(("aan", "ään", "een", "iin"), "illative")
    | dict.fromkeys(("lla", "llä"), "adessive")
    | dict.fromkeys(("lta", "ltä"), "ablative")
    | dict.fromkeys(("lle",), "allative")
    | dict.fromkeys(("ksi",), "translative")
    | dict.fromkeys(("na", "nä"), "essive")
)
_FINNISH_ORDINALS: Final[Mapping[str, str]] = MappingProxyType(
    {"s": "", "nnen": "genitive", "nteen": "illative", "nnessa": "inessive", "nnessä": "inessive"}
    | {"nnella": "adessive", "nnellä": "adessive", "ntena": "essive", "ntenä": "essive"}
)
_HUNGARIAN_ORDINALS: Final = frozenset({"ik", "dik", "adik", "edik", "odik", "ödik"})
_TURKISH_ORDINAL: Final = re.compile("(?:[ıiuü]?n)?c[ıiuü]")
_RUSSIAN_COMPOUND: Final = 4
"""Letters from which on what follows a Russian number is a word of its own: "5-летний"."""


def marked(text: str, at: int, language: str) -> list[Rewrite]:
    """A number with a mark behind it that begins with the digit at `at`."""
    found = _PATTERNS[language].match(text, at) if language in _PATTERNS else None
    if found is None:
        return []
    return [Rewrite(at, found.end(), _READERS.get(language, _by_form)(language, int(found["n"]), found))]


def _by_form(language: str, number: int, found: re.Match[str]) -> str:
    words = ordinal(language, number, _FORMS.get(language, {}).get(found["mark"], ""))
    if language == "el" and found["mark"] in {"ου", "ης"}:
        return re.sub("ος(?= |$)", "ου", words) if found["mark"] == "ου" else re.sub("η(?= |$)", "ης", words)
    if language == "hi" and found["mark"] == "वें":
        return words.removesuffix("वाँ") + "वें" if words.endswith("वाँ") else words.removesuffix("ा") + "े"
    if language == "fr" and found["mark"] in {"nd", "nde", "d", "de"}:
        return "second" if found["mark"] in {"nd", "d"} else "seconde"
    return words


def _finnish(language: str, number: int, found: re.Match[str]) -> str:
    mark = found["mark"]
    if mark in _FINNISH_ORDINALS:
        return ordinal(language, number, _FINNISH_ORDINALS[mark])
    return cardinal(language, number, _FINNISH[mark])


def _hungarian(language: str, number: int, found: re.Match[str]) -> str:
    """As in "1990-ben": the ending as it stands, which was written to fit the spoken number."""
    mark = found["mark"]
    if mark in _HUNGARIAN_ORDINALS:
        return ordinal(language, number)
    return cardinal(language, number) + mark


def _turkish(language: str, number: int, found: re.Match[str]) -> str:
    if _TURKISH_ORDINAL.match(found["mark"]):
        rest = _TURKISH_ORDINAL.sub("", found["mark"], count=1)
        return ordinal(language, number) + rest
    return cardinal(language, number) + found["mark"]


def _russian(language: str, number: int, found: re.Match[str]) -> str:
    mark = found["mark"]
    if mark in _RUSSIAN:
        return ordinal(language, number, _RUSSIAN[mark]).removeprefix("одна ")
    genitive = cardinal(language, number, "masculine-genitive")
    if mark in {"ти", "и", "х", "ми"}:
        return genitive
    if len(mark) < _RUSSIAN_COMPOUND:
        return f"{cardinal(language, number)} {mark}"
    # "двадцатилетний" from the genitive, but "столетний" and "девяностолетний".
    joined = "".join("сто" if word == "ста" else word for word in genitive.split())
    return (joined.replace("девяноста", "девяносто") if number != 1 else "одно") + mark


_READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {"fi": _finnish, "hu": _hungarian, "ru": _russian, "tr": _turkish}
)
