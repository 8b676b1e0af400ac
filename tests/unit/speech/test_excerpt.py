"""Excerpts of clips whose words lie at known times: tones for words, silence or noise between them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.audio import Audio
from speech.chunking import Word
from speech.excerpt import SHORTEST_PAUSE_S, SHORTEST_S, Excerpt, NoPause, TimedTranscript, excerpt
from speech.timings import Span

RATE = 8_000


class Spoken(NamedTuple):
    """A word of 0.5 s or another length, what is written behind it, and the silence there."""

    after: str = " "
    pause_s: float = 0.0
    word_s: float = 0.5


def clip_of(spoken: Sequence[Spoken], noise: float = 0.0) -> tuple[Audio, TimedTranscript]:
    """The words "Word0", "Word1" … as sound over noise of this RMS, and their true times."""
    text, words, spans, time_s = "", [], [], 0.0
    for index, (after, pause_s, word_s) in enumerate(spoken):
        word = f"Word{index}"
        words.append(Word(word, len(text), len(text) + len(word), word))
        text += word + after
        spans.append(Span(time_s, time_s + word_s, "aligned"))
        time_s += word_s + pause_s
    samples = (
        np.random.default_rng(0).normal(0, noise, round(time_s * RATE)) if noise else np.zeros(round(time_s * RATE))
    )
    for span in spans:
        heard = slice(round(span.start_s * RATE), round(span.end_s * RATE))
        samples[heard] += 0.2 * np.sin(np.arange(heard.stop - heard.start) * 2 * np.pi * 200 / RATE)
    return Audio(samples.astype(np.float32), RATE), TimedTranscript(text, "en", words, spans)


def cut(spoken: Sequence[Spoken], longest_s: float = 12.0, noise: float = 0.0) -> Excerpt:
    """The excerpt of such a clip."""
    return excerpt(*clip_of(spoken, noise), longest_s)


def last_word(part: Excerpt) -> str:
    """The last word of an excerpt, with its punctuation."""
    return part.transcript.split()[-1]


RUN = [Spoken()] * 7  # 3.5 s without a pause


def test_it_ends_in_the_middle_of_the_pause_with_the_words_before_it() -> None:
    """The sound stops half-way through the silence behind the last word of the transcript."""
    part = cut([*RUN, Spoken(". ", 0.6), *RUN, *RUN, *RUN])
    assert "Word7." == last_word(part)
    assert part.audio.duration_s == pytest.approx(4.0 + 0.3, abs=0.02)


def test_the_sound_is_the_clips_own() -> None:
    """But for the fades at its ends nothing is changed."""
    spoken = [*RUN, Spoken(". ", 0.6), *RUN, *RUN, *RUN]
    whole, part = clip_of(spoken)[0], cut(spoken).audio
    faded = round(0.005 * RATE)
    assert np.array_equal(whole.samples[faded : len(part) - faded], part.samples[faded:-faded])
    assert 0 == part.samples[-1]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((". ", 0.3), (", ", 0.9), "Word7."),
        ((", ", 0.3), (" ", 0.9), "Word7,"),
        ((". ", 0.9), ("! ", 0.3), "Word12!"),
        ((", ", 0.9), ("; ", 0.3), "Word12;"),
        ((" ", 0.9), (" ", 0.3), "Word7"),
    ],
    ids=["sentence", "clause", "last sentence", "last clause", "longest pause"],
)
def test_the_strongest_end_wins_and_of_equals_the_last(
    first: tuple[str, float], second: tuple[str, float], expected: str
) -> None:
    """A sentence's end, else a clause's, each as late as possible; else the longest pause between words."""
    assert expected == last_word(cut([*RUN, Spoken(*first), *RUN[:4], Spoken(*second), *RUN, *RUN], 8.0))


def test_a_short_excerpt_is_the_last_resort() -> None:
    """What is shorter than half of what the engine takes is used where nothing else ends, be it a sentence or not."""
    assert "Word15" == last_word(cut([*RUN, Spoken(". ", 0.6), *RUN, Spoken(" ", 0.3), *RUN, *RUN]))
    assert "Word7." == last_word(cut([*RUN, Spoken(". ", 0.6), *RUN, Spoken(" ", 0.0), *RUN, *RUN]))


@pytest.mark.parametrize(
    ("after", "expected"),
    [(".” ", "7.”"), (" (", "7"), (" — ", "7 —"), ("?) ", "7?)"), (", “", "7,")],
)
def test_a_word_keeps_its_own_punctuation_and_no_other(after: str, expected: str) -> None:
    """What closes stays; what opens something for the next word goes."""
    assert cut([*RUN, Spoken(after, 0.6), *RUN, *RUN, *RUN]).transcript.endswith(f"Word6 Word{expected}")


def test_a_clip_without_pauses_is_refused() -> None:
    """Words that run into each other leave no place to cut."""
    with pytest.raises(NoPause, match="between two words in 3 to 12 s"):
        cut([Spoken(". ")] * 30)


def test_silence_is_measured() -> None:
    """A gap between spans in which there is sound (a wrong span, a cough) is no pause, nor is a stop's closure."""
    clip, said = clip_of([*RUN, Spoken(". ", 0.6), *RUN, *RUN, *RUN])
    cough = np.where(clip.samples == 0, np.random.default_rng(0).normal(0, 0.07, len(clip)), clip.samples)
    with pytest.raises(NoPause):
        excerpt(Audio(cough.astype(np.float32), RATE), said, 12.0)
    with pytest.raises(NoPause):
        cut([*RUN, Spoken(". ", 0.1), *RUN, *RUN, *RUN])


