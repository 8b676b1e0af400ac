"""What a job's takes come to."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from speech.audio import Audio
from speech.chunking import Word
from speech.script import Chunk
from speech.timings import Source, Span, interpolate
from speech.trimming import Trimmed
from worker.speaking import Take, TimedBy
from worker.tally import Tally

RATE = 24_000


def take(n_words: int, duration_s: float) -> Take:
    """A take whose words could not be aligned, with the margins that trimming leaves."""
    words = tuple(Word("a", 2 * index, 2 * index + 1, "a") for index in range(n_words))
    heard = Trimmed(Audio(np.zeros(round(duration_s * RATE), np.float32), RATE), lead=960, tail=2880)
    chunk = Chunk(" ".join("a" * n_words), words, 0.0, None)
    spans = interpolate("a" * n_words, duration_s)
    return Take(chunk, heard, spans, "length", attempts=1, queue_s=0, synthesis_s=0, alignment_s=0)


@pytest.mark.parametrize(("n_words", "overlap_s"), [(150, 0.16), (3, 0.16), (40, 0.08), (40, 0.17)])
def test_words_of_takes_that_overlap_are_in_order(n_words: int, overlap_s: float) -> None:
    """Where chunks cross-fade, also words shorter than the overlap have times in order, none of them negative."""
    tally = Tally("hibari", "en")
    first = tally.add(take(n_words, 10.0), 0.06)
    second = tally.add(take(n_words, 10.0), 10.06 - overlap_s)
    edges = [edge for timing in tally.timings for edge in (timing.start_time, timing.end_time)]
    assert [*first, *second] == tally.timings
    assert all(earlier <= later for earlier, later in pairwise(edges))


@pytest.mark.parametrize(
    ("attempts", "most", "warnings"),
    [
        ([1, 1], 1, []),
        ([1, 2], 2, ["1 passage was spoken again: its first take was empty or found no end"]),
        ([3, 1, 2], 3, ["2 passages were spoken again: their first takes were empty or found no end"]),
    ],
    ids=str,
)
def test_what_was_spoken_again_is_told(attempts: list[int], most: int, warnings: list[str]) -> None:
    """The most attempts count, and a warning says how many passages took more than one, silent ones included."""
    tally = Tally("hibari", "en", is_timed=True)
    for index, count in enumerate(attempts):
        tally.add(replace(take(2, 1.0 if index else 0.0), attempts=count, spans=None), float(index))
    assert most == tally.attempts
    assert warnings == [warning for warning in tally.warnings() if "spoken again" in warning]


@pytest.mark.parametrize(
    ("timed_by", "warnings"),
    [
        (["length", "length"], ["the words could not be timed"]),
        (["attention", "attention"], ["4 words were timed by the model's own attention, not by the sound"]),
        (["sound", "attention"], ["2 words were timed by the model's own attention, not by the sound"]),
        (["sound", "length"], ["2 words were timed between the neighbours only"]),
        (["sound", "sound"], []),
    ],
    ids=str,
)
def test_how_words_were_timed_is_told(timed_by: list[TimedBy], warnings: list[str]) -> None:
    """Words that the aligner did not find are counted by what they were timed by, unless that is lengths for all."""
    tally = Tally("hibari", "en")
    for index, by in enumerate(timed_by):
        source: Source = "aligned" if by == "sound" else "interpolated"
        spans = [Span(0.2, 0.3, source), Span(0.4, 0.5, source)]
        tally.add(replace(take(2, 1.0), spans=spans, timed_by=by), float(index))
    assert ({"length"} != set(timed_by)) == tally.is_timed
    assert warnings == list(tally.warnings())
