"""How English words are said: in context, several spoken words to a form, one pronunciation to a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.pronunciation import Phones
from models.pronunciation.english import EnglishPronouncer

PRONOUNCER = EnglishPronouncer.load()
PLAIN = ("apple", "pear", "river", "don't", "well-known", "Margaret", "seven", "NASA", "Kyrgyzstan", "Zoë", "O’Brien")
ODD = ("$5", "7:30", "3", "U.S", "and/or", "你好", "C++", "[a](/b/)", "’tis", "😀", "1990", "x²", "five dollars", "")


def _said(*forms: str) -> list[list[str]]:
    return [[" ".join(word) for word in form] for form in PRONOUNCER.pronounce(forms)]


@pytest.mark.parametrize(
    ("sentence", "word", "phones"),
    [
        ("the apple", 0, "DH IY"),
        ("the pear", 0, "DH AH"),
        ("I will read it", 2, "R IY D"),
        ("I have read it", 2, "R EH D"),
        ("don’t go", 0, "D OW N T"),
        ("in Kyrgyzstan", 1, "K IH R G AH S T AE N"),
        ("the F B I agents", 1, "EH F"),
    ],
)
def test_words_are_said_as_their_context_asks(sentence: str, word: int, phones: str) -> None:
    """Articles, homographs, names and initials are read with the words beside them."""
    assert [phones] == _said(*sentence.split())[word]


def test_a_form_of_several_words_has_each_of_them() -> None:
    """What is said for one word of the text may be several words; each has its phones, commas and all."""
    assert [["P EY"], ["F AY V", "D AA L ER Z"], ["N AW"]] == _said("pay", "five dollars", "now")
    assert [["S IH K S", "T UW"]] == _said("six, two")


def test_words_are_read_across_forms() -> None:
    """The article before a form is said as its first word asks."""
    assert [["DH IY"], ["EY T", "AW ER Z"]] == _said("the", "eight hours")


def test_what_cannot_be_read_has_no_phones() -> None:
    """A script that the G2P doesn't know gives no made-up sounds, and takes none from its neighbours."""
    assert [["SH IY"], ["S EH D"], [""], ["T W AY S"]] == _said("she", "said", "你好", "twice")


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "word", ["¹A", "❷", "9" * 400, "ab1" * 500, "-" * 3000, "12:30" * 300], ids=lambda word: word[:6]
)
def test_words_that_break_the_g2p_are_survived(word: str) -> None:
    """What makes hibari raise, or take minutes, leaves the words beside it as ever."""
    before, _, after = _said("apple", word, "pear")

    assert [["AE P AH L"], ["P EH R"]] == [before, after]


@settings(max_examples=100)
@given(st.lists(st.sampled_from(PLAIN + ODD) | st.text(max_size=12)))
def test_every_form_has_at_least_one_word(forms: list[str]) -> None:
    """Whatever the forms hold, there are as many results as forms, and none is empty."""
    said = PRONOUNCER.pronounce(forms)

    assert len(forms) == len(said)
    assert all(said)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(PLAIN), min_size=1))
def test_each_word_has_its_own_phones(words: list[str]) -> None:
    """Words that sound alike everywhere are said in company as they are alone."""
    alone: list[tuple[Phones, ...]] = [PRONOUNCER.pronounce([word])[0] for word in words]

    assert alone == PRONOUNCER.pronounce(words)
