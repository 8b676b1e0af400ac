"""Spans for words that were found and for those between them."""

from models.gaps import fill
from models.pauses import Times
from speech.timings import Span


def test_words_found_keep_their_times() -> None:
    """What was found is aligned, where it was found."""
    assert [Span(0.1, 0.4, "aligned"), Span(0.4, 0.9, "aligned")] == fill([Times(0.1, 0.4), Times(0.4, 0.9)], 1.0)


def test_unknown_words_share_their_gap() -> None:
    """Words before, between and behind those that were found get equal parts of the gap that they lie in."""
    spans = fill([None, Times(0.25, 0.5), None, None, Times(1.0, 1.5), None], 2.0)

    assert [
        Span(0.0, 0.25, "interpolated"),
        Span(0.25, 0.5, "aligned"),
        Span(0.5, 0.75, "interpolated"),
        Span(0.75, 1.0, "interpolated"),
        Span(1.0, 1.5, "aligned"),
        Span(1.5, 2.0, "interpolated"),
    ] == spans


def test_no_words_no_spans() -> None:
    """Nothing to place gives nothing."""
    assert [] == fill([], 2.0)
