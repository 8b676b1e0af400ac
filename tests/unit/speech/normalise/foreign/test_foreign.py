"""Numbers, money, dates and times of the languages other than English."""

import itertools
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.normalise.foreign import LANGUAGES, rewrites
from speech.normalise.plain import BLOCK_END, LINE_END, MARK
from speech.normalise.rewrite import Rewrite

TABLE = Path(__file__).with_name("foreign_cases.tsv")
CASES = [
    tuple(line.split("\t")[:3])
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
STRUCTURE = [BLOCK_END, LINE_END, MARK, "\n"]
CHARACTERS = [*"0123456789", *"٣५３½²", *" .,:;-–/'’%$€¥+()", "\u00a0", "\u202f", "a", "é", "я"]
WORDS = [
    "zł",
    "kr.",
    "EUR",
    "Mio.",
    "年",
    "월",
    "시",
    "个",
    "h",
    "er",
    "º",
    ":s",
    "-го",
    "ב-",
    "l'",
    "ke-",
    "Uhr",
    "%50",
    " km",
    "km/h",
    " °C",
    "€/kg",
    " mg/l",
    " Mio. t",
    " Feb.",
    "Mo., ",
    "godz. ",
    "קמ״ש",
    "في ",
]
FIGURES = ["12.11.2026", "14:30", "3. Oktober", "1.234,56", "1,00,000", "https://a.b/1", "x1@y.org", "0171 2345678"]
PIECES = st.sampled_from([*STRUCTURE, *CHARACTERS, *WORDS, *FIGURES])
TEXTS = st.one_of(st.lists(PIECES, max_size=20).map("".join), st.text(max_size=40))
UNITS = ["km", "m", "cm", "mm", "kg", "g", "mg", "l", "ml", "km/h", "m/s", "°C", "kWh", "MB", "GB"]
LONG_TEXTS = {
    "digits": "1" * 25_000,
    "zeros": "0" * 25_000,
    "groups": "1.111" * 5_000,
    "thousands": "111." * 6_250,
    "commas": "1,111,11" * 3_000,
    "spaced groups": "111 " * 6_250,
    "dates": "1.1." * 6_250,
    "times": "12:" * 8_000,
    "dashes": "1-" * 12_500,
    "signs": "-" * 25_000 + "1",
    "money": "$" * 12_500 + "1" + "€" * 12_500,
    "letters": "a" * 25_000 + "1",
    "letters and digits": "a1" * 12_500,
    "apostrophes": "'" * 25_000 + "1",
    "apostrophes and digits": "1'" * 12_500,
    "vowel signs": "\u0301" * 25_000 + "1",
    "dots and at": "a." * 10_000 + "@" + "b." * 2_500 + "1",
    "addresses": "www.a1@b.c " * 2_250 + "1",
    "plus": "+1 " * 8_000,
    "telephone": "0" + "1-" * 12_500,
    "percent": "1%" * 12_500,
    "ranges": "1–2–" * 6_250,
    "spaces": " " * 25_000 + "1" + " " * 25_000,
    "ordinals": "1. a" * 6_250,
    "measures": "1 km/h " * 3_500,
    "rates": "1 €/" + "kg/" * 8_000,
    "ratios": "1:1:" * 6_250,
    "short names": "Mo., 1. Feb. " * 2_000,
    "every script": "1१١１" * 6_250,
}


def spoken(text: str, found: Sequence[Rewrite]) -> str:
    """The text with what is said in place of what is written."""
    pieces, end = [], 0
    for rewrite in found:
        pieces += [text[end : rewrite.start], rewrite.spoken]
        end = rewrite.end
    return "".join([*pieces, text[end:]])


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_a_text_is_read_as_people_read_it(language: str, text: str, expected: str) -> None:
    """Each row of the table, which was written from the languages' grammars, is spoken as it says."""
    # No-break spaces between words are as good as any.
    assert expected.casefold() == " ".join(spoken(text, rewrites(text, language)).casefold().split())


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_unit_has_a_name(language: str) -> None:
    """After a number, no symbol of a common unit is left as it was written, and none anywhere else is touched."""
    for number, unit in itertools.product(("1", "2", "5", "21", "1-2", "-3"), UNITS):
        said = spoken(f"{number} {unit}.", rewrites(f"{number} {unit}.", language))
        assert re.search(rf"(?<!\w){re.escape(unit)}(?!\w)|/|\d", said) is None
        assert said.endswith(".")
    assert [] == rewrites(" ".join(UNITS), language)


def test_the_table_covers_every_language() -> None:
    """At least eight rows stand in the table for each language."""
    counts = {language: sum(case[0] == language for case in CASES) for language in LANGUAGES}
    assert [] == [language for language, count in counts.items() if count < 8]


@given(text=TEXTS, language=st.sampled_from(sorted(LANGUAGES)))
def test_rewrites_keep_their_contract(text: str, language: str) -> None:
    """In any text: in order, without overlap, inside the text, never empty, never over structure, twice the same."""
    found = rewrites(text, language)
    assert found == rewrites(text, language)
    ends = [0, *(rewrite.end for rewrite in found)]
    for rewrite, before in zip(found, ends, strict=False):
        assert before <= rewrite.start < rewrite.end <= len(text)
        assert not set(text[rewrite.start : rewrite.end]) & {BLOCK_END, LINE_END, MARK, "\n"}


@given(text=TEXTS, language=st.sampled_from(sorted(LANGUAGES)))
def test_what_is_spoken_is_plain_words(text: str, language: str) -> None:
    """No digit, no sign, no doubled space is left in what is spoken."""
    for rewrite in rewrites(text, language):
        assert rewrite.spoken == " ".join(rewrite.spoken.split())
        assert re.search(r"[\d%$€+/:()_]|^[ ,]|,$", rewrite.spoken) is None
        assert any(character.isalpha() for character in rewrite.spoken)


@given(text=TEXTS, language=st.sampled_from(sorted(LANGUAGES)))
def test_no_digit_is_left_over(text: str, language: str) -> None:
    """Every decimal digit outside of web and mail addresses is in a rewrite."""
    if "@" in text or "://" in text or "www." in text.lower():
        return
    covered = {place for rewrite in rewrites(text, language) for place in range(rewrite.start, rewrite.end)}
    assert [] == [place for place, character in enumerate(text) if character.isdecimal() and place not in covered]


@pytest.mark.parametrize(
    ("name", "language"),
    [(name, "de") for name in sorted(LONG_TEXTS)]
    + list(zip(sorted(LONG_TEXTS), sorted(LANGUAGES - {"de"}) * 2, strict=False)),
)
@pytest.mark.timeout(10)
def test_no_text_takes_for_ever(name: str, language: str) -> None:
    """Texts of 25,000 characters that are made to be slow are read like any others, whatever the language."""
    assert rewrites(LONG_TEXTS[name], language)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_number_of_ten_thousand_digits_is_read_digit_by_digit(language: str) -> None:
    """Where no words are left, digits are read one by one, behind the decimal mark too, and with a unit as well."""
    for text in ("9" * 10_000, "0." + "9" * 10_000, "$" + "9" * 10_000, "9" * 10_000 + " %"):
        assert len(spoken(text, rewrites(text, language))) >= 10_000


def test_words_and_their_places() -> None:
    """Two written words that are said in their order are two rewrites; where the order differs there is one."""
    assert [Rewrite(0, 1, "fünf"), Rewrite(2, 3, "Euro")] == rewrites("5 €", "de")
    assert [Rewrite(0, 6, "fünf Euro und fünfzig Cent")] == rewrites("5,50 €", "de")
    assert [Rewrite(0, 2, "dritter"), Rewrite(11, 15, "neunzehnhundertneunzig")] == rewrites("3. Oktober 1990", "de")
    assert [Rewrite(0, 3, "drei Komma fünf"), Rewrite(4, 8, "Millionen")] == rewrites("3,5 Mio.", "de")
    assert [Rewrite(0, 4, "百分之五十")] == rewrites("50 %", "zh")
    assert [Rewrite(0, 1, "zwei"), Rewrite(2, 4, "Kilometer")] == rewrites("2 km", "de")
    assert [Rewrite(0, 3, "zwei Kilometer")] == rewrites("2km", "de")
    assert [Rewrite(0, 7, "時速八十キロメートル")] == rewrites("80 km/h", "ja")
    assert [Rewrite(0, 3, "drei zu eins")] == rewrites("3:1", "de")


@pytest.mark.parametrize("tag", ["pt-BR", "pt_PT", "PT"])
def test_the_primary_subtag_counts(tag: str) -> None:
    """A language may come with a region, in any case and with either joint."""
    assert [Rewrite(0, 1, "três")] == rewrites("3", tag)


def test_norwegian_by_its_other_names() -> None:
    """Bokmål and Nynorsk are read as Norwegian."""
    assert rewrites("3 kr", "no") == rewrites("3 kr", "nb") == rewrites("3 kr", "nn")


@pytest.mark.parametrize("language", ["en", "tlh", "", "-"])
def test_an_unknown_language_is_left_alone(language: str) -> None:
    """A language that is not among those here gives no rewrites; English has its own reader."""
    assert [] == rewrites("3 km", language)


def test_nothing_is_loaded_before_it_is_needed() -> None:
    """Importing the module reads no locale and no spell-out rules, so that a worker starts fast."""
    code = (
        "from speech.normalise.foreign import rewrites, spellout as s, locales as l;"
        "print(s._engine.cache_info().currsize, l._locale.cache_info().currsize)"
    )
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    assert "0 0" == result.stdout.strip()


def test_threads_share_what_is_loaded() -> None:
    """Texts that are read at the same time are read as one after the other."""
    cases = CASES * 3
    alone = [rewrites(text, language) for language, text, _ in cases]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda case: rewrites(case[1], case[0]), cases))
    assert alone == together
