"""What a bench found, beside what was to be reached, as a Markdown table with the machine it ran on."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure."""

    name: str
    measured: str
    target: str
    is_met: bool


def at_most(name: str, value: float, limit: float, unit: str = "", digits: int = 2) -> Figure:
    """A figure that is to stay under a limit."""
    return Figure(name, f"{value:.{digits}f}{unit}", f"≤ {limit:g}{unit}", value <= limit)


def at_least(name: str, value: float, limit: float, unit: str = "", digits: int = 2) -> Figure:
    """A figure that is to reach a limit."""
    return Figure(name, f"{value:.{digits}f}{unit}", f"≥ {limit:g}{unit}", value >= limit)


def render(figures: Iterable[Figure]) -> str:
    """The report."""
    rows = [f"| {figure.name} | {figure.measured} | {figure.target} | {_mark(figure)} |" for figure in figures]
    return "\n".join([f"{machine()}\n", "| figure | measured | to reach | |", "|---|---|---|---|", *rows])


def machine() -> str:
    """When and on what this ran."""
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{today}, {platform.system()} on {os.cpu_count()} cores of {_processor()}, {memory_gib:.0f} GiB, "
        f"Python {platform.python_version()}, no GPU"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _mark(figure: Figure) -> str:
    return "reached" if figure.is_met else "**missed**"
