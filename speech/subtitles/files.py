"""Cues written down: SubRip (SRT), and WebVTT with or without a time stamp before each word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from speech.subtitles.words import Piece

SubtitleFormat: TypeAlias = Literal["srt", "vtt"]
CONTENT_TYPES: Final[Mapping[SubtitleFormat, str]] = MappingProxyType(
    {"srt": "application/x-subrip", "vtt": "text/vtt"}
)
"""The media type under which each format is stored and served. A format's name is also its file extension."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption of one or two lines, shown from `start_s` to `end_s`; times are whole milliseconds."""

    start_s: float
    end_s: float
    words: tuple[tuple[Piece, ...], ...]
    """Per line."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Each line's text."""
        return tuple(
            "".join(_space(piece, index) + piece.text for index, piece in enumerate(line)) for line in self.words
        )


def render(cues: Sequence[Cue], kind: SubtitleFormat, *, karaoke: bool = False) -> str:
    """The file's text. With `karaoke` each word has its time, for players that highlight it as it is spoken.

    Raises ValueError for karaoke in SRT.
    """
    if kind == "srt":
        if karaoke:
            raise ValueError("srt has no time stamps within a cue: karaoke needs vtt")
        return "\n".join(_block(str(number), cue, ",", "\n".join(cue.lines)) for number, cue in enumerate(cues, 1))
    bodies = (_timed_body(cue) if karaoke else _escape("\n".join(cue.lines)) for cue in cues)
    return "WEBVTT\n\n" + "\n".join(_block("", cue, ".", body) for cue, body in zip(cues, bodies, strict=True))


def _block(name: str, cue: Cue, point: str, body: str) -> str:
    head = f"{name}\n" if name else ""
    return f"{head}{_clock(cue.start_s, point)} --> {_clock(cue.end_s, point)}\n{body}\n"


def _timed_body(cue: Cue) -> str:
    """Lines whose words have their time before them where that is later than all before and within the cue.

    W3C's WebVTT asks for both of a timestamp in a cue's text; the first word is there when the cue is.
    """
    shown_ms, end_ms = _milliseconds(cue.start_s), _milliseconds(cue.end_s)
    lines = []
    for line in cue.words:
        parts: list[str] = []
        for index, piece in enumerate(line):
            stamp = ""
            if shown_ms < piece.start_ms < end_ms:
                shown_ms = piece.start_ms
                stamp = f"<{_clock(shown_ms / 1000, '.')}>"
            parts.append(f"{_space(piece, index)}{stamp}{_escape(piece.text)}")
        lines.append("".join(parts))
    return "\n".join(lines)


def _space(piece: Piece, index: int) -> str:
    """What stands before a piece, by its place in the line."""
    return " " if index and piece.is_apart else ""


def _escape(body: str) -> str:
    # With ">" the arrow "-->", which no cue's text may hold, is gone too.
    return body.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _clock(seconds: float, point: str) -> str:
    minutes, milliseconds = divmod(_milliseconds(seconds), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{point}{milliseconds % 1000:03}"
