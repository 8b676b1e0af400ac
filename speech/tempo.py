"""Speech made faster or slower at the same pitch, by waveform-similarity overlap-add (WSOLA).

Pieces of the sound itself are laid in a row, each taken from near its place where it best continues the one before
(Verhelst & Roelands, ICASSP 1993). FFmpeg's atempo does the same with longer pieces; `bench/tempo.py` compares them.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speech.audio import Audio, Samples
from speech.level import speech_level_db

MIN_RATE: Final = 0.25
MAX_RATE: Final = 4.0

# Chosen by bench/tempo.py's distance on three voices: longer pieces double consonants, or swallow them.
_STEP_S: Final = 0.015
_OVERLAP_S: Final = 0.0075
_SEARCH_S: Final = 0.0075
"""To each side: together one period of a voice of 67 Hz, so that every voice finds a place in phase."""

_NEAREST: Final = 1e-3
"""Of two places that fit alike (in silence all do), the nearer one: less than a correlation differs by audibly."""
_LEAST_ENERGY: Final = 1e-9
_MOST_GAIN_DB: Final = 1.0
"""In a syllable alone more than this is chance, and none of the ear's business."""


def split_speed(speed: float, native: tuple[float, float]) -> tuple[float, float]:
    """The engine's own speed, as near to `speed` as its range allows, and the rate for `stretch`: their product."""
    slowest, fastest = native
    own = min(max(speed, slowest), fastest)
    return own, speed / own


def stretch(audio: Audio, rate: float) -> Audio:
    """The speech `rate` times as fast, 0.25 … 4: round(n / rate) samples; pitch, level and both ends stay.

    What was heard at t is heard at t / rate, within 20 ms (38 ms at rate 0.5), so that word times may be divided by
    the rate. Raises ValueError for another rate.
    """
    if not MIN_RATE <= rate <= MAX_RATE:
        raise ValueError(f"rate must be from {MIN_RATE} to {MAX_RATE}, not {rate}")
    length = round(len(audio) / rate)
    if length == len(audio):
        return audio
    grid = _Grid.at(audio.sample_rate)
    if min(len(audio), length) < 2 * grid.piece:
        return Audio(_squeezed(audio.samples, length), audio.sample_rate)
    return _as_loud(Audio(_overlap_add(audio.samples, length, rate, grid), audio.sample_rate), audio)


def _as_loud(stretched: Audio, audio: Audio) -> Audio:
    """A piece that is left out or said twice is louder or softer than others: a sentence's level moves by 0.4 dB."""
    level_db, due_db = speech_level_db(stretched), speech_level_db(audio)
    if -math.inf in (level_db, due_db):
        return stretched
    gain_db = min(max(due_db - level_db, -_MOST_GAIN_DB), _MOST_GAIN_DB)
    return Audio(stretched.samples * np.float32(10 ** (gain_db / 20)), audio.sample_rate)


@dataclass(frozen=True, slots=True)
class _Grid:
    """How the sound is cut, in samples: a piece is a step and the overlap with the next one."""

    step: int
    overlap: int
    search: int

    @classmethod
    def at(cls, sample_rate: int) -> "_Grid":
        return cls(*(max(2, round(seconds * sample_rate)) for seconds in (_STEP_S, _OVERLAP_S, _SEARCH_S)))

    @property
    def piece(self) -> int:
        return self.step + self.overlap


def _squeezed(samples: Samples, length: int) -> Samples:
    """What is too short to hold two pieces, 45 ms, and so no pitch that anybody would miss."""
    if not length:
        return np.zeros(0, np.float32)
    places = np.linspace(0, len(samples) - 1, length)
    return np.interp(places, np.arange(len(samples)), samples).astype(np.float32)


def _overlap_add(samples: Samples, length: int, rate: float, grid: _Grid) -> Samples:
    out = np.empty(length, np.float32)
    out[: grid.piece] = samples[: grid.piece]
    # energy[i]: of all samples before i, so that a stretch's is one subtraction.
    energy = np.concatenate(([0.0], np.cumsum(np.square(samples, dtype=np.float64))))
    rise = (0.5 - 0.5 * np.cos(np.pi * (np.arange(grid.overlap) + 0.5) / grid.overlap)).astype(np.float32)
    continued = grid.step  # where in `samples` the piece before would go on
    for place in range(grid.step, length - grid.overlap, grid.step):
        size = min(grid.piece, length - place)
        wanted = samples[continued : continued + grid.overlap]
        # The last piece is the sound's own end, whatever fits better: what ends in silence still does.
        is_last = place + grid.piece >= length
        start = len(samples) - size if is_last else _best(samples, energy, wanted, round(place * rate), grid)
        piece = samples[start : start + size]
        out[place : place + grid.overlap] = _crossfade(wanted, piece[: grid.overlap], rise)
        out[place + grid.overlap : place + size] = piece[grid.overlap :]
        continued = start + grid.step
    return out


def _best(samples: Samples, energy: NDArray[np.float64], wanted: Samples, target: int, grid: _Grid) -> int:
    """Where, near `target`, the sound is most like what is wanted there."""
    end = len(samples) - grid.piece
    first = min(max(target - grid.search, 0), end)
    last = min(target + grid.search, end)
    starts = np.arange(first, last + 1)
    likeness = np.correlate(samples[first : last + grid.overlap], wanted)
    size = np.sqrt((energy[starts + grid.overlap] - energy[starts] + _LEAST_ENERGY) * (wanted @ wanted + _LEAST_ENERGY))
    return first + int(np.argmax(likeness / size - _NEAREST * np.abs(starts - target) / grid.search))


def _crossfade(old: Samples, new: Samples, rise: Samples) -> Samples:
    """From `old` to `new` without the dip in level that unlike sounds (hiss) would give."""
    size = np.sqrt((old @ old + _LEAST_ENERGY) * (new @ new + _LEAST_ENERGY))
    likeness = np.float32(np.clip(old @ new / size, 0, 1))
    fall = 1 - rise
    mixed = (old * fall + new * rise) / np.sqrt(fall**2 + rise**2 + 2 * likeness * fall * rise)
    return mixed.astype(np.float32, copy=False)
