"""How words are said: in context, one pronunciation per word, and honest about guesses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.pronunciation.english import EnglishPronouncer

PRONOUNCER = EnglishPronouncer.load()
PLAIN = ("apple", "pear", "river", "don't", "well-known", "Margaret", "seven", "NASA", "Kyrgyzstan")
ODD = ("$5", "7:30", "5", "km", "3", "May", "U.S", "and/or", "你好", "C++", "[a](/b/)", "’tis", "😀", "1990", "x²")


def _phones(sentence: str) -> list[str]:
    return [" ".join(said.phones) for said in PRONOUNCER.pronounce(sentence.split())]


def _uncertain(sentence: str) -> list[str]:
    words = sentence.split()
    return [word for word, said in zip(words, PRONOUNCER.pronounce(words), strict=True) if not said.certain]


@pytest.mark.parametrize(
    ("sentence", "word", "phones"),
    [
        ("the apple", 0, "DH IY"),
        ("the pear", 0, "DH AH"),
        ("I will read it", 2, "R IY D"),
        ("I have read it", 2, "R EH D"),
        ("at 7:30 tonight", 1, "S EH V AH N TH ER T IY"),
        ("pay $5 now", 1, "F AY V D AA L ER Z"),
        ("Henry VIII slept", 1, "DH IY EY TH"),
        ("run 5 km", 2, "K AH L AA M AH T ER Z"),
        ("don’t go", 0, "D OW N T"),
        ("in Kyrgyzstan", 1, "K IH R G AH S T AE N"),
    ],
)
def test_words_are_said_as_their_context_asks(sentence: str, word: int, phones: str) -> None:
    """Articles, homographs, numbers and abbreviations are read with the words beside them."""
    assert phones == _phones(sentence)[word]


@pytest.mark.parametrize(
    ("sentence", "uncertain"),
    [
        ("I don't know Zoë or O’Brien from NASA", []),
        ("well-known U.S citizens", []),
        ("it costs $5 at 7:30", ["$5", "7:30"]),
        ("run 5 km today", ["5", "km"]),
        ("Henry VIII slept", ["VIII"]),
        ("tea and/or coffee", ["and/or"]),
        ("she said 你好 twice", ["你好"]),
        ("the word привет means hello", ["привет"]),
        ("see example.com", ["example.com"]),
    ],
)
def test_only_plain_words_are_certain(sentence: str, uncertain: list[str]) -> None:
    """What another speaker may read in another way is marked, and nothing else."""
    assert uncertain == _uncertain(sentence)


def test_what_cannot_be_read_has_no_phones() -> None:
    """A script that the G2P doesn't know gives no made-up sounds."""
    assert ["SH IY S EH D", "", "T W AY S"] == [" ".join(_phones("she said")), *_phones("你好 twice")]


@pytest.mark.parametrize(
    "word", ["¹A", "❷", "9" * 400, "ab1" * 500, "-" * 3000, "12:30" * 300], ids=lambda word: word[:6]
)
def test_words_that_break_the_g2p_are_survived(word: str) -> None:
    """What makes hibari raise, or take minutes, is uncertain, and the words beside it are read as ever."""
    before, odd, after = PRONOUNCER.pronounce(["apple", word, "pear"])

    assert not odd.certain
    assert ["AE P AH L", "P EH R"] == [" ".join(said.phones) for said in (before, after)]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(PLAIN + ODD) | st.text(max_size=12)))
def test_every_word_has_one_pronunciation(words: list[str]) -> None:
    """Whatever the words hold, there are as many pronunciations as words, and certain ones have phones."""
    pronunciations = PRONOUNCER.pronounce(words)

    assert len(words) == len(pronunciations)
    assert all(said.phones for said in pronunciations if said.certain)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(PLAIN), min_size=1))
def test_grouping_gives_each_word_its_own_phones(words: list[str]) -> None:
    """Words that sound alike everywhere are said in company as they are alone."""
    alone = [PRONOUNCER.pronounce([word])[0] for word in words]

    assert alone == PRONOUNCER.pronounce(words)
