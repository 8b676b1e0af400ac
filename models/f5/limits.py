"""How much of a batch the device's memory holds."""

from dataclasses import dataclass
from typing import Final

import torch

from models.f5.network import Network, RowConditions
from models.memory import affordable, peak_bytes

_MOST_ROWS: Final = 64
_PROBED_FRAMES: Final = 2048
"""The longest row: 22 s."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one batch."""

    rows: int
    frames: int
    """All rows together, with their padding."""

    def allow(self, n_rows: int, n_frames: int) -> bool:
        """Whether so many rows, padded to so many frames, may go together."""
        return n_rows <= self.rows and n_rows * n_frames <= self.frames


ROW_BY_ROW: Final = Limits(rows=1, frames=0)
"""For a CPU, where a batch is no faster than its rows one by one, which waste nothing on padding."""


def measure_limits(network: Network) -> Limits:
    """From the free memory of a CUDA device, and what one step of the longest row takes of it."""
    row = RowConditions(torch.zeros(1, network.n_mels), torch.zeros(1, dtype=torch.int64), _PROBED_FRAMES, 1.0)

    @torch.inference_mode()
    def step() -> None:
        state = torch.zeros(1, _PROBED_FRAMES, network.n_mels, device=network.device)
        network.velocity(state, network.modulations(torch.zeros(1))[0], network.conditions([row]), is_guided=True)

    frames = affordable(peak_bytes(step, network.device) / _PROBED_FRAMES, network.device)
    return Limits(max(1, min(_MOST_ROWS, frames // _PROBED_FRAMES)), frames)
