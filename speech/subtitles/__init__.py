"""Subtitles: the caller's words in time, grouped into cues that can be read, and written as SRT or WebVTT."""

from collections.abc import Collection, Sequence

from speech.subtitles.breaks import lay_out
from speech.subtitles.columns import columns, line_columns
from speech.subtitles.files import CONTENT_TYPES, Cue, SubtitleFormat, render
from speech.subtitles.passage import latest_ends
from speech.subtitles.rules import CHAIN_MS, LINGER_MS, MAX_MS, MIN_MS, MS_PER_COLUMN
from speech.subtitles.words import Piece, show
from speech.timings import WordTiming

__all__ = ["CONTENT_TYPES", "Cue", "SubtitleFormat", "line_columns", "make_cues", "render"]


def make_cues(text: str, timings: Sequence[WordTiming], sentence_ends: Collection[int] | None = None) -> list[Cue]:
    """Cues in the caller's own words and punctuation, in order and without overlap.

    `sentence_ends` are the offsets behind the last words of sentences and blocks, from who knows the text's language
    and its abbreviations; without them punctuation and capitals tell, as in English.
    Each begins with its first word and stays at least until its last one's end. It has at most two lines of
    `line_columns(text)`, and lasts 0.8 to 7 s and long enough to be read wherever words and pauses allow.
    """
    width = line_columns(text)
    pieces = show(text, timings, width, sentence_ends)
    if not pieces:
        return []
    latest_ms = latest_ends(pieces)
    cues: list[Cue] = []
    free_ms = 0
    for cue in lay_out(pieces, width):
        lines = tuple(tuple(part) for part in (pieces[cue.start : cue.split], pieces[cue.split : cue.end]) if part)
        # Words of no duration may all have one start: a millisecond is the shortest cue that WebVTT knows.
        start_ms = max(lines[0][0].start_ms, free_ms)
        free_ms = max(_end_ms(lines, latest_ms[cue.end - 1]), start_ms + 1)
        cues.append(Cue(start_ms / 1000, free_ms / 1000, lines))
    return cues


def _end_ms(lines: Sequence[Sequence[Piece]], latest_ms: int) -> int:
    """When a cue goes: with its last word, or later for the sake of reading, as far as there is time."""
    first, last = lines[0][0], lines[-1][-1]
    text_columns = sum(columns(piece.text) + piece.is_apart for line in lines for piece in line)
    wanted_ms = max(last.end_ms, first.start_ms + max(MIN_MS, text_columns * MS_PER_COLUMN))
    if latest_ms - wanted_ms <= CHAIN_MS and latest_ms < last.end_ms + LINGER_MS:
        wanted_ms = latest_ms
    return max(last.end_ms, min(wanted_ms, latest_ms, first.start_ms + MAX_MS))
