"""Pauses that an alignment gave to a word."""

import numpy as np

from models.pauses import Times, without_pauses
from speech.audio import Audio

RATE = 16_000


def _bursts(duration_s: float, *bursts_s: tuple[float, float], rate: int = RATE) -> Audio:
    """Noise in the given spans, nothing elsewhere."""
    samples = np.random.default_rng(0).normal(0, 0.1, round(duration_s * rate)).astype(np.float32)
    moments_s = np.arange(len(samples)) / rate
    sounding = np.any([(moments_s >= start_s) & (moments_s < end_s) for start_s, end_s in bursts_s], axis=0)
    return Audio(samples * sounding, rate)


def test_a_long_pause_is_taken_from_the_word_after_it_and_before_it() -> None:
    """A word that swallowed a pause begins and ends 30 ms off its sound."""
    audio = _bursts(2, (0, 0.5), (1, 1.5))

    (word,) = without_pauses([Times(0.5, 2)], audio)

    assert (0.97, 1.53) == (round(word.start_s, 6), round(word.end_s, 6))


def test_a_rate_without_whole_frames_drifts_nowhere() -> None:
    """At 22,050 Hz, where 10 ms are no whole number of samples, the end of a long audio is as right as its start."""
    audio = _bursts(120, (0, 118), (119, 120), rate=22_050)

    (word,) = without_pauses([Times(118, 120)], audio)

    assert abs(word.start_s - 118.97) <= 0.01


def test_the_closure_of_a_stop_stays_in_the_word() -> None:
    """Silence under 0.1 s at a word's edge changes nothing."""
    audio = _bursts(1, (0, 0.4), (0.48, 0.9))

    assert [Times(0.4, 0.95)] == without_pauses([Times(0.4, 0.95)], audio)


def test_a_word_in_silence_is_left_alone() -> None:
    """A word without any sound in it keeps its place."""
    audio = _bursts(1, (0, 0.4))

    assert [Times(0.5, 0.9)] == without_pauses([Times(0.5, 0.9)], audio)
