"""How loud speech is, and one loudness for all of it."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speech.audio import Audio

TARGET_DB: Final = -22.0
"""Active-speech level that chunks are brought to, in dB full scale: what audiobooks are held to (ACX: RMS from -23 to
-18 dB), and low enough for peaks 21 dB above it; hibari's are 10 to 20 dB above its own -24 dB."""

SILENCE_DB: Final = -60.0
"""What lies under this is silence or noise, and no speech."""

_FRAME_S: Final = 0.01
_GATE_DB: Final = 10.0
"""Frames so far below the mean are pauses: the relative gate of ITU-R BS.1770-4, here until nothing more falls below.
ITU-T P.56's 15.9 dB counts soft noise as speech where there is more of it than of words."""
_MOST_GAIN_DB: Final = 12.0
"""More would turn noise into a nuisance, or mend what is broken elsewhere."""
_PEAK: Final = 0.89
"""-1 dBFS: room for what lossy codecs add to a peak."""


def frame_power(audio: Audio) -> NDArray[np.float64]:
    """Mean square of each 10 ms, shape (n_frames,); the last frame may be shorter."""
    starts = np.arange(0, len(audio), frame_size(audio.sample_rate))
    if not len(starts):
        return np.zeros(0)
    sums = np.add.reduceat(np.square(audio.samples, dtype=np.float64), starts)
    return sums / np.diff(starts, append=len(audio))


def frame_size(sample_rate: int) -> int:
    """Samples of a frame of `frame_power`."""
    return max(1, round(_FRAME_S * sample_rate))


def speech_level_db(audio: Audio) -> float:
    """RMS of what is spoken, pauses left out, in dB full scale; -inf where all is silence.

    Other than P.56's it has no hangover: a single word measures as it does inside a sentence.
    """
    power = frame_power(audio)
    power = power[power > 10 ** (SILENCE_DB / 10)]
    while len(power):
        spoken = power[power >= power.mean() * 10 ** (-_GATE_DB / 10)]
        if len(spoken) == len(power):
            return 10 * math.log10(power.mean())
        power = spoken
    return -math.inf


def levelled(audio: Audio, target_db: float = TARGET_DB) -> Audio:
    """The audio with its speech at `target_db`, at most 12 dB louder or softer; what has no speech stays as it is.

    One gain for all of it, so that nothing is clipped or pumps: less than asked where a peak would pass -1 dBFS.
    """
    level_db = speech_level_db(audio)
    if level_db == -math.inf:
        return audio
    gain_db = min(max(target_db - level_db, -_MOST_GAIN_DB), _MOST_GAIN_DB)
    gain = min(10 ** (gain_db / 20), _PEAK / float(np.abs(audio.samples).max()))
    return Audio(audio.samples * np.float32(gain), audio.sample_rate)
