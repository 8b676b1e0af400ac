"""The map from the G2P's alphabet to the phones of the acoustic model."""

import json
from importlib.resources import files

import pytest

from models.pronunciation.arpabet import LETTERS, from_misaki

NOT_SOUNDS = frozenset(';:,.!?—…"“”()- ˈˌ1ːʰʲᵝ↓→↗↘')
"""What a reading of the G2P may hold that is no phone: punctuation, stress, length, intonation …"""


def _alphabet(asset: str) -> str:
    return (files("hibari") / "assets" / asset).read_text(encoding="utf-8")


def test_every_symbol_of_the_g2p_is_a_phone_or_known_to_be_none() -> None:
    """No symbol that the G2P can write is dropped unawares."""
    symbols = {*json.loads(_alphabet("vocab.json")), *json.loads(_alphabet("oov.json"))["out"]}
    sounds = set("".join(LETTERS.values()))

    assert set() == symbols - sounds - NOT_SOUNDS
    assert set() == sounds & NOT_SOUNDS


def test_every_phone_is_one_of_the_acoustic_model() -> None:
    """The map's right side holds nothing but phones that the model was trained with."""
    dictionary = (files("pocketsphinx") / "model/en-us/cmudict-en-us.dict").read_text(encoding="utf-8")
    of_the_model = {phone for line in dictionary.splitlines() for phone in line.split()[1:]}
    mapped = {phone for phones in LETTERS for phone in phones.split()}

    assert set() == mapped - of_the_model


@pytest.mark.parametrize(
    ("reading", "phones"),
    [
        ("həlˈO", "HH AH L OW"),
        ("ʧˈɛɹi", "CH EH R IY"),
        ("bˈɜɹd", "B ER D"),
        ("wˈɔTəɹ", "W AO T ER"),
        ("sˈɛvən θˈɜɹTi", "S EH V AH N TH ER T IY"),
        ("", ""),
    ],
)
def test_readings_become_phones(reading: str, phones: str) -> None:
    """Stress and spaces vanish, diphthongs and affricates are one phone, R joins the vowel that it colours."""
    assert tuple(phones.split()) == from_misaki(reading)