def test_only_the_silent_part_of_a_gap_is_cut() -> None:
    """Where spans leave out the ends of words (CTC models do), these are kept whole."""
    clip, said = clip_of([*RUN, Spoken(". ", 0.6), *RUN, *RUN, *RUN])
    early = [*said.spans]
    early[7] = replace(early[7], end_s=early[7].end_s - 0.3)
    assert len(excerpt(clip, said, 12.0).audio) == len(excerpt(clip, replace(said, spans=early), 12.0).audio)


def test_silence_inside_a_word_is_the_words_own() -> None:
    """Before the release of a last stop, or as the closure of a first one, it is not a part of the pause."""
    clip, said = clip_of([*RUN, Spoken(". ", 0.2), *RUN, *RUN, *RUN])
    samples = clip.samples.copy()
    samples[round(3.7 * RATE) : round(4.4 * RATE)] = 0
    part = excerpt(Audio(samples, RATE), said, 8.0)
    assert part.audio.duration_s == pytest.approx(4.1, abs=0.006)


@pytest.mark.parametrize("neighbour", [7, 8])
def test_nothing_is_cut_beside_a_word_that_was_not_heard(neighbour: int) -> None:
    """An interpolated span says nothing of where its word is."""
    clip, said = clip_of([*RUN, Spoken(". ", 0.6), *RUN[:4], Spoken(", ", 0.6), *RUN, *RUN])
    spans = [replace(span, source="interpolated") if at == neighbour else span for at, span in enumerate(said.spans)]
    assert "Word7." == last_word(excerpt(clip, said, 8.0))
    assert "Word12," == last_word(excerpt(clip, replace(said, spans=spans), 8.0))


def test_pauses_of_a_noisy_clip_are_found() -> None:
    """At 15 dB of noise, where a pause is as loud as the noise is; at 3 dB none is certain."""
    spoken = [*RUN, Spoken(". ", 0.6), *RUN, *RUN, *RUN]
    rms = 0.2 / 2**0.5
    assert "Word7." == last_word(cut(spoken, noise=rms * 10 ** (-15 / 20)))
    with pytest.raises(NoPause):
        cut(spoken, noise=rms * 10 ** (-3 / 20))


@pytest.mark.parametrize(
    ("start_s", "expected"),
    [(11.5, "Word23."), (11.9, "Word23."), (11.95, "Word10,"), (12.0, "Word10,"), (12.5, "Word10,")],
)
def test_a_pause_at_the_limit_is_used_while_some_of_it_is_left(start_s: float, expected: str) -> None:
    """The cut moves from the pause's middle towards its beginning, and never to the last word's very end."""
    spoken = [Spoken()] * 10 + [Spoken(", ", 0.4)] + [Spoken()] * 12
    spoken += [Spoken(". ", 1.0, start_s - 0.4 - 23 * 0.5), *RUN]
    part = cut(spoken)
    assert expected == last_word(part)
    assert part.audio.duration_s <= 12.0


def test_a_pause_too_early_is_not_used() -> None:
    """Of less than 3 s no voice is made."""
    with pytest.raises(NoPause):
        cut([Spoken(), Spoken(". ", 1.0), *[Spoken()] * 30])


def test_of_a_long_pause_half_a_second_stays() -> None:
    """The clip's length tells an engine the voice's pace."""
    part = cut([*RUN, Spoken(". ", 5.0), *RUN, *RUN])
    assert part.audio.duration_s == pytest.approx(4.5, abs=0.02)


def test_the_whole_transcript_may_stay() -> None:
    """Where words end early and something else follows, the pause behind the last word is one like others."""
    clip, said = clip_of([*RUN, *RUN[:4], Spoken(", ", 0.6), *RUN[:4], Spoken("", 0.6)])
    applause = np.random.default_rng(0).normal(0, 0.1, 10 * RATE).astype(np.float32)
    part = excerpt(Audio(np.concatenate((clip.samples, applause)), RATE), said, 12.0)
    assert said.text == part.transcript
    assert part.audio.duration_s == pytest.approx(9.1 + 0.3, abs=0.02)


SPOKEN = st.builds(
    Spoken,
    after=st.sampled_from([" ", ", ", ". ", "!” ", " — ", "… ", " ("]),
    pause_s=st.sampled_from([0.0, 0.03, 0.1, 0.16, 0.2, 0.35, 0.9, 3.0]),
    word_s=st.integers(80, 900).map(lambda milliseconds: milliseconds / 1000),
)


@given(st.lists(SPOKEN, min_size=1, max_size=40), st.floats(4.0, 12.0))
def test_sound_and_words_end_together(spoken: Sequence[Spoken], longest_s: float) -> None:
    """Whatever is said: a beginning of clip and text, both up to the same pause, no longer than asked; or no pause."""
    clip, said = clip_of(spoken)
    try:
        part = excerpt(clip, said, longest_s)
    except NoPause:
        edges = [(span.end_s, after.start_s) for span, after in pairwise(said.spans)]
        assert not [end_s for end_s, next_s in edges if next_s - end_s >= 0.2 and 3.0 <= end_s <= longest_s - 0.1]
        return
    kept = len(part.transcript.split()) - part.transcript.count("—")
    span, following = said.spans[kept - 1], [*said.spans[kept:], Span(clip.duration_s, clip.duration_s, "aligned")][0]
    assert said.text.startswith(part.transcript)
    assert said.words[kept - 1].text in part.transcript.split()[-1 - part.transcript.endswith("—")]
    assert SHORTEST_S - 1 / RATE <= part.audio.duration_s <= longest_s
    assert span.end_s + SHORTEST_PAUSE_S / 2 - 0.001 <= part.audio.duration_s <= following.start_s
