"""Whole numbers in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.normalise.foreign import LANGUAGES
from speech.normalise.foreign.spellout import LIMIT, cardinal, digits, ordinal, year

NUMBERS = st.one_of(st.integers(0, 3_000), st.integers(0, LIMIT - 1), st.sampled_from([10**k for k in range(15)]))


@given(number=NUMBERS, language=st.sampled_from(sorted(LANGUAGES)))
def test_numbers_have_words(number: int, language: str) -> None:
    """Every number up to the limit has words in every language, without digits and soft hyphens."""
    for words in (cardinal(language, number), ordinal(language, number)):
        assert words
        assert not any(character.isdecimal() or character == "\u00ad" for character in words)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_different_numbers_have_different_words(language: str) -> None:
    """No two numbers below ten thousand sound the same."""
    assert 10_000 == len({cardinal(language, number) for number in range(10_000)})


@pytest.mark.parametrize(
    ("language", "number", "form", "expected"),
    [
        ("de", 1, "masculine", "ein"),
        ("es", 21, "feminine", "veintiuna"),
        ("fi", 5, "inessive", "viidessä"),
        ("hu", 22, "attributive", "huszonkét"),
        ("ko", 20, "native-attributive", "스무"),
        ("ru", 2, "feminine", "две"),
        ("ru", 5, "masculine-genitive", "пяти"),
        ("tr", 5, "feminine", "beş"),
        ("zh", 10**12, "", "一万亿"),
        ("zh", 10**12 + 5, "", "一万亿零五"),
    ],
)
def test_forms(language: str, number: int, form: str, expected: str) -> None:
    """A number takes the form that is asked for, or the usual one where the language has no such form."""
    assert expected == cardinal(language, number, form)


@pytest.mark.parametrize(
    ("language", "number", "form", "expected"),
    [
        ("cs", 23, "masculine-genitive", "dvacátého třetího"),
        ("cs", 100, "", "stý"),
        ("da", 21, "", "enogtyvende"),
        ("de", 3, "n", "dritten"),
        ("fr", 91, "", "quatre-vingt-onzième"),
        ("hu", 40, "", "negyvenedik"),
        ("hu", 1000, "", "ezredik"),
        ("pl", 1990, "masculine-genitive", "tysiąc dziewięćset dziewięćdziesiątego"),
        ("pl", 2000, "masculine-locative", "dwutysięcznym"),
        ("pl", 3, "feminine", "trzecia"),
        ("ru", 1900, "masculine-locative", "одна тысяча девятисотом"),
    ],
)
def test_ordinals(language: str, number: int, form: str, expected: str) -> None:
    """Ordinals are inflected, also where CLDR has none or wrong ones."""
    assert expected == ordinal(language, number, form)


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        ("cs", 1990, "devatenáct set devadesát"),
        ("da", 1990, "nittenhundrede og halvfems"),
        ("de", 1990, "neunzehnhundertneunzig"),
        ("de", 2026, "zweitausendsechsundzwanzig"),
        ("fr", 1990, "mille neuf cent quatre-vingt-dix"),
        ("nl", 1990, "negentiennegentig"),
        ("no", 2026, "to tusen og tjueseks"),
        ("sv", 2026, "tjugohundratjugosex"),
        ("zh", 2006, "二零零六"),
    ],
)
def test_years(language: str, number: int, expected: str) -> None:
    """Years are said by hundreds or digit by digit where a language does so."""
    assert expected == year(language, number)


def test_digits_of_any_script() -> None:
    """Digits are read one by one, with spaces except where a language has none."""
    assert "null drei null" == digits("de", "030")
    assert "零三零" == digits("zh", "030")
    assert "एक दो" == digits("hi", "१२")


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        ("ar", 300, "ثلاثمائة"),
        ("ar", 811, "ثمانمائة وأحد عشر"),
        ("cs", 10**9, "jedna miliarda"),
        ("el", 3090, "τρεις χιλιάδες ενενήντα"),
        ("he", 120, "מאה ועשרים"),
        ("hu", 2000, "kétezer"),
        ("ja", 0, "零"),
    ],
)
def test_misspellings_of_the_rules_are_repaired(language: str, number: int, expected: str) -> None:
    """Words that CLDR 46 spells wrong come out right."""
    assert expected == cardinal(language, number)
