"""Characters as a reader sees them, each with its place."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.normalise.markup.characters import SILENT, clean
from speech.normalise.plain import BLOCK_END, LINE_END, MARK


def _clean(text: str) -> tuple[str, list[tuple[int, int]]]:
    cleaned, starts, ends = clean(text, array("i", range(len(text))), array("i", range(1, len(text) + 1)))
    return cleaned, list(zip(starts, ends, strict=True))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("don’t ‘tis rock ʼn’ roll", "don't 'tis rock 'n' roll"),
        ("don`t don´t", "don't don't"),
        ("well\u2011known co\u2010op −5", "well-known co-op −5"),
        ("“a” «b» „c“ 5′ 6″", "“a” «b» „c“ 5′ 6″"),
        ("un\u00adbeliev\u00adable zero\u200bwidth \ufeffmark", "unbelievable zerowidth mark"),
        ("\u202babc\u202c \u2066d\u2069 \u061ce\u200ff", "abc d ef"),
        ("a\x00b\x07c\x7fd\x9fe", "abcde"),
        ("a\tb\u00a0c\u3000d\u2003e\u0085f", "a b c d e f"),
        ("1\u00a0000 1\u202f000 1\u2009000 1\u00a0kg", "1\u00a0000 1\u202f000 1\u202f000 1 kg"),
        ("a\ud800b\ufffdc\ue000d\U000f0000e\uffffe", "a b c d e e"),
        ("ＡＢＣ１２３＋＝％＠＃", "ABC123+=%@#"),
        ("你好，世界。真的！（注）好吗？", "你好，世界。真的！（注）好吗？"),
        ("１，０００ ３．１４ １２：３０ ￥５ ￡５", "1,000 3.14 12:30 ¥5 £5"),
        ("𝐇𝐞𝐥𝐥𝐨 𝓌ℴ𝓇𝓁𝒹 ﬁsh", "Hello world fish"),
        ("cafe\u0301 e\u0323\u0301 か\u3099 \u1112\u1161\u11ab", "café ẹ́ が 한"),
        ("क्\u200dष می\u200cخواهم a\u200db", "क्\u200dष می\u200cخواهم ab"),
        ("5² H₂O ½ … — – 20 °C © ™ ♥ ☎", "5² H₂O ½ … — – 20 °C © ™ ♥ ☎"),
    ],
)
def test_look_alikes_are_plain(written: str, read: str) -> None:
    """Characters that look like plain ones become them, invisible ones go, and what has a sound of its own stays."""
    assert read == _clean(written)[0]


@pytest.mark.parametrize(
    "emoji",
    ["😀", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "❤️", "1️⃣", "#️⃣",
     "5\u20e3", "✨", "🏳️‍🌈", "⏰", ":-)", ":)", ";-)", ":D", ":-(", "XD", ":heart_eyes:", ":tada:", ":+1:", "😀😀 😀"],
)  # fmt: skip
def test_emoji_are_silent(emoji: str) -> None:
    """An emoji of any make, a keycap and a face leave one space between words, and none before a full stop."""
    assert ["a   b", "a."] == [_clean(f"a {emoji} b")[0], _clean(f"a {emoji}.")[0]]


@pytest.mark.parametrize(
    "text",
    [
        "5 + 3 = 8 #1 *2",
        "(:) 8) x:) http://x:/",
        "a: (b) c;",
        "©️ ™️",
        "12:30 :",
        "x^2",
        "x =3",
        "a :3 b",
        "a:b:c",
        ":note: x",
        ":30: x",
    ],
)
def test_what_is_no_emoji_is_kept(text: str) -> None:
    """Digits, symbols with a name and punctuation that only looks like a face are read."""
    assert text.replace("\ufe0f", "") == _clean(text)[0]


def test_every_character_knows_its_piece() -> None:
    """One character made of several stands for all of them, several made of one for it, dropped ones for nothing."""
    assert ("é fi b", [(0, 2), (2, 3), (3, 4), (3, 4), (4, 5), (6, 7)]) == _clean("e\u0301 ﬁ \u00adb")


def test_something_silent_parts_words() -> None:
    """What stood between two words keeps them apart, with its own place."""
    assert ("a b", [(0, 1), (1, 2), (2, 3)]) == _clean(f"a{SILENT}b")


@given(
    text=st.text(st.characters(), max_size=60)
    | st.text("a1e\u0301\u200d\ufe0f\u20e3😀👍🏽:-)１，．\u00a0\u1112\u1161 .", max_size=30)
)
def test_order_and_structure_hold_for_any_text(text: str) -> None:
    """Pieces are in order, in the text and never empty, and structure characters pass as they are."""
    cleaned, pieces = _clean(text)
    assert len(pieces) == len(cleaned)
    assert pieces == sorted(pieces)
    assert all(0 <= start < end <= len(text) for start, end in pieces)
    kept = [character for character in cleaned if character in BLOCK_END + LINE_END + MARK]
    assert [character for character in text if character in BLOCK_END + LINE_END + MARK] == kept


@pytest.mark.timeout(15)
@pytest.mark.parametrize(
    "piece",
    ["😀", "\u200d", "\ufe0f", "1\ufe0f", "e\u0301", "\u0301", ":)", ": ", ":-", " ", "\x00", "１，", "\u00a0",
     "1\u00a0", "\ud800", "`", "a`", "x", "🇩", "❤\ufe0f\u200d", "^_"],
)  # fmt: skip
def test_repetition_takes_linear_time(piece: str) -> None:
    """A hundred thousand characters of any one kind are cleaned at once."""
    cleaned, pieces = _clean(piece * (100_000 // len(piece)))
    assert len(pieces) == len(cleaned)
