"""Chunks of speech put one after the other, as they come, with the pauses that were asked for and without clicks."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from speech.audio import Samples
from speech.trimming import FADE_S, Trimmed, faded

LEAD_IN_S: Final = 0.1
"""Silence before the first word: players and headphones swallow the first moments of a sound."""

_CROSSFADE_S: Final = 0.01
_HELD_S: Final = 0.2
"""The end of a chunk waits for the next one, which may overlap it: by the margins of both, 0.16 s, and a cross-fade."""

SLOPE: Final = math.pi / FADE_S
"""Steepest change, in peaks a second, that fades add where two of them meet: 2.6 % from sample to sample at 24 kHz."""


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """What can be written now, and where the chunk that was added begins in the whole, in samples."""

    start: int
    samples: Samples


class Joiner:
    """Joins the chunks of one recording. Memory holds one chunk at a time, however many there are.

    A pause lasts from one chunk's last sound to the next one's first: the margins that `trimmed` left are part of it.
    Where they are longer than the pause (0: a sentence that was cut in two), the chunks cross-fade over 10 ms where
    least is lost. No clicks: from one sample to the next the joined sound moves by no more than its chunks do, plus
    `SLOPE` / sample rate of their peak (for chunks of 20 ms or more).
    """

    def __init__(self, sample_rate: int, lead_in_s: float = LEAD_IN_S) -> None:
        """`sample_rate` in Hz is that of all chunks; `lead_in_s` lasts until the first sound."""
        self._sample_rate = sample_rate
        self._given = 0
        self._held: Samples = np.zeros(0, np.float32)
        self._pause = self._count(lead_in_s)
        """Samples from the end of what is held to the first sound of the next chunk; negative: before that end."""

    def add(self, chunk: Trimmed, pause_s: float) -> Joined:
        """The next chunk, and the pause after it, which is all that one without samples adds.

        Raises ValueError for a chunk of another sample rate.
        """
        if chunk.audio.sample_rate != self._sample_rate:
            raise ValueError(f"cannot join a chunk of {chunk.audio.sample_rate} Hz to others of {self._sample_rate} Hz")
        if not len(chunk.audio):
            position = self._given + max(0, len(self._held) + self._pause)
            self._pause += self._count(pause_s)
            return Joined(position, np.zeros(0, np.float32))
        samples = faded(chunk.audio.samples, self._count(FADE_S))
        gap = self._pause - chunk.lead
        joined, start = self._apart(samples, gap) if gap > 0 or not len(self._held) else self._overlapped(samples, -gap)
        position = self._given + start
        self._pause = self._count(pause_s) - chunk.tail
        return Joined(position, self._give(joined, self._count(_HELD_S)))

    def finish(self) -> Samples:
        """What is left to write: the end of the last chunk, and the pause after it."""
        return self._give(np.pad(self._held, (0, max(0, self._pause))), 0)

    def _count(self, seconds: float) -> int:
        return round(seconds * self._sample_rate)

    def _apart(self, samples: Samples, gap: int) -> tuple[Samples, int]:
        start = len(self._held) + max(0, gap)
        return np.concatenate((np.pad(self._held, (0, max(0, gap))), samples)), start

    def _overlapped(self, samples: Samples, overlap: int) -> tuple[Samples, int]:
        # Without margins, and so without an overlap, they still have to meet softly.
        overlap = min(max(overlap, self._count(_CROSSFADE_S)), len(self._held), len(samples))
        start = len(self._held) - overlap
        middle = _crossfade(self._held[start:], samples[:overlap], self._count(_CROSSFADE_S))
        return np.concatenate((self._held[:start], middle, samples[overlap:])), start

    def _give(self, joined: Samples, kept: int) -> Samples:
        given = max(0, len(joined) - kept)
        self._held = joined[given:].copy()
        self._given += given
        return joined[:given]


def _crossfade(old: Samples, new: Samples, length: int) -> Samples:
    """From `old` to `new`, of one length, where the energy of what is left out of both is least."""
    length = min(length, len(old))
    left_out = np.pad(np.cumsum(np.square(old[::-1], dtype=np.float64))[::-1], (0, 1))
    left_out[1:] += np.cumsum(np.square(new, dtype=np.float64))
    centres = left_out[length // 2 : len(old) - (length - length // 2) + 1]
    # In silence every place is as good: the middle one is farthest from both chunks' ends.
    best = np.flatnonzero(centres <= centres.min())
    before = int(best[len(best) // 2])
    rise = np.zeros(len(old), np.float32)
    rise[before : before + length] = 0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length)
    rise[before + length :] = 1
    mixed: Samples = old * (1 - rise) + new * rise
    return mixed
