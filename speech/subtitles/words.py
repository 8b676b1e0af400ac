"""What subtitles show of a text: its words with the punctuation close to them, joined as they were, without markup."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from typing import Final

from speech.subtitles.columns import columns, cut, is_wide
from speech.subtitles.gaps import Gap, read_gap, unescape, without_link_openings
from speech.timings import WordTiming


class Ending(IntEnum):
    """How well a piece stands before a break: the higher, the better."""

    JOINED = 0
    """The next piece is written without a space: a half of "and/or", the middle of an address."""
    WORD = 1
    CLAUSE = 2
    SENTENCE = 3
    PARAGRAPH = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A word as it is shown, with its punctuation, or a part of a word that is longer than a line."""

    text: str
    start_ms: int
    end_ms: int
    is_apart: bool
    """Whether a space stands before it, when it isn't the first of its line."""
    ending: Ending


_CLOSERS: Final = "\"'”’»›)]}」』）】》"
_SENTENCE_ENDS: Final = ".!?…。！？｡؟۔।॥"
_CLAUSE_ENDS: Final = ",;:،؛、，；：—–"
_TRAILING: Final = "!?…"
"""These end at least a clause, even before a small letter: "“Stop!” he said"."""
_PARENTHESES: Final = frozenset('(“«„"')
_LIST_DIGITS: Final = 2
_BEFORE_NAMES: Final = frozenset({"dr", "mr", "mrs", "ms", "prof", "st", "vs"})
_BEFORE_NUMBERS: Final = frozenset({"no", "nos", "fig", "vol", "approx", "p", "pp"})
"""Abbreviations whose full stop ends no sentence, although a capital or a number follows."""
_MARKS_WITHIN: Final = re.compile(
    r"(?<=[^\W\d_])(?:\*{1,3}|`{1,3}|~~|\]\([^()\s]{0,2000}\))(?=[^\W\d_])"
    r"|</?(?:a|b|code|em|font|i|mark|s|small|span|strong|sub|sup|u)(?![A-Za-z])[^<>]{0,1000}>"
)
"""Emphasis, the end of a link, and HTML in the middle of a word."""
_CONTROLS: Final = dict.fromkeys([*range(9), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0)])


def show(text: str, timings: Sequence[WordTiming], line_columns: int) -> list[Piece]:
    """The words in order, none wider than `line_columns`; times in ms that never decrease, however the words overlap.

    Every visible character of the words is in exactly one piece; of what stands between them only punctuation is.
    """
    pieces: list[Piece] = []
    gaps = list(_gaps(text, timings))
    times = _times(timings)
    words = [*(_plain(text[timing.char_start : timing.char_end]) for timing in timings), ""]
    if any(map(_is_wrapped, gaps[1:], words[1:])):
        gaps = [replace(gap, is_line_end=False) for gap in gaps]
    for index, word in enumerate(words[:-1]):
        if not word:
            continue
        before, after, following = gaps[index], gaps[index + 1], words[index + 1]
        shown = f"{before.opening}{word}{after.closing}"
        ending = _ending(word, shown, before, after, following)
        if max(columns(shown), columns(following)) > line_columns:
            ending = max(ending, Ending.SENTENCE)  # so that an address gets a cue of its own
        pieces += _cut(Piece(shown, *times[index], _is_apart(pieces, before, shown), ending), line_columns)
    return pieces


def _gaps(text: str, timings: Sequence[WordTiming]) -> Iterator[Gap]:
    """What stands before the first word, between each two, and after the last."""
    if not timings:
        return
    source = without_link_openings(text)
    first = read_gap("\n" + source[: timings[0].char_start])
    yield replace(first, opening=first.closing + first.opening, closing="", is_block_end=True)
    for word, following in pairwise(timings):
        yield read_gap(source[word.char_end : following.char_start])
    last = read_gap(source[timings[-1].char_end :] + "\n")
    yield replace(last, closing=last.closing + last.opening.rstrip(), opening="")


def _is_wrapped(gap: Gap, following: str) -> bool:
    """Whether a line goes on with a small letter: then the ends of this text's lines tell nothing."""
    return gap.is_line_end and not gap.is_block_end and not gap.closing and following[:1].islower()


def _times(timings: Sequence[WordTiming]) -> list[tuple[int, int]]:
    starts: list[int] = []
    for timing in timings:
        starts.append(max(round(timing.start_time * 1000), starts[-1] if starts else 0))
    limits = [*starts[1:], math.inf]
    return [
        (start, int(max(start, min(limit, round(timing.end_time * 1000)))))
        for timing, start, limit in zip(timings, starts, limits[: len(starts)], strict=True)
    ]


def _plain(word: str) -> str:
    """A word without the markup in it, its white space single spaces."""
    return " ".join(unescape(_MARKS_WITHIN.sub("", word)).translate(_CONTROLS).split())


def _is_apart(pieces: Sequence[Piece], before: Gap, shown: str) -> bool:
    if before.is_spaced or not pieces:
        return before.is_spaced
    # Where a tag or an emoji alone parted two words, they must not run together; Chinese and Japanese words may.
    return before.is_dropped and not is_wide(pieces[-1].text[-1]) and not is_wide(shown[0])


def _ending(word: str, shown: str, before: Gap, after: Gap, following: str) -> Ending:
    bare = shown.rstrip(_CLOSERS) or shown
    ends_sentence = bare[-1] in _SENTENCE_ENDS and not following[:1].islower()
    is_clause = bare[-1] in _CLAUSE_ENDS or bare.endswith(" -") or (bare != shown and shown[-1] not in "'’")
    is_apart = after.is_spaced or after.is_dropped or is_wide(shown[-1]) or is_wide(following[:1])
    if after.is_block_end:
        return Ending.PARAGRAPH
    if ends_sentence and not (bare[-1] == "." and _keeps_its_stop(word.removesuffix("."), before, following)):
        return Ending.SENTENCE
    if is_clause or after.is_line_end or after.opening[:1] in _PARENTHESES or bare[-1] in _TRAILING:
        return Ending.CLAUSE
    return Ending.WORD if is_apart else Ending.JOINED


def _keeps_its_stop(word: str, before: Gap, following: str) -> bool:
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    is_list_number = before.is_block_end and len(word) <= _LIST_DIGITS and word.isdecimal()
    is_numbering = word.lower() in _BEFORE_NUMBERS and following[:1].isdecimal()
    return is_initial or is_list_number or is_numbering or word.lower() in _BEFORE_NAMES


def _cut(piece: Piece, line_columns: int) -> Iterator[Piece]:
    """The piece itself, or parts of it that each fill a line, with shares of its time."""
    if columns(piece.text) <= line_columns:
        yield piece
        return
    parts = list(cut(piece.text, line_columns))
    total, done = columns(piece.text), 0
    duration_ms = piece.end_ms - piece.start_ms
    is_apart = piece.is_apart
    for index, part in enumerate(parts):
        start_ms = piece.start_ms + duration_ms * done // total
        done = total if index == len(parts) - 1 else done + columns(part)
        ending = piece.ending if done == total else Ending.JOINED
        yield Piece(part.strip(), start_ms, piece.start_ms + duration_ms * done // total, is_apart, ending)
        is_apart = part.endswith(" ")
