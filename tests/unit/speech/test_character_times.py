"""Spans of words by the moments at which a model turned to each character."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.audio import Samples
from speech.character_times import character_spans
from speech.script import write_script
from speech.timings import Span

FRAGMENTS = (
    "Dr. Wu", "$3.5M", "(happy) ", "[laugh]", "laugh", "\n\n", "- ", "...", "—", " ", "你好", "。", "私は", "a[b]c",
    "नमस्ते", "😀", "http://a.b/c_d?e=1", "½", "3G/4G", "a", "A", "it's", "İ", "ß", "supercalifragilistic" * 4,
)  # fmt: skip
TEXTS = st.text(max_size=80) | st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=20).map("".join)
WORDS = st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=12)


def times(*seconds: float) -> Samples:
    """As an engine tells them."""
    return np.array(seconds, np.float32)


def edges(spans: list[Span]) -> list[float]:
    """Starts and ends in their order."""
    return [edge for span in spans for edge in (span.start_s, span.end_s)]


def test_a_word_lasts_from_its_first_character_to_what_follows() -> None:
    """A word ends where the model turned to the space or the mark behind it; the last one with the audio."""
    spans = character_spans("Hi, Bo", ["hi", "Bo"], times(0.25, 0.5, 0.75, 1, 1.5, 2), 3.0)
    assert [Span(0.25, 0.75, "interpolated"), Span(1.5, 3, "interpolated")] == spans


def test_words_of_one_moment_share_it_by_their_lengths() -> None:
    """Where the model turned to several words at once, each gets its part of the time up to the next."""
    spans = character_spans("a bbb c", ["a", "bbb", "c"], times(1, 1, 1, 1, 1, 3, 3), 4.0)
    assert [(1, 1.5), (1.5, 3), (3, 4)] == [(span.start_s, span.end_s) for span in spans]


def test_what_is_outside_of_the_audio_is_at_its_edge() -> None:
    """Times before the beginning, which trimming took away, and behind the end are moved to them."""
    spans = character_spans("a b c", ["a", "b", "c"], times(-1, -0.5, 0.5, 1, 9), 2.0)
    assert [0, 0, 0.5, 1, 2, 2] == edges(spans)


@pytest.mark.parametrize("tag", ["[laugh]", "[clear laugh]"])
def test_a_tag_is_not_the_word_that_it_names(tag: str) -> None:
    """A sound that the engine performs stands beside the words, and none of them is found in it."""
    text = f"{tag} laugh"
    (span,) = character_spans(text, ["laugh"], times(*range(len(text))), len(text))
    assert text.rindex("laugh") == span.start_s


def test_a_word_that_is_nowhere_has_no_time() -> None:
    """It takes nothing from the words beside it, which are where they are."""
    spans = character_spans("one two", ["one", "gone", "two"], times(*range(7)), 7.0)
    assert [(0, 3), (3, 3), (4, 7)] == [(span.start_s, span.end_s) for span in spans]


@settings(max_examples=300)
@given(TEXTS, st.sampled_from(["en", "de", "ar", "zh", "ja", "hi"]))
def test_every_word_of_a_script_is_found(text: str, language: str) -> None:
    """Whatever the text: a chunk's words are where they are said in it, up to a sentence's capital letter."""
    for chunk in write_script(text, language, lambda said: len(said) <= 60, tags=("laugh",)).chunks:
        moments = times(*range(len(chunk.text)))
        words = [word.spoken for word in chunk.words]
        spans = character_spans(chunk.text, words, moments, len(chunk.text))
        said = [chunk.text[int(span.start_s) : int(span.end_s)] for span in spans]
        assert words == [word[:1] + each[1:] for word, each in zip(words, said, strict=True)]
        assert [word[:1].upper() for word in words] == [each[:1].upper() for each in said]


@given(WORDS, st.data(), st.floats(0, 60))
def test_spans_are_in_order_and_inside(words: list[str], data: st.DataObject, duration_s: float) -> None:
    """Whatever times that never fall: one span a word, in order, without overlap, within the audio."""
    text = " ".join(words)
    told = st.lists(st.floats(-5, 65, width=32), min_size=len(text), max_size=len(text))
    spans = character_spans(text, words, times(*sorted(data.draw(told))), duration_s)
    assert len(words) == len(spans)
    assert all(earlier <= later for earlier, later in pairwise([0, *edges(spans), duration_s]))
    assert {"interpolated"} == {span.source for span in spans}


@given(WORDS, st.floats(0, 60, width=32), st.floats(0.5, 60))
def test_a_model_that_stood_still_divides_the_rest(words: list[str], moment_s: float, duration_s: float) -> None:
    """When all characters have one time, the words share what is left of the audio, in proportion to their lengths."""
    text = " ".join(words)
    spans = character_spans(text, words, times(*[moment_s] * len(text)), duration_s)
    left_s = duration_s - min(moment_s, duration_s)
    letters = sum(map(len, words))
    expected = [left_s * len(word) / letters for word in words]
    assert expected == pytest.approx([span.end_s - span.start_s for span in spans], abs=1e-6)
