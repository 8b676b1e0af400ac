"""What holds for every text: places, words, stops that end sentences, and time."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.normalise.english import rewrites
from speech.normalise.plain import BLOCK_END, LINE_END, MARK
from speech.normalise.rewrite import Rewrite

PIECES = (
    *(
        "1",
        "12",
        "1,234",
        "1986",
        "2026-11-20",
        "3.14",
        ".5",
        "½",
        "1/2",
        "²",
        "٣",
        "３",
        "①",
        "Ⅳ",
        "#x²",
        "@b₂",
        "/①",
        "007",
        "$",
        "€",
        "£",
    ),
    *(
        "%",
        "°",
        "'",
        "’",
        '"',
        "“",
        "″",
        "-",
        "–",
        "—",
        "−",
        "+",
        "=",
        "×",
        "/",
        "\\",
        ":",
        ".",
        ",",
        ";",
        "!",
        "?",
        "#",
    ),
    *("@", "&", "_", "~", "<", ">", "(", ")", "[", "]", " ", "  ", "\u00a0", "\u202f", LINE_END, BLOCK_END, MARK, "\n"),
    *("km", "km/h", "m", "in", "kg.", "GB", "k", "M", "x", "s", "st", "th", "nd", "a.m.", "pm", "U.S.", "e.g.", "etc."),
    *("Dr.", "St.", "No.", "Jr.", "Henry", "VIII", "II", "I", "Chapter", "May", "Nov.", "Mon", "FBI", "CDs", "NASA"),
    *(
        "MP3",
        "iPhone",
        "example.com",
        "http://",
        "www.",
        "C:\\",
        "the",
        "A",
        "é",
        "e\u0301",
        "日本",
        "ß",
        "😀",
        "\ud800",
    ),
    *(
        "Route ",
        "No. ",
        "ISO ",
        "Ps. 1:",
        "2 Cor. ",
        "Ctrl+",
        "W. ",
        "Main St.",
        " x ",
        "sq ft",
        "fl oz",
        "lb-ft",
        "1:1",
        "Jan ",
        *("->", " => ", "\u2192 ", "$x", "x$", "\\frac{1}{2}", "1)", "a)", "E\u266d", "5e-3", "1.234,56", "btw", "pt."),
        *("DON'T ", "THE CAT ", "US ", "cells/mL", "Mon.\u2013Fri.", "ABC-1234", " * ", "!=", "Mon/Tue"),
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=30)
SPOKEN = re.compile(r"[^\W\d_'][\w'-]*,?(?: [^\W\d_'][\w'-]*,?)*")

ADVERSARIAL = (
    *(
        "1",
        "1,",
        "1.",
        "1 ",
        "1/",
        "1-",
        "1:",
        "1+",
        "1=",
        "1<",
        "<1",
        "1%",
        "1'",
        '1"',
        "1½",
        "½",
        "1°",
        "1x",
        "x1",
        "1e",
    ),
    *(
        "(1",
        "(555)",
        "555-",
        "01",
        "1,111",
        "1\u00a0000",
        "1 000 ",
        "1.1.1.1/",
        "5 5/5 ",
        "1 km",
        "1 million ",
        "in 1 ",
    ),
    *(
        "a.",
        "a@",
        "a@a.",
        "a-",
        "a/",
        "/a",
        "A",
        "aA",
        "A.",
        "A&",
        "A-",
        "A1-",
        "AB ",
        "http://",
        "www.a.",
        "#a",
        "@",
        "@a",
    ),
    *(
        "$",
        "$1-",
        "$1 million ",
        "US$",
        "USD ",
        "€",
        "¢",
        "I ",
        "Henry I ",
        "Jan. ",
        "St. ",
        "No. ",
        "page x ",
        "_",
        "'",
        "''",
    ),
    *(
        "e\u0301",
        "é",
        "٣",
        "３",
        "²",
        "①",
        "日",
        "😀",
        "\ud800",
        "\x00",
        "\ufffc",
        LINE_END,
        "\u00a0",
        "\\",
        "C:\\",
        "~/",
        "1--",
    ),
    *(
        '1" ',
        '1"x',
        ' "1"',
        "1 x ",
        "1 cm x ",
        "1:1-",
        "Gen. 1:1 ",
        "1 Cor. ",
        "1 U.S. ",
        "Ctrl+",
        "Ctrl-",
        "1 W. ",
        "N. A ",
    ),
    *("localhost:", "http://a-", "Jan 1-", "A-1", "1 fl. ", "1 lb-", "1:11:11 ", "a.me/", "2nd ed. "),
    *(
        "\u2192 ",
        "a \u2192 ",
        "=> ",
        "=",
        "->",
        "$a ",
        "$a=",
        "$a=b ",
        "$a^b$ ",
        "1) ",
        "a) ",
        "\\frac{1}",
        "1e-",
        "ABC-1234 ",
    ),
    *(
        "5 * ",
        "Mon-",
        "Mon/",
        "1.111,",
        "\u20ac1,",
        "btw ",
        "pt ",
        "E\u266d",
        "DON'T ",
        "reqs/s ",
        "THE CAT SAT. ",
        "US ",
    ),
)


@settings(max_examples=1_000)
@given(TEXTS)
def test_rewrites_are_words_of_the_text(text: str) -> None:
    """Rewrites are in order, do not overlap, are not empty, and none reaches over a character of structure."""
    position = 0
    for rewrite in rewrites(text):
        assert position <= rewrite.start < rewrite.end <= len(text)
        assert not {LINE_END, BLOCK_END, MARK} & set(text[rewrite.start : rewrite.end])
        assert not text[rewrite.start].isspace()
        assert not text[rewrite.end - 1].isspace()
        position = rewrite.end


@settings(max_examples=1_000)
@given(TEXTS)
def test_what_is_spoken_is_words(text: str) -> None:
    """Spoken forms hold words with single spaces between them, commas after them, and no digit of any kind."""
    for rewrite in rewrites(text):
        assert SPOKEN.fullmatch(rewrite.spoken), rewrite
        assert {"L", "M"} >= {unicodedata.category(character)[0] for character in re.sub("[-', ]", "", rewrite.spoken)}


@given(TEXTS)
def test_the_same_text_is_read_the_same(text: str) -> None:
    """Reading keeps no state."""
    assert rewrites(text) == rewrites(text)


@given(
    st.lists(
        st.sampled_from(("the", "cat", "sat", "on", "a", "mat", "and", "it", "was", "in", "us", "may", "did")),
        max_size=30,
    ).map(" ".join)
)
def test_plain_words_stay_as_they_are(text: str) -> None:
    """Prose without anything to say otherwise has no rewrite."""
    assert [] == rewrites(text)


@pytest.mark.parametrize("unit", ADVERSARIAL)
@pytest.mark.timeout(5)
def test_no_text_hangs(unit: str) -> None:
    """20,000 characters of anything are read in well under a second; the time-out leaves room for a busy machine."""
    text = (unit * 20_000)[:20_000]
    assert all(rewrite.end <= len(text) for rewrite in rewrites(text))


@pytest.mark.parametrize(
    ("text", "stop_is_outside"),
    [
        ("He lives in the U.S.", True),
        ("He lives in the U.S. She does too.", True),
        ("The U.S. Army came.", False),
        ("We met at 5 p.m. She left.", True),
        ("We met at 5 p.m. Monday.", False),
        ("Apples, pears, etc. Then we ate.", True),
        ("Apples, etc. are fruit.", False),
        ("He works for Acme Inc. in Rome.", False),
        ("Dr. Smith came.", False),
        ("We live on Main St.", True),
        ("It is 5 in. It is 6 ft. tall.", True),
    ],
)
def test_a_stop_that_ends_the_sentence_stays_outside(text: str, *, stop_is_outside: bool) -> None:
    """The full stop of an abbreviation is part of its rewrite, unless it ends the sentence as well."""
    first = next(rewrite for rewrite in rewrites(text) if "." in text[rewrite.start : rewrite.end + 1])
    assert stop_is_outside == (text[first.end - 1] != "." or text[first.end : first.end + 1] == ".")


def test_written_words_have_rewrites_of_their_own() -> None:
    """Where speech follows the order of writing, each written word is said for itself."""
    text = "$3.5 million, 5 km, 3 May 2020"
    assert [
        Rewrite(0, 4, "three point five"),
        Rewrite(5, 12, "million dollars"),
        Rewrite(14, 15, "five"),
        Rewrite(16, 18, "kilometers"),
        Rewrite(20, 21, "the third of"),
        Rewrite(26, 30, "twenty twenty"),
    ] == rewrites(text)
