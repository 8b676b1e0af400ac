"""How the words of an English utterance are said: hibari's G2P, its readings word by word."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Final, Self

from hibari.g2p import G2P
from hibari.g2p.normalize import normalize
from hibari.g2p.token import Tok

from models.arpabet import from_misaki
from models.g2p import english_g2p, readable

_LATIN: Final = "[A-Za-zÀ-ÖØ-öø-ɏ]"
_INITIALISM: Final = rf"(?:{_LATIN}\.)+{_LATIN}?"
_WORD: Final = rf"'?{_LATIN}+(?:['-]{_LATIN}+)*'?"
_PLAIN: Final = re.compile(f"{_INITIALISM}|{_WORD}")
_ONE_APOSTROPHE: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """How one word is said."""

    phones: tuple[str, ...]
    """ARPAbet without stress; empty where nothing is known of the word."""
    certain: bool
    """Whether every speaker reads the word alike; not so for digits, symbols, abbreviations, other scripts."""


class EnglishPronouncer:
    """Pronounces words in the context of their utterance ("the apple", "to read", "has read")."""

    def __init__(self, g2p: G2P) -> None:
        self._g2p = g2p

    @classmethod
    def load(cls) -> Self:
        """With the process's G2P, which the bundled voice shares."""
        return cls(english_g2p())

    def pronounce(self, words: Sequence[str]) -> list[Pronunciation]:
        """One pronunciation per word of one utterance; words as the caller wrote them, without outer punctuation."""
        written = [_tidy(word) for word in words]
        spoken = [readable(form) for form in _spoken_forms(written)]
        together = self._read_together(spoken) or [self._read_alone(form) for form in spoken]
        # Beside a number, "$5" loses its dollars to it, so what is no plain word is read by itself.
        readings = [
            reading if _PLAIN.fullmatch(word) else self._read_alone(form)
            for word, form, reading in zip(written, spoken, together, strict=True)
        ]
        return [
            Pronunciation(phones, certain=bool(phones and _PLAIN.fullmatch(word)) and word == form)
            for word, form, phones in zip(written, spoken, map(from_misaki, readings), strict=True)
        ]

    def _read_together(self, forms: Sequence[str]) -> list[str] | None:
        """The reading of each form in its context, or None where the G2P's tokens are not one group per form."""
        tokens = self._tokens(" ".join(filter(None, forms)))
        groups = [""]
        for token in tokens:
            groups[-1] += token.phonemes or ""
            if token.whitespace:
                groups.append("")
        sizes = [len(form.split()) for form in forms]
        # A token with a space inside comes of "[words like](these)", which the G2P takes for a reading of its own.
        if sum(sizes) != len(groups) or any(" " in token.text for token in tokens):
            return None
        in_order = iter(groups)
        return [" ".join(islice(in_order, size)) for size in sizes]

    def _read_alone(self, form: str) -> str:
        return " ".join(token.phonemes or "" for token in self._tokens(form))

    def _tokens(self, text: str) -> list[Tok]:
        tokens: list[Tok] = self._g2p.phonemize_tokens(self._g2p.tokenize(text))
        return tokens


def _tidy(word: str) -> str:
    return unicodedata.normalize("NFC", word).translate(_ONE_APOSTROPHE)


def _spoken_forms(words: Sequence[str]) -> list[str]:
    """Each word as hibari would say it: the word itself, or what its normalisation puts in its place.

    Normalisation looks across words ("5 km", "Henry VIII", "3 May"), so it sees them all at once.
    """
    forms = list(words)
    normalised = normalize(" ".join(words)).split()
    matcher = SequenceMatcher(None, words, normalised, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "replace" and last - first == 1:
            forms[first] = " ".join(normalised[new_first:new_last])
        elif tag != "equal":
            forms[first:last] = [normalize(word) for word in words[first:last]]
    return forms
