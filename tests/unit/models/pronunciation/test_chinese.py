"""How Mandarin is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pronunciation.arpabet import LETTERS
from models.pronunciation.chinese import FINALS, INITIALS, ChinesePronouncer

PRONOUNCER = ChinesePronouncer()
PHONES = {phone for phones in LETTERS for phone in phones.split()}


def _said(*forms: str) -> list[str]:
    return [" ".join(phone for word in form for phone in word) for form in PRONOUNCER.pronounce(forms)]


@pytest.mark.parametrize(
    ("sentence", "place", "other", "other_place"),
    [("银行", 1, "行走", 0), ("重庆", 0, "重要", 0), ("觉得", 0, "睡觉", 1)],
)
def test_characters_are_read_in_context(sentence: str, place: int, other: str, other_place: int) -> None:
    """One character has two readings in two words, though each character is a form of its own."""
    assert _said(*sentence)[place] != _said(*other)[other_place]


def test_numbers_are_read_character_by_character() -> None:
    """A form of several characters gives a word for each."""
    assert 4 == len(PRONOUNCER.pronounce(["二零二六"])[0])
    assert _said("二", "零") == [" ".join(word) for word in PRONOUNCER.pronounce(["二零"])[0]]


def test_what_is_not_chinese_has_no_phones() -> None:
    """Other scripts and signs are left to others, and the characters beside them are read."""
    assert ["", _said("好")[0], "", ""] == _said("ゆ", "好", "😀", "")


def test_the_tables_hold_phones_of_the_model_alone() -> None:
    """Each syllable is made of phones that the acoustic model has."""
    assert {phone for row in (INITIALS, FINALS) for phones in row.values() for phone in phones.split()} <= PHONES


@given(st.lists(st.text(st.characters() | st.sampled_from("银行了长ゆKア々〇㐀𠀀"), max_size=8), max_size=8))
def test_every_form_has_a_reading(forms: list[str]) -> None:
    """Whatever the forms hold, there are as many readings as forms, and each has at least one word."""
    said = PRONOUNCER.pronounce(forms)

    assert len(forms) == len(said)
    assert all(form for form in said)
