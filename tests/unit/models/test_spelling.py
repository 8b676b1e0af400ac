"""Words in the letters of a model's vocabulary."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.spelling import Vocabulary


def _vocabulary(letters: str, delimiter: int | None = 1) -> Vocabulary:
    return Vocabulary({letter: label for label, letter in enumerate(letters, 2)}, 0, delimiter)


UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ'"


def _spelt(vocabulary: Vocabulary, form: str) -> str:
    written = {label: letter for letter, label in vocabulary.letters.items()} | {1: "|"}
    return "".join(written[label] for label in vocabulary.spell(form))


@pytest.mark.parametrize(
    ("letters", "form", "expected"),
    [
        (UPPER, "kettle", "KETTLE"),
        (UPPER.lower(), "NASA", "nasa"),
        (UPPER, "five dollars", "FIVE|DOLLARS"),
        (UPPER, "one thousand, two hundred", "ONE|THOUSAND|TWO|HUNDRED"),
        (UPPER, "well-known", "WELL|KNOWN"),
        (UPPER + "-", "well-known", "WELL-KNOWN"),
        (UPPER, "don’t", "DON'T"),
        ("DONT", "don't", "DONT"),
        (UPPER, "Café", "CAFE"),
        ("cafeé", "cafe\u0301", "café"),
        (UPPER, "Straße", "STRASSE"),
        ("straße", "Straße", "straße"),
        (UPPER, "ﬁne…", "FINE"),
        ("istanbul", "İstanbul", "istanbul"),
        ("ᄒ\u1161ᆫ", "한", "ᄒ\u1161ᆫ"),
        ("한국", "한국", "한국"),
        ("हिन्दी", "हिन्दी", "हिन्दी"),
        ("你好", "你，好", "你|好"),
        (UPPER, "a 好 b", "A|B"),
        (UPPER, "你好", ""),
        (UPPER, "7:30", ""),
        (UPPER, "😀", ""),
        (UPPER, "-—, ", ""),
        (UPPER, "", ""),
    ],
)
def test_letters_are_those_of_the_vocabulary(letters: str, form: str, expected: str) -> None:
    """Case, accents, ligatures and apostrophes are written as the vocabulary has them; the rest is left out."""
    assert expected == _spelt(_vocabulary("".join(dict.fromkeys(letters))), form)


def test_a_vocabulary_without_delimiter_runs_words_together() -> None:
    """Where the model writes nothing between words, nothing stands between them."""
    vocabulary = _vocabulary("ABC", delimiter=None)

    assert (2, 3, 4) == vocabulary.spell("ab c")
    assert (2, 3, 4) == vocabulary.join([(2, 3), (4,)])


def test_words_are_joined_by_the_delimiter() -> None:
    """The delimiter stands between words, and neither before the first nor behind the last."""
    assert (2, 3, 1, 4, 1, 2) == _vocabulary("ABC").join([(2, 3), (4,), (2,)])


@pytest.mark.timeout(5)
@given(st.text(st.characters(codec=None), max_size=200))
def test_any_text_gives_labels_of_the_vocabulary(form: str) -> None:
    """Whatever the characters, lone surrogates and NUL included, only letters and single delimiters come out."""
    labels = _vocabulary(UPPER).spell(form)

    assert set(labels) <= {1, *range(2, len(UPPER) + 2)}
    assert 1 not in {*labels[:1], *labels[-1:]}
    assert (1, 1) not in pairwise(labels)
