"""What stands in for librosa, held to librosa."""

from typing import Any, Final

import librosa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.chatterbox import librosa_parts
from speech.audio import Audio, Samples
from speech.resampling import resample as swresample
from tests.clips import hibari_speech

RATE: Final = 16_000
MELS: Final[dict[str, dict[str, Any]]] = {
    "voice encoder": {"sr": RATE, "n_fft": 400, "n_mels": 40, "fmin": 0, "fmax": 8000},
    "speech tokenizer": {"sr": RATE, "n_fft": 400, "n_mels": 128},
    "S3Gen": {"sr": 24_000, "n_fft": 1920, "n_mels": 80, "fmin": 0, "fmax": 8000},
}
STFT: Final[dict[str, Any]] = {"n_fft": 400, "hop_length": 160, "win_length": 400, "pad_mode": "reflect"}
"""As the voice encoder's melspec.py calls it."""


def _speech() -> Samples:
    return librosa.resample(hibari_speech().samples, orig_sr=24_000, target_sr=RATE)


def _noise(n: int = 48_000) -> Samples:
    return np.random.default_rng(0).normal(0, 0.1, n).astype(np.float32)


def _error_db(expected: Samples, found: Samples, from_hz: int, to_hz: int) -> float:
    """Of a band, against what is expected in it."""
    bins = slice(from_hz * len(expected) // RATE, to_hz * len(expected) // RATE)
    wrong, right = (np.abs(np.fft.rfft(samples)[bins]) for samples in (found - expected, expected))
    return float(10 * np.log10(np.square(wrong).sum() / np.square(right).sum()))


@pytest.mark.parametrize("of", MELS)
def test_mel_filters_are_librosas(of: str) -> None:
    """For each of Chatterbox's three front ends."""
    expected, found = librosa.filters.mel(**MELS[of]), librosa_parts.mel(**MELS[of])

    assert (expected.shape, np.dtype(np.float32)) == (found.shape, found.dtype)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * expected.max())


def test_other_mel_filters_are_not() -> None:
    """The measure tells a band that ends at 7.9 kHz from one that ends at 8."""
    expected = librosa.filters.mel(**MELS["S3Gen"])
    found = librosa_parts.mel(**{**MELS["S3Gen"], "fmax": 7900})

    assert np.abs(found - expected).max() > 1e-2 * expected.max()


@pytest.mark.parametrize("n_samples", [400, 401, 16_000, 60_001])
@pytest.mark.parametrize("center", [True, False])
def test_a_spectrogram_is_librosas(n_samples: int, *, center: bool) -> None:
    """Of speech, its frames and their phases."""
    speech = _speech()[20_000:][:n_samples]
    expected, found = (module.stft(speech, center=center, **STFT) for module in (librosa, librosa_parts))

    assert (expected.shape, np.dtype(np.complex64)) == (found.shape, found.dtype)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6 * np.abs(expected).max())


@pytest.mark.parametrize("n_samples", [2, 160, 200, 399])
@pytest.mark.filterwarnings("ignore:n_fft=400 is too large:UserWarning")
def test_a_sound_shorter_than_a_frame_has_librosas_spectrogram(n_samples: int) -> None:
    """It is mirrored as often as it takes."""
    speech = _speech()[20_000:][:n_samples]
    expected, found = (module.stft(speech, center=True, **STFT) for module in (librosa, librosa_parts))

    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6 * np.abs(expected).max())


@given(
    lead=st.integers(0, 20_000),
    n_samples=st.integers(0, 30_000),
    tail=st.integers(0, 20_000),
    floor=st.sampled_from([0.0, 1e-6, 1e-3, 1e-2]),
    top_db=st.sampled_from([20.0, 60.0]),
)
def test_silence_is_trimmed_as_by_librosa(lead: int, n_samples: int, tail: int, floor: float, top_db: float) -> None:
    """Speech with silence or noise before and after it begins and ends at the same sample."""
    sound = np.pad(_speech()[20_000:][:n_samples], (lead, tail))
    sound += floor * _noise(len(sound))
    expected, where = librosa.effects.trim(sound, top_db=top_db)

    found, between = librosa_parts.trim(sound, top_db=top_db)

    assert (*where,) == (*between,)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("n_samples", [0, 1, 511, 512, 2048, 16_000])
def test_silence_alone_stays(n_samples: int) -> None:
    """All of it is as loud as its loudest frame: librosa leaves it, too."""
    silence = np.zeros(n_samples, np.float32)
    expected, _ = librosa.effects.trim(silence, top_db=20)

    found, between = librosa_parts.trim(silence, top_db=20)

    assert n_samples == len(expected) == len(found)
    assert (0, n_samples) == (*between,)


def test_a_second_of_silence_goes() -> None:
    """At both ends, to within a frame."""
    found, between = librosa_parts.trim(np.pad(_noise(RATE), RATE), top_db=20)

    assert pytest.approx((RATE, 2 * RATE), abs=2048) == (*between,)
    assert between[1] - between[0] == len(found)


def test_resampled_noise_is_librosas() -> None:
    """24 to 16 kHz: 1e-5 of it differs below 7 kHz, 1e-3 where the filter falls."""
    expected, found = (module.resample(_noise(), orig_sr=24_000, target_sr=RATE) for module in (librosa, librosa_parts))

    assert np.float32 == found.dtype
    assert -100 > _error_db(expected, found, 0, 7000)
    assert -60 > _error_db(expected, found, 7000, 8000)


def test_swresamples_is_not() -> None:
    """Why speech/resampling.py, which is for ears, does not stand in here."""
    expected = librosa.resample(_noise(), orig_sr=24_000, target_sr=RATE)
    found = swresample(Audio(_noise(), 24_000), RATE).samples

    assert -60 < _error_db(expected, found, 0, 7000)
    assert -10 < _error_db(expected, found, 7000, 8000)


@pytest.mark.parametrize(("old", "new"), [(24_000, 16_000), (24_000, 32_000), (32_000, 24_000), (16_000, 16_000)])
@pytest.mark.parametrize("n_samples", [1, 2, 3, 24_000, 24_001, 24_002])
def test_resampled_sounds_are_as_long_as_librosas(n_samples: int, old: int, new: int) -> None:
    """To the sample, at Chatterbox's rates and the watermark's."""
    sound = _noise(n_samples)
    expected = librosa.resample(sound, orig_sr=old, target_sr=new, res_type="soxr_hq")

    assert len(expected) == len(librosa_parts.resample(sound, orig_sr=old, target_sr=new, res_type="kaiser_fast"))


def test_what_may_not_be_written_to_can_be_read() -> None:
    """Samples behind a cache are read-only, and as good."""
    sound = _noise()
    sound.flags.writeable = False

    assert librosa_parts.stft(sound, center=True, **STFT).any()
    assert librosa_parts.resample(sound, orig_sr=24_000, target_sr=RATE).any()
    assert len(sound) == len(librosa_parts.trim(sound, top_db=20)[0])
