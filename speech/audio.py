"""Mono audio as a value, and what is done with pieces of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """Mono sound: `samples` is float32, shape (n,), nominally in [-1, 1]; `sample_rate` is in Hz."""

    samples: Samples
    sample_rate: int

    def __post_init__(self) -> None:
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise ValueError(f"audio is float32 of shape (n,), not {self.samples.dtype} {self.samples.shape}")

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate


def join(pieces: Sequence[Audio]) -> Audio:
    """One audio of all pieces in order. Raises ValueError when there are none or their rates differ."""
    rates = {piece.sample_rate for piece in pieces}
    if len(rates) != 1:
        raise ValueError(f"cannot join {len(pieces)} pieces of sample rates {sorted(rates)}")
    return Audio(np.concatenate([piece.samples for piece in pieces]), rates.pop())
