"""How Japanese is said: MeCab's readings in the context of the utterance, by the IPA dictionary, and their phones."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from types import MappingProxyType
from typing import Final

import ipadic
from fugashi import GenericTagger

from models.pronunciation import Phones

ROWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": "アイウエオ",
        "K": "カキクケコ",
        "S": "サ スセソ",
        "T": "タ  テト",
        "N": "ナニヌネノ",
        "HH": "ハヒ ヘホ",
        "M": "マミムメモ",
        "R": "ラリルレロ",
        "G": "ガギグゲゴ",
        "Z": "ザ ズゼゾ",
        "D": "ダ  デド",
        "B": "バビブベボ",
        "P": "パピプペポ",
    }
)
"""First phone → its morae with a, i, u, e and o."""
VOWELS: Final = ("AH", "IY", "UH", "EH", "OW")
"""Phones of a, i, u, e and o: chosen by measure, in espeak-ng's voice and Open JTalk's."""
ODD_MORAE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "シ": "SH IY",
        "チ": "CH IY",
        "ツ": "T S UH",
        "フ": "F UH",
        "ジ": "JH IY",
        "ヂ": "JH IY",
        "ヅ": "Z UH",
        "ヤ": "Y AH",
        "ユ": "Y UH",
        "ヨ": "Y OW",
        "ワ": "W AH",
        "ヲ": "OW",
        "ヴ": "V UH",
        "ン": "N",
        "ウィ": "W IY",
        "ウェ": "W EH",
        "ウォ": "W OW",
    }
)
SMALL: Final[Mapping[str, str]] = MappingProxyType(
    {"ャ": "Y AH", "ュ": "Y UH", "ョ": "Y OW", "ァ": "AH", "ィ": "IY", "ゥ": "UH", "ェ": "EH", "ォ": "OW", "ヮ": "W AH"}
)
"""What a small kana puts in the place of the vowel before it."""

_READING: Final = 8
"""The column of the dictionary that tells the pronunciation: は as ワ, 学校 as ガッコー."""
_HIRAGANA_TO_KATAKANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_PALATAL: Final = frozenset({"SH", "CH", "JH"})
_MORAE: Final = {
    mora: (*consonant.split(), vowel)
    for consonant, morae in ROWS.items()
    for mora, vowel in zip(morae, VOWELS, strict=True)
    if mora != " "
} | {mora: tuple(phones.split()) for mora, phones in ODD_MORAE.items()}
_MORA: Final = re.compile("ウ[ィェォ]|[\u30a1-\u30fa]")


class JapanesePronouncer:
    """Pronounces words in the context of their utterance: 今日は, 一日, 行って. Safe to use from several threads."""

    def __init__(self, tagger: GenericTagger) -> None:
        self._tagger = tagger
        self._one_at_a_time = Lock()  # a tagger's lattice is its own

    def pronounce(self, forms: Sequence[str]) -> list[tuple[Phones, ...]]:
        """As `Pronouncer.pronounce`, with one word for each form."""
        plain = [_plain(form) for form in forms]
        together = self._read("".join(plain))
        return [(from_kana(reading),) for reading in self._per_form(plain, together)]

    def _per_form(self, forms: Sequence[str], together: Sequence[tuple[str, str]]) -> Iterator[str]:
        """The reading of each form: of the words that lie in it, or alone where a word goes beyond its edges."""
        readings: dict[int, tuple[int, str]] = {}
        position = 0
        for surface, reading in together:
            readings[position] = (position + len(surface), reading)
            position += len(surface)
        start = 0
        for form in forms:
            end = start + len(form)
            found = ""
            while start in readings and readings[start][0] <= end:
                start, reading = readings[start]
                found += reading
            yield found if start == end else "".join(reading for _, reading in self._read(form))
            start = end

    def _read(self, text: str) -> list[tuple[str, str]]:
        """The words of the text, which together are the text, each with its reading in katakana."""
        with self._one_at_a_time:
            return [(word.surface, _reading(word.surface, word.feature)) for word in self._tagger(text)]


def load(language: str) -> JapanesePronouncer:
    """The pronouncer of "ja", with the IPA dictionary in its package."""
    del language
    return JapanesePronouncer(GenericTagger(ipadic.MECAB_ARGS))


def from_kana(reading: str) -> Phones:
    """The phones of katakana. A long vowel is one phone, and a doubled consonant too; what is no kana is skipped."""
    phones: list[str] = []
    for mora in _MORA.findall(reading):
        if mora in SMALL:
            glide = SMALL[mora].split()
            phones[-1:] = glide[-1:] if len(phones) > 1 and phones[-2] in _PALATAL else glide
        else:
            phones += _MORAE.get(mora, ())
    return tuple(phones)


def _plain(form: str) -> str:
    """Without what MeCab would stop at or skip: spaces, NUL, lone surrogates, punctuation."""
    return "".join(filter(_is_read, unicodedata.normalize("NFKC", form)))


def _is_read(character: str) -> bool:
    return character.isalnum() or character in "ー々"


def _reading(surface: str, feature: Sequence[str]) -> str:
    known = feature[_READING] if len(feature) > _READING else surface
    return known.translate(_HIRAGANA_TO_KATAKANA)
