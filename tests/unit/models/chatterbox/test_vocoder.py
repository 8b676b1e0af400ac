"""Mel to sound, held to upstream's own `HiFTGenerator.inference`."""

from typing import Any, Final

import pytest
import torch
from torch import Tensor
from torch.nn.utils import parametrize

from models.chatterbox.vocoder import N_SINES, SAMPLES_PER_FRAME, SourceNoise, Vocoder
from tests.s3gen_rows import VOICED_HZ, random_s3gen

LENGTHS: Final = (2, 4, 50, 150)
"""In frames: upstream makes at least two, of one token."""


@pytest.fixture(scope="module")
def hift() -> Any:
    """A vocoder with its parametrizations."""
    return random_s3gen(is_mean_flow=False).mel2wav


@pytest.fixture(scope="module")
def vocoder() -> Vocoder:
    """Ours, on a twin of it."""
    return Vocoder(random_s3gen(is_mean_flow=False).mel2wav)


def _mel(n_frames: int, seed: int = 0) -> Tensor:
    return torch.randn(n_frames, 80, generator=torch.Generator().manual_seed(seed)) * 2 - 3


def _source(n_frames: int, seed: int = 0) -> SourceNoise:
    """As upstream draws it."""
    generator = torch.Generator().manual_seed(seed)
    phases = torch.rand(N_SINES, 1, generator=generator) * (2 * torch.pi) - torch.pi
    return SourceNoise(phases, torch.randn(N_SINES, SAMPLES_PER_FRAME * n_frames, generator=generator))


def _upstream_sound(hift: Any, mel: Tensor, seed: int) -> Tensor:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        sound, _ = hift.inference(mel.T[None])
    assert isinstance(sound, Tensor)
    return sound[0]


@torch.inference_mode()
def _sound(vocoder: Vocoder, mel: Tensor, source: SourceNoise) -> Tensor:
    return vocoder.decode(mel, source)


def _error(expected: Tensor, found: Tensor) -> float:
    """The largest difference, relative to the peak."""
    assert expected.shape == found.shape
    return float((expected - found).abs().max() / expected.abs().max())


@pytest.mark.parametrize("n_frames", LENGTHS)
def test_a_sound_is_upstreams(hift: Any, vocoder: Vocoder, n_frames: int) -> None:
    """Of the same mel and seed comes the same sound, 480 samples a frame."""
    mel = _mel(n_frames)
    found = _sound(vocoder, mel, _source(n_frames, seed=3))

    assert (SAMPLES_PER_FRAME * n_frames,) == found.shape
    assert _error(_upstream_sound(hift, mel, seed=3), found) < 1e-4


def test_it_was_voiced_and_unvoiced(hift: Any) -> None:
    """The mels above have frames with a pitch, and frames of noise alone."""
    with torch.inference_mode():
        pitch = hift.f0_predictor(_mel(150).T[None])

    assert 0.1 < float((pitch > VOICED_HZ).float().mean()) < 0.9


def test_phases_and_noise_are_heard(vocoder: Vocoder) -> None:
    """Another phase or other noise is another sound, but for the phase of the fundamental, which is always 0."""
    mel, source = _mel(40), _source(40)
    expected = _sound(vocoder, mel, source)
    other_phases, other_noise = _source(40, seed=1)
    fundamental = torch.cat((other_phases[:1], source.phases[1:]))

    assert _error(expected, _sound(vocoder, mel, source._replace(phases=other_phases))) > 1e-3
    assert _error(expected, _sound(vocoder, mel, source._replace(noise=other_noise))) > 1e-3
    assert torch.equal(expected, _sound(vocoder, mel, source._replace(phases=fundamental)))


def test_a_mel_beyond_all_measure_stays_within_bounds(hift: Any, vocoder: Vocoder) -> None:
    """Magnitudes are bounded and samples limited where upstream does it."""
    mel = _mel(20) * 100
    found = _sound(vocoder, mel, _source(20))

    assert 0.99 == pytest.approx(float(found.abs().max()))
    assert _error(_upstream_sound(hift, mel, seed=0), found) < 1e-4


def test_weights_are_computed_once() -> None:
    """Upstream computes every weight from its magnitude and direction at every call; here none is left to compute."""
    hift = random_s3gen(is_mean_flow=False).mel2wav
    assert any(parametrize.is_parametrized(part) for part in hift.modules())

    Vocoder(hift)

    assert not any(parametrize.is_parametrized(part) for part in hift.modules())
