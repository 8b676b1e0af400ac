"""Subtitles: words in time, grouped into cues, as SRT or WebVTT."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from speech.timings import WordTiming

SubtitleFormat: TypeAlias = Literal["srt", "vtt"]
CONTENT_TYPES: dict[SubtitleFormat, str] = {"srt": "application/x-subrip", "vtt": "text/vtt"}

_LINE_CHARACTERS = 42  # the common limit of broadcasters' and Netflix's timed-text guides
_CUE_LINES = 2
_CUE_S = 7.0
_SENTENCE_ENDS = ".!?…。！？"


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption: up to two lines, shown from `start_s` to `end_s`."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]


def make_cues(text: str, timings: Sequence[WordTiming]) -> list[Cue]:
    """Cues in the caller's own words and punctuation; a sentence's end, a full cue or seven seconds end one."""
    return [_cue(text, group) for group in _groups(text, timings)]


def render(cues: Sequence[Cue], kind: SubtitleFormat) -> str:
    """The file's text."""
    if kind == "srt":
        return "\n".join(f"{number}\n{_span(cue, ',')}\n{_body(cue)}\n" for number, cue in enumerate(cues, 1))
    return "WEBVTT\n\n" + "\n".join(f"{_span(cue, '.')}\n{_escape(_body(cue))}\n" for cue in cues)


def _groups(text: str, timings: Sequence[WordTiming]) -> Iterator[list[WordTiming]]:
    group: list[WordTiming] = []
    for timing in timings:
        if group and (_is_full(text, [*group, timing]) or _ends_sentence(text, group[-1], timing)):
            yield group
            group = []
        group.append(timing)
    if group:
        yield group


def _is_full(text: str, group: list[WordTiming]) -> bool:
    return group[-1].end_time - group[0].start_time > _CUE_S or len(_lines(_shown(text, group))) > _CUE_LINES


def _ends_sentence(text: str, word: WordTiming, following: WordTiming) -> bool:
    return any(character in _SENTENCE_ENDS for character in text[word.char_end : following.char_start])


def _cue(text: str, group: list[WordTiming]) -> Cue:
    return Cue(group[0].start_time, group[-1].end_time, tuple(_lines(_shown(text, group))))


def _shown(text: str, group: list[WordTiming]) -> str:
    """The words with what is written between and closely around them."""
    start, end = group[0].char_start, group[-1].char_end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return " ".join(text[start:end].split())


def _lines(shown: str) -> list[str]:
    """At most 42 characters a line where words allow it."""
    lines: list[str] = []
    for word in shown.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _LINE_CHARACTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _body(cue: Cue) -> str:
    return "\n".join(cue.lines)


def _escape(body: str) -> str:
    return body.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _span(cue: Cue, point: str) -> str:
    return f"{_clock(cue.start_s, point)} --> {_clock(cue.end_s, point)}"


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{point}{milliseconds % 1000:03}"
