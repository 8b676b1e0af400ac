"""Readings letter by letter, for what no table knows: any script romanised by anyascii, and each letter its sound."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from anyascii import anyascii

_SOUNDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ch": "tʃ",
        "ck": "k",
        "ph": "f",
        "sch": "ʃ",
        "sh": "ʃ",
        "th": "t",
        "zh": "ʒ",
        "c": "k",
        "q": "k",
        "x": "ks",
        "y": "i",
    }
)
"""Letters → IPA, where they differ. Vowels as in Latin."""
_DIFFERENT: Final = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))


def read(word: str) -> str:
    """IPA of a word in any script; empty where it has no letter."""
    return _DIFFERENT.sub(lambda letters: _SOUNDS[letters[0]], romanised(word))


def romanised(word: str) -> str:
    """The word in Latin letters of English, in lower case."""
    letters: str = anyascii(word)
    return letters.lower()
