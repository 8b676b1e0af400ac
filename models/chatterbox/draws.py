"""What T3 is asked for, and what it gives: values."""

from dataclasses import dataclass

from torch import Tensor

from models.chatterbox.sampling import Knobs
from models.chatterbox.t3 import Prompt


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence to be drawn."""

    prompt: Prompt
    knobs: Knobs
    guidance: float
    """Upstream's `cfg_weight`; 0: none."""
    seed: int
    """0 … 2**63 - 1."""
    limit: int
    """Speech tokens by which it must have ended, 1 … t3.LONGEST."""

    @property
    def is_guided(self) -> bool:
        """Whether it takes a second sequence, which doesn't see the text."""
        return self.guidance > 0 and self.prompt.unconditional is not None

    @property
    def n_text(self) -> int:
        """Tokens of the text."""
        return self.prompt.n_text


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn for a row."""

    tokens: Tensor
    """(n,) int64 on the CPU, without the end."""
    has_ended: bool
    """Whether it came to its end within its limit."""
    attention: Tensor | None
    """(n, n_text) float32 on the CPU: the share of each of the text's tokens in what the model looked at for each of
    `tokens`; None where it was not watched."""
