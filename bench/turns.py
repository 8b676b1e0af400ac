"""Sides that are measured against each other take turns, so that what slows the machine slows them alike."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

Run: TypeAlias = Callable[[], int]
"""Does its side's work and says how much that was, as a count of something."""


@dataclass(frozen=True, slots=True)
class Turns:
    """What one side took."""

    seconds: float
    """Median of all rounds."""
    work: int
    """Of one round, the last."""


def take_turns(rounds: int, *runs: Run) -> list[Turns]:
    """Each side's turns, in the order of the runs; who is to be warm has run before."""
    taken = [[_timed(run) for run in runs] for _ in range(rounds)]
    return [Turns(median(seconds for seconds, _ in turns), turns[-1][1]) for turns in zip(*taken, strict=True)]


def _timed(run: Run) -> tuple[float, int]:
    started = time.perf_counter()
    work = run()
    return time.perf_counter() - started, work
