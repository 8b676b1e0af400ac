"""Sounds of other languages as phones that the acoustic model knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pronunciation.arpabet import LETTERS
from models.pronunciation.ipa import MAYBE, SOUNDS, from_ipa

PHONES = {phone for phones in LETTERS for phone in phones.split()}


@pytest.mark.parametrize(
    ("reading", "phones"),
    [
        ("ˈkatsə", "K AA T S AH"),
        ("t͡ʃas", "CH AA S"),
        ("vɛ̃", "V EH N"),
        ("ɲo", "N Y OW"),
        ("anna", "AA N AA"),
        ("garçon", "G AA D HH OW N"),
        ("haʊs", "HH AW S"),
        ("kʰaː˥", "K AA"),
        ("moja", "M OY Y AA"),
        ("mawɛj", "M AA W EH Y"),
        ("haw", "HH AW"),
        ("ek(ə)", "EY K (AH)"),
        ("(ə)", ""),
        ("ʔ|()", ""),
    ],
)
def test_readings_become_phones(reading: str, phones: str) -> None:
    """Affricates and diphthongs are one, nasal vowels two, doubled sounds one; stress, length and tone are nothing.

    Glides before a vowel begin its syllable, and a vowel that may be silent says so.
    """
    assert tuple(phones.split()) == from_ipa(reading)


def test_the_table_holds_phones_of_the_model_alone() -> None:
    """Each sound stands for phones that the acoustic model has, and no sound for two."""
    sounds = [sound for row in SOUNDS.values() for sound in row.split()]

    assert {phone for phones in SOUNDS for phone in phones.split()} <= PHONES | {MAYBE}
    assert len(set(sounds)) == len(sounds)


@given(st.text())
def test_any_text_gives_phones(reading: str) -> None:
    """Whatever a table yields, only phones of the model come out."""
    assert set(from_ipa(reading)) <= PHONES | {MAYBE}
