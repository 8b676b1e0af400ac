"""Gathers what is to be read of a text, each character with its piece of the original."""

from array import array
from typing import Final

from speech.normalise.markup.characters import SILENT, clean
from speech.normalise.plain import BLOCK_END, LINE_END, MARK, Mark, Plain

_STRUCTURE: Final = BLOCK_END + LINE_END
# In the caller's own text they are space: no structure, no mark.
_OWN: Final = str.maketrans(dict.fromkeys(_STRUCTURE + MARK, " "))


class Pieces:
    """Text so far; what is added comes from ever later places of the original."""

    def __init__(self, original: str) -> None:
        self._original = original
        self._text: list[str] = []
        self._last = BLOCK_END
        self._starts, self._ends = array("i"), array("i")
        self._marks: list[Mark] = []

    def __len__(self) -> int:
        """Characters so far."""
        return len(self._starts)

    def read(self, start: int, end: int) -> None:
        """Add `original[start:end]` as it is written."""
        if self._last in _STRUCTURE:
            end = max(start, end)
            start = end - len(self._original[start:end].lstrip(" \t\r\n"))
        if start < end:
            self._add(self._original[start:end].translate(_OWN), range(start, end), range(start + 1, end + 1))

    def say(self, characters: str, start: int, end: int) -> None:
        """Add characters that all stand for `original[start:end]`, as an entity's do."""
        said = characters.translate(_OWN)
        if said and not (said.isspace() and self._last in _STRUCTURE):
            self._add(said, [start] * len(said), [end] * len(said))

    def pass_silently(self, start: int, end: int) -> None:
        """Note that something stood there that nobody says, but that parts the words around it."""
        if self._last not in _STRUCTURE:
            self._add(SILENT, [start], [end])

    def mark(self, mark: Mark, start: int, end: int) -> None:
        """Add a mark."""
        self._marks.append(mark)
        self._add(MARK, [start], [end])

    def end(self, structure: str) -> None:
        """Add LINE_END or BLOCK_END; of several in a row one stays, the stronger."""
        if self._last in {BLOCK_END, structure}:
            return
        if self._last == LINE_END:
            self._text[-1] = self._last = structure
        else:
            place = self._ends[-1]
            self._add(structure, [place], [place])

    def plain(self, warnings: tuple[str, ...]) -> Plain:
        """All of it, in plain characters."""
        text, starts, ends = clean("".join(self._text), self._starts, self._ends)
        return Plain(text, starts, ends, tuple(self._marks), warnings)

    def _add(self, text: str, starts: "range | list[int]", ends: "range | list[int]") -> None:
        self._text.append(text)
        self._starts.extend(starts)
        self._ends.extend(ends)
        self._last = text[-1]
