"""Reads stretches of a text around what is not to be read in them: tags, HTML, comments."""

from collections import Counter
from collections.abc import Iterator, Sequence

from speech.normalise.markup.aside import Aside
from speech.normalise.markup.pauses import MAX_PAUSE_S
from speech.normalise.markup.pieces import Pieces
from speech.normalise.plain import BLOCK_END, LINE_END, EngineTag, Pause


class Prose:
    """Reads ever later stretches into `pieces`; `asides` are in order and without overlap."""

    def __init__(self, pieces: Pieces, asides: Sequence[Aside]) -> None:
        self._pieces = pieces
        self._asides = asides
        self._next = 0
        self._heeded = -1
        self._shortened = 0
        self._ignored: Counter[str] = Counter()

    def read(self, start: int, end: int) -> None:
        """Read `text[start:end]`; what an aside in it asks for is done in its place."""
        while self._next < len(self._asides) and self._asides[self._next].end <= start:
            self._next += 1
        while self._next < len(self._asides) and self._asides[self._next].start < end:
            aside = self._asides[self._next]
            self._pieces.read(start, aside.start)
            self._heed(aside)
            start = max(start, aside.end)
            if start > end:
                return
            self._next += 1
        self._pieces.read(start, end)

    def warnings(self) -> Iterator[str]:
        """What the asides read so far asked for and did not get."""
        for name, count in self._ignored.items():
            times = f" ({count} times)" if count > 1 else ""
            yield f"tag [{name}] has no effect{times}: the model knows no such tag"
        if self._shortened:
            pauses = "1 pause was" if self._shortened == 1 else f"{self._shortened} pauses were"
            yield f"{pauses} shortened to {MAX_PAUSE_S:g} s"

    def _heed(self, aside: Aside) -> None:
        # An aside over several lines is met on each of them.
        if self._heeded == self._next:
            return
        self._heeded = self._next
        self._shortened += aside.shortened
        if aside.ignored:
            self._ignored[aside.ignored] += 1
        if isinstance(aside.effect, Pause | EngineTag):
            self._pieces.mark(aside.effect, aside.start, aside.end)
        elif aside.effect in {LINE_END, BLOCK_END}:
            self._pieces.end(aside.effect)
        elif aside.effect:
            self._pieces.pass_silently(aside.start, aside.end)
