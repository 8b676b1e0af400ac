"""Loudness: measured where somebody speaks, and made one."""

import functools
import math

import hibari
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.audio import Audio, Samples
from speech.level import TARGET_DB, levelled, speech_level_db
from tests.clips import hibari_speech

RATE = 24_000
SENTENCES = (
    "Yes.",
    "He gave her a kiss.",
    "What's the quickest way to the national library?",
    "Three hundred people signed the petition against the bridge.",
    "Never open this valve while the pump is running.",
)


@functools.cache
def _spoken() -> list[Samples]:
    voice = hibari.Hibari()
    return [np.asarray(voice(text, seed=1), dtype=np.float32) for text in SENTENCES]


def _tone(amplitude: float, duration_s: float = 1.0, sample_rate: int = RATE) -> Samples:
    moments = np.arange(round(duration_s * sample_rate)) / sample_rate
    return (amplitude * np.sin(2 * np.pi * 200 * moments)).astype(np.float32)


def _noise(level_db: float, n: int = RATE) -> Audio:
    samples = np.random.default_rng(3).standard_normal(n) * 10 ** (level_db / 20)
    return Audio(samples.astype(np.float32), RATE)


@pytest.mark.parametrize("sample_rate", [8_000, 22_050, 24_000, 48_000])
def test_a_tone_has_the_level_of_its_rms(sample_rate: int) -> None:
    """A tone of amplitude 0.1 measures -23.01 dB at every sample rate."""
    assert speech_level_db(Audio(_tone(0.1, sample_rate=sample_rate), sample_rate)) == pytest.approx(-23.01, abs=0.02)


def test_pauses_do_not_count() -> None:
    """Speech with seconds of silence, or of soft noise, around it measures as it does alone."""
    alone = speech_level_db(hibari_speech())
    silence = np.zeros(5 * RATE, np.float32)
    padded = np.concatenate([silence, hibari_speech().samples, silence])
    assert speech_level_db(Audio(padded, RATE)) == pytest.approx(alone, abs=0.05)
    noisy = padded + _noise(-55, len(padded)).samples
    assert speech_level_db(Audio(noisy, RATE)) == pytest.approx(alone, abs=0.3)


@pytest.mark.parametrize("gain_db", [-20.0, -6.0, 6.0])
def test_the_measure_follows_the_gain(gain_db: float) -> None:
    """The same speech, louder or softer, measures louder or softer by as much."""
    louder = Audio(hibari_speech().samples * np.float32(10 ** (gain_db / 20)), RATE)
    assert speech_level_db(louder) == pytest.approx(speech_level_db(hibari_speech()) + gain_db, abs=0.3)


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.zeros(1, np.float32), np.zeros(RATE, np.float32)])
def test_silence_has_no_level(samples: Samples) -> None:
    """Silence, and no samples at all, measure minus infinity and stay as they are."""
    audio = Audio(samples, RATE)
    assert -math.inf == speech_level_db(audio)
    assert levelled(audio) is audio


def test_near_silence_is_left_alone() -> None:
    """Noise at -65 dB is not raised."""
    audio = _noise(-65)
    assert levelled(audio) is audio


@pytest.mark.parametrize("gain_db", [-8.0, -3.0, 0.0, 6.0])
def test_chunks_of_one_voice_become_equally_loud(gain_db: float) -> None:
    """Sentences, long ones and a single word, end within 1 dB of the target, however loud they were spoken."""
    gain = np.float32(10 ** (gain_db / 20))
    levels = [speech_level_db(levelled(Audio(samples * gain, RATE))) for samples in _spoken()]
    np.testing.assert_allclose(levels, TARGET_DB, atol=1)


def test_a_gain_has_its_limit() -> None:
    """What is 30 dB too soft becomes 12 dB louder and not more, what is 18 dB too loud 12 dB softer."""
    faint, strong = Audio(_tone(0.004), RATE), Audio(_tone(0.9), RATE)
    assert speech_level_db(levelled(faint)) == pytest.approx(speech_level_db(faint) + 12, abs=0.01)
    assert speech_level_db(levelled(strong, -22 - 18)) == pytest.approx(speech_level_db(strong) - 12, abs=0.01)


def test_a_peak_limits_the_gain() -> None:
    """Soft speech with one loud peak is raised only until the peak is at -1 dBFS, and keeps its form."""
    samples = _tone(0.05)
    samples[6_000] = 0.6
    raised = levelled(Audio(samples, RATE)).samples
    assert float(np.abs(raised).max()) == pytest.approx(10 ** (-1 / 20), abs=0.002)
    np.testing.assert_allclose(raised / raised[6_000], samples / samples[6_000], atol=1e-6)


@given(
    values=st.lists(st.floats(-2, 2, width=32), max_size=400),
    sample_rate=st.sampled_from([50, 8_000, 24_000, 192_000]),
)
def test_any_samples_are_taken(values: list[float], sample_rate: int) -> None:
    """Whatever the samples: as many come out, and what was changed has no peak above -1 dBFS."""
    audio = Audio(np.array(values, np.float32), sample_rate)
    result = levelled(audio)
    assert len(audio) == len(result)
    assert result is audio or float(np.abs(result.samples).max()) <= 0.8901
