"""Numbers in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.normalise.english.numerals import say_cardinal, say_number, say_ordinal, say_pairs, say_year
from speech.normalise.english.roman import value_of

_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = (
    *("thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion"),
    *("octillion", "nonillion", "decillion"),
)
_VALUES = {word: value for value, word in enumerate(_WORDS)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}


def _value(words: str) -> int:
    total = group = 0
    for word in words.replace("-", " ").split():
        if word == "hundred":
            group *= 100
        elif word in _SCALES:
            total, group = total + group * 1000 ** (_SCALES.index(word) + 1), 0
        else:
            group += _VALUES[word]
    return total + group


@given(st.integers(0, 10**36 - 1))
def test_a_cardinal_in_words_is_the_number(number: int) -> None:
    """Every number below 10^36 comes back from its words."""
    assert number == _value(say_cardinal(str(number)))


def test_beyond_the_names_numbers_are_read_digit_by_digit() -> None:
    """37 digits are 37 words."""
    assert ["one", *["zero"] * 36] == say_cardinal(f"1{'0' * 36}").split()


@pytest.mark.parametrize(
    ("digits", "said"),
    [("1", "first"), ("12", "twelfth"), ("20", "twentieth"), ("21", "twenty-first"), ("100", "one hundredth")],
)
def test_ordinals(digits: str, said: str) -> None:
    """The last word of a number becomes its ordinal."""
    assert said == say_ordinal(digits)


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("1986", "nineteen eighty-six"),
        ("1900", "nineteen hundred"),
        ("1905", "nineteen oh five"),
        ("2000", "two thousand"),
        ("2005", "two thousand five"),
        ("2010", "twenty ten"),
        ("476", "four hundred seventy-six"),
    ],
)
def test_years(digits: str, said: str) -> None:
    """Years are read in pairs, but for the first of a millennium."""
    assert said == say_year(digits)


@pytest.mark.parametrize(
    ("digits", "said"), [("747", "seven forty-seven"), ("101", "one oh one"), ("300", "three hundred")]
)
def test_pairs(digits: str, said: str) -> None:
    """Numbers of rooms and models are read in pairs."""
    assert said == say_pairs(digits)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1,234.50", "one thousand two hundred thirty-four point five zero"),
        (".5", "point five"),
        ("007", "zero zero seven"),
    ],
)
def test_numbers_as_they_are_written(written: str, said: str) -> None:
    """Marks between thousands are silent, digits after a point are read one by one."""
    assert said == say_number(written)


@pytest.mark.parametrize(
    ("numeral", "value"), [("VIII", 8), ("XIV", 14), ("MCMXCIX", 1999), ("IIII", None), ("IC", None)]
)
def test_roman_numerals(numeral: str, value: int | None) -> None:
    """Only numerals as the Romans would write them count."""
    assert value == value_of(numeral)
