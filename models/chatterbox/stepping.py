"""Ways to take a batch through its steps: one operation at a time, or recorded as CUDA graphs.

A step of the published model is about 500 small operations; on a GPU a short batch waits for Python to launch them. A
graph launches them all at once. Not measured: no GPU was at hand when this was written; it is off by default.
"""

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from typing import Any, Protocol

from cachetools import LRUCache
from torch import Tensor

from models.chatterbox.cache import in_blocks
from models.chatterbox.sampling import Sampler
from models.chatterbox.state import State
from models.chatterbox.t3 import T3
from models.recording import graph_pool, record


class Stepping(Protocol):
    """Takes steps with batches. For one thread."""

    def adopt(self, state: State) -> State:
        """The state to go on with: this one, or its values in buffers that stay where they are."""

    def advance(self, state: State, n_filled: int) -> None:
        """One step of an adopted state, after which so many positions are filled."""

    def forget(self) -> None:
        """Give up the buffers that are kept, where memory is short."""


class PlainStepping:
    """One operation at a time, looking at no more than what is filled."""

    def __init__(self, t3: T3, heads: dict[int, int] | None) -> None:
        self._t3 = t3
        self._heads = heads
        self._is_padded = False

    def adopt(self, state: State) -> State:
        """See `Stepping`."""
        self._is_padded = bool(state.cache.pads.any())
        return state

    def advance(self, state: State, n_filled: int) -> None:
        """See `Stepping`."""
        state.cache.make_room(n_filled)
        state.advance(self._t3, self._heads, n_filled, is_masked=self._is_padded, is_last=True)

    def forget(self) -> None:
        """Keeps none."""


class RecordedStepping:
    """Each shape of batch has its own buffers, and a graph for each block of positions.

    Buffers of so many bytes are kept: those least recently used are given up first. There must be room for one batch.
    """

    def __init__(self, t3: T3, heads: dict[int, int] | None, most_bytes: int) -> None:
        self._t3 = t3
        self._heads = heads
        self._buffers: LRUCache[tuple[object, ...], State] = LRUCache(most_bytes, _size_bytes)
        self._graphs: dict[int, dict[int, Callable[[], None]]] = {}
        self._pool = graph_pool(t3.device)

    def adopt(self, state: State) -> State:
        """See `Stepping`."""
        n_positions = in_blocks(int(state.n_prompt) + state.tokens.shape[1])
        key = (n_positions, *((name, tensor.shape) for name, tensor in _tensors(state).items()), state.sampler.ranks)
        state.cache.resize(n_positions)
        buffers = self._buffers.get(key)
        if buffers is None:
            self._buffers[key] = state
            self._graphs = {id(kept): self._graphs.get(id(kept), {}) for kept in self._buffers.values()}
            return state
        sources = _tensors(state)
        for name, buffer in _tensors(buffers).items():
            buffer.copy_(sources[name])
        buffers.cache.store.copy_(state.cache.store)
        buffers.streams = state.streams
        return buffers

    def advance(self, state: State, n_filled: int) -> None:
        """See `Stepping`."""
        window = min(in_blocks(n_filled), state.cache.n_positions)
        graphs = self._graphs[id(state)]
        if window not in graphs:
            graphs[window] = self._record(state, window)
        graphs[window]()

    def forget(self) -> None:
        """See `Stepping`."""
        self._buffers.clear()
        self._graphs.clear()

    def _record(self, state: State, window: int) -> Callable[[], None]:
        def step() -> None:
            state.advance(self._t3, self._heads, window, is_masked=True, is_last=False)

        before = {name: tensor.clone() for name, tensor in _tensors(state).items()}
        return record(step, self._pool, partial(_put_back, state, before))


def _size_bytes(state: State) -> int:
    return state.cache.store.nbytes


def _tensors(state: State) -> dict[str, Tensor]:
    """Every tensor of a state but the cache's store: of that a step changes one column, and its repeat the same one."""
    values: dict[str, Any] = {each.name: getattr(state, each.name) for each in fields(State) if each.name != "streams"}
    sampler: Sampler = values.pop("sampler")
    pads = values.pop("cache").pads
    knobs = {f"sampler.{each.name}": getattr(sampler, each.name) for each in fields(Sampler)}
    return values | {"pads": pads} | {name: value for name, value in knobs.items() if isinstance(value, Tensor)}


def _put_back(state: State, before: dict[str, Tensor]) -> None:
    for name, tensor in _tensors(state).items():
        tensor.copy_(before[name])
