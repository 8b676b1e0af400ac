"""Readings by lexicon, and guesses."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from models.pronunciation.lexicon import Lexicon

GERMAN = Lexicon.load("de")
FRENCH = Lexicon.load("fr")


@pytest.mark.parametrize(
    ("lexicon", "word", "reading"),
    [
        (GERMAN, "Haus", "haʊ̯s"),
        (GERMAN, "zu", "t͡suː"),
        (FRENCH, "à", "a"),
        (FRENCH, "y", "i"),
        (FRENCH, "C’est", "sɛ"),
        (FRENCH, "grand-mère", "ɡʁɑ̃mɛʁ"),
    ],
)
def test_known_words_are_read_as_the_lexicon_says(lexicon: Lexicon, word: str, reading: str) -> None:
    """Capitals, apostrophes and one-letter words are found."""
    assert reading == lexicon.read(word)


def test_unknown_words_are_guessed() -> None:
    """A word that nobody has heard is read by its spelling."""
    assert "kʁabɛlstatsən" == GERMAN.read("Krabbelstatzen")


def test_parts_of_unknown_words_are_looked_up() -> None:
    """What hyphens join is read part by part."""
    assert GERMAN.read("Haus") + GERMAN.read("Katze") == GERMAN.read("Haus-Katze")


def test_threads_share_a_lexicon() -> None:
    """Many threads get what one gets."""
    words = [f"{start}{end}" for start in ("Wald", "Rübe", "Mond", "xyz") for end in ("haus", "katze", "ung", "q")] * 20
    alone = [GERMAN.read(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert alone == list(pool.map(GERMAN.read, words))
