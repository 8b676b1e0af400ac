"""The bundled voice, on texts that its package fails on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.engine import Engine, Utterance
from models.g2p import readable
from models.speeches import speeches
from speech.audio import Audio


def utterance(engine: Engine, text: str) -> Utterance:
    """The text in hibari's voice."""
    return Utterance(text, "en", engine.voices["heart"], 2.0, 0, engine.Options())


def speak(engine: Engine, text: str) -> Audio:
    """The text as it is heard."""
    (speech,) = speeches(engine.speak([utterance(engine, text)], lambda: False))
    return speech.audio


@pytest.mark.parametrize("text", ["¹A", "❷ x", "9" * 37, "1,234." * 30, "9" * 300, "$" + "1" * 80, "a1" * 150])
def test_numbers_that_the_package_fails_on_are_spoken(engines: dict[str, Engine], text: str) -> None:
    """Odd digits, huge numbers and endless runs are read piece by piece instead of failing or taking minutes."""
    assert len(speak(engines["hibari"], text))


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_is_speech_or_silence(engines: dict[str, Engine], text: str) -> None:
    """Whatever Unicode holds, the voice gives samples or none, and never an exception."""
    assert engines["hibari"].sample_rate == speak(engines["hibari"], text).sample_rate


@pytest.mark.parametrize("text", ["Plain words, 1,250 people, $9.99 and https://example.com/a/b?c=d", "Zürich", ""])
def test_what_can_be_read_is_left_alone(text: str) -> None:
    """Texts that the package reads come to it as they are."""
    assert text == readable(text)


@pytest.mark.parametrize(
    ("text", "respelt"),
    [
        ("Shh! SHHHH, brrr.", "shush! shush, burr."),
        ("Zzz... tsk tsk, grr, pssst", "zizz... tisk tisk, gurr, psst"),
        ("push zz PST ssh", "push zz PST ssh"),
    ],
)
def test_words_without_a_vowel_are_no_letters(text: str, respelt: str) -> None:
    """What the package would spell, "S H H", it gets as a word that sounds alike; initialisms stay."""
    assert respelt == readable(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("at seven A M", "at seven eigh M"),
        ("vitamin A is", "vitamin eigh is"),
        ("A man and A B C", "A man and eigh B C"),
        ("It was A BIG win", "It was A BIG win"),
        ("Once Upon A Time", "Once Upon A Time"),
    ],
)
def test_the_letter_a_is_told_from_the_article(text: str, read: str) -> None:
    """A capital A inside a sentence, or among other letters, is said as a letter; at a start or in a title not."""
    assert read == readable(text)
