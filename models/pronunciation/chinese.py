"""How Mandarin is said: pypinyin's readings in the context of the utterance, and the phones of each syllable."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from pypinyin import Style, pinyin

from models.pronunciation import Phones

INITIALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "b": "B",
        "c": "T S",
        "ch": "CH",
        "d": "D",
        "f": "F",
        "g": "G",
        "h": "HH",
        "j": "JH",
        "k": "K",
        "l": "L",
        "m": "M",
        "n": "N",
        "p": "P",
        "q": "CH",
        "r": "ZH",
        "s": "S",
        "sh": "SH",
        "t": "T",
        "x": "SH",
        "z": "T S",
        "zh": "JH",
    }
)
"""Beginnings of pinyin syllables. English B, D and G are as voiceless as these, and P, T and K as aspirated.

Chosen by measure, as in `models/pronunciation/ipa.py`, where two were near.
"""

FINALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "a": "AA",
        "ai": "AY",
        "an": "AA N",
        "ang": "AA NG",
        "ao": "AW",
        "e": "UH",
        "ei": "EY",
        "en": "AH N",
        "eng": "AH NG",
        "er": "AA R",
        "i": "IY",
        "ia": "Y AA",
        "ian": "Y EH N",
        "iang": "Y AA NG",
        "iao": "Y AW",
        "ie": "Y EH",
        "in": "IY N",
        "ing": "IY NG",
        "io": "Y AO",
        "iong": "Y UH NG",
        "iou": "Y OW",
        "o": "AO",
        "ong": "UH NG",
        "ou": "OW",
        "u": "UW",
        "ua": "W AA",
        "uai": "W AY",
        "uan": "W AA N",
        "uang": "W AA NG",
        "uei": "W EY",
        "uen": "W AH N",
        "ueng": "W AH NG",
        "uo": "W AO",
        "ve": "Y EH",
        "v": "UW",
        "van": "Y EH N",
        "vn": "UW N",
        "ê": "EH",
        "m": "M",
        "n": "N",
        "ng": "NG",
    }
)
"""Ends of pinyin syllables in pypinyin's strict spelling, in which "you" is "iou" and "wu" is "u"."""

_BUZZED: Final = frozenset({"zh", "ch", "sh", "r", "z", "c", "s"})
"""Behind these "i" is a vowel without a letter of its own."""
_BUZZ: Final = ("UH",)
_HAN: Final = re.compile(r"[^\W\d_a-zA-Z]")


class ChinesePronouncer:
    """Pronounces each character in the context of its utterance: 了, 行 and 长 have several readings."""

    def __init__(self) -> None:
        pinyin("一")  # loads its tables, which would be a request otherwise

    def pronounce(self, forms: Sequence[str]) -> list[tuple[Phones, ...]]:
        """As `Pronouncer.pronounce`, with one word for each character."""
        characters = [_HAN.findall(form) for form in forms]
        in_order = iter(_syllables("".join(character for form in characters for character in form)))
        return [tuple(islice(in_order, len(form))) or ((),) for form in characters]


def load(language: str) -> ChinesePronouncer:
    """The pronouncer of "zh", with pypinyin's own tables."""
    del language
    return ChinesePronouncer()


def _syllables(text: str) -> list[Phones]:
    initials = _pinyin(text, Style.INITIALS)
    finals = _pinyin(text, Style.FINALS)
    return [_phones(initial, final) for initial, final in zip(initials, finals, strict=True)]


def _pinyin(text: str, style: Style) -> list[str]:
    """One reading per character, empty for what has none."""
    # It gives stretches without a reading back whole, but a list of them one by one: its type is too narrow.
    unread: Any = lambda unknown: [""] * len(unknown)  # noqa: E731 - with a name, to have a type of its own
    return [readings[0] for readings in pinyin(text, style=style, strict=True, errors=unread)]


def _phones(initial: str, final: str) -> Phones:
    end = _BUZZ if final == "i" and initial in _BUZZED else tuple(FINALS.get(final, "").split())
    return (*INITIALS.get(initial, "").split(), *end)
