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
    is_met: bool | None
    """None: nothing was to be reached, or it was not measured."""


def at_most(name: str, value: float, limit: float, unit: str = "", digits: int = 2) -> Figure:
    """A figure that is to stay under a limit."""
    return Figure(name, f"{value:.{digits}f}{unit}", f"≤ {limit:g}{unit}", value <= limit)


def at_least(name: str, value: float, limit: float, unit: str = "", digits: int = 2) -> Figure:
    """A figure that is to reach a limit."""
    return Figure(name, f"{value:.{digits}f}{unit}", f"≥ {limit:g}{unit}", value >= limit)


def measured(name: str, value: float, unit: str = "", digits: int = 2) -> Figure:
    """A figure with nothing to reach."""
    return Figure(name, f"{value:.{digits}f}{unit}", "–", None)


def not_measured(name: str, target: str = "–") -> Figure:
    """A figure that this machine cannot give."""
    return Figure(name, "not measured", target, None)


def render(figures: Iterable[Figure], gpu: str = "no GPU") -> str:
    """The report; `gpu` is what the machine has of them."""
    rows = [f"| {figure.name} | {figure.measured} | {figure.target} | {_mark(figure)} |" for figure in figures]
    return "\n".join([f"{machine(gpu)}\n", "| figure | measured | to reach | |", "|---|---|---|---|", *rows])


def machine(gpu: str = "no GPU") -> str:
    """When and on what this ran."""
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{today}, {platform.system()} on {os.cpu_count()} cores of {_processor()}, {memory_gib:.0f} GiB, "
        f"Python {platform.python_version()}, {gpu}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _mark(figure: Figure) -> str:
    if figure.is_met is None:
        return ""
    return "reached" if figure.is_met else "**missed**"
