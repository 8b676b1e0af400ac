"""Ways to take a batch through the steps of a schedule: one operation at a time, or recorded as a CUDA graph.

A step of the published model is about a thousand small operations; on a GPU a short batch waits for Python to launch
them. A graph launches them all at once. Not measured: no GPU was at hand when this was written; it is off by default.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

import torch
from cachetools import LRUCache
from torch import Tensor

from models.f5.network import Conditions, Network
from models.recording import graph_pool, record

_MOST_GRAPHS = 64
"""Recorded shapes that are kept; each holds its inputs, the rest of the memory is shared."""


class Walk(Protocol):
    """Euler's method over the given (length, modulation) steps, from a state (b, n, n_mels)."""

    def __call__(
        self,
        state: Tensor,
        steps: Iterable[tuple[Tensor, Tensor]],
        conditions: Conditions,
        *,
        is_guided: bool,
        stop: Callable[[], bool],
    ) -> Tensor:
        """The last state; an earlier one when `stop`, read before each step, becomes true."""


class PlainWalk:
    """One operation at a time."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def __call__(
        self,
        state: Tensor,
        steps: Iterable[tuple[Tensor, Tensor]],
        conditions: Conditions,
        *,
        is_guided: bool,
        stop: Callable[[], bool],
    ) -> Tensor:
        """See `Walk`."""
        for length, modulation in steps:
            if stop():
                break
            state = state + length * self._network.velocity(state, modulation, conditions, is_guided=is_guided)
        return state


class RecordedWalk:
    """Each shape is recorded when it is first met, and replayed from then on. For one thread."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._recorded: LRUCache[tuple[object, ...], _RecordedStep] = LRUCache(_MOST_GRAPHS)
        self._pool = graph_pool(network.device)

    def __call__(
        self,
        state: Tensor,
        steps: Iterable[tuple[Tensor, Tensor]],
        conditions: Conditions,
        *,
        is_guided: bool,
        stop: Callable[[], bool],
    ) -> Tensor:
        """See `Walk`."""
        key = (state.shape, conditions.mask is None, is_guided)
        recorded = self._recorded.get(key)
        if recorded is not None:
            recorded.put(state, conditions)
        for length, modulation in steps:
            if stop():
                break
            if recorded is None:
                recorded = _RecordedStep(self._network, state, conditions, modulation, is_guided=is_guided)
                recorded.record(self._pool)
                recorded.put(state, conditions)  # recording took steps
                self._recorded[key] = recorded
            recorded.take(length, modulation)
        return state if recorded is None else recorded.state.clone()


class _RecordedStep:
    """One step on buffers that stay where they are."""

    def __init__(
        self, network: Network, state: Tensor, conditions: Conditions, modulation: Tensor, *, is_guided: bool
    ) -> None:
        self._network = network
        self._is_guided = is_guided
        self.state = state.clone()
        self._length = torch.zeros((), device=state.device)
        self._modulation = modulation.clone()
        self._buffers = Conditions(
            conditions.embedded.clone(),
            conditions.rotations,
            None if conditions.mask is None else conditions.mask.clone(),
            conditions.guidance.clone(),
        )
        self._replay: Callable[[], None] = self._step

    def record(self, pool: Any) -> None:
        """Record the step, where there is CUDA."""
        self._replay = record(self._step, pool)

    def put(self, state: Tensor, conditions: Conditions) -> None:
        """Fill the buffers for another batch."""
        self.state.copy_(state)
        self._buffers.embedded.copy_(conditions.embedded)
        self._buffers.guidance.copy_(conditions.guidance)
        if self._buffers.mask is not None and conditions.mask is not None:
            self._buffers.mask.copy_(conditions.mask)

    def take(self, length: Tensor, modulation: Tensor) -> None:
        """One step on."""
        self._length.copy_(length)
        self._modulation.copy_(modulation)
        self._replay()

    def _step(self) -> None:
        velocity = self._network.velocity(self.state, self._modulation, self._buffers, is_guided=self._is_guided)
        self.state.add_(self._length * velocity)
