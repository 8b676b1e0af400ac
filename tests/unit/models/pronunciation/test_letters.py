"""Readings letter by letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pronunciation.letters import read, romanised


@pytest.mark.parametrize(
    ("word", "reading"), [("Σήμερα", "simera"), ("שלום", "slvm"), ("你好", "nihao"), ("Yacht", "iatʃt")]
)
def test_any_script_is_read(word: str, reading: str) -> None:
    """Letters of any script are romanised, and a few pairs of them are one sound."""
    assert reading == "".join(filter(str.isalpha, read(word)))


@given(st.text())
def test_what_comes_out_is_ascii(word: str) -> None:
    """Every text has a romanisation, in lower case."""
    assert romanised(word).isascii()
    assert romanised(word) == romanised(word).lower()
