"""The words of plain text: what stands between spaces and dashes; characters and runs where a script has no spaces."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from speech.normalise.plain import BLOCK_END, LINE_END, MARK
from speech.normalise.rewrite import Rewrite

_STRUCTURE: Final = f"{BLOCK_END}{LINE_END}{MARK}"
_HAN: Final = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA: Final = "\u3041-\u309f"
_KATAKANA: Final = "\u30a1-\u30fa\u30fd-\u30ff\uff66-\uff9f"
_LONG: Final = "\u30fc"  # ー, which lengthens the kana before it, of either kind
_KANA_RUNS: Final = f"[{_KATAKANA}][{_KATAKANA}{_LONG}]*|[{_HIRAGANA}][{_HIRAGANA}{_LONG}]*"
# One dash of two hyphens or more, an em dash and an ellipsis part words; a single hyphen or full stop doesn't.
_OTHERS: Final = rf"(?:(?![{_HAN}{_HIRAGANA}{_KATAKANA}{_STRUCTURE}—…、。，！？；：「」『』（）・])(?!--|\.\.\.)\S)+"

_TOKEN: Final = re.compile(f"[{_HAN}]|{_KANA_RUNS}|{_OTHERS}")
_JAPANESE_TOKEN: Final = re.compile(f"[{_HAN}]+[{_HIRAGANA}{_LONG}]*|{_KANA_RUNS}|{_OTHERS}")
_SPOKEN_SYMBOLS: Final = frozenset("$€£¥₹%°&@#+=")
_JOINERS: Final = re.compile(r"[/\\_|]+")


def find_words(text: str, rewrites: Sequence[Rewrite], language: str) -> Iterator[Rewrite]:
    """The words of plain text in order, without the punctuation around them; those that no rewrite covers as written.

    A Chinese character is a word; in Japanese one or more with the kana after them, or a run of one kind of kana.
    """
    token = _JAPANESE_TOKEN if language == "ja" else _TOKEN
    position = 0
    for rewrite in rewrites:
        yield from _plain_words(token, text, position, rewrite.start)
        yield rewrite
        position = rewrite.end
    yield from _plain_words(token, text, position, len(text))


def is_english(word: str) -> bool:
    """Whether an English voice finds something to read in it: a Latin letter, a digit or a symbol with a name."""
    return any(
        character in _SPOKEN_SYMBOLS or character.isdecimal() or unicodedata.name(character, "").startswith("LATIN")
        for character in word
    )


def _plain_words(token: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Rewrite]:
    for found in token.finditer(text, start, end):
        first, last = found.span()
        while first < last and not _is_spoken(text[first]):
            first += 1
        while last > first and not _is_spoken(text[last - 1]):
            last -= 1
        spoken = _JOINERS.sub(" ", text[first:last]).strip()
        if any(_is_said(character) for character in spoken):
            yield Rewrite(first, last, spoken)


def _is_said(character: str) -> bool:
    return character.isalnum() or character in _SPOKEN_SYMBOLS


def _is_spoken(character: str) -> bool:
    # Marks (category M) are the vowel signs of Indic scripts and combining accents: part of their word.
    return _is_said(character) or unicodedata.category(character)[0] == "M"
