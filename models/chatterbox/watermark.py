"""Resemble's mark, put into speech on the model's own device.

The same network as in `PerthImplicitWatermarker.apply_watermark` of resemble-perth 1.0.1; it changes magnitudes below
2 kHz alone. Upstream goes by way of 32 kHz, on the CPU. Frames of 64 ms every 10 ms have the same bins, 15.625 Hz
apart, at every rate, so that ours resamples nothing; and what is added is the difference, so that the rest of the sound
stays as it was.
"""

import math
from contextlib import redirect_stdout
from io import StringIO
from typing import Final, Self

import torch
from torch import Tensor

from models.chatterbox.packages import PerthImplicitWatermarker
from models.chatterbox.rates import SAMPLE_RATE

_HEADROOM_DB: Final = 15
"""A magnitude that is 1 to the network: `normalize` in perth's perth_net_implicit/utils.py."""


class Watermark:
    """Marks sounds of one sample rate; shared between threads."""

    def __init__(
        self, watermarker: PerthImplicitWatermarker, device: torch.device, sample_rate: int = SAMPLE_RATE
    ) -> None:
        """Takes the watermarker's encoder, and moves it to the device."""
        network = watermarker.perth_net
        config = network.hp
        self._encoder = network.encoder.to(device).eval().requires_grad_(requires_grad=False)
        self._n_bins = network.subband
        self._least = config.stft_magnitude_min
        self._floor_db = 20 * math.log10(self._least)
        self._range_db = _HEADROOM_DB - self._floor_db
        # As many seconds as upstream's, and so the same bins; a magnitude is a sum over a frame's samples.
        ratio = sample_rate / config.sample_rate
        self._frame, self._hop = round(config.n_fft * ratio), round(config.hop_size * ratio)
        self._scale = config.n_fft / self._frame
        self._window = torch.hann_window(self._frame, device=device)

    @classmethod
    def load(cls, device: torch.device) -> Self:
        """With the weights that come with the package."""
        # It prints that it has loaded them, into a log of JSON lines.
        with redirect_stdout(StringIO()):
            watermarker = PerthImplicitWatermarker()
        return cls(watermarker, device)

    @torch.inference_mode()
    def mark(self, samples: Tensor) -> Tensor:
        """The sound with the mark in it, (n,) float32 on the device as `samples`, and within [-1, 1] if they are.

        Silence stays as it is, and so does a sound of at most 32 ms: half a frame, which its ends are mirrored by.
        """
        if len(samples) <= self._frame // 2:
            return samples
        spectrum = torch.stft(samples, self._frame, self._hop, window=self._window, return_complex=True)
        change = torch.zeros_like(spectrum)  # (1 + frame // 2, n_frames)
        change[: self._n_bins] = spectrum[: self._n_bins] * (self._gains(spectrum) - 1)
        difference = torch.istft(change, self._frame, self._hop, window=self._window, length=len(samples))
        highest = samples.abs().amax().clamp(min=1)
        return (samples + difference).clamp(-highest, highest)

    def _gains(self, spectrum: Tensor) -> Tensor:
        """What the mark multiplies the lowest bins by, (n_bins, n_frames); 1 in silent frames."""
        level_db = 20 * (spectrum.abs() * self._scale).clamp(min=self._least).log10()
        levels = (level_db - self._floor_db) / self._range_db
        marked, _ = self._encoder(levels[None])
        change_db = (marked[0, : self._n_bins] - levels[: self._n_bins]) * self._range_db
        gains: Tensor = 10 ** (change_db / 20)
        return gains
