"""Drawing the next speech token of each row, under the row's own knobs and from the row's own stream of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import torch
from torch import Tensor

from models.chatterbox.rates import N_SOUNDS

START: Final = N_SOUNDS
"""The speech token that begins speech; never drawn."""
END: Final = 6562
"""The speech token that ends it."""
N_TOKENS: Final = END + 1
"""Ids from which is drawn. The head has 8194 rows: what lies beyond breaks the decoder, on CUDA for good."""


@dataclass(frozen=True, slots=True)
class Knobs:
    """How a row is sampled, by upstream's names."""

    temperature: float
    repetition_penalty: float
    top_p: float
    min_p: float = 0.0
    top_k: int = 0
    """0: all."""


@dataclass(frozen=True, slots=True)
class Sampler:
    """The knobs of a batch as columns, (n_rows, 1), and what has been drawn."""

    temperature: Tensor
    repetition_penalty: Tensor
    top_p: Tensor
    min_p: Tensor
    top_k: Tensor
    """0: all."""
    drawn: Tensor
    """(n_rows, N_TOKENS) bool: changed in place."""
    penalises_last: bool
    """Upstream's order for Turbo."""
    ranks: bool
    """Whether any row has a `top_p` or `top_k`, for which the logits have to be sorted."""

    @classmethod
    def of(cls, knobs: Sequence[Knobs], device: torch.device, *, penalises_last: bool) -> Self:
        """For a batch of rows."""

        def column(values: Sequence[float]) -> Tensor:
            return torch.tensor(values, dtype=torch.float32, device=device)[:, None]

        return cls(
            temperature=column([row.temperature for row in knobs]),
            repetition_penalty=column([row.repetition_penalty for row in knobs]),
            top_p=column([row.top_p for row in knobs]),
            min_p=column([row.min_p for row in knobs]),
            top_k=column([row.top_k for row in knobs]).long(),
            drawn=torch.zeros(len(knobs), N_TOKENS, dtype=torch.bool, device=device),
            penalises_last=penalises_last,
            ranks=any(row.top_p < 1 or row.top_k for row in knobs),
        )

    def of_rows(self, rows: Tensor) -> Self:
        """The sampler of these rows, (n,) int64."""
        columns = ("temperature", "repetition_penalty", "top_p", "min_p", "top_k", "drawn")
        return replace(self, **{name: getattr(self, name)[rows] for name in columns})

    def draw(self, logits: Tensor, noise: Tensor) -> Tensor:
        """The next token of each row, (n_rows, 1) int64, for logits (n_rows, N_TOKENS) float32.

        `noise`, of the same shape, is from the exponential distribution: the first to arrive of as many races is drawn.
        So does torch.multinomial. Where logits are rounded otherwise, as in another batch, the token is nearly always
        the same; a place in the cumulative distribution would be another token's at thousands of borders.
        """
        logits = logits.clone()
        logits[:, START] = -torch.inf
        token = (self._weighed(logits).softmax(-1) / noise).argmax(-1, keepdim=True)
        self.drawn.scatter_(1, token, value=True)
        return token

    def _weighed(self, logits: Tensor) -> Tensor:
        """The logits under the knobs, in upstream's order: for Turbo what was drawn before is penalised last."""
        if self.penalises_last:
            return self._penalised(self._ranked(logits / self.temperature))
        logits = self._penalised(logits) / self.temperature
        least = logits.amax(-1, keepdim=True) + self.min_p.log()
        return self._ranked(logits.masked_fill(logits < least, -torch.inf))

    def _penalised(self, logits: Tensor) -> Tensor:
        penalised = torch.where(logits < 0, logits * self.repetition_penalty, logits / self.repetition_penalty)
        return torch.where(self.drawn, penalised, logits)

    def _ranked(self, logits: Tensor) -> Tensor:
        """Without what `top_k` and `top_p` leave out: the same ids as transformers' warpers, but for ties."""
        if not self.ranks:
            return logits
        ascending, ids = logits.sort(-1)
        n_left_out = (N_TOKENS - self.top_k) * (self.top_k > 0)
        ascending = ascending.masked_fill(torch.arange(N_TOKENS, device=logits.device) < n_left_out, -torch.inf)
        left_out = (ascending.softmax(-1).cumsum(-1) <= 1 - self.top_p) & (self.top_p < 1)
        left_out[:, -1] = False
        ascending = ascending.masked_fill(left_out, -torch.inf)
        return torch.empty_like(logits).scatter_(1, ids, ascending)
