"""Loudness by ITU-R BS.1770-4, as pyloudnorm 0.2.0 measures Turbo's clips, without the scipy that it needs.

FFmpeg's ebur128 takes as many lines to ask and measures up to 0.14 LU more: it has the standard's own filters.
"""

import math
from typing import Final

import numpy as np
from numpy.polynomial.polynomial import polyval
from numpy.typing import NDArray

from speech.audio import Audio

_SHELF: Final = (4.0, 1 / math.sqrt(2), 1500.0)
"""Gain in dB, Q and corner in Hz of the weighting's shelf: pyloudnorm's, in its meter.py."""
_HIGH_PASS: Final = (0.5, 38.0)
"""Q and corner in Hz of its high-pass: the same."""
_ECHO_S: Final = 0.25
"""After it nothing is left of a sound in the filters: the slower decays by e every 4.2 ms, to 1e-24 in all."""
_BLOCK_S: Final = 0.4
_STEP_S: Final = 0.1
_OFFSET_LU: Final = -0.691
"""The standard's: takes away what the weighting adds at 1 kHz."""
_SILENCE_LUFS: Final = -70.0
_GATE_LU: Final = -10.0


def loudness_lufs(audio: Audio) -> float:
    """Integrated loudness; -inf for silence and for anything shorter than a block, 0.4 s."""
    if audio.duration_s < _BLOCK_S:
        return -math.inf
    power = _block_power(_weighted(audio), audio.sample_rate)
    loud = power[power >= 10 ** ((_SILENCE_LUFS - _OFFSET_LU) / 10)]
    if not len(loud):
        return -math.inf
    spoken = loud[loud > loud.mean() * 10 ** (_GATE_LU / 10)]
    return _OFFSET_LU + 10 * math.log10(spoken.mean())


def at_loudness(audio: Audio, target_lufs: float) -> Audio:
    """The sound at this loudness, its peaks wherever that puts them; what measures -inf stays as it is."""
    found = loudness_lufs(audio)
    if found == -math.inf:
        return audio
    return Audio(audio.samples * np.float32(10 ** ((target_lufs - found) / 20)), audio.sample_rate)


def _block_power(samples: NDArray[np.float64], sample_rate: int) -> NDArray[np.float64]:
    """Mean square of each block, (n_blocks,).

    As pyloudnorm's, the last may lack up to half a step, which counts as silence.
    """
    block, step = round(_BLOCK_S * sample_rate), round(_STEP_S * sample_rate)
    starts = np.arange(round((len(samples) - block) / step) + 1) * step
    energy = np.concatenate(([0.0], np.cumsum(np.square(samples))))  # of all samples before each
    power: NDArray[np.float64] = (energy[np.minimum(starts + block, len(samples))] - energy[starts]) / block
    return power


def _weighted(audio: Audio) -> NDArray[np.float64]:
    """The samples as BS.1770's K-weighting lets them through, (n,)."""
    n = len(audio) + round(_ECHO_S * audio.sample_rate)
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(n))  # z^-1 at each frequency of the spectrum
    # In float32 numpy would compute in float32, which moves the result by 0.0004 LU.
    spectrum = np.fft.rfft(audio.samples.astype(np.float64), n)
    for numerator, denominator in (_shelf(audio.sample_rate), _high_pass(audio.sample_rate)):
        spectrum *= polyval(delay, numerator) / polyval(delay, denominator)
    return np.fft.irfft(spectrum, n)[: len(audio)]


def _shelf(sample_rate: int) -> tuple[list[float], list[float]]:
    """Numerator and denominator in z^-1: R. Bristow-Johnson's Audio EQ Cookbook, `highShelf`."""
    gain_db, q, corner = _SHELF
    gain = 10 ** (gain_db / 40)
    angle = 2 * math.pi * corner / sample_rate
    cos, width = math.cos(angle), math.sqrt(gain) * math.sin(angle) / q
    up, down = gain + 1 + (gain - 1) * cos, gain + 1 - (gain - 1) * cos
    numerator = [up + width, -2 * (gain - 1 + (gain + 1) * cos), up - width]
    denominator = [down + width, 2 * (gain - 1 - (gain + 1) * cos), down - width]
    return [gain * value for value in numerator], denominator


def _high_pass(sample_rate: int) -> tuple[list[float], list[float]]:
    """Numerator and denominator in z^-1: the same, `HPF`."""
    q, corner = _HIGH_PASS
    angle = 2 * math.pi * corner / sample_rate
    cos, width = math.cos(angle), math.sin(angle) / (2 * q)
    numerator = [(1 + cos) / 2, -(1 + cos), (1 + cos) / 2]
    return numerator, [1 + width, -2 * cos, 1 - width]
