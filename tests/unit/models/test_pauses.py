"""Word times, where the silences of the audio say more than the model."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pauses import Times, settle
from speech.audio import Audio

RATE = 16_000
VOWEL, STOP, VOICED, FINAL_STOP, AT = ("AA", "N"), ("P", "AA"), ("B", "AA"), ("AE", "N", "T"), ("AE", "T")


def _bursts(duration_s: float, *bursts_s: tuple[float, float], rate: int = RATE, hz: float = 200) -> Audio:
    """A tone in the given spans, nothing elsewhere."""
    moments_s = np.arange(round(duration_s * rate)) / rate
    sounding = np.any([(moments_s >= start_s) & (moments_s < end_s) for start_s, end_s in bursts_s], axis=0)
    return Audio((np.sin(2 * np.pi * hz * moments_s) * sounding).astype(np.float32), rate)


def _rounded(words: list[Times]) -> list[Times]:
    return [Times(round(word.start_s, 3), round(word.end_s, 3)) for word in words]


def test_a_pause_is_taken_from_the_word_after_it_and_before_it() -> None:
    """A word that swallowed a pause at either side begins 10 ms before its sound and ends with it."""
    audio = _bursts(2, (0, 0.5), (1, 1.5))

    assert [Times(0.99, 1.5)] == _rounded(settle([Times(0.97, 1.9)], [VOWEL], audio))


@pytest.mark.parametrize(("phones", "start_s"), [(STOP, 0.955), (VOICED, 0.99)], ids=["voiceless", "voiced"])
def test_a_stop_after_a_pause_keeps_a_closure(phones: tuple[str, ...], start_s: float) -> None:
    """A word with a voiceless stop at its start begins 45 ms before its burst, one with a voiced stop 10 ms."""
    audio = _bursts(2, (0, 0.5), (1, 1.5))

    assert [Times(start_s, 1.5)] == _rounded(settle([Times(0.5, 1.5)], [phones], audio))


def test_a_rate_without_whole_frames_drifts_nowhere() -> None:
    """At 22,050 Hz, where 5 ms are no whole number of samples, the end of a long audio is as right as its start."""
    audio = _bursts(120, (0, 118), (119, 120), rate=22_050)

    (word,) = settle([Times(118, 120)], [VOWEL], audio)

    assert abs(word.start_s - 118.99) <= 0.005


def test_the_closure_of_a_stop_stays_in_the_word() -> None:
    """Silence under 0.1 s at the start of a word that begins with a stop changes nothing."""
    audio = _bursts(1, (0, 0.4), (0.48, 0.9))

    assert [Times(0.4, 0.9)] == settle([Times(0.4, 0.9)], [STOP], audio)


def test_a_short_silence_before_a_vowel_is_shared() -> None:
    """The word begins in the middle of it, and the word before it ends where it begins."""
    audio = _bursts(1, (0, 0.4), (0.46, 1))

    assert [Times(0, 0.4), Times(0.43, 1)] == _rounded(settle([Times(0, 0.4), Times(0.4, 1)], [VOWEL, VOWEL], audio))


@pytest.mark.parametrize("hz", [200, 3000], ids=["voice", "hiss without end"])
def test_the_closure_of_a_final_stop_belongs_to_its_word(hz: float) -> None:
    """The next word begins behind it, not in it; what sounds like release for too long is none."""
    audio = _bursts(1, (0, 0.4), (0.45, 1), hz=hz)

    words = settle([Times(0, 0.41), Times(0.41, 1)], [FINAL_STOP, VOWEL], audio)

    assert [Times(0, 0.45), Times(0.45, 1)] == _rounded(words)


def test_the_release_of_a_final_stop_belongs_to_its_word() -> None:
    """The next word begins where the hiss behind the closure gives way to voice."""
    hiss, voice = _bursts(1, (0.45, 0.48), hz=3000), _bursts(1, (0, 0.4), (0.48, 1))
    audio = Audio(hiss.samples + voice.samples, RATE)

    words = settle([Times(0, 0.41), Times(0.41, 1)], [FINAL_STOP, VOWEL], audio)

    assert [Times(0, 0.48), Times(0.48, 1)] == _rounded(words)


def test_the_closure_inside_a_word_moves_nothing() -> None:
    """A silence 50 ms behind the start is the closure of the second phone, when that is a stop."""
    audio = _bursts(1, (0, 0.45), (0.5, 1))

    assert [Times(0.4, 1)] == settle([Times(0.4, 1)], [AT], audio)


@pytest.mark.parametrize(
    ("phones", "start_s"),
    [(("F", "AO", "R", "M"), 0.64), (("K", "AE", "T", "IY"), 0.4), (("IY", "AA", "B", "M", "D", "T"), 0.64)],
    ids=["no stop", "a voiceless stop", "voiced stops, a voiceless one later"],
)
def test_a_pause_deep_inside_a_word_is_before_it(phones: tuple[str, ...], start_s: float) -> None:
    """A silence of 0.1 s that begins up to 0.2 s behind the word's start is a pause if no voiceless stop is near."""
    audio = _bursts(1, (0, 0.5), (0.65, 1))

    assert [Times(start_s, 1)] == _rounded(settle([Times(0.4, 1)], [phones], audio))


def test_a_word_in_silence_is_left_alone() -> None:
    """A word without any sound in it keeps its place."""
    audio = _bursts(1, (0, 0.4))

    assert [Times(0.5, 0.9)] == settle([Times(0.5, 0.9)], [VOWEL], audio)


@given(
    edges_s=st.lists(st.floats(0, 2), min_size=2, max_size=24).map(sorted),
    bursts_s=st.lists(st.tuples(st.floats(0, 2), st.floats(0, 0.5)), max_size=6),
    phones=st.lists(st.sampled_from([VOWEL, STOP, VOICED, FINAL_STOP, AT, ("T",), ("IY",)]), min_size=12, max_size=12),
)
def test_words_stay_in_order(
    edges_s: list[float], bursts_s: list[tuple[float, float]], phones: list[tuple[str, ...]]
) -> None:
    """Whatever the audio, the words are as many, inside it, in order and without overlap."""
    audio = _bursts(2, *((start_s, start_s + length_s) for start_s, length_s in bursts_s))
    words = [Times(start_s, end_s) for start_s, end_s in zip(edges_s[::2], edges_s[1::2], strict=False)]

    settled = settle(words, phones[: len(words)], audio)

    assert len(words) == len(settled)
    edges = [0.0, *(edge for word in settled for edge in word), 2.0]
    assert all(earlier <= later for earlier, later in pairwise(edges))
