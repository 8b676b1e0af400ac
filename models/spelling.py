"""Spoken words as the labels of a CTC model that writes letters."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

Labels: TypeAlias = tuple[int, ...]

APOSTROPHE: Final = "'"
HYPHEN: Final = "-"
SAME: Final = str.maketrans({"\u2019": APOSTROPHE, "\u02bc": APOSTROPHE, "\u2010": HYPHEN, "\u2011": HYPHEN})
"""Characters that a vocabulary writes in ASCII."""
PARTING: Final = frozenset("ZPSC")
"""First letters of the Unicode categories that part words: spaces, punctuation, symbols, controls."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a model writes."""

    letters: Mapping[str, int]
    """Label of each single character, without blank and delimiter."""
    blank: int
    delimiter: int | None
    """Label of what the model writes between words."""

    def spell(self, form: str) -> Labels:
        """Labels of a word as it is spoken ("five dollars"), none where the model knows none of its letters.

        Letters that the model does not know are left out. Punctuation is not spoken, and parts words: "well-known" is
        two where the vocabulary has no hyphen.
        """
        words: list[Labels] = [()]
        for character in unicodedata.normalize("NFC", form.translate(SAME)):
            labels = self._labels(character)
            if labels is None:
                words.append(())
            else:
                words[-1] += labels
        return self.join([word for word in words if word])

    def join(self, words: Sequence[Labels]) -> Labels:
        """Labels of several words: theirs, and the delimiter between them where there is one."""
        return tuple(label for index, word in enumerate(words) for label in (*(self.between if index else ()), *word))

    @property
    def between(self) -> Labels:
        """What stands between two words."""
        return () if self.delimiter is None else (self.delimiter,)

    def _labels(self, character: str) -> Labels | None:
        """Labels of one character, none if it is unknown, None if it parts words."""
        if character not in {APOSTROPHE, HYPHEN} and unicodedata.category(character)[0] in PARTING:
            return None
        for form in _ways_to_write(character):
            if known := tuple(self.letters[part] for part in form if part in self.letters):
                return known
        return None if character == HYPHEN else ()


def _ways_to_write(character: str) -> Iterator[str]:
    """The character, in the other case, and taken apart: "é" is e and its accent, "한" is three letters."""
    yield from _cases(character)
    yield from _cases(unicodedata.normalize("NFKD", character))


def _cases(text: str) -> Iterator[str]:
    yield text
    yield text.lower()
    yield text.upper()
    yield text.casefold()
