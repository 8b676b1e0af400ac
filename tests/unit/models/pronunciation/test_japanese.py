"""How Japanese is said."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pronunciation.arpabet import LETTERS
from models.pronunciation.japanese import from_kana, load

PRONOUNCER = load("ja")
PHONES = {phone for phones in LETTERS for phone in phones.split()}


def _said(*forms: str) -> list[str]:
    return [" ".join(word) for (word,) in PRONOUNCER.pronounce(forms)]


@pytest.mark.parametrize(
    ("forms", "readings"),
    [
        (("今日は", "学校に"), ("キョーワ", "ガッコーニ")),
        (("行って",), ("イッテ",)),
        (("ラーメンを", "食べる"), ("ラーメンオ", "タベル")),
        (("二千二十六年",), ("ニセンニジューロクネン",)),
        (("すもも", "も"), ("スモモ", "モ")),
    ],
)
def test_words_are_read_in_context(forms: tuple[str, ...], readings: tuple[str, ...]) -> None:
    """Particles, kanji with and without endings, kana and numbers are read as in their sentence."""
    assert [" ".join(from_kana(reading)) for reading in readings] == _said(*forms)


def test_a_word_across_forms_is_read_in_parts() -> None:
    """Where the caller's words cut a word in two, each part has its own reading."""
    assert [*_said("ありが"), *_said("とう")] == _said("ありが", "とう")


@pytest.mark.parametrize(
    ("kana", "phones"),
    [
        ("キャット", "K Y AH T OW"),
        ("シャツ", "SH AH T S UH"),
        ("ファン", "F AH N"),
        ("ティー", "T IY"),
        ("ウィーン", "W IY N"),
        ("ャ", "Y AH"),
        ("漢A", ""),
    ],
)
def test_kana_become_phones(kana: str, phones: str) -> None:
    """Small kana change the one before them, long vowels and doubled consonants are one phone."""
    assert tuple(phones.split()) == from_kana(kana)


def test_threads_share_a_pronouncer() -> None:
    """Many threads get what one gets."""
    sentences = [("今日は", "学校に"), ("私の", "名前は"), ("新しい", "星を", "見つけました")] * 30
    alone = [PRONOUNCER.pronounce(sentence) for sentence in sentences]
    with ThreadPoolExecutor(8) as pool:
        assert alone == list(pool.map(PRONOUNCER.pronounce, sentences))


@given(
    st.lists(st.text(st.characters() | st.sampled_from("今日は行ってラーメン々〆\0\ud800 "), max_size=8), max_size=8)
)
def test_every_form_has_a_reading(forms: list[str]) -> None:
    """Whatever the forms hold, NUL and lone surrogates too, each has one word, of phones of the model."""
    said = PRONOUNCER.pronounce(forms)

    assert len(forms) == len(said)
    assert all(set(word) <= PHONES for (word,) in said)
