"""Texts that were rewritten, and where in the text before each of their characters comes from."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Self

_CLUSTER: Final = re.compile("(?s:.)[\u0300-\u036f\u3099\u309a]*")
"""A character with its accents, or a kana with its voicing mark."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A text, and for each of its characters the index of the one that it was before: never falling."""

    text: str
    origins: tuple[int, ...]

    @classmethod
    def of(cls, pieces: Iterable[tuple[str, str]]) -> Self:
        """From pieces (before, after), which one after the other are both texts; either may be empty.

        Pieces of the same length go character by character, others spread evenly over what they were.
        """
        written: list[str] = []
        origins: list[int] = []
        start = 0
        for before, after in pieces:
            written.append(after)
            origins += (start + place * len(before) // len(after) for place in range(len(after)))
            start += len(before)
        last = max(start - 1, 0)
        return cls("".join(written), tuple(min(origin, last) for origin in origins))

    def then(self, later: "Traced") -> "Traced":
        """What was later made of this text, with the origins that this one has."""
        return Traced(later.text, tuple(self.origins[origin] for origin in later.origins))


def aligned(before: str, after: str) -> Traced:
    """A text that was rewritten in a way that can only be guessed: exact where its characters stayed."""
    # Character by character: in "İ" the lower case is longer.
    matcher = SequenceMatcher(None, [*map(str.lower, before)], [*map(str.lower, after)], autojunk=False)
    return Traced.of((before[i:j], after[k:m]) for _, i, j, k, m in matcher.get_opcodes())


def decomposed(text: str) -> Traced:
    """Compatibility forms and accents taken apart (NFKD)."""
    traced = Traced.of((character, unicodedata.normalize("NFKD", character)) for character in text)
    # Alone, a character's marks are not put in order with those of the next.
    return Traced(unicodedata.normalize("NFKD", text), traced.origins)


def composed(text: str) -> Traced:
    """Accents and voicing marks put back onto their characters."""
    return Traced.of((cluster, unicodedata.normalize("NFC", cluster)) for cluster in _CLUSTER.findall(text))
