"""Where a text is parted into cues, and a cue into lines: the cheapest of all ways, by what a break there costs."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from speech.subtitles.passage import Passage, latest_ends, measure
from speech.subtitles.rules import MAX_MS, MIN_MS, MS_PER_COLUMN, PAUSE_MS
from speech.subtitles.words import Piece

_CUE: Final = 3.0  # each cue, so that a sentence that fits into one stays whole
_TOO_SHORT: Final = 100.0  # outweighs all else together, so that such a cue is merged wherever a neighbour has room
_TOO_FAST: Final = 10.0
_UNDERFILLED: Final = 2.0  # cues of one sentence get about the same length
_FRAGMENT: Final = 6.0
_FRAGMENT_COLUMNS: Final = 16  # shorter than that a part of a sentence reads as a scrap
_LONE_WORD: Final = 8.0
_TWO_LINES: Final = 0.5
_UNEVEN_LINES: Final = 3.0
_TOP_HEAVY: Final = 0.7  # the lower line is the longer one by preference: less of the picture is covered
_LONE_WORD_LINE: Final = 2.5
_BLOCKS_ON_A_LINE: Final = 6.0  # two items of a list stand on two lines, however short; three don't fit


@dataclass(frozen=True, slots=True)
class Layout:
    """A cue's pieces `start` to `end`, with the second line beginning at `split`; one line when `split == end`."""

    start: int
    split: int
    end: int


def lay_out(pieces: Sequence[Piece], line_columns: int) -> list[Layout]:
    """The cues of all pieces, in order. No piece is wider than `line_columns`; a cue has up to two such lines.

    A cue over seven seconds is one piece alone. Time grows linearly with the pieces.
    """
    latest = latest_ends(pieces)
    ends = [at for at, (piece, after) in enumerate(pairwise(pieces), 1) if after.start_ms - piece.end_ms > PAUSE_MS]
    found: list[Layout] = []
    for first, last in pairwise([0, *ends, len(pieces)]):
        passage = measure(pieces[first:last], latest[first:last], line_columns)
        found += [Layout(first + cue.start, first + cue.split, first + cue.end) for cue in _cheapest(passage)]
    return found


def _cheapest(passage: Passage) -> list[Layout]:
    """Dynamic programming over the ends of cues."""
    n_pieces = len(passage.left)
    best = [0.0, *([math.inf] * n_pieces)]
    found: list[Layout] = [Layout(0, 0, 0)] * (n_pieces + 1)
    for start in range(n_pieces):
        for end in range(start + 1, _furthest(passage, start) + 1):
            cost = best[start] + _cue_cost(passage, start, end)
            if cost >= best[end]:
                continue
            split, line_cost = _split(passage, start, end)
            if cost + line_cost < best[end]:
                best[end], found[end] = cost + line_cost, Layout(start, split, end)
    return _path(found)


def _furthest(passage: Passage, start: int) -> int:
    """The end of the longest cue from `start` on, as far as time and the number of characters tell."""
    full = bisect_right(passage.right, passage.left[start] + 2 * passage.line_columns + 1, start)
    late = bisect_right(passage.end_ms, passage.start_ms[start] + MAX_MS, start, full)
    return max(late, start + 1)


def _path(found: Sequence[Layout]) -> list[Layout]:
    path: list[Layout] = []
    at = len(found) - 1
    while at:
        path.append(found[at])
        at = found[at].start
    return path[::-1]


def _cue_cost(passage: Passage, start: int, end: int) -> float:
    """What a cue of these pieces costs, but for the break between its lines."""
    last = end - 1
    width = passage.right[last] - passage.left[start]
    cost = _CUE + passage.cue_break[last] + passage.inner[last] - passage.inner[start]
    cost += _BLOCKS_ON_A_LINE * max(0, passage.blocks[last] - passage.blocks[start] - 1)
    cost += _UNDERFILLED * (1 - width / (2 * passage.line_columns + 1)) ** 2
    stay_ms = passage.latest_ms[last] - passage.start_ms[start]
    if stay_ms < MIN_MS:
        cost += _TOO_SHORT * (2 - stay_ms / MIN_MS)
    if stay_ms < width * MS_PER_COLUMN:
        cost += _TOO_FAST * (1 - stay_ms / (width * MS_PER_COLUMN))
    if passage.is_stop[last] and (start == 0 or passage.is_stop[start - 1]):
        return cost
    if width < _FRAGMENT_COLUMNS:
        cost += _FRAGMENT * (1 - width / _FRAGMENT_COLUMNS)
    # The rest of a long address is no lone word, nor is a character that stands without spaces.
    is_lone = last == start and (start == 0 or passage.left[start] > passage.right[start - 1])
    return cost + (_LONE_WORD if is_lone else 0)


def _split(passage: Passage, start: int, end: int) -> tuple[int, float]:
    """Where the second line begins, and what it costs; without end where no two lines hold the pieces."""
    limit, left, right, line_break = passage.line_columns, passage.left, passage.right, passage.line_break
    first_column, last_column = left[start], right[end - 1]
    fits_one = last_column - first_column <= limit
    blocks = passage.blocks
    has_blocks = blocks[end - 1] > blocks[start]
    if fits_one and not has_blocks:
        return end, 0.0
    first = bisect_left(left, last_column - limit, start + 1, end)
    last = min(bisect_right(right, first_column + limit, start, end), end - 1)
    best, best_split = _BLOCKS_ON_A_LINE if fits_one else math.inf, end
    # This runs ten million times for a book: no function is called in it.
    for split in range(first, last + 1):
        longer_below = last_column - left[split] - right[split - 1] + first_column
        cost = line_break[split - 1] + longer_below * (_UNEVEN_LINES / limit)
        if longer_below < 0:
            cost = line_break[split - 1] - longer_below * (_UNEVEN_LINES / limit) + _TOP_HEAVY
        if split in (start + 1, end - 1):
            cost += _LONE_WORD_LINE
        if has_blocks and blocks[split] == blocks[split - 1]:
            cost += _BLOCKS_ON_A_LINE
        if cost < best:
            best, best_split = cost, split
    return best_split, best + _TWO_LINES
