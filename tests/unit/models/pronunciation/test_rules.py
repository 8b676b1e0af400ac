"""Readings by spelling rules."""

import pytest

from models.pronunciation.rules import TABLES, SpellingRules


@pytest.mark.parametrize(
    ("language", "word", "reading"),
    [
        ("cs", "čas", "t͡ʃas"),
        ("es", "cheque", "t͡ʃeke"),
        ("hi", "नमक", "nəmək(ə)"),
        ("hi", "दरवाज़", "dərvaːz(ə)"),
        ("hi", "में", "men"),
        ("hu", "magyar", "mɒɟɒr"),
        ("it", "chi", "ki"),
        ("it", "scuola", "skuola"),
        ("it", "scena", "ʃena"),
        ("it", "C’era", "t͡ʃera"),
        ("ko", "한국말", "hankuŋmal"),
        ("pl", "prosię", "prɔɕɛ"),
        ("ru", "его", "jevo"),
        ("ru", "семья", "sʲemja"),
        ("ru", "вьюга", "vjuɡa"),
        ("tr", "IŞIK", "ɯʃɯk"),
        ("tr", "İyi", "iji"),
    ],
)
def test_words_are_read_by_their_spelling(language: str, word: str, reading: str) -> None:
    """Maps, the rules before them and after them, Turkish capitals, Korean syllables, silent vowels work together."""
    assert reading == SpellingRules.load(language).read(word)


@pytest.mark.parametrize("language", TABLES)
def test_every_language_loads(language: str) -> None:
    """Each table that is named exists, and each of its rules compiles."""
    assert "" == SpellingRules.load(language).read("")


@pytest.mark.timeout(5)
@pytest.mark.parametrize("language", TABLES)
@pytest.mark.parametrize("unit", ["a", "ą", "ab", "क", "각", "ст", "sz", "-", "ə", "\u0301"])
def test_no_spelling_takes_long(language: str, unit: str) -> None:
    """A hundred letters, the most that a word has, are read at once, however they repeat."""
    rules = SpellingRules.load(language)

    assert rules.read(unit * (100 // len(unit))) is not None
