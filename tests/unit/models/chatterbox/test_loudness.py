"""Loudness, held to pyloudnorm."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pyloudnorm
import pytest

from models.chatterbox.loudness import at_loudness, loudness_lufs
from speech.audio import Audio, Samples
from tests.clips import espeak_speech, hibari_speech

RATE: Final = 24_000


def _tone(hz: float) -> Samples:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(5 * RATE) / RATE)).astype(np.float32)


SOUNDS: Final[Mapping[str, Callable[[], Samples]]] = {
    "hibari": lambda: hibari_speech().samples,
    "espeak": lambda: espeak_speech().samples,
    "soft": lambda: hibari_speech().samples * np.float32(0.1),
    "half of it silence": lambda: hibari_speech().samples * np.float32(0.01),
    "between silences": lambda: np.pad(hibari_speech().samples, 2 * RATE),
    "loud and soft": lambda: np.concatenate([_tone(1000), _tone(1000) * np.float32(0.1)]),
    "noise": lambda: np.random.default_rng(0).normal(0, 0.1, 5 * RATE).astype(np.float32),
    "10 Hz": lambda: _tone(10),
    "1 kHz": lambda: _tone(1_000),
    "11 kHz": lambda: _tone(11_000),
}


def _pyloudnorms(samples: np.ndarray[Any, Any], sample_rate: int = RATE) -> float:
    return float(pyloudnorm.Meter(sample_rate).integrated_loudness(samples))


@pytest.mark.parametrize("sound", SOUNDS)
def test_loudness_is_pyloudnorms(sound: str) -> None:
    """Of voices, pauses, what either filter takes away: within 0.0001 LU."""
    samples = SOUNDS[sound]()

    assert pytest.approx(_pyloudnorms(samples), abs=1e-4) == loudness_lufs(Audio(samples, RATE))


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 44_100, 48_000])
def test_other_rates_are_pyloudnorms(sample_rate: int) -> None:
    """The filters are those of the sound's own rate."""
    samples = hibari_speech().samples

    assert pytest.approx(_pyloudnorms(samples, sample_rate), abs=1e-4) == loudness_lufs(Audio(samples, sample_rate))


@pytest.mark.parametrize("n_samples", [9_600, 9_601, 10_799, 10_801, 11_999, 12_001, 13_201])
def test_the_last_block_is_pyloudnorms(n_samples: int) -> None:
    """From a single block up, with what remains at the end counted or not as pyloudnorm does."""
    samples = hibari_speech().samples[20_000:][:n_samples]

    assert pytest.approx(_pyloudnorms(samples), abs=1e-4) == loudness_lufs(Audio(samples, RATE))


@pytest.mark.parametrize(
    "samples",
    [np.zeros(0), np.zeros(RATE), np.full(9_599, 0.5), np.full(RATE, 1e-5), hibari_speech().samples[:9_599]],
    ids=["empty", "silent", "short", "as good as silent", "short speech"],
)
def test_what_has_no_loudness_stays(samples: np.ndarray[Any, Any]) -> None:
    """Silence and less than 0.4 s measure minus infinity; upstream leaves them, too."""
    audio = Audio(samples.astype(np.float32), RATE)

    assert -math.inf == loudness_lufs(audio)
    assert audio is at_loudness(audio, -27)


@pytest.mark.parametrize("target_lufs", [-27.0, -40.0, -10.0])
@pytest.mark.parametrize("sound", ["hibari", "espeak", "soft", "noise"])
def test_a_sound_is_brought_to_a_loudness(sound: str, target_lufs: float) -> None:
    """By one gain, in float32, to where pyloudnorm finds it."""
    audio = Audio(SOUNDS[sound](), RATE)

    found = at_loudness(audio, target_lufs)

    assert np.float32 == found.samples.dtype
    assert pytest.approx(target_lufs, abs=1e-4) == _pyloudnorms(found.samples)
    loudest = int(np.abs(audio.samples).argmax())
    gain = found.samples[loudest] / audio.samples[loudest]
    np.testing.assert_allclose(found.samples, audio.samples * gain, rtol=1e-5)
