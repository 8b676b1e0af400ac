"""Subtitle files: exact text, and whatever a strict reader makes of it."""

import html
import re
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.subtitles import Cue, make_cues, render
from speech.timings import WordTiming
from tests.timed_words import spoken, timed

TEXT = "Tom & Ann said: “a < b”. Then, at half past nine, they left the house and went down to the harbour."


@dataclass(frozen=True, slots=True)
class Block:
    """A cue as a reader finds it in a file."""

    start_ms: int
    end_ms: int
    body: str


_TIMES = re.compile(r"(\d{2,}):([0-5]\d):([0-5]\d)[.,](\d{3})")
_WORDS = st.lists(st.sampled_from(["the", "harbour", "&", "<b>", "-->", "a&amp;b", "世界", "x" * 50]), max_size=30)


def _ms(stamp: str) -> int:
    found = _TIMES.fullmatch(stamp)
    assert found
    hours, minutes, seconds, milliseconds = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds


def _blocks(blocks: list[str]) -> list[Block]:
    read = []
    for block in blocks:
        times, *lines = block.split("\n")
        start, end = times.split(" --> ")
        assert 1 <= len(lines) <= 2
        assert all(lines)
        read.append(Block(_ms(start), _ms(end), "\n".join(lines)))
    return read


def read_vtt(file: str) -> list[Block]:
    """By W3C's grammar, as far as these files use it."""
    assert file.startswith("WEBVTT\n\n")
    blocks = file.removeprefix("WEBVTT\n\n").removesuffix("\n").split("\n\n")
    bodies = _blocks([block for block in blocks if block])
    assert not any("-->" in block.body for block in bodies)
    return bodies


def read_srt(file: str) -> list[Block]:
    """Numbered blocks with an empty line between them."""
    blocks = [block for block in file.removesuffix("\n").split("\n\n") if block]
    assert [str(number) for number in range(1, len(blocks) + 1)] == [block.partition("\n")[0] for block in blocks]
    return _blocks([block.partition("\n")[2] for block in blocks])


def _as_blocks(cues: list[Cue]) -> list[Block]:
    return [Block(round(cue.start_s * 1000), round(cue.end_s * 1000), "\n".join(cue.lines)) for cue in cues]


def _cues(words: list[str], step_ms: int) -> list[Cue]:
    text = " ".join(words)
    timings, at = [], 0
    for index, word in enumerate(words):
        start_s, end_s = index * step_ms / 1000, (index + 1) * step_ms / 1000
        timings.append(WordTiming(word, start_s, end_s, at, at + len(word), None, "aligned"))
        at += len(word) + 1
    return make_cues(text, timings)


def test_srt() -> None:
    """SRT numbers its cues, writes a comma before milliseconds, and is plain text."""
    text = "Tom & Ann left. Nobody saw them go down to the harbour in the rain."
    assert (
        "1\n00:00:00,000 --> 00:00:01,216\nTom & Ann left.\n"
        "\n2\n00:00:01,300 --> 00:00:04,700\nNobody saw them go\ndown to the harbour in the rain.\n"
    ) == render(make_cues(text, timed(text)), "srt")


def test_webvtt() -> None:
    """WebVTT has its header, a point before milliseconds, and no tag of the caller's."""
    text = "Tom & x<y"
    assert "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nTom &amp; x&lt;y\n" == render(
        make_cues(text, spoken(text, "Tom", "&", "x<y")), "vtt"
    )


def test_karaoke() -> None:
    """Each word but a cue's first has its time before it, on the second line too."""
    text = "Nobody saw the two of them going down to the harbour in the rain."
    words = text.removesuffix(".").split()
    assert (
        "WEBVTT\n\n00:00:00.000 --> 00:00:03.500\n"
        "Nobody <00:00:00.250>saw <00:00:00.500>the <00:00:00.750>two <00:00:01.000>of <00:00:01.250>them "
        "<00:00:01.500>going\n"
        "<00:00:01.750>down <00:00:02.000>to <00:00:02.250>the <00:00:02.500>harbour <00:00:02.750>in "
        "<00:00:03.000>the <00:00:03.250>rain.\n"
    ) == render(make_cues(text, spoken(text, *words, each_s=0.25)), "vtt", karaoke=True)


def test_karaoke_keeps_words_together_that_touch() -> None:
    """A time stamp between Chinese characters brings no space with it."""
    text = "你好。"
    assert "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n你<00:00:00.500>好。\n" == render(
        make_cues(text, spoken(text, "你", "好")), "vtt", karaoke=True
    )


def test_words_without_a_time_of_their_own_have_no_stamp() -> None:
    """A word that starts with the one before, or when the cue goes, gets no stamp."""
    text = "one two three"
    spans = ((0, 3, 1.0, 2.0), (4, 7, 1.0, 2.0), (8, 13, 2.0, 2.0))
    timings = [WordTiming(text[a:b], start, end, a, b, None, "interpolated") for a, b, start, end in spans]
    assert "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\none two three\n" == render(
        make_cues(text, timings), "vtt", karaoke=True
    )


def test_srt_has_no_karaoke() -> None:
    """SubRip cannot time a word: asking for it is a ValueError."""
    with pytest.raises(ValueError, match="karaoke needs vtt"):
        render([], "srt", karaoke=True)


def test_no_cues() -> None:
    """Without a cue SRT is empty and WebVTT has its header alone."""
    assert ("", "WEBVTT\n\n") == (render([], "srt"), render([], "vtt"))


def test_over_a_hundred_hours() -> None:
    """Hours take as many digits as they need."""
    timings = [WordTiming("late", 360_000.0, 360_001.0, 0, 4, None, "aligned")]
    assert "100:00:00.000 --> 100:00:01.000" in render(make_cues("late", timings), "vtt")


@given(_WORDS, st.integers(0, 700))
def test_a_reader_finds_the_cues_again(words: list[str], step_ms: int) -> None:
    """A strict reader of either format gets every cue with its times and lines."""
    cues = _cues(words, step_ms)
    assert _as_blocks(cues) == read_srt(render(cues, "srt"))
    found = read_vtt(render(cues, "vtt"))
    assert _as_blocks(cues) == [Block(block.start_ms, block.end_ms, html.unescape(block.body)) for block in found]


@given(_WORDS, st.integers(0, 700))
def test_karaoke_stamps_are_within_their_cue_and_increase(words: list[str], step_ms: int) -> None:
    """Stamps lie between their cue's start and end, each later than the last; the text around them is unchanged."""
    cues = _cues(words, step_ms)
    timed_blocks = read_vtt(render(cues, "vtt", karaoke=True))
    for block in timed_blocks:
        stamps = [_ms(stamp) for stamp in re.findall(r"<([\d:.]+)>", block.body)]
        assert all(before < after for before, after in pairwise([block.start_ms, *stamps, block.end_ms]))
    plain = [Block(block.start_ms, block.end_ms, re.sub(r"<[\d:.]+>", "", block.body)) for block in timed_blocks]
    assert read_vtt(render(cues, "vtt")) == plain
