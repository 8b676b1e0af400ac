"""Trimming: silence and noise go, and no sound of speech does."""

import functools
from collections.abc import Callable

import hibari
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from speech.audio import Audio, Samples
from speech.resampling import resample
from speech.trimming import faded, trimmed
from tests.clips import espeak_speech, hibari_speech

RATE = 24_000
NOISES_DB = (None, -75.0, -60.0, -45.0)
SENTENCES = (
    "He opened all the gifts.",
    "She drew a graph.",
    "He lost a tooth.",
    "We went to the north.",
    "That is what I want.",
    "She looked at the map.",
)
WORDS = ("graph.", "tooth.", "kiss.", "light.", "enough.", "bus.")


@functools.cache
def _voice() -> hibari.Hibari:
    return hibari.Hibari()


@functools.cache
def _spoken(text: str) -> Samples:
    """A text alone, without hibari's silence around it: from 60 dB below full scale to there again."""
    samples = np.asarray(_voice()(text, seed=1), dtype=np.float32)
    loud = np.flatnonzero(_levels_db(samples) > -60)
    return samples[loud[0] * 240 : (loud[-1] + 1) * 240]


def _levels_db(samples: Samples) -> NDArray[np.float64]:
    """Of each 10 ms."""
    power = np.square(samples[: len(samples) // 240 * 240].reshape(-1, 240), dtype=np.float64).mean(axis=1)
    return np.asarray(10 * np.log10(power + 1e-12))


def _silence(duration_s: float) -> Samples:
    return np.zeros(round(duration_s * RATE), np.float32)


def _in_noise(samples: Samples, level_db: float | None) -> Audio:
    if level_db is None:
        return Audio(samples, RATE)
    noise = np.random.default_rng(11).standard_normal(len(samples)) * 10 ** (level_db / 20)
    return Audio((samples + noise).astype(np.float32), RATE)


def _bounds(audio: Audio) -> tuple[int, int]:
    """From which sample to which `trimmed` keeps an audio; inside the fades nothing is changed."""
    kept = trimmed(audio).audio.samples
    start = audio.samples.tobytes().find(kept[200:-200].tobytes()) // 4 - 200
    assert start > -200
    return start, start + len(kept)


@pytest.mark.parametrize("noise_db", NOISES_DB)
@pytest.mark.parametrize("text", SENTENCES)
def test_silence_and_noise_go_and_every_sound_stays(text: str, noise_db: float | None) -> None:
    """Of a second on each side a sixth stays, whatever the noise, and all that is louder than the noise."""
    speech = _spoken(text)
    start, end = _bounds(_in_noise(np.concatenate([_silence(1), speech, _silence(1)]), noise_db))
    audible = RATE + 240 * np.flatnonzero(_levels_db(speech) > max(-60, noise_db or -60))
    assert RATE - RATE // 6 < start <= audible[0]
    assert audible[-1] + 240 <= end < RATE + len(speech) + RATE // 6


@pytest.mark.parametrize("gap_s", [0.05, 0.25, 0.4, 0.8])
@pytest.mark.parametrize("noise_db", [None, -75.0])
@pytest.mark.parametrize("word", WORDS)
def test_a_quiet_last_word_stays(word: str, noise_db: float | None, gap_s: float) -> None:
    """A last word that is 20 dB softer than the rest is kept to the end of its last faint sound."""
    speech, quiet = _spoken("It was about the"), _spoken(word) * np.float32(0.1)
    before = np.concatenate([_silence(0.5), speech, _silence(gap_s)])
    start, end = _bounds(_in_noise(np.concatenate([before, quiet, _silence(0.5)]), noise_db))
    assert start <= RATE // 2
    assert len(before) + len(quiet) <= end


@pytest.mark.parametrize("noise_db", [-60.0, -45.0])
@pytest.mark.parametrize("colour", [1, 2])
@pytest.mark.parametrize("text", SENTENCES[:3])
def test_a_rumble_goes_too(text: str, colour: int, noise_db: float) -> None:
    """Pink and brown noise, whose level wanders, is cut off as white noise is."""
    speech = _spoken(text)
    samples = np.concatenate([_silence(1), speech, _silence(1)])
    spectrum = np.fft.rfft(np.random.default_rng(11).standard_normal(len(samples)))
    frequencies = np.fft.rfftfreq(len(samples), 1 / RATE)
    noise = np.fft.irfft(spectrum / np.maximum(frequencies, 20) ** (colour / 2), len(samples))
    noise *= 10 ** (noise_db / 20) / np.sqrt(np.mean(np.square(noise)))
    start, end = _bounds(Audio((samples + noise).astype(np.float32), RATE))
    audible = RATE + 240 * np.flatnonzero(_levels_db(speech) > max(-60, noise_db))
    assert RATE - RATE // 6 < start <= audible[0]
    assert audible[-1] + 240 <= end < RATE + len(speech) + RATE // 3


@pytest.mark.parametrize("sample_rate", [16_000, 44_100, 48_000])
def test_every_sample_rate_is_trimmed_alike(sample_rate: int) -> None:
    """The same sound at another rate is cut at the same times, within 30 ms."""
    audio = _in_noise(np.concatenate([_silence(1), _spoken("He lost a tooth."), _silence(1)]), -70)
    assert trimmed(resample(audio, sample_rate)).audio.duration_s == pytest.approx(
        trimmed(audio).audio.duration_s, abs=0.03
    )


@pytest.mark.parametrize("gap_s", [0.05, 0.4])
def test_a_quiet_first_word_stays(gap_s: float) -> None:
    """A first word that is 20 dB softer than the rest is kept from its first faint sound on."""
    quiet = _spoken("Think.") * np.float32(0.1)
    start, _ = _bounds(Audio(np.concatenate([_silence(0.5), quiet, _silence(gap_s), _spoken("It was late.")]), RATE))
    assert start <= RATE // 2


@pytest.mark.parametrize("noise_db", [None, -60.0])
@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("sound", ["click", "breath"])
def test_a_noise_apart_goes(sound: str, side: str, noise_db: float | None) -> None:
    """A click, or a breath 24 dB below the speech, with 0.4 s of silence between it and the words, is cut off."""
    breath = np.random.default_rng(2).standard_normal(RATE // 3) * np.hanning(RATE // 3) * 0.006
    noise = {"click": np.array([0.6, -0.5, 0.3, -0.1], np.float32), "breath": breath.astype(np.float32)}[sound]
    parts = [_silence(0.3), noise, _silence(0.4), _spoken("It was late."), _silence(0.3)]
    speech_start = sum(map(len, parts[:3])) if side == "before" else len(parts[4])
    audio = _in_noise(np.concatenate(parts if side == "before" else parts[::-1]), noise_db)
    start, end = _bounds(audio)
    assert speech_start - RATE // 10 < start
    assert end < speech_start + len(parts[3]) + RATE // 5


def test_the_margins_are_told() -> None:
    """The samples before the first and after the last sound are counted: 40 ms and 120 ms where there was silence."""
    result = trimmed(Audio(np.concatenate([_silence(1), _spoken("It was late."), _silence(1)]), RATE))
    assert (960, 2_880) == (result.lead, result.tail)


@pytest.mark.parametrize("silence_s", [0.0, 0.5, 1.0])
def test_what_is_cut_from_the_front_is_told(silence_s: float) -> None:
    """The kept samples are those that lie `cut` samples behind the beginning."""
    audio = Audio(np.concatenate([_silence(silence_s), _spoken("It was late."), _silence(1)]), RATE)
    result = trimmed(audio)
    middle = slice(1_000, len(result.audio) - 1_000)
    assert np.array_equal(audio.samples[result.cut :][middle], result.audio.samples[middle])
    assert (silence_s > 0) == (result.cut > 0)
    assert result.cut / RATE == result.cut_s


def test_speech_without_silence_is_kept_whole() -> None:
    """The middle of a sentence keeps its length: its softer half is not taken for noise."""
    middle = Audio(hibari_speech().samples[RATE // 2 : RATE], RATE)
    assert len(middle) == len(trimmed(middle).audio)


@pytest.mark.parametrize("speech", [hibari_speech, espeak_speech])
def test_both_ends_fade(speech: Callable[[], Audio]) -> None:
    """The first and the last sample are zero, and from 5 ms on all is as it was."""
    kept = trimmed(speech()).audio.samples
    assert (0, 0) == (kept[0], kept[-1])
    assert kept[120:-120].tobytes() in speech().samples.tobytes()


@pytest.mark.parametrize("noise_db", NOISES_DB)
@pytest.mark.parametrize("n", [0, 1, 100, RATE])
def test_nothing_but_silence_is_empty(n: int, noise_db: float | None) -> None:
    """Silence, and noise alone up to -45 dB, leave no samples."""
    result = trimmed(_in_noise(np.zeros(n, np.float32), noise_db))
    assert (0, 0, 0) == (len(result.audio), result.lead, result.tail)


def test_a_loud_hum_is_no_silence() -> None:
    """A sound without any pause that is as loud as speech is kept."""
    hum = (0.1 * np.sin(np.arange(RATE) * 0.05)).astype(np.float32)
    assert RATE == len(trimmed(Audio(hum, RATE)).audio)


@given(
    values=st.lists(st.floats(-2, 2, width=32), max_size=300),
    repeats=st.integers(1, 60),
    sample_rate=st.sampled_from([8_000, 22_050, 24_000, 48_000]),
)
def test_any_samples_are_taken(values: list[float], repeats: int, sample_rate: int) -> None:
    """Whatever the samples: no more come out than went in, and the margins lie inside of them."""
    audio = Audio(np.repeat(np.array(values, np.float32), repeats), sample_rate)
    result = trimmed(audio)
    assert 0 <= result.lead + result.tail <= len(result.audio) <= len(audio)


@given(n=st.integers(0, 50), length=st.integers(0, 100))
def test_a_fade_leaves_the_middle(n: int, length: int) -> None:
    """A fade begins and ends at zero, never gets louder, and takes at most half from each side."""
    result = faded(np.ones(n, np.float32), length)
    assert n == len(result)
    assert ((result >= 0) & (result <= 1)).all()
    assert not (n > 1 and length) or (result[0], result[-1]) == (0, 0)
