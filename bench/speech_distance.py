"""How unlike two recordings of the same words are, whatever their pace: in timbre, and in pitch."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from speech.audio import Audio

Cepstra: TypeAlias = NDArray[np.float64]

_N_FFT: Final = 1024
_N_BANDS: Final = 26
_BANDS_HZ: Final = (60, 8_000)
_PITCH_HZ: Final = (70, 350)
_VOICED: Final = 0.7


def cepstra(audio: Audio) -> Cepstra:
    """Mel-cepstral coefficients 1 to 13, in dB, of 25 ms every 5 ms, shape (n_frames, 13)."""
    window = audio.sample_rate // 40
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(audio.samples, window // 2), window)
    power = np.abs(np.fft.rfft(frames[:: audio.sample_rate // 200] * np.hanning(window), _N_FFT)) ** 2
    decibels = 10 * np.log10(power @ _mel_bands(audio.sample_rate).T + 1e-6)
    cosines = np.cos(np.pi / _N_BANDS * np.outer(np.arange(_N_BANDS) + 0.5, np.arange(1, 14)))
    return np.asarray(decibels @ cosines * (np.sqrt(2) / _N_BANDS))


def _mel_bands(sample_rate: int) -> NDArray[np.float64]:
    """Triangles, shape (n_bands, n_frequencies)."""
    lowest, highest = (2595 * float(np.log10(1 + edge / 700)) for edge in _BANDS_HZ)
    edges = 700 * (10 ** (np.linspace(lowest, highest, _N_BANDS + 2) / 2595) - 1)
    frequencies = np.fft.rfftfreq(_N_FFT, 1 / sample_rate)
    return np.array([np.interp(frequencies, edges[band : band + 3], (0, 1, 0)) for band in range(_N_BANDS)])


def warped_distance(one: Cepstra, other: Cepstra) -> float:
    """Mean distance along the path of dynamic time warping that makes the sum least."""
    squares = np.square(one).sum(axis=1)[:, None] + np.square(other).sum(axis=1) - 2 * one @ other.T
    steps = np.sqrt(np.maximum(squares, 0))
    height, width = steps.shape
    # Sum and length of the best path to each cell: a diagonal at a time, all of whose cells know their neighbours.
    total, length = np.full((2, height + 1, width + 1), np.inf)
    total[0, 0] = length[0, 0] = 0
    for diagonal in range(2, height + width + 1):
        row = np.arange(max(1, diagonal - width), min(height, diagonal - 1) + 1)
        column = diagonal - row
        before = np.stack([total[row - 1, column - 1], total[row - 1, column], total[row, column - 1]]).argmin(axis=0)
        old = row - (before < 2), column - (before != 1)
        total[row, column] = total[old] + steps[row - 1, column - 1]
        length[row, column] = length[old] + 1
    return float(total[-1, -1] / length[-1, -1])


def pitch_ratio(one: Audio, other: Audio) -> float:
    """Median of the other's pitch over the one's, at the same shares of their lengths, where both are voiced."""
    shares = np.linspace(0, 1, len(one) // (one.sample_rate // 100))
    (one_hz, one_voiced), (other_hz, other_voiced) = _pitch(one, shares), _pitch(other, shares)
    both = one_voiced & other_voiced
    return float(np.median(other_hz[both] / one_hz[both]))


def _pitch(audio: Audio, shares: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Pitch in Hz of the 40 ms around each place, and whether it is clear there, both of shape (n_places,)."""
    window = audio.sample_rate // 25
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(audio.samples, window // 2), window)
    frames = frames[np.rint(shares * (len(frames) - 1)).astype(int)]
    spectrum = np.abs(np.fft.rfft(frames - frames.mean(axis=1, keepdims=True), 2 * window)) ** 2
    likeness = np.fft.irfft(spectrum)[:, :window] / np.arange(window, 0, -1)
    longest, shortest = (audio.sample_rate // pitch_hz for pitch_hz in _PITCH_HZ)
    lags, power = likeness[:, shortest:longest], likeness[:, 0]
    voiced = (lags.max(axis=1) > _VOICED * power) & (power > 0.1 * power.max())
    return audio.sample_rate / (shortest + lags.argmax(axis=1)), voiced
