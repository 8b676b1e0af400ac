"""Two scripts in one utterance."""

from collections.abc import Sequence

import pytest

from models.pronunciation import Phones
from models.pronunciation.mixed import Mixed


class Upper:
    """Says each form as one word: its letters, with a mark before them."""

    def __init__(self, mark: str) -> None:
        self._mark = mark

    def pronounce(self, forms: Sequence[str]) -> list[tuple[Phones, ...]]:
        """A word for each form that has a letter."""
        return [((f"{self._mark}{form}",) if any(map(str.isalpha, form)) else (),) for form in forms]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("привет", ["native привет"]),
        ("Windows", ["latin Windows"]),
        ("T恤", ["latin T", "native 恤"]),
        ("卡拉OK店", ["native 卡拉", "latin OK", "native 店"]),
        ("rock’n’roll", ["latin rock’n’roll"]),
        ("café-бар", ["latin café", "native -бар"]),
        ("’", []),
        ("5", []),
        ("", []),
    ],
)
def test_each_stretch_goes_to_the_pronouncer_of_its_script(form: str, words: list[str]) -> None:
    """Latin letters go to one, everything else to the other, in the order of the form."""
    (said,) = Mixed(Upper("native "), Upper("latin ")).pronounce([form])

    assert words == [phone for word in said for phone in word]
    assert said


def test_forms_keep_their_own_words() -> None:
    """The words of one form never slip into the next."""
    said = Mixed(Upper("native "), Upper("latin ")).pronounce(["да", "OK", "", "T恤", "да"])

    assert [1, 1, 1, 2, 1] == [len(form) for form in said]
