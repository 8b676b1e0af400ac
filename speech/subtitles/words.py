"""What subtitles show of a text: its words with the punctuation close to them, joined as they were, without markup."""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from speech.subtitles.columns import columns, cut, is_wide
from speech.subtitles.endings import Ending, Standing, ending_of, is_list_number
from speech.subtitles.gaps import Gap, read_gap, unescape
from speech.subtitles.lines import keep_meant_line_ends
from speech.subtitles.unspoken import has_table, without_unspoken
from speech.timings import WordTiming


@dataclass(frozen=True, slots=True)
class Piece:
    """A word as it is shown, with its punctuation, or a part of a word that is longer than a line."""

    text: str
    start_ms: int
    end_ms: int
    is_apart: bool
    """Whether a space stands before it, when it isn't the first of its line."""
    ending: Ending


_MARKS_WITHIN: Final = re.compile(
    r"(?<=[^\W\d_])(?:\*{1,3}|`{1,3}|~~|\]\([^()\s]{0,2000}\))(?=[^\W\d_])"
    r"|</?(?:a|b|code|em|font|i|mark|s|small|span|strong|sub|sup|u)(?![A-Za-z])[^<>]{0,1000}>"
)
"""Emphasis, the end of a link, and HTML in the middle of a word."""
_FENCES: Final = frozenset({"```", "~~~"})
_CODE: Final = "[code]"
_CONTROLS: Final = dict.fromkeys([*range(9), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0)])


def show(
    text: str, timings: Sequence[WordTiming], line_columns: int, sentence_ends: Collection[int] | None = None
) -> list[Piece]:
    """The words in order, none wider than `line_columns`; times in ms that never decrease, however the words overlap.

    Every visible character of the words is in exactly one piece; of what stands between them only punctuation is.
    `sentence_ends` as for `make_cues`.
    """
    if not timings:
        return []
    pieces: list[Piece] = []
    times = _times(timings)
    words = [*(_plain(text, timing) for timing in timings), ""]
    gaps = keep_meant_line_ends(text, timings, _with_items(list(_gaps(text, timings)), words))
    lasts = _lasts(timings, sentence_ends)
    for index, word in enumerate(words[:-1]):
        if not word:
            gaps[index + 1] = replace(gaps[index + 1], is_spaced=gaps[index].is_spaced or gaps[index + 1].is_spaced)
            continue
        standing = Standing(word, gaps[index], gaps[index + 1], words[index + 1], lasts[index])
        shown = standing.shown
        ending = ending_of(standing)
        if max(columns(shown), columns(words[index + 1])) > line_columns:
            ending = max(ending, Ending.SENTENCE)  # so that an address gets a cue of its own
        pieces += _cut(Piece(shown, *times[index], _is_apart(pieces, gaps[index], shown), ending), line_columns)
    return pieces


def _lasts(timings: Sequence[WordTiming], sentence_ends: Collection[int] | None) -> list[bool | None]:
    """Per word, whether a sentence ends behind it and before the next: words that were not timed may lie between."""
    if sentence_ends is None:
        return [None] * len(timings)
    ends = sorted(sentence_ends)
    following = [*(timing.char_start for timing in timings[1:]), math.inf]
    return [
        bisect_left(ends, timing.char_end) < bisect_right(ends, max(timing.char_end, limit))
        for timing, limit in zip(timings, following[: len(timings)], strict=True)
    ]


def _with_items(gaps: Sequence[Gap], words: Sequence[str]) -> list[Gap]:
    """The gaps, with blocks that end where an item of a numbered list begins."""
    return [
        replace(before, is_block_end=True) if before.is_line_end and is_list_number(before, word, after) else before
        for (before, after), word in zip(pairwise([*gaps, *gaps[-1:]]), words, strict=True)
    ]


def _gaps(text: str, timings: Sequence[WordTiming]) -> Iterator[Gap]:
    """What stands before the first word, between each two, and after the last."""
    source = without_unspoken(text, timings)
    shows_bars = not has_table(source)
    first = read_gap("\n" + source[: timings[0].char_start], shows_bars=shows_bars)
    yield replace(first, opening=first.closing + first.opening, closing="", is_block_end=True)
    for word, following in pairwise(timings):
        yield read_gap(source[word.char_end : following.char_start], shows_bars=shows_bars)
    last = read_gap(source[timings[-1].char_end :] + "\n", shows_bars=shows_bars)
    yield replace(last, closing=last.closing + last.opening.rstrip(), opening="")


def _times(timings: Sequence[WordTiming]) -> list[tuple[int, int]]:
    starts: list[int] = []
    for timing in timings:
        starts.append(max(round(timing.start_time * 1000), starts[-1] if starts else 0))
    limits = [*starts[1:], math.inf]
    return [
        (start, int(max(start, min(limit, round(timing.end_time * 1000)))))
        for timing, start, limit in zip(timings, starts, limits[: len(starts)], strict=True)
    ]


def _plain(text: str, timing: WordTiming) -> str:
    """A word without the markup in it, its white space single spaces."""
    start, end = timing.char_start, timing.char_end
    word = text[start:end]
    if word.strip("`~"):
        return " ".join(unescape(_MARKS_WITHIN.sub("", word)).translate(_CONTROLS).split())
    # A fence was read as "code block": named once, though the two words may be two parts of the fence.
    is_first_part = text[start : start + 3] in _FENCES and text[end : end + 1] in {"`", "~"}
    return "" if is_first_part else _CODE if text[max(0, end - 3) : end] in _FENCES else word


def _is_apart(pieces: Sequence[Piece], before: Gap, shown: str) -> bool:
    if before.is_spaced or not pieces or pieces[-1].text == _CODE:
        return before.is_spaced or bool(pieces)
    # Where a tag or an emoji alone parted two words, they must not run together; Chinese and Japanese words may.
    return before.is_dropped and not is_wide(pieces[-1].text[-1]) and not is_wide(shown[0])


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
