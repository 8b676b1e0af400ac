"""Pieces of subtitles in numbers: where each begins and ends in time and columns, and what breaks behind it cost."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from speech.subtitles.columns import columns
from speech.subtitles.costs import cue_break_cost, inner_cost, line_break_cost
from speech.subtitles.endings import Ending
from speech.subtitles.rules import GAP_MS, LINGER_MS
from speech.subtitles.words import Piece


@dataclass(frozen=True, slots=True)
class Passage:
    """Pieces without a long pause between them. Lists have one value per piece."""

    start_ms: Sequence[int]
    end_ms: Sequence[int]
    latest_ms: Sequence[int]
    """Until when a cue that ends with the piece may stay."""
    left: Sequence[int]
    """Columns from the passage's start to the piece's first and last, were it one line."""
    right: Sequence[int]
    cue_break: Sequence[float]
    line_break: Sequence[float]
    inner: Sequence[float]
    """Costs of ends of pieces that lie within a cue, summed up to and without the piece's own."""
    is_stop: Sequence[bool]
    """Whether a sentence or a line of the caller's ends with the piece."""
    blocks: Sequence[int]
    """How many paragraphs, headings, items of lists or lines of an address end before the piece."""
    line_columns: int


def measure(pieces: Sequence[Piece], latest_ms: Sequence[int], line_columns: int) -> Passage:
    """Pieces as the search for breaks sees them; `latest_ms` has their `latest_ends`."""
    left, right, inner, blocks = [], [], [0.0], [0]
    position = 0
    for piece in pieces:
        position += piece.is_apart
        left.append(position)
        position += columns(piece.text)
        right.append(position)
        inner.append(inner[-1] + inner_cost(piece))
        blocks.append(blocks[-1] + (piece.ending in {Ending.LINE, Ending.PARAGRAPH}))
    following = [*pieces[1:], None]
    return Passage(
        [piece.start_ms for piece in pieces],
        [piece.end_ms for piece in pieces],
        latest_ms,
        left,
        right,
        [cue_break_cost(piece, after) for piece, after in zip(pieces, following, strict=True)],
        [line_break_cost(piece, after) for piece, after in zip(pieces, following, strict=True)],
        inner,
        [piece.ending >= Ending.LINE for piece in pieces],
        blocks,
        line_columns,
    )


def latest_ends(pieces: Sequence[Piece]) -> list[int]:
    """Until when, in ms, a cue that ends with each piece may stay: its own end, and silence after that."""
    limits = [*(following.start_ms - GAP_MS for following in pieces[1:]), math.inf]
    return [
        max(piece.end_ms, int(min(limit, piece.end_ms + LINGER_MS)))
        for piece, limit in zip(pieces, limits, strict=True)
    ]
