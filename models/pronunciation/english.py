"""How the words of an English utterance are said: hibari's G2P, its readings word by word."""

import unicodedata
from collections.abc import Sequence
from itertools import islice
from typing import Final, Self

from hibari.g2p import G2P
from hibari.g2p.token import Tok

from models.g2p import english_g2p, readable
from models.pronunciation import Phones
from models.pronunciation.arpabet import from_misaki

_PLAIN_MARKS: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", ",": " "})


class EnglishPronouncer:
    """Pronounces words in the context of their utterance ("the apple", "to read", "has read")."""

    def __init__(self, g2p: G2P) -> None:
        self._g2p = g2p

    @classmethod
    def load(cls) -> Self:
        """With the process's G2P, which the bundled voice shares."""
        return cls(english_g2p())

    def pronounce(self, forms: Sequence[str]) -> list[tuple[Phones, ...]]:
        """As `Pronouncer.pronounce`."""
        words = [readable(_tidy(form)).split() or [""] for form in forms]
        flat = [word for form in words for word in form]
        readings = self._read_together(flat) or [self._read_alone(word) for word in flat]
        in_order = iter(map(from_misaki, readings))
        return [tuple(islice(in_order, len(form))) for form in words]

    def _read_together(self, words: Sequence[str]) -> list[str] | None:
        """The reading of each word in its context, or None where the G2P's tokens are not one group per word."""
        tokens = self._tokens(" ".join(filter(None, words)))
        groups = [""]
        for token in tokens:
            groups[-1] += token.phonemes or ""
            if token.whitespace:
                groups.append("")
        # A token with a space inside comes of "[words like](these)", which the G2P takes for a reading of its own.
        if sum(map(bool, words)) != len(groups) or any(" " in token.text for token in tokens):
            return None
        in_order = iter(groups)
        return [next(in_order) if word else "" for word in words]

    def _read_alone(self, word: str) -> str:
        return " ".join(token.phonemes or "" for token in self._tokens(word))

    def _tokens(self, text: str) -> list[Tok]:
        tokens: list[Tok] = self._g2p.phonemize_tokens(self._g2p.tokenize(text))
        return tokens


def _tidy(form: str) -> str:
    return unicodedata.normalize("NFC", form).translate(_PLAIN_MARKS)
