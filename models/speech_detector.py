"""Where in a sound somebody speaks: WebRTC's voice detector, and the ups and downs that only speech has.

The detector alone calls all steady sound speech too (noise, tones, hum: up to 100 % of the frames).
"""

from itertools import pairwise
from typing import Final

import numpy as np
import pocketsphinx
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from speech.audio import Audio, Samples
from speech.resampling import resample

FRAME_S: Final = 0.03
"""Length of a frame in seconds, the longest that the detector takes."""

_SAMPLE_RATE: Final = 16_000
_FRAME: Final = round(FRAME_S * _SAMPLE_RATE)
_BAND_HZ: Final = (200, 3_500)
"""Where speech has its power and its ups and downs; hum and rumble lie below."""
_RISE_DB: Final = 6.0
"""How far speech rises above its own gaps. Steady noise varies by 1 dB from frame to frame, speech by 30 dB."""
_NEIGHBOURHOOD_FRAMES: Final = 51
"""1.5 s: nobody holds one sound that long, so that a gap to rise from is always within."""
_GAP_QUANTILE: Final = 0.1
_FAINT: Final = 1e-4
"""-80 dBFS: a clip that never gets louder holds nothing."""
_RANGE_DB: Final = 40.0
"""What is this far below a clip's loud parts is no speech, whatever it does: hum leaking into the band, breath."""
_LEAST_POWER: Final = 1e-10
"""Keeps digital silence finite in dB."""
_BRIDGED_FRAMES: Final = 7
"""0.21 s: the silence inside stop consonants, and between words spoken in one go, counts as speech."""
_SHORTEST_FRAMES: Final = 4
"""0.12 s: clicks and bumps are shorter, syllables aren't."""


def speech_frames(audio: Audio) -> NDArray[np.bool_]:
    """Whether somebody speaks, for each whole frame of `FRAME_S`: shape (n_frames,)."""
    samples = resample(audio, _SAMPLE_RATE).samples
    n_frames = len(samples) // _FRAME
    frames = samples[: n_frames * _FRAME].reshape(n_frames, _FRAME)
    loudest = float(np.abs(frames).max(initial=0))
    if loudest < _FAINT:
        return np.zeros(n_frames, dtype=np.bool_)
    spoken = _voiced(frames / np.float32(loudest)) & _rises(frames)
    return _without_runs(
        _without_runs(spoken, value=False, up_to=_BRIDGED_FRAMES), value=True, up_to=_SHORTEST_FRAMES - 1
    )


def _voiced(frames: Samples) -> NDArray[np.bool_]:
    detector = pocketsphinx.Vad(pocketsphinx.Vad.MEDIUM_LOOSE, _SAMPLE_RATE, FRAME_S)
    pcm = np.rint(frames * 32_767 * 0.5).astype("<i2")
    return np.array([detector.is_speech(frame.tobytes()) for frame in pcm], dtype=np.bool_)


def _rises(frames: Samples) -> NDArray[np.bool_]:
    """Whether each frame stands out from the quiet ones around it."""
    level_db = _level_db(frames)
    reach = _NEIGHBOURHOOD_FRAMES // 2
    around = sliding_window_view(
        np.pad(level_db, reach, mode="reflect" if len(level_db) > reach else "edge"), 2 * reach + 1
    )
    gaps_db = np.quantile(around, _GAP_QUANTILE, axis=1)
    rises: NDArray[np.bool_] = (level_db > gaps_db + _RISE_DB) & (level_db > level_db.max() - _RANGE_DB)
    return rises


def _level_db(frames: Samples) -> NDArray[np.float64]:
    spectrum = np.fft.rfft(frames * np.hanning(_FRAME), axis=1)
    low, high = (round(edge * FRAME_S) for edge in _BAND_HZ)
    power = (np.abs(spectrum[:, low : high + 1]) ** 2).sum(axis=1)
    level_db: NDArray[np.float64] = 10 * np.log10(power + _LEAST_POWER)
    return level_db


def _without_runs(flags: NDArray[np.bool_], *, value: bool, up_to: int) -> NDArray[np.bool_]:
    """The flags with runs of `value` of at most `up_to` frames turned over, but for those at the clip's two ends."""
    flags = flags.copy()
    edges = np.flatnonzero(np.diff(flags)) + 1
    for start, stop in pairwise(edges):
        if flags[start] == value and stop - start <= up_to:
            flags[start:stop] = not value
    return flags
