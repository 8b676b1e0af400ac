"""Where a silence says more exactly than the acoustic model when a word begins or ends.

The model gives a pause to the closure of a stop ("cupboard, please"), to a faint consonant ("coffee: that's") or to a
vowel ("eggs and"), and the closure of a final stop to the next word ("what the"). But of all phones only a stop is
silent: a word with another first phone begins where a silence ends. On the tuning half of `bench/word_starts.py` this
brings the mean error of a word start from 12.9 to 10.6 ms, on the judged half from 14.4 to 10.7 ms.
"""

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Final, NamedTuple, Self

import numpy as np

from models.pronunciation import Phones
from speech.audio import Audio, Samples

FRAME_S: Final = 0.005
"""About: a whole number of samples."""
QUIET: Final = 10 ** (-35 / 10)
"""Power under which a frame is silent, relative to the loudest frames. In a noisy room no frame is."""
SHORTEST_S: Final = 0.02
"""A silence between words or of a stop is longer; one between two pulses of a deep voice is shorter."""
LONGEST_CLOSURE_S: Final = 0.1
"""Silence up to this length may be the closure of a stop or of the glottis; a longer one is a pause."""
REACH_S: Final = 0.06
"""How far inside the word a silence may begin that belongs before it."""
REACH_TO_STOP_S: Final = 0.03
"""The same where the second phone is a stop, whose own closure comes soon ("at")."""
REACH_OF_PAUSE_S: Final = 0.2
"""The same for a pause, where no closure early in the word can be as long as one."""
EARLY: Final = 5
"""Phones that may be heard in that time, the first among them."""
SLACK_S: Final = 0.03
"""How far from the model's boundary a silence still concerns it."""
ONSET_S: Final = 0.01
"""Sounds after a pause begin this long before they are louder than `QUIET`."""
BURST_S: Final = 0.045
"""What a voiceless stop begins before its burst, after a pause: 35 … 60 ms in most, 2 … 15 ms in voiced ones.

Measured on the tuning halves of both benches, with espeak-ng and Festival.
"""
LONGEST_RELEASE_S: Final = 0.06
"""How long behind a closure voice is looked for."""
HISS_HZ: Final = 1800
"""Frames whose mean frequency lies above are the release of a stop, those below are voiced."""
RELEASED: Final = frozenset({"P", "T", "K", "CH"})
STOPS: Final = RELEASED | {"B", "D", "G", "JH"}


class Times(NamedTuple):
    """When something is heard, in seconds."""

    start_s: float
    end_s: float

    def within(self, duration_s: float) -> Self:
        """Without what lies before or behind audio of this length."""
        return type(self)(*(min(max(time_s, 0.0), duration_s) for time_s in self))


def settle(words: Sequence[Times], said: Sequence[Phones], audio: Audio) -> list[Times]:
    """The same words with their starts and ends where the silences of the audio put them.

    `words` are in order and do not overlap, and neither do the results; `said` has the phones of each, at least one.
    """
    silences = _silences(audio)
    before: Sequence[Phones] = ((), *said[:-1])
    moved = (
        _start(word, phones, last, _silence_before(word, phones, silences), audio)
        for word, phones, last in zip(words, said, before, strict=True)
    )
    starts = list(accumulate(moved, max))  # a stop's may have moved to before one that moved forwards
    following = [*zip(words, starts, strict=True)][1:]
    ends = [
        _end(word, phones, _silence_after(word, silences), *after)
        for word, phones, after in zip(words, said, [*following, (None, audio.duration_s)], strict=True)
    ]
    return [Times(start_s, max(start_s, end_s)) for start_s, end_s in zip(starts, ends, strict=True)]


def _silences(audio: Audio) -> list[Times]:
    size = max(int(audio.sample_rate * FRAME_S), 1)
    n_frames = len(audio) // size
    if not n_frames:
        return []
    power = np.square(audio.samples[: n_frames * size].reshape(n_frames, size)).mean(axis=1)
    is_quiet = power < QUIET * np.percentile(power, 95)
    edges = np.flatnonzero(np.diff(is_quiet, prepend=False, append=False)).reshape(-1, 2) * size / audio.sample_rate
    return [Times(start_s, end_s) for start_s, end_s in edges.tolist() if end_s - start_s >= SHORTEST_S]


def _is_pause(silence: Times) -> bool:
    return silence.end_s - silence.start_s >= LONGEST_CLOSURE_S


def _silence_before(word: Times, phones: Phones, silences: Sequence[Times]) -> Times | None:
    """The last silence at the word's start, or so soon behind it that it cannot be of the word."""
    near = [
        silence
        for silence in silences
        if word.start_s - SLACK_S <= silence.end_s < word.end_s - SHORTEST_S
        and silence.start_s <= word.start_s + _reach_s(phones, silence)
    ]
    return near[-1] if near else None


def _reach_s(phones: Phones, silence: Times) -> float:
    """How far inside the word the silence may begin and still belong before it."""
    # The closures of other stops are voiced; that of an Italian "tt", spoken slowly, is as long as a pause.
    if _is_pause(silence) and not RELEASED & {*phones[1:EARLY]}:
        return REACH_OF_PAUSE_S
    return REACH_TO_STOP_S if STOPS & {*phones[1:2]} else REACH_S


def _silence_after(word: Times, silences: Sequence[Times]) -> Times | None:
    """The first silence at the word's end."""
    near = (
        silence
        for silence in silences
        if word.start_s + SHORTEST_S < silence.start_s < word.end_s < silence.end_s + SLACK_S
    )
    return next(near, None)


def _start(word: Times, phones: Phones, last: Phones, silence: Times | None, audio: Audio) -> float:
    """Where the word starts, behind a word with the phones `last`."""
    if silence is None:
        return word.start_s
    if _is_pause(silence):
        return silence.end_s - (BURST_S if phones[0] in RELEASED else ONSET_S)
    if phones[0] in STOPS:
        return word.start_s
    if RELEASED & {*last[-1:]}:
        return min(max(word.start_s, _released(silence.end_s, audio)), word.end_s)
    # It may be the glottal stop of this word or a short pause before it: the middle is never far from right.
    return (silence.start_s + silence.end_s) / 2


def _end(word: Times, phones: Phones, silence: Times | None, following: Times | None, limit_s: float) -> float:
    """Where the word ends, before a word that was `following` and now starts at `limit_s`."""
    ends_in_stop = phones[-1] in STOPS
    if silence and (_is_pause(silence) or not ends_in_stop):
        return min(silence.start_s, limit_s)
    touches = following is not None and following.start_s - word.end_s < FRAME_S
    if ends_in_stop and touches and limit_s - word.end_s < LONGEST_CLOSURE_S:
        return limit_s
    return min(word.end_s, limit_s)


def _released(after_s: float, audio: Audio) -> float:
    """When the release of a stop whose closure ended at `after_s` gives way to voice."""
    size = max(int(audio.sample_rate * FRAME_S), 1)
    first = round(after_s * audio.sample_rate)
    for start in range(first, first + int(LONGEST_RELEASE_S * audio.sample_rate), size):
        if _mean_hz(audio.samples[start : start + size], audio.sample_rate) < HISS_HZ:
            return start / audio.sample_rate
    return after_s


def _mean_hz(samples: Samples, sample_rate: int) -> float:
    """Frequency of the sine whose steps are as large, relative to its samples."""
    power = float(np.square(samples).sum())
    steps = float(np.square(np.diff(samples)).sum())
    return sample_rate / math.pi * math.asin(min(1.0, math.sqrt(steps / power) / 2)) if power > 0 else 0.0
