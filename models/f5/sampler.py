"""From noise to mel: Euler's method along the network's velocity, for many utterances at once.

Held to upstream's `CFM.sample` row by row (tests/unit/models/f5/test_sampler.py). Other than upstream, each row has
noise of its own seed, drawn in fp32 on the CPU, so that a seed means the same on every machine; time and state are fp32
whatever the weights are (in bf16 upstream's steps fall together at 16 and 32).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from models.f5.network import Network, RowConditions
from models.f5.packages import get_epss_timesteps
from models.f5.steps import PlainWalk, Walk


@dataclass(frozen=True, slots=True)
class Row:
    """One utterance to be sampled."""

    conditions: RowConditions
    seed: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times at which the velocity is looked at; rows of one batch share it."""

    n_steps: int
    sway: float
    """`sway_sampling_coef` of the F5-TTS paper, 3.3: -1 puts most steps at the beginning."""
    is_guided: bool
    """Whether rows have a guidance above 0: without it a step costs half."""

    def times(self) -> Tensor:
        """(n_steps + 1,) float32, from 0 to 1: upstream's pruned steps (EPSS) where there are any for this number."""
        times = get_epss_timesteps(self.n_steps, device="cpu", dtype=torch.float32)
        swayed: Tensor = times + self.sway * (torch.cos(torch.pi / 2 * times) - 1 + times)
        return swayed


class Sampler:
    """Draws mels."""

    def __init__(self, network: Network, walk: Walk | None = None, frame_multiple: int = 1) -> None:
        """Batches are padded to a multiple of `frame_multiple` frames, so that few lengths occur."""
        self._network = network
        self._walk = walk or PlainWalk(network)
        self._frame_multiple = frame_multiple
        self._modulations = lru_cache(maxsize=16)(self._modulate)

    @torch.inference_mode()
    def sample(self, rows: Sequence[Row], schedule: Schedule, stop: Callable[[], bool]) -> list[Tensor]:
        """The mel of each row behind its reference, (n_frames - n_reference, n_mels) float32 on the network's device.

        Rows must agree with the schedule's `is_guided`. When `stop` becomes true between steps, what there is.
        """
        network = self._network
        n_frames = max(row.conditions.n_frames for row in rows)
        padded = -(-n_frames // self._frame_multiple) * self._frame_multiple
        conditions = network.conditions([row.conditions for row in rows], padded)
        state = pad_sequence([_noise(row) for row in rows], batch_first=True)
        state = torch.nn.functional.pad(state, (0, 0, 0, padded - state.shape[1])).to(network.device)
        lengths, modulations = self._modulations(schedule)
        steps = zip(lengths, modulations, strict=True)
        state = self._walk(state, steps, conditions, is_guided=schedule.is_guided, stop=stop)
        return [
            sampled[len(row.conditions.reference) : row.conditions.n_frames]
            for sampled, row in zip(state, rows, strict=True)
        ]

    def _modulate(self, schedule: Schedule) -> tuple[Tensor, Tensor]:
        """The length of each step, and its modulation."""
        times = schedule.times()
        return times.diff().to(self._network.device), self._network.modulations(times[:-1])


def _noise(row: Row) -> Tensor:
    generator = torch.Generator().manual_seed(row.seed)
    return torch.randn(row.conditions.n_frames, row.conditions.reference.shape[1], generator=generator)
