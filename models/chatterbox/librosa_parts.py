"""The few functions of librosa that Chatterbox calls; librosa itself brings numba, llvmlite, scikit-learn and scipy.

Each is held to librosa 0.11's own in the tests.
"""

from typing import Any, Final, Literal

import numpy as np
import torch
from numpy.typing import NDArray

from models.stand_ins import prepare_torchaudio
from speech.audio import Samples

prepare_torchaudio()

from torchaudio import functional  # noqa: E402 - it had to be prepared

_FRAME: Final = 2048
"""Samples of a frame of `trim`, and a quarter of it from one to the next: librosa's defaults."""
_HOP: Final = 512
_LEAST_AMPLITUDE: Final = 1e-5
AS_SOXR: Final = {
    "resampling_method": "sinc_interp_kaiser",
    "lowpass_filter_width": 96,
    "rolloff": 0.9569,
    "beta": 14.0,
}
"""Of the filters tried, nearest to librosa's `soxr_hq`: -76 dB from it over all of the band, 24 to 16 kHz. swresample,
which speech/resampling.py has, loses what is near the end of the band, and lets through what is beyond."""


def mel(*, sr: int, n_fft: int, n_mels: int, fmin: float = 0.0, fmax: float | None = None) -> NDArray[np.float32]:
    """Slaney's mel filters, (n_mels, 1 + n_fft // 2)."""
    highest = fmax or sr / 2
    filters: torch.Tensor = functional.melscale_fbanks(
        n_fft // 2 + 1, fmin, highest, n_mels, sr, norm="slaney", mel_scale="slaney"
    )
    return filters.T.contiguous().numpy()


def stft(
    y: Samples, *, n_fft: int, hop_length: int, win_length: int, center: bool, pad_mode: Literal["reflect"]
) -> NDArray[np.complex64]:
    """The complex spectrogram, (1 + n_fft // 2, n_frames)."""
    # numpy's padding mirrors a sound more than once where it is short; torch's raises.
    samples = np.pad(y, n_fft // 2, mode=pad_mode) if center else y
    window = torch.hann_window(win_length)
    spectrum = torch.stft(
        torch.tensor(samples), n_fft, hop_length, win_length, window, center=False, return_complex=True
    )
    return spectrum.numpy()


def trim(y: Samples, *, top_db: float) -> tuple[Samples, NDArray[np.int64]]:
    """The sound without what at its ends is more than `top_db` below its loudest frame, and where it was found.

    That is (2,) int64: the first sample and the one after the last.
    """
    padded = np.pad(y, _FRAME // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
    level = np.maximum(np.sqrt(np.mean(np.square(frames), axis=1)), _LEAST_AMPLITUDE)
    loud = np.flatnonzero(level > level.max() * 10 ** (-top_db / 20))
    start, end = loud[0] * _HOP, min(len(y), (loud[-1] + 1) * _HOP)
    return y[start:end], np.array([start, end])


def resample(y: Samples, *, orig_sr: int, target_sr: int, **_: Any) -> Samples:
    """The same sound at another rate: ceil(n * target_sr / orig_sr) samples."""
    resampled: Samples = functional.resample(torch.tensor(y), orig_sr, target_sr, **AS_SOXR).numpy()
    return resampled
