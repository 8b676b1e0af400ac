"""From a caller's text to what is spoken: chunks for the engine, words with their spans in the text."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"(?:(?!—|--|…|\.\.\.)\S)+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]»]*\s+|[。！？।]\s*|\n+")
_CLAUSE_END = re.compile(r"[,;:—–][\"'”’)\]»]*\s+|[、，；：]\s*")
_SPACE = re.compile(r"\s+")
# Their full stop ends no sentence; neither does that of an initial ("J. K. Rowling").
_ABBREVIATIONS = frozenset(
    {"dr", "mr", "mrs", "ms", "prof", "st", "jr", "sr", "vs", "etc", "no", "fig", "vol", "approx", "inc", "ltd"}
    | {"e.g", "i.e"}
)
_SPOKEN_SYMBOLS = frozenset("$€£¥₹%°&@#+=")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the caller's text: `source[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """What an engine speaks in one go: a stretch of the caller's text and the words in it."""

    text: str
    words: tuple[Word, ...]


def write_script(text: str, max_characters: int) -> list[Chunk]:
    """Chunks of at most `max_characters`, each as many whole sentences as fit; stretches without a word are left out.

    A sentence that is too long breaks at a clause, else between words, else anywhere.
    """
    chunks = (_chunk(text, start, end) for start, end in _stretches(text, max_characters))
    return [chunk for chunk in chunks if chunk.words]


def find_words(text: str, start: int, end: int) -> Iterator[Word]:
    """The words of `text[start:end]`, without the punctuation around them, in order."""
    for token in _TOKEN.finditer(text, start, end):
        first, last = token.span()
        while first < last and not _is_spoken(text[first]):
            first += 1
        while last > first and not _is_spoken(text[last - 1]):
            last -= 1
        if any(_is_said(character) for character in text[first:last]):
            yield Word(text[first:last], first, last)


def is_english(word: str) -> bool:
    """Whether an English voice finds something to read in it: a Latin letter, a digit or a symbol with a name."""
    return any(
        character in _SPOKEN_SYMBOLS or character.isdecimal() or unicodedata.name(character, "").startswith("LATIN")
        for character in word
    )


def _chunk(text: str, start: int, end: int) -> Chunk:
    return Chunk(text[start:end].strip(), tuple(find_words(text, start, end)))


def _is_said(character: str) -> bool:
    return character.isalnum() or character in _SPOKEN_SYMBOLS


def _is_spoken(character: str) -> bool:
    # Marks (category M) are the vowel signs of Indic scripts and combining accents: part of their word.
    return _is_said(character) or unicodedata.category(character)[0] == "M"


def _stretches(text: str, max_characters: int) -> Iterator[tuple[int, int]]:
    """Spans that cover the text, cut at the strongest kind of break that lies within the limit."""
    kinds = (
        [end.end() for end in _SENTENCE_END.finditer(text) if _ends_sentence(text, end.start())],
        [end.end() for end in _CLAUSE_END.finditer(text)],
        [space.end() for space in _SPACE.finditer(text)],
    )
    start = 0
    while start < len(text):
        end = min(start + max_characters, len(text))
        if end < len(text):
            end = next((cut for breaks in kinds if (cut := _last_break(breaks, end)) > start), end)
        yield start, end
        start = end


def _last_break(breaks: list[int], limit: int) -> int:
    index = bisect_right(breaks, limit)
    return breaks[index - 1] if index else 0


def _ends_sentence(text: str, stop: int) -> bool:
    if text[stop] != ".":
        return True
    # Longer than any abbreviation: a bounded look back keeps the whole linear.
    before = text[max(0, stop - 12) : stop].split()
    last_word = before[-1].lstrip("(\"'“‘[") if before else ""
    return not (last_word.lower() in _ABBREVIATIONS or (len(last_word) == 1 and last_word.isupper()))
