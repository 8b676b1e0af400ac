"""The same sound at another sample rate, at once or piece by piece."""

import math
from fractions import Fraction
from typing import Final

import av
import numpy as np

from speech.audio import Audio, Samples

_MARGIN_S: Final = 0.02
"""Silence around a sound while it is resampled: longer than half of swresample's filter at any rate from 4 kHz up."""


def resample(audio: Audio, sample_rate: int) -> Audio:
    """The same sound at `sample_rate` Hz: exactly round(n * new / old) samples, nothing moved in time."""
    if sample_rate == audio.sample_rate or not len(audio):
        return Audio(audio.samples, sample_rate)
    resampler = Resampler(audio.sample_rate, sample_rate)
    return Audio(np.concatenate([resampler.push(audio.samples), resampler.finish()]), sample_rate)


class Resampler:
    """One sound in pieces of any length: together they give exactly what the whole would."""

    def __init__(self, old: int, new: int) -> None:
        self._old, self._new = old, new
        self._n_in = self._n_out = 0
        self._resampler = av.AudioResampler("fltp", "mono", new)
        # swresample mirrors a sound's ends and drops some of its tail; silence on both sides keeps that away from the
        # sound. The part in front is a whole number of samples at both rates, so that cutting it off moves nothing.
        step = old // math.gcd(old, new)
        self._margin = step * math.ceil(old * _MARGIN_S / step)
        self._to_skip = self._margin * new // old

    def push(self, samples: Samples) -> Samples:
        """What is ready once `samples`, float32 of shape (n,) at the old rate, are there too; float32 of shape (m,)."""
        if self._old == self._new or not len(samples):
            return samples
        if not self._n_in:
            samples = np.pad(samples, (self._margin, 0))
            self._n_in = -self._margin
        self._n_in += len(samples)
        return self._ready(self._frame(samples), math.inf)

    def finish(self) -> Samples:
        """The rest: round(n * new / old) samples in all."""
        if self._old == self._new or not self._n_in:
            return np.zeros(0, np.float32)
        length = round(Fraction(self._n_in * self._new, self._old))
        return self._ready(self._frame(np.zeros(self._margin, np.float32)), length, None)

    def _frame(self, samples: Samples) -> av.AudioFrame:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples)[np.newaxis], "fltp", "mono")
        frame.sample_rate = self._old
        return frame

    def _ready(self, frame: av.AudioFrame, length: float, *last: None) -> Samples:
        frames = [out for sent in (frame, *last) for out in self._resampler.resample(sent)]
        pieces = [np.zeros(0, np.float32), *(out.to_ndarray()[0] for out in frames)]
        ready: Samples = np.concatenate(pieces).astype(np.float32, copy=False)
        skipped = min(self._to_skip, len(ready))
        self._to_skip -= skipped
        ready = ready[skipped:][: int(min(length - self._n_out, len(ready)))]
        self._n_out += len(ready)
        return ready
