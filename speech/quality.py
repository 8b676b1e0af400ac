"""How good a reference clip is: measured, put into advice, and the little that can be mended."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speech.audio import Audio, Samples

_FRAME_S: Final = 0.01
_MARGIN_S: Final = 0.1
"""What stays before the first and after the last sound: soft onsets and the room's echo belong to the voice."""
_SILENT_DB: Final = 40.0
"""Below a clip's loud parts; speech in a quiet room spans some 30 dB."""
_ABOVE_NOISE_DB: Final = 6.0
"""What is less than this above a clip's quietest parts is its noise."""
_SURELY_DB: Final = 12.0
"""Within this of a clip's loud parts all is speech, however noisy the clip."""

_FULL_SCALE: Final = 0.999
_ENOUGH_PAUSE_FRAMES: Final = 5
_GAP_QUANTILE: Final = 0.02
_CLEANEST_DB: Final = 60.0
"""Where noise is no longer measurable in a 16-bit recording of a voice."""
_LEAST_POWER: Final = 1e-12

_LEVEL: Final = 0.1
"""RMS of the spoken parts, -20 dBFS: what F5-TTS was trained towards (its `target_rms`), and usual for speech."""
_PEAK: Final = 0.89
"""-1 dBFS: room for what resampling and lossy codecs add to a peak."""

_ENOUGH_SPEECH_S: Final = 3.0
"""Under this, engines that clone miss the voice's melody; all of them are documented with clips of 5-15 s."""
_CLEAN_DB: Final = 15.0
"""Under this, the noise is copied along with the voice."""
_CLIPPED: Final = 0.001
"""One sample in a thousand is audible as a rasp, and is copied too."""
_SILENT: Final = 0.6
"""More silence than this is no fluent speech: a voice cloned from it halts."""


@dataclass(frozen=True, slots=True)
class ClipQuality:
    """What was measured of a clip."""

    speech_seconds: float
    snr_db: float
    """Power of the speech over the power of what is heard between it, at most 60 dB."""
    clipped_ratio: float
    """Share of all samples that are cut off, 0 … 1."""
    silence_ratio: float
    """Share of the clip's length in which nobody speaks, 0 … 1."""


def measure(audio: Audio, speech: NDArray[np.bool_], frame_s: float) -> ClipQuality:
    """Measure a clip before anything is done to it: a changed level or sample rate hides what was clipped.

    `speech` says for each frame of `frame_s` seconds whether somebody speaks, shape (n_frames,).
    """
    return ClipQuality(
        speech_seconds=float(speech.sum() * frame_s),
        snr_db=_snr_db(_power(audio, frame_s)[: len(speech)], speech),
        clipped_ratio=_clipped_ratio(audio.samples),
        silence_ratio=float(1 - speech.mean()) if len(speech) else 1.0,
    )


def advice(quality: ClipQuality) -> list[str]:
    """What will hurt a voice cloned from the clip, and what to do about it; empty for a good clip."""
    sentences = []
    if quality.speech_seconds < _ENOUGH_SPEECH_S:
        sentences.append(f"The clip holds only {quality.speech_seconds:.1f} s of speech: record 5 to 15 s.")
    if quality.snr_db < _CLEAN_DB:
        sentences.append(
            f"The clip is noisy (speech is {quality.snr_db:.0f} dB above the noise): "
            "record in a quiet room, close to the microphone."
        )
    if quality.clipped_ratio > _CLIPPED:
        sentences.append(
            f"The clip is distorted ({quality.clipped_ratio:.1%} of it is cut off): record at a lower input level."
        )
    if quality.silence_ratio > _SILENT:
        sentences.append(f"Nobody speaks in {quality.silence_ratio:.0%} of the clip: leave out long pauses.")
    return sentences


def trim_silence(audio: Audio) -> Audio:
    """The clip without the silence (or mere noise) at both its ends, but for 0.1 s."""
    level_db = 10 * np.log10(_power(audio, _FRAME_S) + _LEAST_POWER)
    if not len(level_db):
        return audio
    quiet_db, loud_db = np.quantile(level_db, (0.05, 0.95))
    # Where there is no silence at all the quietest part is speech too: it must not count as noise.
    silent_db = max(loud_db - _SILENT_DB, min(quiet_db + _ABOVE_NOISE_DB, loud_db - _SURELY_DB))
    sounding = np.flatnonzero(level_db >= silent_db)
    frame, margin = round(_FRAME_S * audio.sample_rate), round(_MARGIN_S * audio.sample_rate)
    start = max(0, sounding[0] * frame - margin)
    return replace(audio, samples=audio.samples[start : (sounding[-1] + 1) * frame + margin].copy())


def set_level(audio: Audio) -> Audio:
    """The clip with its spoken parts at -20 dBFS RMS, or as loud as a peak of -1 dBFS allows; silence stays silence."""
    power = _power(audio, _FRAME_S)
    peak = float(np.abs(audio.samples).max(initial=0))
    # Pauses must not count: a clip with long ones would come out too loud.
    loud = power[power > power.max(initial=0) * 10 ** (-_SILENT_DB / 20)]
    if not len(loud) or not peak:
        return audio
    gain = min(_LEVEL / np.sqrt(loud.mean()), _PEAK / peak)
    return replace(audio, samples=audio.samples * np.float32(gain))


def _power(audio: Audio, frame_s: float) -> NDArray[np.float64]:
    """Mean square of each whole frame, shape (n_frames,)."""
    frame = round(frame_s * audio.sample_rate)
    whole = len(audio) // frame * frame
    power: NDArray[np.float64] = np.square(audio.samples[:whole].reshape(-1, frame), dtype=np.float64).mean(axis=1)
    return power


def _snr_db(power: NDArray[np.float64], speech: NDArray[np.bool_]) -> float:
    speech = speech[: len(power)]
    if not speech.any():
        return 0.0
    # Frames beside speech hold its echo. Where hardly any others are left, speech's own gaps have to do.
    near = np.convolve(speech, np.ones(3), mode="same") > 0
    apart = power[~near]
    measured = np.median(apart) if len(apart) >= _ENOUGH_PAUSE_FRAMES else np.quantile(power, _GAP_QUANTILE)
    noise = max(float(measured), _LEAST_POWER)
    signal = max(float(power[speech].mean()) - noise, _LEAST_POWER)
    return float(np.clip(10 * np.log10(signal / noise), -_CLEANEST_DB, _CLEANEST_DB))


def _clipped_ratio(samples: Samples) -> float:
    """Share of samples at full scale; or at the clip's own peak, where that is flat: clipped, then turned down."""
    size = np.abs(samples)
    peak = float(size.max(initial=0))
    if not peak:
        return 0.0
    cut = size >= _FULL_SCALE * min(peak, 1)
    flat = cut[2:] & (samples[:-2] == samples[1:-1]) & (samples[1:-1] == samples[2:])
    return float(cut.mean() if flat.any() else (size >= _FULL_SCALE).mean())
