"""The mark, held to upstream's, and looked for with upstream's detector."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pytest
import torch

from models.chatterbox import librosa_parts
from models.chatterbox.packages import PerthImplicitWatermarker
from models.chatterbox.watermark import Watermark
from speech.audio import Audio, Samples
from speech.tempo import stretch
from tests.clips import espeak_speech, hibari_speech

RATE: Final = 24_000
UPSTREAMS: Final = 32_000
CPU: Final = torch.device("cpu")
VOICES: Final[Mapping[str, Callable[[], Audio]]] = {"hibari": hibari_speech, "espeak": espeak_speech}


@pytest.fixture(scope="module")
def upstream() -> PerthImplicitWatermarker:
    """The package's own, with its real weights."""
    return PerthImplicitWatermarker()


@pytest.fixture(scope="module")
def watermark(upstream: PerthImplicitWatermarker) -> Watermark:
    """Ours for 24 kHz, with the same weights."""
    return Watermark(upstream, CPU)


@pytest.fixture(scope="module", params=VOICES)
def speech(request: pytest.FixtureRequest) -> Samples:
    """Three seconds of 24 kHz, which are whole frames' steps: upstream cuts off what goes beyond."""
    voice: str = request.param
    return VOICES[voice]().samples[: 3 * RATE]


def _marked(watermark: Watermark, samples: Samples) -> Samples:
    marked: Samples = watermark.mark(torch.tensor(samples)).numpy()
    return marked


def _resampled(samples: Samples, old: int, new: int) -> Samples:
    return librosa_parts.resample(samples, orig_sr=old, target_sr=new)


def test_the_mark_is_upstreams(upstream: PerthImplicitWatermarker, speech: Samples) -> None:
    """At upstream's own 32 kHz the marked sound is upstream's, within rounding."""
    sound = _resampled(speech, RATE, UPSTREAMS)
    expected = upstream.apply_watermark(sound, UPSTREAMS)

    found = _marked(Watermark(upstream, CPU, UPSTREAMS), sound)

    assert 1e-2 < np.abs(expected - sound).max()
    np.testing.assert_allclose(found, expected, rtol=0, atol=2e-6)


def test_at_24_khz_it_is_the_same_mark(
    upstream: PerthImplicitWatermarker, watermark: Watermark, speech: Samples
) -> None:
    """What ours adds at 24 kHz is what upstream adds by way of 32 kHz, but for the last fraction of a second."""
    sound = _resampled(speech, RATE, UPSTREAMS)
    expected = _resampled(upstream.apply_watermark(sound, UPSTREAMS) - sound, UPSTREAMS, RATE)

    found = _marked(watermark, speech) - speech

    # The ends are mirrored at the outermost sample, which is another one at another rate; the network hears 0.2 s far.
    inner = slice(RATE // 4, -RATE // 4)
    assert 1e-2 < np.abs(expected[inner]).max()
    np.testing.assert_allclose(found[inner], expected[inner], rtol=0, atol=1e-5)
    np.testing.assert_allclose(found, expected, rtol=0, atol=5e-3)


_TREATMENTS: Final[Mapping[str, Callable[[Samples], Samples]]] = {
    "nothing": lambda samples: samples,
    "0.3 s cut off": lambda samples: samples[3 * RATE // 10 :],
    "half as loud": lambda samples: samples * np.float32(0.5),
    "16 bits": lambda samples: (np.round(samples * 32767) / 32768).astype(np.float32),
    "faster": lambda samples: stretch(Audio(samples, RATE), 1.25).samples,
    "slower": lambda samples: stretch(Audio(samples, RATE), 0.8).samples,
    "in silence": lambda samples: np.pad(samples, RATE),
    "telephone": lambda samples: _resampled(_resampled(samples, RATE, 8_000), 8_000, RATE),
}


@pytest.mark.parametrize("treatment", _TREATMENTS)
def test_the_mark_is_found(
    upstream: PerthImplicitWatermarker, watermark: Watermark, speech: Samples, treatment: str
) -> None:
    """By the package's own detector, after all that we do to speech, and only where we put it."""
    treated, unmarked = (_TREATMENTS[treatment](samples) for samples in (_marked(watermark, speech), speech))

    assert 0.95 < float(upstream.get_watermark(treated, RATE, round=False))
    assert 0.1 > float(upstream.get_watermark(unmarked, RATE, round=False))


def test_what_is_above_stays(watermark: Watermark, speech: Samples) -> None:
    """Above 3 kHz nothing is added."""
    # Faded, so that the jump from the end to the beginning is no sound of its own.
    added = np.fft.rfft((_marked(watermark, speech) - speech) * np.hanning(len(speech)))
    below = 3_000 * len(speech) // RATE
    high = np.pad(added[below:], (below, 0))

    assert 1e-2 < np.abs(np.fft.irfft(added)).max()
    assert 1e-6 > np.abs(np.fft.irfft(high)).max()


@pytest.mark.parametrize("n_samples", [769, 770, 1_000, 1_536, 24_001, 24_239])
def test_a_sound_keeps_its_length_and_the_mark_reaches_its_end(watermark: Watermark, n_samples: int) -> None:
    """Whatever the number of samples; upstream's cuts off all after the last whole 10 ms."""
    sound = hibari_speech().samples[20_000:][:n_samples]

    marked = _marked(watermark, sound)

    assert (n_samples, np.dtype(np.float32)) == (len(marked), marked.dtype)
    assert 1e-5 < np.abs(marked - sound)[-8:].max()


@pytest.mark.parametrize("n_samples", [0, 1, 320, 768])
def test_what_is_too_short_stays(watermark: Watermark, n_samples: int) -> None:
    """32 ms and less come out as they went in; upstream raises."""
    sound = hibari_speech().samples[20_000:][:n_samples]

    np.testing.assert_array_equal(_marked(watermark, sound), sound)


@pytest.mark.parametrize("n_samples", [1_000, RATE])
def test_silence_stays(watermark: Watermark, n_samples: int) -> None:
    """There is nowhere to hide a mark in it."""
    assert not _marked(watermark, np.zeros(n_samples, np.float32)).any()


@pytest.mark.parametrize("amplitude", [0.5, 1.0, 3.0])
def test_the_mark_does_not_clip(watermark: Watermark, amplitude: float) -> None:
    """A square wave at full scale stays within it; what was louder already stays below its own peak."""
    square = amplitude * np.sign(np.sin(np.arange(RATE) / 10 + 0.05)).astype(np.float32)

    marked = _marked(watermark, square.astype(np.float32))

    assert 0.01 < np.abs(marked - square).max()
    assert max(1.0, amplitude) >= np.abs(marked).max()


def test_the_sound_itself_is_left_alone(watermark: Watermark) -> None:
    """The marked sound is another tensor."""
    sound = torch.tensor(hibari_speech().samples[:RATE])
    before = sound.clone()

    assert not torch.equal(before, watermark.mark(sound))
    assert torch.equal(before, sound)


def test_loading_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """The package's constructor does; a log of JSON lines would have it in its midst."""
    Watermark.load(CPU)
    printed = capsys.readouterr()
    PerthImplicitWatermarker()

    assert ("", "") == printed
    assert "loaded PerthNet" in capsys.readouterr().out
