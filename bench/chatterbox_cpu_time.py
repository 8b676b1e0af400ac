"""Sides that take turns as in bench/turns.py, by the CPU's time: another process that wants the machine counts less."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import torch  # noqa: TID251 - its threads are what is counted

from bench.turns import Run

DEFAULT_THREADS: Final = torch.get_num_threads()
"""That torch chooses by itself: as many as there are cores."""


@dataclass(frozen=True, slots=True)
class CpuTurns:
    """What one side took."""

    seconds: float
    """Of all threads of the process, in the best round."""
    work: int
    """Of one round, the last."""


@contextmanager
def threads(count: int) -> Iterator[str]:
    """While it lasts torch has so many; gives them as words."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield f"{count} thread{'s' * (count > 1)}"
    finally:
        torch.set_num_threads(before)


def take_cpu_turns(rounds: int, *runs: Run) -> list[CpuTurns]:
    """Each side's turns, in the order of the runs; the best of several is a warm one."""
    taken = [[_timed(run) for run in runs] for _ in range(rounds)]
    return [CpuTurns(min(seconds for seconds, _ in turns), turns[-1][1]) for turns in zip(*taken, strict=True)]


def _timed(run: Run) -> tuple[float, int]:
    started = time.process_time()
    work = run()
    return time.process_time() - started, work
