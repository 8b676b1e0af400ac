"""What a job's takes come to."""

from itertools import pairwise

import numpy as np
import pytest

from speech.audio import Audio
from speech.chunking import Word
from speech.script import Chunk
from speech.timings import interpolate
from speech.trimming import Trimmed
from worker.speaking import Take
from worker.tally import Tally

RATE = 24_000


def take(n_words: int, duration_s: float) -> Take:
    """A take whose words could not be aligned, with the margins that trimming leaves."""
    words = tuple(Word("a", 2 * index, 2 * index + 1, "a") for index in range(n_words))
    heard = Trimmed(Audio(np.zeros(round(duration_s * RATE), np.float32), RATE), lead=960, tail=2880)
    chunk = Chunk(" ".join("a" * n_words), words, 0.0, None)
    return Take(chunk, heard, interpolate("a" * n_words, duration_s), False, 0, 0, 0)


@pytest.mark.parametrize(("n_words", "overlap_s"), [(150, 0.16), (3, 0.16), (40, 0.08), (40, 0.17)])
def test_words_of_takes_that_overlap_are_in_order(n_words: int, overlap_s: float) -> None:
    """Where chunks cross-fade, also words shorter than the overlap have times in order, none of them negative."""
    tally = Tally("hibari", "en")
    first = tally.add(take(n_words, 10.0), 0.06)
    second = tally.add(take(n_words, 10.0), 10.06 - overlap_s)
    edges = [edge for timing in tally.timings for edge in (timing.start_time, timing.end_time)]
    assert [*first, *second] == tally.timings
    assert all(earlier <= later for earlier, later in pairwise(edges))
