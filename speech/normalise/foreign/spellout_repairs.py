"""What is misspelt in the words for numbers of CLDR 46, as unicode_rbnf 2.4.1 ships it, put right."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_TENS: Final = "עשרים|שלושים|ארבעים|חמישים|שישים|שבעים|שמונים|תשעים"

_REPAIRS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        "ar": (
            ("(ثلاث|أربع|خمس|ست|سبع|تسع)ة مائة", r"\1مائة"),
            ("ثمانية مائة", "ثمانمائة"),
            ("إثن", "اثن"),
            ("إحدى عشر", "أحد عشر"),
            ("ألفين و", "ألفان و"),
        ),
        "cs": (
            ("miliardů", "miliard"),
            ("jeden miliarda", "jedna miliarda"),
            ("([mb]ili)ón", r"\1on"),
        ),
        "da": (("etog", "enog"), ("hundredede", "hundrede"), ("tusinde(?= )", "tusind")),
        "el": (("εννενή", "ενενή"), ("χίλιάδες", "χιλιάδες"), ("εννεακοσ", "εννιακοσ")),
        "fr": (("quatre-vingt-et-", "quatre-vingt-"),),
        # Tens that come last in a number, or before its thousands, take an "and".
        "he": ((f"(מאה|מאתיים|מאות|אלף|אלפיים|אלפים) ({_TENS})(?= אלף| מיל|$)", r"\1 ו\2"),),
        "hi": (("वी$", "वीं"),),
        "hu": (("kettő(?=ezer|mill|bill)", "két"), ("ezr$", "ezredik")),
        "ja": (("〇", "零"),),
        # The number, and not the article.
        "nl": (("^een$", "één"),),
        "no": (("tjueende", "tjuende"), ("én(?=hundre|tusen)", "")),
        "ru": (("третьому", "третьему"),),
        # Where CLDR pauses, people say "and"; 20,001 must not sound like 21,000.
        "sw": (
            (", (?=(?:mia|elfu|milioni|bilioni|trilioni) )", " "),
            ("((?:elfu|lioni) (?:moja|mbili|tatu|nne|tano|sita|saba|nane|tisa)), ", r"\1 na "),
            (", ", " "),
        ),
    }
)
_COMPILED: Final = MappingProxyType(
    {
        language: tuple((re.compile(wrong), right) for wrong, right in pairs)
        for language, pairs in ({"": (("\u00ad", ""), ("  +", " "))} | dict(_REPAIRS)).items()
    }
)


def repair(language: str, words: str) -> str:
    """The words as they are written; without soft hyphens and doubled spaces."""
    for wrong, right in (*_COMPILED[""], *_COMPILED.get(language, ())):
        words = wrong.sub(right, words)
    return words


_OBLIQUE: Final = (
    (re.compile("(ألف|مائت|اثن)ان"), r"\1ين"),
    (re.compile("(عشر|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع)ون"), r"\1ين"),
)


def oblique(words: str) -> str:
    """An Arabic number in the genitive and accusative, as years are said: ألفين وستة وعشرين."""
    for nominative, other in _OBLIQUE:
        words = nominative.sub(other, words)
    return words
