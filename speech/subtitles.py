"""Subtitles: words in time, grouped into cues, as SRT or WebVTT."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from speech.timings import WordTiming

_Shown: TypeAlias = tuple[WordTiming, str]
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
    shown = _shown(text, timings)
    return [_cue(group) for group in _groups(list(zip(timings, shown, strict=True)))]


def render(cues: Sequence[Cue], kind: SubtitleFormat) -> str:
    """The file's text."""
    if kind == "srt":
        return "\n".join(f"{number}\n{_span(cue, ',')}\n{_body(cue)}\n" for number, cue in enumerate(cues, 1))
    return "WEBVTT\n\n" + "\n".join(f"{_span(cue, '.')}\n{_escape(_body(cue))}\n" for cue in cues)


def _shown(text: str, timings: Sequence[WordTiming]) -> list[str]:
    """What is shown for each word: the word with what is written closely around it, nothing shown twice."""
    edges = [0]
    for word, following in pairwise(timings):
        between = text[word.char_end : following.char_start]
        # Up to the first space it belongs to the word before, as a full stop does; the rest to the word after.
        edges.append(word.char_end + len(between) - len(between.lstrip() if between[:1].isspace() else _after(between)))
    edges.append(len(text))
    return [" ".join(text[start:end].split()) for start, end in pairwise(edges)]


def _after(between: str) -> str:
    space = next((index for index, character in enumerate(between) if character.isspace()), len(between))
    return between[space:]


def _groups(words: Sequence[_Shown]) -> Iterator[list[_Shown]]:
    group: list[_Shown] = []
    for word in words:
        if group and (_is_full([*group, word]) or _ends_sentence(group[-1])):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _is_full(group: list[_Shown]) -> bool:
    return group[-1][0].end_time - group[0][0].start_time > _CUE_S or len(_lines(group)) > _CUE_LINES


def _ends_sentence(word: _Shown) -> bool:
    timing, shown = word
    return any(character in _SENTENCE_ENDS for character in shown.rpartition(timing.word)[2])


def _cue(group: list[_Shown]) -> Cue:
    return Cue(group[0][0].start_time, group[-1][0].end_time, tuple(_lines(group)))


def _lines(group: list[_Shown]) -> list[str]:
    """At most 42 characters a line where words allow it."""
    lines: list[str] = []
    for _, shown in group:
        if lines and len(lines[-1]) + 1 + len(shown) <= _LINE_CHARACTERS:
            lines[-1] += f" {shown}"
        else:
            lines.append(shown)
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
