"""Pauses that forced alignment gave to a word, taken away from it again.

The acoustic model takes a pause for the closure of a stop ("cupboard, please") or for a faint consonant ("coffee:
that's"). On the tuning half of `bench/word_starts.py` this brings the 95th percentile from 41 to 38 ms.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from speech.audio import Audio

QUIET: Final = 10 ** (-35 / 10)
"""Power under which a frame is silent, relative to the loudest frames. In a noisy room no frame is."""
LONGEST_CLOSURE_S: Final = 0.1
"""Silence up to this length belongs to the word: the closure of a stop."""
KEPT_S: Final = 0.03
"""What a word keeps of a pause, since sounds begin and end more quietly than `QUIET`."""
FRAME_S: Final = 0.01
"""About: a whole number of samples."""


class Times(NamedTuple):
    """When a word is heard, in seconds."""

    start_s: float
    end_s: float


def without_pauses(times: Sequence[Times], audio: Audio) -> list[Times]:
    """The same words, each without a long silence at its start or end."""
    sounding_s = _sounding(audio)
    return [_tighten(word, sounding_s) for word in times]


def _sounding(audio: Audio) -> NDArray[np.float64]:
    """When each frame that is not silent begins, in seconds, in order."""
    size = int(audio.sample_rate * FRAME_S)
    n_frames = len(audio) // size
    power = np.square(audio.samples[: n_frames * size].reshape(n_frames, size)).mean(axis=1)
    loudest = np.percentile(power, 95) if n_frames else 0.0
    return np.flatnonzero(power > QUIET * loudest) * size / audio.sample_rate


def _tighten(word: Times, sounding_s: NDArray[np.float64]) -> Times:
    first, after = np.searchsorted(sounding_s, word)
    if first == after:
        return word
    onset_s, offset_s = float(sounding_s[first]), float(sounding_s[after - 1]) + FRAME_S
    return Times(
        onset_s - KEPT_S if onset_s - word.start_s >= LONGEST_CLOSURE_S else word.start_s,
        offset_s + KEPT_S if word.end_s - offset_s >= LONGEST_CLOSURE_S else word.end_s,
    )
