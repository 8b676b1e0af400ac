"""Texts that were rewritten, and where in the text before each of their characters comes from."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from typing import Final, Self

_CLUSTER: Final = re.compile("(?s:.)[\u0300-\u036f\u3099\u309a]*")
"""A character with its accents, or a kana with its voicing mark."""
_WORD: Final = re.compile(r"[^\W_]+")


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
    """A text whose signs and spaces were rewritten, and of its letters at most the case: letters and digits are exact.

    If others were, everything is spread evenly.
    """
    words, same = _WORD.findall(before), _WORD.findall(after)
    if [*map(str.casefold, words)] != [*map(str.casefold, same)]:
        return Traced.of([(before, after)])
    gaps = zip(_WORD.split(before), _WORD.split(after), strict=True)
    pairs = zip_longest(gaps, zip(words, same, strict=True), fillvalue=("", ""))
    return Traced.of(piece for gap, word in pairs for piece in (*_gap(*gap), word))


def _gap(before: str, after: str) -> Iterator[tuple[str, str]]:
    """What stands between two words; the same signs at its end, brackets and quotes, are their own."""
    from_the_end = zip(reversed(before), reversed(after), strict=False)
    n_same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], from_the_end))
    yield before[: len(before) - n_same], after[: len(after) - n_same]
    yield before[len(before) - n_same :], after[len(after) - n_same :]


def decomposed(text: str) -> Traced:
    """Compatibility forms and accents taken apart (NFKD)."""
    traced = Traced.of((character, unicodedata.normalize("NFKD", character)) for character in text)
    # Alone, a character's marks are not put in order with those of the next.
    return Traced(unicodedata.normalize("NFKD", text), traced.origins)


def composed(text: str) -> Traced:
    """Accents and voicing marks put back onto their characters."""
    return Traced.of((cluster, unicodedata.normalize("NFC", cluster)) for cluster in _CLUSTER.findall(text))
