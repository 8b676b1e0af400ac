"""Speech without the silence and noise before its first and after its last sound, found by measured energy."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speech.audio import Audio, Samples
from speech.level import SILENCE_DB, frame_power, frame_size, speech_level_db

_LEAD_S: Final = 0.04
_TAIL_S: Final = 0.12
"""What stays before the first and after the last sound: a faint onset, an echo, the release of a plosive."""
FADE_S: Final = 0.005

_FAINTEST_DB: Final = 45.0
"""Below the speech level: hibari's "th" at a sentence's end lies 25 dB below it, one in a word 20 dB softer 45 dB."""
_ABOVE_NOISE_DB: Final = 5.0
"""Over 30 ms, steady noise strays from its softest parts by less, once its rumble is taken away."""
_SURELY_DB: Final = 15.0
"""Within this of the speech level all is speech; where the softest parts are too, no pause shows what is noise."""
_NOISE_QUANTILE: Final = 0.05
_PADDING_DB: Final = -90.0
"""What is softer is padding: the noise between the words says more."""
_STEADY_DB: Final = 6.0
_LOUDEST_NOISE_DB: Final = -40.0
"""An audio that is softer than this and nowhere 6 dB above its quietest parts holds noise alone."""
_LEAST_POWER: Final = 1e-12

_APART_S: Final = 0.3
"""Longer than any closure inside a word: what comes after is a word of its own, or none."""
_CLICK_S: Final = 0.06
_BREATH_DB: Final = 20.0
"""Below the speech level; a word so soft still has vowels, and with them a pitch."""
_PITCH_HZ: Final = (70, 400)
_PITCH_WINDOW_S: Final = 0.04
_VOICED: Final = 0.35
"""Autocorrelation within 40 ms; white noise stays under 0.15."""
_VOICED_FRAMES: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Trimmed:
    """A piece of speech, how many of its samples lie before its first sound and after its last, and what was cut."""

    audio: Audio
    lead: int = 0
    tail: int = 0
    cut: int = 0
    """Samples taken away at its beginning."""

    @property
    def lead_s(self) -> float:
        """`lead` in seconds."""
        return self.lead / self.audio.sample_rate

    @property
    def tail_s(self) -> float:
        """`tail` in seconds."""
        return self.tail / self.audio.sample_rate

    @property
    def cut_s(self) -> float:
        """`cut` in seconds."""
        return self.cut / self.audio.sample_rate


def trimmed(audio: Audio) -> Trimmed:
    """The speech with at most 40 ms before its first and 120 ms after its last sound, faded at both ends; maybe none.

    Also cut off: a click or a soft breath that 0.3 s of silence part from the speech.
    """
    islands = _islands(audio)
    if not islands:
        return Trimmed(Audio(np.zeros(0, np.float32), audio.sample_rate))
    frame = frame_size(audio.sample_rate)
    first, last = islands[0].start * frame, min(islands[-1].stop * frame, len(audio))
    start = max(0, first - round(_LEAD_S * audio.sample_rate))
    end = min(len(audio), last + round(_TAIL_S * audio.sample_rate))
    kept = faded(audio.samples[start:end], round(FADE_S * audio.sample_rate))
    return Trimmed(Audio(kept, audio.sample_rate), first - start, end - last, start)


def faded(samples: Samples, length: int) -> Samples:
    """A copy that rises from zero and falls to zero over `length` samples, or over half of what there is."""
    length = min(length, len(samples) // 2)
    result = samples.copy()
    if length:
        rise = (0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)).astype(np.float32)
        result[:length] *= rise
        result[-length:] *= rise[::-1]
    return result


def _islands(audio: Audio) -> list[range]:
    """Frames with sound, in runs parted by 0.3 s of silence, from the first speech to the last."""
    level_db = speech_level_db(audio)
    frames = np.flatnonzero(_sounding(audio, level_db))
    apart = round(_APART_S * audio.sample_rate / frame_size(audio.sample_rate))
    runs = np.split(frames, np.flatnonzero(np.diff(frames) > apart) + 1)
    islands = [range(int(run[0]), int(run[-1]) + 1) for run in runs if len(run)]
    while len(islands) > 1 and _is_noise(audio, islands[-1], level_db):
        islands.pop()
    while len(islands) > 1 and _is_noise(audio, islands[0], level_db):
        islands.pop(0)
    return islands


def _sounding(audio: Audio, level_db: float) -> NDArray[np.bool_]:
    """Which frames hold more than silence and noise."""
    bands_db = [_smooth_db(_without_rumble(audio)), _smooth_db(_treble(audio))]
    noises_db = [_noise_db(band_db) for band_db in bands_db]
    if level_db < max(SILENCE_DB, min(noises_db[0] + _STEADY_DB, _LOUDEST_NOISE_DB)):
        return np.zeros(len(bands_db[0]), np.bool_)
    if noises_db[0] > level_db - _SURELY_DB:
        return np.greater(bands_db[0], level_db - _SURELY_DB)
    limits_db = [max(level_db - _FAINTEST_DB, noise_db + _ABOVE_NOISE_DB) for noise_db in noises_db]
    return np.greater(bands_db[0], limits_db[0]) | np.greater(bands_db[1], limits_db[1])


def _without_rumble(audio: Audio) -> Audio:
    """Differences over 1 ms: as loud as the audio from 170 Hz up, on average, and ever softer below."""
    samples = np.pad(audio.samples, (audio.sample_rate // 1000, 0))
    return Audio((audio.samples - samples[: len(audio)]) / np.float32(math.sqrt(2)), audio.sample_rate)


def _treble(audio: Audio) -> Audio:
    """Differences over 1/24 ms: a faint "f" has little energy, but more than most noise has at its frequencies."""
    samples = np.pad(audio.samples, (max(1, round(audio.sample_rate / 24_000)), 0))
    return Audio(audio.samples - samples[: len(audio)], audio.sample_rate)


def _smooth_db(audio: Audio) -> NDArray[np.float64]:
    """Level of the 30 ms around each frame, in dB full scale, shape (n_frames,)."""
    power = np.pad(frame_power(audio), 1)
    decibels: NDArray[np.float64] = 10 * np.log10((power[:-2] + power[1:-1] + power[2:]) / 3 + _LEAST_POWER)
    return decibels


def _noise_db(decibels: NDArray[np.float64]) -> float:
    noise = decibels[decibels > _PADDING_DB]
    return float(np.quantile(noise, _NOISE_QUANTILE)) if len(noise) else _PADDING_DB


def _is_noise(audio: Audio, island: range, level_db: float) -> bool:
    """Whether a sound apart from the others is a click or a breath: short or soft, and without a pitch."""
    frame = frame_size(audio.sample_rate)
    sound = Audio(audio.samples[island.start * frame : island.stop * frame], audio.sample_rate)
    is_soft = float(_smooth_db(sound).max()) < level_db - _BREATH_DB
    return (is_soft or sound.duration_s < _CLICK_S) and _voiced_frames(sound) < _VOICED_FRAMES


def _voiced_frames(audio: Audio) -> int:
    """How many 10 ms of a sound have a voice's pitch."""
    window, hop = round(_PITCH_WINDOW_S * audio.sample_rate), frame_size(audio.sample_rate)
    padded = np.pad(audio.samples, (window // 2, window))
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[::hop][: math.ceil(len(audio) / hop)]
    spectrum = np.abs(np.fft.rfft(frames - frames.mean(axis=1, keepdims=True), 2 * window)) ** 2
    likeness = np.fft.irfft(spectrum)  # (n_frames, n_lags)
    shortest, longest = (audio.sample_rate // pitch_hz for pitch_hz in reversed(_PITCH_HZ))
    voiced = likeness[:, shortest : longest + 1].max(axis=1) > _VOICED * likeness[:, 0]
    return int(voiced.sum())
