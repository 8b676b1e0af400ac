"""What an engine sees between two words: the punctuation that it makes something of, its own tags, no more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from speech.normalise.markup.pauses import MAX_PAUSE_S
from speech.normalise.plain import LINE_END, MARK, EngineTag, Mark, Pause

_SEEN: Final = frozenset(".,;:!?…—–-()\"'«»„“”‘’¿¡。、，！？；：「」『』（）।॥؟،؛")
"""Punctuation that engines make something of."""
_CLOSING: Final = " .,;:!?…—–-)»”。、，！？；：」』）।॥؟،؛"
"""What closes something and so means nothing before the first word."""
_MOST_SEEN: Final = 4
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Shown:
    """What an engine sees of a gap, and the silence asked for in it."""

    after: str
    before: str
    asked_pause_s: float | None
    """At most `MAX_PAUSE_S`, however many pauses stand in a row."""
    is_shortened: bool


def show(gap: str, cut: int, marks: Iterator[Mark], comma: str) -> Shown:
    """What an engine sees of what stands between two words; `marks` are those that the gap's MARKs stand for.

    `cut` parts what belongs to the word before from what belongs to the word after; a pause parts them itself. `comma`
    stands for the end of a line.
    """
    sides = (_Side(comma), _Side(" "))
    asked_pause_s: float | None = None
    is_shortened = False
    for index, character in enumerate(gap):
        mark = next(marks) if character == MARK else None
        side = sides[index >= cut or asked_pause_s is not None]
        if isinstance(mark, Pause):
            asked_s = (asked_pause_s or 0.0) + mark.seconds
            asked_pause_s = min(asked_s, MAX_PAUSE_S)
            is_shortened = is_shortened or asked_s > MAX_PAUSE_S
        elif isinstance(mark, EngineTag):
            side.add(mark.text)
        else:
            side.add_mark(character)
    after, before = (_SPACES.sub(" ", "".join(side.parts)) for side in sides)
    # The space between two words belongs to the first of them: a mark that was cut away leaves none behind.
    has_space = before[:1] in _CLOSING and not after.endswith(" ")
    return Shown(after + " " if has_space and before else after, before.lstrip(_CLOSING), asked_pause_s, is_shortened)


class _Side:
    """One side of a gap: the first few marks of it, since a run of them ("......", " . . . .") means no more."""

    def __init__(self, line_end: str) -> None:
        self._line_end = line_end
        self._n_seen = 0
        self._last = ""
        self.parts: list[str] = []

    def add(self, text: str) -> None:
        """A mark or a tag that is to be seen."""
        if self._n_seen < _MOST_SEEN:
            self._n_seen += 1
            self.parts.append(text)

    def add_mark(self, character: str) -> None:
        """A character of the text."""
        if character.isspace():
            self.parts.append(self._line_end if character == LINE_END and not self._n_seen else " ")
        elif character in _SEEN:
            is_again = character == self._last and self.parts[-1].isspace()
            self._last = character
            if not is_again:
                self.add(character)
