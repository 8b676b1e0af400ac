"""A span for every word: aligned where it was found, a part of the gap between its neighbours where not."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from models.pauses import Times
from speech.timings import Span


def fill(found: Sequence[Times | None], duration_s: float) -> list[Span]:
    """One span per entry; None, of which nothing is known, shares a gap in equal parts with the others in it.

    What was found has to be in order and inside the audio.
    """
    spans: list[Span] = []
    heard_until_s, unknown = 0.0, 0
    for times in found:
        if times is None:
            unknown += 1
            continue
        spans += _share(unknown, heard_until_s, times.start_s)
        spans.append(Span(times.start_s, times.end_s, "aligned"))
        heard_until_s, unknown = times.end_s, 0
    return [*spans, *_share(unknown, heard_until_s, duration_s)]


def _share(words: int, start_s: float, end_s: float) -> Iterator[Span]:
    for start, end in pairwise(np.linspace(start_s, end_s, words + 1).tolist()):
        yield Span(start, end, "interpolated")
