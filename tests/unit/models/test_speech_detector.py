"""Where somebody speaks, and that nothing else passes for speech."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from models.speech_detector import FRAME_S, speech_frames
from speech.audio import Audio
from speech.resampling import resample
from tests.clips import espeak_speech, hibari_speech, noisy

RATE = 24_000
SECONDS = np.arange(10 * RATE) / RATE
VOICES = {"hibari": hibari_speech, "espeak": espeak_speech}


def _noise(tilt: float) -> NDArray[np.float64]:
    """Noise whose power falls with frequency to the power of 2 * `tilt`: 0 white, 0.5 pink, 1 brown."""
    spectrum = np.fft.rfft(np.random.default_rng(5).standard_normal(len(SECONDS)))
    noise = np.fft.irfft(spectrum / np.maximum(np.arange(len(spectrum)), 200) ** tilt)
    return np.asarray(0.1 * noise / noise.std())


def _tones(*frequencies: float) -> NDArray[np.float64]:
    return np.asarray(sum(0.1 * np.sin(2 * np.pi * frequency * SECONDS) for frequency in frequencies))


NOT_SPEECH: dict[str, Callable[[], NDArray[np.float64]]] = {
    "digital silence": lambda: np.zeros(len(SECONDS)),
    "dither": lambda: np.rint(_noise(0) * 10) / 32_768,
    "white noise": lambda: _noise(0),
    "faint white noise": lambda: _noise(0) / 100,
    "pink noise": lambda: _noise(0.5),
    "brown noise": lambda: _noise(1),
    "tone of 440 Hz": lambda: _tones(440),
    "tone of 150 Hz": lambda: _tones(150),
    "hum of 50 Hz": lambda: _tones(50),
    "hum with overtones": lambda: _tones(*range(50, 600, 50)),
    "steady chord": lambda: _tones(130.8, 261.6, 329.6, 392, 523.2),
    "clicks": lambda: np.where(np.arange(len(SECONDS)) % RATE == 0, 0.9, 0) + _noise(0) / 100,
}


def _speech_s(audio: Audio) -> float:
    return float(speech_frames(audio).sum() * FRAME_S)


@pytest.mark.parametrize("sound", NOT_SPEECH)
def test_other_sounds_are_no_speech(sound: str) -> None:
    """Ten seconds of silence, noise, tones, hum, chords or clicks hold no speech."""
    assert _speech_s(Audio(NOT_SPEECH[sound]().astype(np.float32), RATE)) == 0


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("snr_db", [60, 20, 10])
def test_speech_is_found_in_noise(voice: str, snr_db: float) -> None:
    """As much speech is found in noise as without it, less a tenth at most."""
    clean_s = _speech_s(VOICES[voice]())
    assert 5 < clean_s < VOICES[voice]().duration_s
    assert _speech_s(noisy(VOICES[voice](), snr_db)) == pytest.approx(clean_s, rel=0.1)


@pytest.mark.parametrize("gain", [0.001, 4.0])
def test_level_does_not_matter(gain: float) -> None:
    """Speech at -60 dBFS, and speech beyond full scale, is found like any other."""
    speech = hibari_speech()
    changed = replace(speech, samples=speech.samples * np.float32(gain))
    np.testing.assert_array_equal(speech_frames(speech), speech_frames(changed))


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 44_100, 192_000])
def test_sample_rate_does_not_matter(sample_rate: int) -> None:
    """Frames are of the same length in seconds at every sample rate, and as many of them are speech."""
    assert _speech_s(resample(hibari_speech(), sample_rate)) == pytest.approx(_speech_s(hibari_speech()), rel=0.03)


def test_frames_lie_where_the_speech_is() -> None:
    """Speech between two seconds of silence is found there, and nowhere else."""
    speech = hibari_speech()
    flags = speech_frames(replace(speech, samples=np.pad(speech.samples, 2 * RATE)))
    silent = round(2 / FRAME_S) - 1
    assert not flags[:silent].any()
    assert not flags[-silent:].any()
    assert flags[silent:-silent].any()


@pytest.mark.parametrize("length", [0, 1, 719, 720, 1_441, 5_000])
def test_short_sounds_have_their_whole_frames(length: int) -> None:
    """There is one flag per whole frame, also for sounds of a frame or less."""
    assert len(speech_frames(Audio(hibari_speech().samples[:length], RATE))) == length // 720
