"""The beginning of a long reference clip, and of what it says: both end in the same pause between two words."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speech.audio import Audio
from speech.breaks import Break, judge
from speech.chunking import Word
from speech.level import frame_power, frame_size, speech_level_db
from speech.timings import Span
from speech.trimming import FADE_S, faded

SHORTEST_S: Final = 3.0
"""Of an excerpt: with less, engines that clone miss the voice's melody (speech/quality.py)."""
SHORTEST_PAUSE_S: Final = 0.15
"""Of silence between two words: the closures of stops are shorter, 0.1 s at most (models/pauses.py)."""
_LONGEST_TAIL_S: Final = 0.5
"""What stays of a pause: with more, an engine that takes its pace from the clip would speak slowly."""
_SILENT_DB: Final = 30.0
"""Below the speech level: a pause in a room with an echo comes down to that."""
_ABOVE_NOISE_DB: Final = 6.0
"""What is less than this above a clip's quietest parts is its noise …"""
_SURELY_DB: Final = 12.0
"""… unless it is so close to the speech level that it may be speech: then no pause shows."""
_NOISE_QUANTILE: Final = 0.05
_LEAST_POWER: Final = 1e-12


class NoPause(Exception):
    """Nowhere in the clip's beginning do its words pause. The message holds none of them."""


@dataclass(frozen=True, slots=True)
class TimedTranscript:
    """What a clip says, and when."""

    text: str
    language: str
    """Primary subtag."""
    words: Sequence[Word]
    """Of `text`, in order."""
    spans: Sequence[Span]
    """One per word, in seconds of the clip."""


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """The beginning of a clip, and what is said in it."""

    audio: Audio
    transcript: str


@dataclass(frozen=True, slots=True)
class _Pause:
    """Measured silence behind a word."""

    kind: Break
    start_s: float
    end_s: float
    text_end: int
    """Up to here the transcript belongs to the word, with its punctuation."""

    def cut_s(self, longest_s: float) -> float:
        """Its middle, or as near to it as the length of an excerpt allows."""
        return min((self.start_s + self.end_s) / 2, self.start_s + _LONGEST_TAIL_S, longest_s)

    def is_usable(self, longest_s: float) -> bool:
        """Whether an excerpt can end in it, with silence on both sides of the cut."""
        cut_s = self.cut_s(longest_s)
        return cut_s >= SHORTEST_S and cut_s - self.start_s >= SHORTEST_PAUSE_S / 2


def excerpt(clip: Audio, said: TimedTranscript, longest_s: float) -> Excerpt:
    """The beginning of the clip, at most `longest_s`, up to the middle of a pause, and the words before that pause.

    The last pause behind a sentence, else the last one behind a clause, else the longest between two words; in the
    later half of what an excerpt may have, if there is any: a whole sentence is worth less than twice the voice.
    Pauses are silences that are measured: spans alone would put one wherever the aligner was wrong. Raises NoPause.
    """
    usable = [pause for pause in _pauses(clip, said) if pause.is_usable(longest_s)]
    if not usable:
        raise NoPause(f"no pause between two words in {SHORTEST_S:g} to {longest_s:g} s of the clip")
    chosen = _strongest([pause for pause in usable if pause.cut_s(longest_s) >= longest_s / 2] or usable)
    n_samples = math.floor(chosen.cut_s(longest_s) * clip.sample_rate)
    samples = faded(clip.samples[:n_samples], round(FADE_S * clip.sample_rate))
    return Excerpt(Audio(samples, clip.sample_rate), said.text[: chosen.text_end].rstrip())


def _strongest(pauses: Sequence[_Pause]) -> _Pause:
    kind = max(pause.kind for pause in pauses)
    alike = [pause for pause in pauses if pause.kind is kind]
    return max(alike, key=lambda pause: pause.end_s - pause.start_s) if kind is Break.WORD else alike[-1]


def _pauses(clip: Audio, said: TimedTranscript) -> Iterator[_Pause]:
    """The longest silence between each two words, and behind the last, however short; none beside unheard words."""
    is_silent, frame_s = _silent_frames(clip), frame_size(clip.sample_rate) / clip.sample_rate
    placed = list(zip(said.words, said.spans, strict=True))
    for (word, span), following in zip_longest(placed, placed[1:]):
        after, end_s = ("", clip.duration_s) if following is None else (following[0].text, following[1].start_s)
        if span.source != "aligned" or (following and following[1].source != "aligned"):
            continue
        first = math.ceil(span.end_s / frame_s)
        silence = _longest_run(is_silent[first : math.floor(end_s / frame_s)])
        gap = said.text[word.end : following[0].start if following else len(said.text)]
        judged = judge(gap, word.text, after, said.language)
        kind = judged.kind if following else Break.SENTENCE
        start_s = (first + silence.start) * frame_s
        yield _Pause(kind, start_s, start_s + len(silence) * frame_s, word.end + judged.cut)


def _silent_frames(clip: Audio) -> NDArray[np.bool_]:
    """Whether each frame of `frame_power` holds no more than silence or the clip's noise; shape (n_frames,)."""
    power_db = 10 * np.log10(frame_power(clip) + _LEAST_POWER)
    level_db = speech_level_db(clip)
    noise_db = float(np.quantile(power_db, _NOISE_QUANTILE)) + _ABOVE_NOISE_DB if len(power_db) else 0.0
    silent: NDArray[np.bool_] = power_db < max(level_db - _SILENT_DB, min(noise_db, level_db - _SURELY_DB))
    return silent


def _longest_run(flags: NDArray[np.bool_]) -> range:
    """Where most flags in a row are set; the first such place."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    if not len(edges):
        return range(0)
    start, stop = edges[np.argmax(edges[:, 1] - edges[:, 0])].tolist()
    return range(start, stop)
