"""Out of memory: in parts, in order, under one name; and what a device's other failures are called."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
import torch

from models.engine import EngineBroken
from models.memory import in_parts

PETABYTE = 2**50


class _Machine:
    """Doubles numbers, so many at once; more are too much for torch's own allocator."""

    def __init__(self, most: int, ask: Callable[[int], object]) -> None:
        self._most = most
        self._ask = ask
        self.sizes: list[int] = []

    def run(self, batch: Sequence[int]) -> list[int]:
        """Asks for as much memory as it needs."""
        self.sizes.append(len(batch))
        self._ask(1 if len(batch) <= self._most else PETABYTE)
        return [2 * number for number in batch]


def _of_torch(n_bytes: int) -> object:
    return torch.empty(n_bytes, dtype=torch.uint8)


def _of_numpy(n_bytes: int) -> object:
    return np.empty(n_bytes, np.uint8)


@pytest.mark.parametrize("ask", [_of_torch, _of_numpy])
@pytest.mark.parametrize(
    ("n_items", "most", "sizes"),
    [(1, 1, [1]), (8, 8, [8]), (8, 4, [8, 4, 4]), (5, 2, [5, 2, 3, 1, 2]), (3, 1, [3, 1, 2, 1, 1])],
)
def test_what_is_too_much_is_halved(
    ask: Callable[[int], object], n_items: int, most: int, sizes: Sequence[int]
) -> None:
    """A batch that a real allocator has no memory for is run in halves, and no smaller; results keep their order."""
    machine = _Machine(most, ask)

    assert [2 * number for number in range(n_items)] == in_parts(machine.run, range(n_items))
    assert sizes == machine.sizes


@pytest.mark.parametrize("ask", [_of_torch, _of_numpy])
def test_one_item_that_is_too_much_is_a_memory_error(ask: Callable[[int], object]) -> None:
    """Where halving ends, MemoryError comes out, with the allocator's own words as its cause."""
    machine = _Machine(0, ask)
    with pytest.raises(MemoryError):
        in_parts(machine.run, range(4))

    assert [4, 2, 1] == machine.sizes


def _fail_with(error: Exception) -> Callable[[Sequence[int]], list[int]]:
    def fail(batch: Sequence[int]) -> list[int]:
        del batch
        raise error

    return fail


def test_a_gpus_memory_is_memory() -> None:
    """What torch raises for a device's memory is MemoryError, too; the original is its cause."""
    error = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
    with pytest.raises(MemoryError) as raised:
        in_parts(_fail_with(error), [1])

    assert error is raised.value.__cause__


@pytest.mark.parametrize(
    "error",
    [
        torch.AcceleratorError("CUDA error: device-side assert triggered"),
        torch.AcceleratorError("CUDA error: an illegal memory access was encountered"),
        torch.AcceleratorError("device lost"),
        RuntimeError("cuBLAS: CUDA error: unspecified launch failure"),
    ],
    ids=str,
)
def test_a_device_that_failed_is_broken_for_good(error: Exception) -> None:
    """After these no call succeeds in this process: EngineBroken at once, nothing is tried again."""
    tried: list[int] = []

    def fail(batch: Sequence[int]) -> list[int]:
        tried.append(len(batch))
        raise error

    with pytest.raises(EngineBroken) as raised:
        in_parts(fail, range(8))

    assert [8] == tried
    assert error is raised.value.__cause__


@pytest.mark.parametrize("error", [RuntimeError("mat1 and mat2 shapes cannot be multiplied"), ValueError("memory")])
def test_other_errors_stay_what_they_are(error: Exception) -> None:
    """A mistake in the code is neither memory nor device, and is not tried again in halves."""
    with pytest.raises(type(error)) as raised:
        in_parts(_fail_with(error), range(8))

    assert error is raised.value


def test_an_error_in_a_half_comes_out() -> None:
    """When a half fails for another reason, that reason is told."""

    def run(batch: Sequence[int]) -> list[int]:
        if len(batch) > 1:
            torch.empty(PETABYTE, dtype=torch.uint8)
        raise EngineBroken("gone")

    with pytest.raises(EngineBroken, match="gone"):
        in_parts(run, range(2))
