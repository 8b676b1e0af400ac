"""The phones of the English acoustic model, ARPAbet, and what stands for them in the alphabet of the G2P."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LETTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AA": "ɑaɒ",
        "AE": "æ",
        "AH": "əɐʌᵊɤ",
        "AO": "ɔ",
        "AW": "W",
        "AY": "I",
        "EH": "ɛe",
        "ER": "ɜɚøœ",
        "EY": "A",
        "IH": "ɪᵻɨ",
        "IY": "iy",
        "OW": "OQo",
        "OY": "Y",
        "UH": "ʊɯ",
        "UW": "u",
        "B": "b",
        "CH": "ʧʨꭧ",
        "D": "dɖɽ",
        "D Z": "ʣ",
        "DH": "ð",
        "F": "fɸ",
        "G": "ɡɣ",
        "G Y": "ɟ",
        "HH": "hçxχ",
        "JH": "ʤʥ",
        "K": "kcq",
        "L": "l",
        "L Y": "ʎ",
        "M": "m",
        "N": "nɳ\u0303",  # the tilde of a nasal vowel: an N behind it
        "N Y": "ɲ",
        "NG": "ŋɴ",
        "P": "p",
        "R": "ɹrɻʁʀ",
        "S": "s",
        "SH": "ʃʂɕS",
        "T": "tʈTɾʔ",
        "T S": "ʦ",
        "TH": "θ",
        "V": "vβʋ",
        "W": "wɥɰ",
        "Y": "jʝ",
        "Z": "z",
        "ZH": "ʒ",
    }
)
"""One or two ARPAbet phones → the letters of misaki's alphabet that they stand for; its capitals are diphthongs."""

_PHONES: Final = {letter: phones.split() for phones, letters in LETTERS.items() for letter in letters}
_TAKES_R: Final = frozenset({"ER", "AH"})


def from_misaki(reading: str) -> tuple[str, ...]:
    """The ARPAbet phones of a reading in misaki's alphabet; unknown characters are skipped.

    AH and a following R are one ER, as in the dictionary that the acoustic model was trained with.
    """
    phones: list[str] = []
    for letter in reading:
        for phone in _PHONES.get(letter, ()):
            if phone == "R" and phones and phones[-1] in _TAKES_R:
                phones[-1] = "ER"
            else:
                phones.append(phone)
    return tuple(phones)
