"""Spans and timings of words."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from speech.chunking import Word
from speech.timings import Span, WordTiming, faster, interpolate, place


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=40), st.floats(0, 600))
def test_interpolated_spans_fill_the_utterance(words: list[str], duration_s: float) -> None:
    """Interpolation gives every word a span: in order, touching, from 0 to the end."""
    spans = interpolate(words, duration_s)
    assert len(words) == len(spans)
    assert 0 == spans[0].start_s
    assert duration_s == spans[-1].end_s
    assert all(left.end_s == right.start_s for left, right in pairwise(spans))


def test_interpolation_is_proportional() -> None:
    """A word twice as long lasts twice as long."""
    assert [Span(0, 1, "interpolated"), Span(1, 3, "interpolated")] == interpolate(["a", "bb"], 3)


def test_faster_speech_has_its_words_sooner() -> None:
    """At twice the speed each word begins and ends after half the time, and is as sure as before."""
    assert [Span(0.5, 1, "aligned", 0.7)] == faster([Span(1, 2, "aligned", 0.7)], 2)


def test_words_are_placed_behind_what_came_before() -> None:
    """An utterance's spans move by the length of the audio before it; the words keep their own offsets."""
    placed = place([Word("hi", 10, 12, "hi")], [Span(0.1, 0.2, "aligned", 0.5)], 1.5, (0.0, 2.0))
    assert [WordTiming("hi", 1.6, 1.7, 10, 12, 0.5, "aligned")] == placed


def test_words_stay_within_what_is_heard() -> None:
    """What an aligner puts before the first sound or behind the last is moved there."""
    spans = [Span(0.0, 0.2, "aligned"), Span(0.3, 0.9, "aligned")]
    placed = place([Word("a", 0, 1, "a"), Word("b", 2, 3, "b")], spans, 1.0, (1.1, 1.6))
    assert [(1.1, 1.2), (1.3, 1.6)] == [(timing.start_time, timing.end_time) for timing in placed]
