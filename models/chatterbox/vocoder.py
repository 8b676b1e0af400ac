"""From mel to sound with upstream's HiFT: a source of sines and noise, shaped by convolutions and an inverse STFT.

Held to upstream's `HiFTGenerator.inference` (tests/unit/models/chatterbox/test_vocoder.py).
"""

from typing import Any, Final, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor, nn
from torch.nn.utils import parametrize

SAMPLES_PER_FRAME: Final = 480
"""24 kHz, 50 frames a second."""
N_SINES: Final = 9
"""A voice's fundamental and its harmonics in the source."""
_LOUDEST_BIN: Final = 1e2
"""Upstream's bound of a magnitude."""


class SourceNoise(NamedTuple):
    """What is random in a source of n samples."""

    phases: Tensor
    """(9, 1) float32, radians at which the sines begin, each in [-pi, pi); the fundamental begins at 0 whatever."""
    noise: Tensor
    """(9, n) float32, normally distributed, of variance 1."""


class Vocoder:
    """Upstream's HiFTGenerator. Holds nothing of a call."""

    def __init__(self, hift: Any) -> None:
        """Takes the module on its device, in float32, and removes its parametrizations: weights are computed once."""
        self._hift = hift.eval().requires_grad_(requires_grad=False)
        _fix_weights(hift)
        device = hift.conv_pre.weight.device
        self._n_fft, self._hop = hift.istft_params["n_fft"], hift.istft_params["hop_len"]
        self._window = hift.stft_window.to(device)
        self._multiples = torch.arange(1, N_SINES + 1, device=device)[:, None]

    def decode(self, mel: Tensor, source: SourceNoise) -> Tensor:
        """(n_frames, 80) float32 log-mel to (480 · n_frames,) float32 samples in [-0.99, 0.99], on the device."""
        mel = mel.T[None].contiguous()
        pitch = self._hift.f0_predictor(mel).repeat_interleave(SAMPLES_PER_FRAME, dim=-1)
        return self._shape(mel, self._excite(pitch, source))[0]

    def _excite(self, pitch: Tensor, source: SourceNoise) -> Tensor:
        """The source (1, n), of the pitch (1, n) in Hz: sines where it is voiced, noise where it isn't."""
        module = self._hift.m_source
        generator = module.l_sin_gen
        phases, noise = (random.to(pitch.device) for random in source)
        cycles = torch.cumsum(pitch * self._multiples / generator.sampling_rate, dim=-1) % 1  # (9, n)
        begun = torch.cat((torch.zeros_like(phases[:1]), phases[1:]))
        sines = generator.sine_amp * torch.sin(2 * torch.pi * cycles + begun)
        voiced = (pitch > generator.voiced_threshold).float()
        loudness = voiced * generator.noise_std + (1 - voiced) * generator.sine_amp / 3
        excited: Tensor = module.l_tanh(module.l_linear((sines * voiced + loudness * noise).T))
        return excited.T

    def _shape(self, mel: Tensor, excitation: Tensor) -> Tensor:
        hift = self._hift
        spectrum = torch.stft(excitation, self._n_fft, self._hop, self._n_fft, self._window, return_complex=True)
        heard = torch.cat((spectrum.real, spectrum.imag), dim=1)
        x = hift.conv_pre(mel)
        for stage in range(hift.num_upsamples):
            x = hift.ups[stage](F.leaky_relu(x, hift.lrelu_slope))
            if stage == hift.num_upsamples - 1:
                x = hift.reflection_pad(x)
            x = x + hift.source_resblocks[stage](hift.source_downs[stage](heard))
            blocks = hift.resblocks[stage * hift.num_kernels : (stage + 1) * hift.num_kernels]
            x = sum(block(x) for block in blocks) / hift.num_kernels
        return self._synthesise(hift.conv_post(F.leaky_relu(x)))

    def _synthesise(self, x: Tensor) -> Tensor:
        log_magnitude, angle = x.chunk(2, dim=1)  # (b, n_fft / 2 + 1, n)
        spectrum = torch.polar(log_magnitude.exp().clamp(max=_LOUDEST_BIN), angle.sin())
        sound = torch.istft(spectrum, self._n_fft, self._hop, self._n_fft, self._window)
        return sound.clamp(-self._hift.audio_limit, self._hift.audio_limit)


def _fix_weights(module: nn.Module) -> None:
    """Weights as they stand in place of magnitudes and directions, of which upstream computes them at every call."""
    for part in module.modules():
        if parametrize.is_parametrized(part, "weight"):
            parametrize.remove_parametrizations(part, "weight")
