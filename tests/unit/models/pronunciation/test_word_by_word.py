"""Utterances said one word at a time."""

import pytest

from models.pronunciation.word_by_word import WordByWord


def _read(word: str) -> str:
    """A reader that knows every word but one."""
    return "" if word == "mmm" else word.lower()


LATIN = WordByWord(_read, "LATIN")
CYRILLIC = WordByWord(_read, "CYRILLIC")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("pasta", ["P AA S T AA"]),
        ("dos mil, tres", ["D OW S", "M IY L", "T D EY S"]),
        ("¿«si»?", ["S IY"]),
        ("na-na", ["N AA N AA"]),
        ("mmm", ["M"]),
        ("да", ["D AA"]),
        ("7", [""]),
        ("🙂", [""]),
        ("", [""]),
    ],
)
def test_every_word_of_a_form_is_said(form: str, words: list[str]) -> None:
    """Marks are left away, other scripts romanised, what the reader does not know is read letter by letter."""
    assert words == [" ".join(word) for word in LATIN.pronounce([form])[0]]


def test_other_scripts_are_not_given_to_the_reader() -> None:
    """A Greek word in a Russian text is romanised: the Russian reader knows no letter of it."""
    assert [(("N", "EY", "AA"),)] == CYRILLIC.pronounce(["νέα"])


def test_a_long_word_is_said_in_pieces() -> None:
    """No piece is longer than a hundred letters, and none is lost."""
    (said,) = LATIN.pronounce(["ta" * 130])

    assert [100, 100, 60] == [len(word) for word in said]
