"""Keys and values of a batch of sequences, in one block of memory that steps write into."""

from typing import Final, Self

import torch
from torch import Tensor
from torch.nn import functional

_BLOCK: Final = 256
"""Positions by which a cache grows: at full size 240 MB a row in float32 for 1000 positions, of which few are used."""


def in_blocks(n_positions: int) -> int:
    """Rounded up, so that there are few sizes."""
    return -(-n_positions // _BLOCK) * _BLOCK


class Cache:
    """Sequences padded on the left end at the same position, so that one step writes one column of all of them.

    `store` is (n_layers, 2, n_sequences, n_heads, n_positions, head_dim): keys and values.
    """

    def __init__(self, pads: Tensor, store: Tensor) -> None:
        self.pads = pads
        """(n_sequences,) int64: positions at the beginning that hold nothing."""
        self.store = store

    @classmethod
    def empty(cls, shape: tuple[int, int, int], pads: Tensor, n_positions: int, dtype: torch.dtype) -> Self:
        """For so many layers, heads, and dimensions of a head."""
        n_layers, n_heads, head_dim = shape
        # Zeros: what was never written is masked, and masked NaN would still be NaN.
        store = torch.zeros(n_layers, 2, len(pads), n_heads, n_positions, head_dim, dtype=dtype, device=pads.device)
        return cls(pads, store)

    @property
    def n_positions(self) -> int:
        """That there is room for."""
        return self.store.shape[4]

    def make_room(self, n_positions: int) -> None:
        """Grow to at least so many positions, and some more."""
        if n_positions > self.n_positions:
            self.resize(max(n_positions, self.n_positions + _BLOCK))

    def resize(self, n_positions: int) -> None:
        """Grow to so many positions."""
        self.store = functional.pad(self.store, (0, 0, 0, n_positions - self.n_positions))

    def of(self, sequences: Tensor) -> Self:
        """Of these sequences, (n,) int64, in their order."""
        return type(self)(self.pads[sequences], self.store.index_select(2, sequences))

    def mask(self, last: Tensor, window: int) -> Tensor:
        """What a query at position `last`, (1,) int64, sees of the first `window`: (n_sequences, 1, 1, window).

        0 where it does and -inf where not, to be added to scores.
        """
        positions = torch.arange(window, device=self.pads.device)
        return self._added((positions >= self.pads[:, None]) & (positions <= last))[:, None, None]

    def causal_mask(self, n_positions: int) -> Tensor:
        """What each of the first n positions sees of them, as `mask`: (n_sequences, 1, n, n)."""
        positions = torch.arange(n_positions, device=self.pads.device)
        seen = (positions[:, None] >= positions) & (positions >= self.pads[:, None, None])
        # What sees nothing becomes NaN, and a NaN stays one when it is multiplied by 0: padding sees itself.
        return self._added(seen | (positions[:, None] == positions))[:, None]

    def _added(self, seen: Tensor) -> Tensor:
        return torch.zeros(seen.shape, dtype=self.store.dtype, device=seen.device).masked_fill_(~seen, -torch.inf)
