"""Steps recorded as CUDA graphs: launched at once instead of one small operation after the other."""

from collections.abc import Callable
from typing import Any, Final

import torch

_WARM_UPS: Final = 2
"""Runs before recording, in which libraries choose their algorithms."""


def graph_pool(device: torch.device) -> Any:
    """Memory that graphs share; None where the device has no graphs."""
    return torch.cuda.graph_pool_handle() if device.type == "cuda" else None


def record(step: Callable[[], None], pool: Any, put_back: Callable[[], None] = lambda: None) -> Callable[[], None]:
    """What does the same as `step`, which works on tensors that stay where they are; `step` itself without a pool.

    The step is run to record it: `put_back` undoes what a run does, where it must not be done more than once.
    """
    if pool is None:
        return step
    stream = torch.cuda.Stream()  # type: ignore[no-untyped-call] # torch annotates it not
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(_WARM_UPS):
            step()
            put_back()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    # Other threads may use the device meanwhile: words are timed while the next ones are spoken.
    with torch.cuda.graph(graph, pool=pool, capture_error_mode="thread_local"):
        step()
    replay: Callable[[], None] = graph.replay
    return replay
