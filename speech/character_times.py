"""Where words lie in time by what a model tells of itself: the moments at which it turned to each character."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

import numpy as np

from speech.audio import Samples
from speech.timings import Span

_TAG: Final = re.compile(r"\[[^\[\]]*\]")


def character_spans(text: str, words: Sequence[str], times: Samples, duration_s: float) -> list[Span]:
    """A span per word, in order, without overlap, inside [0, duration_s]: from its first character to what follows it.

    `words` are the spoken forms in the order in which they stand in `text`; between them are punctuation and tags.
    `times` (len(text),) are in seconds, never falling; what is outside of the audio counts as its beginning or end.
    Words to which the model turned at one moment share the time up to the next by their lengths, and a word that
    isn't in the text has none. They are "interpolated", not "aligned": nobody looked for them in the sound.
    """
    edges_s = np.append(np.clip(times.astype(np.float64), 0, duration_s), duration_s)
    found = zip(words, _places(text, words), strict=True)
    spans: list[Span] = []
    for start_s, group in groupby(found, key=lambda word: float(edges_s[word[1].start])):
        together, places = zip(*group, strict=True)
        spans += _shared([len(word) for word in together], start_s, float(edges_s[places[-1].stop]))
    return spans


def _shared(lengths: Sequence[int], start_s: float, end_s: float) -> Iterator[Span]:
    """The time between two moments in parts as long as the lengths."""
    reached = np.cumsum([0, *lengths])
    moments = np.interp(reached, (0, reached[-1]), (start_s, end_s)).tolist()
    return (Span(start, end, "interpolated") for start, end in pairwise(moments))


def _places(text: str, words: Sequence[str]) -> Iterator[range]:
    """Where in the text each word stands."""
    position = 0
    for word in words:
        start = _find(text, word, position)
        place = range(position, position) if start is None else range(start, start + len(word))
        yield place
        position = place.stop


def _find(text: str, word: str, position: int) -> int | None:
    """Where the word begins, at `position` or behind it; what stands in a tag is not the word."""
    while position < len(text):
        if _is_same(text[position : position + len(word)], word):
            return position
        tag = _TAG.match(text, position)
        position = tag.end() if tag else position + 1
    return None


def _is_same(said: str, word: str) -> bool:
    """Whether it is the word, maybe with the capital letter that a sentence begins with (speech/chunking.py)."""
    return said[1:] == word[1:] and said[:1] in (word[:1], word[:1].upper())
