"""Speed: exact lengths, and sound that is the same but for its pace."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from speech.audio import Audio
from speech.level import speech_level_db
from speech.tempo import MAX_RATE, MIN_RATE, split_speed, stretch
from tests.clips import hibari_speech

RATE = 24_000
RATES = (0.25, 0.5, 0.75, 0.9, 1.1, 1.25, 1.5, 2.0, 4.0)
SAMPLE_RATES = (8_000, 16_000, 22_050, 24_000, 44_100, 48_000)


def _tone(pitch_hz: float, duration_s: float = 1.0, sample_rate: int = RATE) -> Audio:
    moments = np.arange(round(duration_s * sample_rate)) / sample_rate
    return Audio((0.3 * np.sin(2 * np.pi * pitch_hz * moments)).astype(np.float32), sample_rate)


def _noise(n: int, sample_rate: int = RATE) -> Audio:
    samples = np.random.default_rng(n).standard_normal(n) * 0.1
    return Audio(samples.astype(np.float32), sample_rate)


@given(n=st.integers(0, 6_000), rate=st.floats(MIN_RATE, MAX_RATE), sample_rate=st.sampled_from(SAMPLE_RATES))
def test_the_length_is_exact(n: int, rate: float, sample_rate: int) -> None:
    """Any audio, of no samples and of one too, comes out at round(n / rate) samples, all of them finite."""
    stretched = stretch(_noise(n, sample_rate), rate)
    assert (round(n / rate), sample_rate) == (len(stretched), stretched.sample_rate)
    assert np.isfinite(stretched.samples).all()


@pytest.mark.parametrize("rate", RATES)
def test_speech_has_its_exact_length(rate: float) -> None:
    """A passage of seconds has its length to the sample, as a syllable has."""
    assert round(len(hibari_speech()) / rate) == len(stretch(hibari_speech(), rate))


def test_its_own_pace_changes_nothing() -> None:
    """At rate 1 the audio is handed back as it is."""
    assert stretch(hibari_speech(), 1.0) is hibari_speech()


@pytest.mark.parametrize("rate", [0.0, -1.0, 0.2, 4.1, math.inf, math.nan])
def test_a_rate_out_of_range_is_refused(rate: float) -> None:
    """Rates below 0.25 or above 4, and what is no number, are a ValueError."""
    with pytest.raises(ValueError, match=r"rate must be from 0\.25 to 4"):
        stretch(hibari_speech(), rate)


def test_it_is_deterministic() -> None:
    """The same audio and rate give the same samples."""
    assert stretch(hibari_speech(), 1.3).samples.tobytes() == stretch(hibari_speech(), 1.3).samples.tobytes()


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("pitch_hz", [80.0, 130.0, 210.0, 390.0])
def test_the_pitch_stays(pitch_hz: float, rate: float) -> None:
    """A tone in the range of voices has the same frequency at every pace, within 1 %."""
    samples = stretch(_tone(pitch_hz, 2.0), rate).samples
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 2**18))
    assert float(spectrum.argmax()) * RATE / 2**18 == pytest.approx(pitch_hz, rel=0.01)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("kind", ["speech", "tone", "hiss"])
def test_the_level_stays(kind: str, rate: float) -> None:
    """Speech, a tone and a hiss are as loud as they were, within 0.3 dB."""
    audio = {"speech": hibari_speech(), "tone": _tone(170), "hiss": _noise(48_000)}[kind]
    assert speech_level_db(stretch(audio, rate)) == pytest.approx(speech_level_db(audio), abs=0.3)


@pytest.mark.parametrize("rate", RATES)
def test_a_hiss_does_not_flutter(rate: float) -> None:
    """The level of a steady hiss stays within 2 dB at all times: where pieces meet it does not dip."""
    samples = stretch(_noise(96_000), rate).samples
    power = np.square(samples[: len(samples) // 180 * 180].reshape(-1, 180)).mean(axis=1)
    # 7.5 ms of white noise stray by 1.8 dB at most by themselves, at four standard deviations.
    dips = 10 * np.log10(np.convolve(power, np.full(4, 0.25), mode="valid") / power.mean())
    assert float(np.abs(dips).max()) < 2


@pytest.mark.parametrize("rate", RATES)
def test_no_clicks(rate: float) -> None:
    """The largest step from sample to sample is that of the speech itself, but for a third."""
    steps = np.abs(np.diff(stretch(hibari_speech(), rate).samples))
    assert float(steps.max()) < 1.33 * float(np.abs(np.diff(hibari_speech().samples)).max())


@pytest.mark.parametrize("rate", RATES)
def test_both_ends_stay(rate: float) -> None:
    """What begins and ends in silence still does, and what lies at the very ends is not lost."""
    silence = np.zeros(RATE // 20, np.float32)
    samples = stretch(Audio(np.concatenate([silence, _tone(200).samples, silence]), RATE), rate).samples
    assert not samples[:240].any()
    assert not samples[-240:].any()
    abrupt = stretch(_tone(200), rate).samples
    assert float(np.abs(abrupt[:240]).max()) == pytest.approx(0.3, abs=0.05)
    assert float(np.abs(abrupt[-240:]).max()) == pytest.approx(0.3, abs=0.05)


@pytest.mark.parametrize(("rate", "within_s"), [(0.5, 0.038), (0.75, 0.02), (1.5, 0.02), (2.0, 0.02), (4.0, 0.02)])
def test_times_scale(rate: float, within_s: float) -> None:
    """A sound that began at t begins at t / rate, within 20 ms (38 ms at half the pace)."""
    silence = np.zeros(RATE // 3, np.float32)
    samples = np.concatenate([silence, *[_tone(180, 0.2).samples, silence] * 5])
    onsets = _onsets_s(Audio(samples, RATE))
    np.testing.assert_allclose(_onsets_s(stretch(Audio(samples, RATE), rate)), onsets / rate, atol=within_s)


def _onsets_s(audio: Audio) -> NDArray[np.float64]:
    loud = np.flatnonzero(np.abs(audio.samples) > 0.05)
    first = np.concatenate([[True], np.diff(loud) > RATE // 20])
    onsets: NDArray[np.float64] = loud[first] / audio.sample_rate
    return onsets


def test_silence_stays_silence() -> None:
    """Nothing is made of nothing."""
    assert not stretch(Audio(np.zeros(RATE, np.float32), RATE), 1.7).samples.any()


@given(speed=st.floats(0.25, 4.0), slowest=st.floats(0.5, 1.0), fastest=st.floats(1.0, 2.0))
def test_two_speeds_make_the_one_that_was_asked(speed: float, slowest: float, fastest: float) -> None:
    """The engine's part is inside its range, and the product is the speed, to the last bit but one."""
    own, rate = split_speed(speed, (slowest, fastest))
    assert slowest <= own <= fastest
    assert own * rate == pytest.approx(speed, rel=3e-16)


@given(speed=st.floats(0.7, 1.4))
def test_what_the_engine_can_do_is_left_to_it(speed: float) -> None:
    """Inside the engine's range nothing is left to stretch."""
    assert (speed, 1.0) == split_speed(speed, (0.7, 1.4))
