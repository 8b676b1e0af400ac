"""Chunks and words of a caller's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.script import find_words, write_script


def words_of(text: str) -> list[str]:
    """The words of a whole text."""
    return [word.text for word in find_words(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, world!", ["Hello", "world"]),
        ("“Don't,” she said.", ["Don't", "she", "said"]),
        ("It costs $5 (about 50%).", ["It", "costs", "$5", "about", "50%"]),
        ("well-known—and loved", ["well-known", "and", "loved"]),
        ("wait...what… no", ["wait", "what", "no"]),
        ("你好 नमस्ते é", ["你好", "नमस्ते", "é"]),
        ("😀 … — !?", []),
        ("I love ❤️ you ❤️", ["I", "love", "you"]),
        ("e\u0301tude", ["e\u0301tude"]),
    ],
)
def test_words_are_what_is_spoken(text: str, words: list[str]) -> None:
    """A word is what stands between spaces and dashes, without the punctuation around it."""
    assert words == words_of(text)


@given(st.text(max_size=400), st.integers(1, 60))
def test_every_word_is_the_callers_own(text: str, max_characters: int) -> None:
    """For any text: words are slices of it, in order, without overlap, and each chunk keeps to the limit."""
    chunks = write_script(text, max_characters)
    words = [word for chunk in chunks for word in chunk.words]
    assert [word.text for word in words] == [text[word.start : word.end] for word in words]
    ends = [0, *(word.end for word in words)]
    assert all(end <= word.start < word.end for end, word in zip(ends, words, strict=False))
    assert all(0 < len(chunk.text) <= max_characters and chunk.words for chunk in chunks)


@given(st.text(alphabet="ab .,!?\n\"—'", max_size=300))
def test_no_word_is_lost_when_it_fits(text: str) -> None:
    """Cutting into chunks neither loses nor cuts a word that is shorter than a chunk."""
    whole = words_of(text)
    if all(len(word) <= 30 for word in whole) and all(len(token) <= 30 for token in text.split()):
        chunks = write_script(text, 40)
        assert whole == [word.text for chunk in chunks for word in chunk.words]


def test_sentences_stay_whole() -> None:
    """A chunk ends at a sentence's end, not at an abbreviation or an initial."""
    text = "Dr. Smith met J. K. Rowling at 5 St. James St. today. They talked. Then they left."
    chunks = [chunk.text for chunk in write_script(text, 70)]
    assert ["Dr. Smith met J. K. Rowling at 5 St. James St. today. They talked.", "Then they left."] == chunks


def test_a_long_sentence_breaks_at_a_clause() -> None:
    """A sentence over the limit breaks after a comma rather than in the middle of a phrase."""
    text = "When the rain had stopped at last, we went out to see what it had left of the garden."
    assert "When the rain had stopped at last," == write_script(text, 60)[0].text


def test_text_without_a_break_is_cut_hard() -> None:
    """Even 50,000 letters without a space come in chunks of the limit."""
    chunks = write_script("a" * 50_000, 300)
    assert 167 == len(chunks)
    assert "a" * 50_000 == "".join(chunk.text for chunk in chunks)
