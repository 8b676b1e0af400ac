"""The sounds of other languages in the phones of the English acoustic model: IPA to the nearest ARPAbet."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from models.pronunciation import Phones

MAYBE: Final = "(AH)"
"""What stands at a word's end for a vowel that some voices speak there and others don't; no phone of the model."""
MAYBE_SPOKEN: Final = "AH"
"""That vowel."""
SOUNDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AA": "a ɑ",
        "AE": "æ ɶ",
        "AH": "ə ɐ ɘ ɤ œ",
        "AO": "ɔ ɒ ʌ",
        "EH": "ɛ",
        "ER": "ɜ ɚ ɝ ɞ",
        "EY": "e",
        "IH": "ɪ ɨ ᵻ",
        "IY": "i y ʏ",
        "OW": "o",
        "UH": "ʊ ɵ ø",
        "UW": "u ʉ ɯ",
        "AW": "aʊ au̯ aw",
        "AY": "aɪ ai̯ aj",
        "OY": "ɔɪ ɔʏ oɪ ɔj oj",
        "B": "b",
        "CH": "tʃ tɕ tʂ",
        "D": "d ɖ ɾ ɽ r",
        "D ZH": "dʐ",
        "DH": "ð",
        "F": "f ɸ",
        "G": "ɡ g ɢ",
        "HH": "h ç x χ ħ ɦ ɣ",
        "JH": "dʒ dʑ ʒ",
        "K": "k q",
        "K Y": "c",
        "D Y": "ɟ",
        "L": "l ɫ ɭ ɬ",
        "L Y": "ʎ",
        "M": "m ɱ",
        "N": "n ɳ",
        "N Y": "ɲ",
        "NG": "ŋ ɴ",
        "P": "p",
        "R": "ɹ ɻ ʀ ʁ",
        "S": "s",
        "SH": "ʃ ʂ ɕ ɧ",
        "T": "t ʈ",
        "TH": "θ",
        "V": "v ʋ β",
        "W": "w ɥ ɰ",
        "Y": "j ʝ",
        "Z": "z",
        "ZH": "ʐ ʑ",
        MAYBE: "(ə)",
    }
)
"""One or two ARPAbet phones → the sounds of IPA that they stand for, affricates and diphthongs among them.

Chosen by measure on the tuning sentences of `bench/language_sentences.py`, where two were near: a trilled r is D to a
model of American English, in the voices of Festival too, and the vowel of "eu" is none of ER.
"""

_NASAL: Final = "\u0303"
_SYLLABIC: Final = "\u0329"
_PHONES: Final = {sound: tuple(phones.split()) for phones, sounds in SOUNDS.items() for sound in sounds.split()}
_GLIDE: Final = re.compile(r"(?:(j)|w)(?=[aɑæɶəɐɘɤœɔɒʌɛɜɚɝɞeɪɨᵻiyʏoʊɵøuʉɯ])")
"""Before a vowel. There [w] is no part of a diphthong, and [j] is heard on both sides, as in "employer"."""
_PARTED: Final = r"\1.\g<0>"
_SOUND: Final = re.compile("|".join([*map(re.escape, sorted(_PHONES, key=len, reverse=True)), _NASAL, _SYLLABIC]))
_DROPPED: Final = dict.fromkeys(map(ord, "ˈˌːˑ.ʲʰʱˠˤʷʼʔ\u0361\u035c\u0308\u0324\u0348\u032a\u031a\u032f'̝"))
_VOWELS: Final = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])


def from_ipa(reading: str) -> Phones:
    """The ARPAbet phones of an IPA string; stress, length, tone and what is unknown are skipped."""
    phones: list[str] = []
    for sound in _SOUND.findall(_GLIDE.sub(_PARTED, _plain(reading))):
        found = _PHONES.get(sound, ())
        if sound == _NASAL and phones and phones[-1] in _VOWELS:
            found = ("N",)
        if found == (MAYBE,) and not phones:
            continue
        # A geminate is one long phone to the model.
        phones += found[1:] if found and phones and phones[-1] == found[0] else found
    return tuple(phones)


def _plain(reading: str) -> str:
    return unicodedata.normalize("NFD", reading).replace("c\u0327", "ç").translate(_DROPPED)
