"""The English grapheme-to-phoneme converter: hibari's, loaded once for the voice and the aligner together."""

import re
import threading
import unicodedata
from functools import cache
from typing import Final

from hibari.g2p import G2P

_NUMBER_TOO_LONG: Final = re.compile(r"\d(?:[,.]?\d){36,}")
"""hibari's words for numbers end at decillions; beyond them it raises IndexError."""
_RUN_TOO_LONG: Final = re.compile(r"\S{100}(?=\S)")
"""Its time grows with the cube of a run like "ab1ab1…": 0.2 s for 100 characters, 269 s for 1,500."""

_LETTER_A: Final = re.compile(r"(?<=\w )A\b(?!'|[ ][A-Z]\w)|\bA(?= [A-Z]\b)")
"""A capital inside a sentence or before another one is the letter ("seven A M"); in a title it is the article."""

_INTERJECTIONS: Final = tuple(
    (re.compile(rf"(?i:\b{drawn}\b)"), said)
    for drawn, said in (
        ("sh{2,}", "shush"),
        ("ss+h{2,}", "shush"),
        ("br{2,}", "burr"),
        ("gr{2,}", "gurr"),
        ("z{3,}", "zizz"),
        ("tsk", "tisk"),
        ("tsks", "tisks"),
        ("pss{2,}t", "psst"),
        ("pss?h", "pish"),
        ("hmph", "humph"),
    )
)
"""Words without a vowel that it would spell, each as long as it is drawn, and words that it reads much like them."""

_loading = threading.Lock()


def english_g2p() -> G2P:
    """The process's only one. It keeps no state between calls, so that threads may share it."""
    with _loading:
        return _load()


def readable(text: str) -> str:
    """The text without what the converter (hibari 0.2.1) fails on: odd digits, huge numbers, endless runs.

    It takes the letter A for the article, too; the one in the spelling "eigh" it reads right. "Shh" it would spell.
    """
    plain = "".join(map(_plain_digit, text))
    spelt = _NUMBER_TOO_LONG.sub(lambda number: " ".join(re.sub(r"\D", "", number[0])), plain)
    for drawn, said in _INTERJECTIONS:
        spelt = drawn.sub(said, spelt)
    return _LETTER_A.sub("eigh", _RUN_TOO_LONG.sub(r"\g<0> ", spelt))


@cache
def _load() -> G2P:
    g2p = G2P()
    _ = g2p.oov  # loaded on first use otherwise, which would be a request
    return g2p


def _plain_digit(character: str) -> str:
    """1 for "¹" and 2 for "❷": the converter gives them to int(), which doesn't know them."""
    is_odd = character.isdigit() and not character.isdecimal()
    return str(unicodedata.digit(character)) if is_odd else character
