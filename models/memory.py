"""Running out of a device's memory, and other ways in which it fails."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import torch

from models.engine import EngineBroken

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_OUT_OF_MEMORY = ("can't allocate memory", "out of memory", "ALLOC_FAILED")
"""Of the CPU's allocator, of CUDA and of cuBLAS."""
_FREE_SHARE = 0.7
"""Of the free memory, for a batch: the rest is for the vocoder, and for what other lengths left in the allocator."""


def in_parts(run: Callable[[Sequence[_Item]], list[_Result]], batch: Sequence[_Item]) -> list[_Result]:
    """`run` on the batch, or on halves of it where its memory does not suffice.

    Raises MemoryError when one item alone is too much, and EngineBroken when the device has failed for good.
    """
    try:
        with named_errors():
            return run(batch)
    except MemoryError:
        if len(batch) == 1:
            raise
    # Outside the handler: what the failed attempt held is free only now.
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    half = len(batch) // 2
    return in_parts(run, batch[:half]) + in_parts(run, batch[half:])


def affordable(bytes_each: float, device: torch.device) -> int:
    """How many things of so many bytes the free memory of a CUDA device holds, at least one."""
    free_bytes, _ = torch.cuda.mem_get_info(device)
    return max(1, int(_FREE_SHARE * free_bytes / bytes_each))


@contextmanager
def named_errors() -> Iterator[None]:
    """What a device's failures are here: MemoryError, and EngineBroken for what a process does not survive."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise MemoryError("the device has not enough memory") from error
    except RuntimeError as error:
        # torch's allocator for the CPU, and what stands on CUDA, have no classes of their own.
        if any(said in str(error) for said in _OUT_OF_MEMORY):
            raise MemoryError("there is not enough memory") from error
        if isinstance(error, torch.AcceleratorError) or "CUDA error" in str(error):
            raise EngineBroken("the device failed, and with it this process") from error
        raise


def peak_bytes(run: Callable[[], None], device: torch.device) -> int:
    """What a CUDA device's memory held at most while `run` ran, beside what it held before; at least 1."""
    before = torch.cuda.memory_allocated(device)
    torch.cuda.reset_peak_memory_stats(device)
    run()
    return max(1, torch.cuda.max_memory_allocated(device) - before)
