"""Rows for F5-TTS's sampler, drawn at random, and how close two samplers have to come."""

from collections.abc import Sequence
from typing import Final

import torch
from torch import Tensor

from models.f5.network import RowConditions
from models.f5.sampler import Row

N_TOKENS: Final = 64
"""Size of the vocabulary."""
CLOSE: Final = 1e-5
"""Most that two samplers' mels, which lie in about -5 … 5, may differ by: rounding in fp32 makes 1e-6."""


def random_row(n_reference: int, n_tokens: int, n_frames: int, seed: int, guidance: float = 2.0) -> Row:
    """A row of this shape; all of it comes from the seed."""
    generator = torch.Generator().manual_seed(seed)
    reference = torch.randn(n_reference, 100, generator=generator) * 2 - 3
    tokens = torch.randint(N_TOKENS, (n_tokens,), generator=generator)
    return Row(RowConditions(reference, tokens, n_frames, guidance), seed)


def assert_same(expected: Sequence[Tensor], found: Sequence[Tensor]) -> None:
    """Each row has its length, and no value differs by more than `CLOSE`."""
    assert [mel.shape for mel in expected] == [mel.shape for mel in found]
    errors = [float((one - other).abs().max()) for one, other in zip(expected, found, strict=True)]
    assert max(errors) <= CLOSE, errors
