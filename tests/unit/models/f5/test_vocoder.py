"""Mels to sound: what upstream's vocoder makes of each alone."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from models.f5.checkpoint import load_vocoder
from models.f5.vocoder import Vocoder
from speech.audio import Samples
from tests.upstream_f5 import utils_infer

LENGTHS = (40, 25, 40, 2, 61)


@pytest.fixture(scope="module")
def mels() -> list[Tensor]:
    """Five mels, two of them of one length."""
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(n_frames, 100, generator=generator) * 2 - 3 for n_frames in LENGTHS]


@pytest.fixture(scope="module")
def alone(files: Mapping[str, Path], mels: list[Tensor]) -> list[Samples]:
    """What upstream's vocoder makes of each."""
    vocos = utils_infer.load_vocoder(is_local=True, local_path=str(files["vocoder"].parent), device="cpu")
    with torch.inference_mode():
        return [vocos.decode(mel.T[None])[0].numpy() for mel in mels]


def _error(expected: list[Samples], found: list[Samples]) -> float:
    return max(float(np.abs(one - other).max()) for one, other in zip(expected, found, strict=True))


def test_mels_of_several_lengths_sound_as_each_alone(
    files: Mapping[str, Path], mels: list[Tensor], alone: list[Samples]
) -> None:
    """Each comes out in its place, with its length, as upstream decodes it alone."""
    found = Vocoder(load_vocoder(files)).decode(mels)

    assert [(n_frames - 1) * 256 for n_frames in LENGTHS] == [len(sound) for sound in found]
    assert {np.dtype(np.float32)} == {sound.dtype for sound in found}
    assert _error(alone, found) < 1e-5
    assert max(float(np.abs(sound).max()) for sound in alone) > 0.01


def test_padded_mels_do_not(files: Mapping[str, Path], mels: list[Tensor], alone: list[Samples]) -> None:
    """Why lengths are not mixed: in a padded batch the ends are other ones."""
    vocos = load_vocoder(files)
    padded = vocos.decode(pad_sequence(mels, batch_first=True).transpose(1, 2)).detach().numpy()
    found = [sound[: len(expected)] for sound, expected in zip(padded, alone, strict=True)]

    assert _error(alone, found) > 1e-3


def test_mels_in_half_precision_are_decoded_in_fp32(files: Mapping[str, Path], mels: list[Tensor]) -> None:
    """Whatever the network computes in, sound is made in fp32."""
    (sound,) = Vocoder(load_vocoder(files)).decode([mels[0].half()])

    assert np.float32 == sound.dtype


def test_no_mels_are_no_sounds(files: Mapping[str, Path]) -> None:
    """An empty batch is empty."""
    assert [] == Vocoder(load_vocoder(files)).decode([])
