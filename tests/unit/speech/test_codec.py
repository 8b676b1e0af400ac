"""Writing: the same sound at another rate, and in each of the formats."""

import io
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.audio import Audio
from speech.codec import CONTENT_TYPES, SAMPLE_RATES, AudioWriter, Format, encode
from speech.decode import decode
from speech.resampling import resample
from tests.clips import hibari_speech

RATES = (8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 47_999, 48_000, 192_000)
WRITTEN = [(name, rate) for name, rates in SAMPLE_RATES.items() for rate in sorted(rates or RATES)]


def _impulse(length: int, at: int, sample_rate: int) -> Audio:
    samples = np.zeros(length, dtype=np.float32)
    samples[at] = 1
    return Audio(samples, sample_rate)


@given(length=st.integers(0, 5_000), old=st.sampled_from(RATES), new=st.sampled_from(RATES))
def test_resampled_length_is_exact(length: int, old: int, new: int) -> None:
    """Resampling gives round(n * new / old) samples, whatever the length and the rates."""
    resampled = resample(Audio(np.zeros(length, dtype=np.float32), old), new)
    assert (round(length * new / old), new) == (len(resampled), resampled.sample_rate)


@pytest.mark.parametrize("old", RATES)
@pytest.mark.parametrize("new", RATES)
@pytest.mark.parametrize("place", [0.0, 0.3, 0.5, 1.0])
def test_resampling_moves_nothing(old: int, new: int, place: float) -> None:
    """An impulse stays at its time, within one sample of the coarser rate, at the very ends too."""
    at = round(place * (old - 1))
    moved = resample(_impulse(old, at, old), new)
    peak_s = int(np.abs(moved.samples).argmax()) / new
    assert peak_s == pytest.approx(at / old, abs=1 / min(old, new))


@pytest.mark.parametrize(("old", "new"), [(24_000, 16_000), (16_000, 24_000), (44_100, 24_000), (8_000, 48_000)])
def test_resampling_keeps_the_wave(old: int, new: int) -> None:
    """A tone is the same tone at the new rate, sample by sample, away from its abrupt ends."""
    old_s, new_s = np.arange(old) / old, np.arange(new) / new
    resampled = resample(Audio(np.sin(2 * np.pi * 1_000 * old_s).astype(np.float32), old), new)
    inside = slice(new // 50, -new // 50)
    np.testing.assert_allclose(resampled.samples[inside], np.sin(2 * np.pi * 1_000 * new_s)[inside], atol=1e-4)


def test_resampling_removes_what_would_fold() -> None:
    """A tone above the new rate's half disappears and does not come back as another one."""
    tone = np.sin(2 * np.pi * 9_000 * np.arange(24_000) / 24_000).astype(np.float32)
    assert np.abs(resample(Audio(tone, 24_000), 16_000).samples[800:-800]).max() < 1e-3


def test_resampling_is_deterministic() -> None:
    """The same audio gives the same samples."""
    first, second = (resample(hibari_speech(), 16_000) for _ in range(2))
    assert first.samples.tobytes() == second.samples.tobytes()


@pytest.mark.parametrize(("name", "sample_rate"), WRITTEN)
def test_a_written_file_lasts_as_long_as_its_audio(name: Format, sample_rate: int) -> None:
    """Every format at every rate that it carries decodes to the length that was written."""
    audio = resample(Audio(hibari_speech().samples[: 24_000 * 3 // 2], 24_000), sample_rate)
    decoded = decode(encode(audio, name), max_duration_s=10)
    assert decoded.audio.duration_s == pytest.approx(audio.duration_s, abs=1e-3)
    assert not decoded.truncated


@pytest.mark.parametrize("name", ["mp3", "opus"])
def test_lossy_sound_starts_where_it_started(name: Format) -> None:
    """A click in an MP3 or Opus file comes within 2 ms of its time: the encoder's delay is declared in the file."""
    decoded = decode(encode(_impulse(24_000, 12_000, 24_000), name), max_duration_s=10).audio
    assert int(np.abs(decoded.samples).argmax()) / decoded.sample_rate == pytest.approx(0.5, abs=0.002)


@pytest.mark.parametrize("name", ["wav", "flac"])
def test_sixteen_bits_come_back_unchanged(name: Format) -> None:
    """WAV and FLAC hold each of the 65,536 values exactly, and can be written again and again."""
    audio = Audio(np.arange(-32_768, 32_768, dtype=np.float32) / np.float32(32_768), 24_000)
    np.testing.assert_array_equal(audio.samples, decode(encode(audio, name), max_duration_s=10).audio.samples)


@pytest.mark.parametrize("name", sorted(CONTENT_TYPES))
def test_too_loud_is_clipped(name: Format) -> None:
    """Samples beyond [-1, 1] become the loudest there is, and never wrap around."""
    tone = np.sin(2 * np.pi * 200 * np.arange(48_000) / 48_000).astype(np.float32)
    samples = decode(encode(Audio(3 * tone, 48_000), name), max_duration_s=10).audio.samples
    # A tone times itself cut to a square: 2 / pi on average; a sample that wrapped would count against it.
    assert float(np.mean(samples * tone)) == pytest.approx(0.6, abs=0.05)


@pytest.mark.parametrize("name", sorted(CONTENT_TYPES))
def test_the_same_audio_gives_the_same_file(name: Format) -> None:
    """Encoding is deterministic to the byte."""
    assert encode(hibari_speech(), name) == encode(hibari_speech(), name)


@pytest.mark.parametrize(("name", "magic"), [("wav", b"RIFF"), ("flac", b"fLaC"), ("mp3", b"ID3"), ("opus", b"OggS")])
def test_a_file_is_what_its_name_says(name: Format, magic: bytes) -> None:
    """Each format's file starts as that format does."""
    assert encode(hibari_speech(), name).startswith(magic)


@pytest.mark.parametrize(("name", "sample_rate"), [("opus", 22_050), ("mp3", 96_000)])
def test_a_rate_that_the_format_lacks_is_refused(name: Format, sample_rate: int) -> None:
    """Nothing is resampled in silence: a rate that a format does not carry is a ValueError naming those it does."""
    with pytest.raises(ValueError, match=f"{name} carries .* not {sample_rate}"):
        encode(Audio(np.zeros(100, dtype=np.float32), sample_rate), name)


@pytest.mark.parametrize("samples", [[], [0.0, float("nan")], [float("inf")]])
@pytest.mark.parametrize("name", sorted(CONTENT_TYPES))
def test_no_sound_is_refused(name: Format, samples: list[float]) -> None:
    """An audio without samples, or with samples that are no numbers, is a ValueError in every format."""
    with pytest.raises(ValueError, match=r"empty|holds NaN"):
        encode(Audio(np.array(samples, dtype=np.float32), 24_000), name)


@pytest.mark.parametrize("name", sorted(CONTENT_TYPES))
@pytest.mark.parametrize("sample_rate", [24_000, 16_000, 48_000])
def test_a_file_in_pieces_is_the_file_in_one(name: Format, sample_rate: int) -> None:
    """A file written piece by piece, resampled on the way or not, is byte for byte the file written at once."""
    speech = hibari_speech()
    cuts = [0, 1, 480, 481, 7_001, 30_000, len(speech)]
    file = io.BytesIO()
    writer = AudioWriter(file, name, sample_rate)
    for start, end in pairwise(cuts):
        writer.write(Audio(speech.samples[start:end], speech.sample_rate))
    writer.close()

    assert encode(resample(speech, sample_rate), name) == file.getvalue()
