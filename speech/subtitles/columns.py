"""How wide text is on a screen, how wide a line of subtitles may be, and text cut to that."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

LINE_COLUMNS: Final = 42
"""Characters a line: Netflix Timed Text Style Guide, most languages. A full-width character counts as two."""
WIDE_LINE_COLUMNS: Final = 32
"""For texts mostly in Chinese characters or Hangul: 16 full-width characters, in the guides for both languages."""
KANA_LINE_COLUMNS: Final = 26
"""For texts mostly in Japanese: 13 full-width characters."""
_CUTS: Final = "/-.?&=_ ,"
"""Characters behind which a word that is longer than a line is cut, when they come late enough in it."""


@lru_cache(maxsize=4096)
def is_wide(character: str) -> bool:
    """Whether a character takes two columns; nothing takes none."""
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


def columns(shown: str) -> int:
    """The width in half-width characters: each character is one, a full-width one (Unicode's W and F) two."""
    return len(shown) if shown.isascii() else len(shown) + sum(map(is_wide, shown))


def line_columns(text: str) -> int:
    """How wide a line may be, in half-width characters: 42, or less for a text mostly in full-width ones."""
    if text.isascii():
        return LINE_COLUMNS
    wide = [character for character in filter(str.isalpha, text) if is_wide(character)]
    if 2 * len(wide) < sum(map(str.isalpha, text)):
        return LINE_COLUMNS
    n_kana = sum("\u3040" <= character <= "\u30ff" for character in wide)
    # A Chinese text may name something in kana; a Japanese one has them in every phrase.
    return KANA_LINE_COLUMNS if 5 * n_kana > len(wide) else WIDE_LINE_COLUMNS


def cut(text: str, line_columns: int) -> Iterator[str]:
    """Parts of at most that width which make up the text, cut where an address may be, else anywhere."""
    start = 0
    while start < len(text):
        end = _fitting_end(text, start, line_columns)
        if end < len(text):
            late = range(end, start + (end - start) // 2, -1)
            end = next((at for at in late if text[at - 1] in _CUTS and text[at] not in _CUTS), end)
        yield text[start:end]
        start = end


def _fitting_end(text: str, start: int, line_columns: int) -> int:
    """The furthest end with which the part is no wider than a line, and no accent is parted from its letter."""
    end, width = start, 0
    while end < len(text) and width + 1 + is_wide(text[end]) <= line_columns:
        width += 1 + is_wide(text[end])
        end += 1
    if end < len(text):
        whole = (at for at in range(end, start, -1) if unicodedata.category(text[at])[0] != "M")
        end = next(whole, end)
    return end
