"""Subtitles from word timings."""

from itertools import pairwise

from speech.script import find_words
from speech.subtitles import make_cues, render
from speech.timings import WordTiming, interpolate, place

TEXT = (
    "The first sentence is short. The second one goes on for much longer than two lines of forty-two characters can "
    "hold, so it has to be split <somewhere> & shown in several cues!"
)


def timings(text: str, duration_s: float) -> list[WordTiming]:
    """The text's words, evenly spread."""
    words = list(find_words(text, 0, len(text)))
    return place(words, interpolate([word.text for word in words], duration_s), 0, duration_s)


def test_cues_keep_to_two_lines_of_forty_two_characters() -> None:
    """No cue has more than two lines, no line more than 42 characters, and none lasts over 7 s."""
    cues = make_cues(TEXT, timings(TEXT, 20))
    assert all(len(cue.lines) <= 2 and all(len(line) <= 42 for line in cue.lines) for cue in cues)
    assert all(cue.end_s - cue.start_s <= 7 for cue in cues)


def test_cues_hold_the_whole_text_in_order() -> None:
    """Everything that the caller wrote is shown once, in the caller's own words and punctuation, without overlap."""
    cues = make_cues(TEXT, timings(TEXT, 20))
    assert TEXT == " ".join(line for cue in cues for line in cue.lines)
    assert all(left.end_s <= right.start_s for left, right in pairwise(cues))


def test_a_sentence_ends_a_cue() -> None:
    """A new sentence starts a new cue."""
    assert ("The first sentence is short.",) == make_cues(TEXT, timings(TEXT, 20))[0].lines


def test_words_without_a_space_between_are_shown_once() -> None:
    """Dashes and dots join words without repeating them in the next cue; the size of all cues is that of the text."""
    text = "Wait...what? Three…two…one—go! " + "ab…" * 3000
    cues = make_cues(text, timings(text, 2000))
    assert "".join(text.split()) == "".join(line for cue in cues for line in cue.lines).replace(" ", "")


def test_srt() -> None:
    """SRT numbers its cues and writes hours, minutes, seconds and milliseconds with a comma."""
    text = "Hello there."
    expected = "1\n00:00:00,000 --> 00:00:03,600\nHello there.\n"
    assert expected == render(make_cues(text, timings(text, 3.6)), "srt")


def test_webvtt_escapes_markup() -> None:
    """WebVTT has its header, a point before milliseconds, and no tag of the caller's."""
    text = "Tom & <b>Ann</b>"
    assert "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nTom &amp; &lt;b&gt;Ann&lt;/b&gt;\n" == render(
        make_cues(text, timings(text, 2)), "vtt"
    )
