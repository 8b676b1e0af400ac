"""The words of plain text."""

import pytest

from speech.normalise.rewrite import Rewrite
from speech.words import find_words, is_english


def words_of(text: str, language: str = "en", rewrites: tuple[Rewrite, ...] = ()) -> list[str]:
    """The words as they stand in the text."""
    return [text[word.start : word.end] for word in find_words(text, rewrites, language)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, world!", ["Hello", "world"]),
        ('"Don\'t," she said.', ["Don't", "she", "said"]),
        ("It costs $5 (about 50%).", ["It", "costs", "$5", "about", "50%"]),
        ("well-known—and loved", ["well-known", "and", "loved"]),
        ("wait...what… no", ["wait", "what", "no"]),
        ("one\u2029two\u2028three\ufffcfour", ["one", "two", "three", "four"]),
        ("नमस्ते é", ["नमस्ते", "é"]),
        ("😀 … — !?", []),
        ("I love ❤️ you ❤️", ["I", "love", "you"]),
        ("e\u0301tude", ["e\u0301tude"]),
    ],
)
def test_words_are_what_is_spoken(text: str, words: list[str]) -> None:
    """A word is what stands between spaces and dashes, without the punctuation around it."""
    assert words == words_of(text)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("zh", "你好，世界。iPhone很贵", ["你", "好", "世", "界", "iPhone", "很", "贵"]),
        ("ja", "私は東京の大学で勉強しています。", ["私は", "東京の", "大学で", "勉強しています"]),
        ("ja", "コーヒーをください", ["コーヒー", "をください"]),
        ("ko", "안녕하세요 여러분", ["안녕하세요", "여러분"]),
        ("en", "the word 你好 means hello", ["the", "word", "你", "好", "means", "hello"]),
    ],
)
def test_scripts_without_spaces_have_words_too(language: str, text: str, words: list[str]) -> None:
    """A Chinese character is a word; in Japanese one or more with their kana, or a run of one kind of kana."""
    assert words == words_of(text, language)


def test_a_rewrite_is_one_word() -> None:
    """What a rewrite covers is one word, spaces and full stops included, and said as the rewrite tells."""
    text = "Dr. Wu has $ 5."
    rewrites = (Rewrite(0, 3, "doctor"), Rewrite(11, 14, "five dollars"))
    said = [word.spoken for word in find_words(text, rewrites, "en")]

    assert ["Dr.", "Wu", "has", "$ 5"] == words_of(text, "en", rewrites)
    assert ["doctor", "Wu", "has", "five dollars"] == said


def test_what_joins_words_is_not_spoken() -> None:
    """A slash or an underline inside a word is a space to the voice."""
    assert ["his her", "snake case"] == [word.spoken for word in find_words("his/her snake_case", (), "fr")]


@pytest.mark.parametrize(("word", "is_it"), [("hello", True), ("$5", True), ("½", False), ("привет", False)])
def test_english_has_letters_for_it(word: str, *, is_it: bool) -> None:
    """A word of another script is none that an English voice reads."""
    assert is_it == is_english(word)
