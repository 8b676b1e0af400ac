"""Runs every bench, each in a process of its own, prints the table and keeps it in bench/RESULTS.md."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bench import (
    alignment,
    cold_start,
    fresh_clone,
    joins,
    languages,
    long_text,
    memory,
    readings,
    report,
    spans,
    subtitles,
    tempo,
    warm_job,
    word_starts,
)

_BENCHES = (
    cold_start,
    warm_job,
    memory,
    long_text,
    readings,
    spans,
    word_starts,
    languages,
    alignment,
    joins,
    tempo,
    subtitles,
    fresh_clone,
)
_RESULTS = Path(__file__).parent / "RESULTS.md"
_HEAD = "# What was measured\n\n`make bench` writes this file; ratios are of medians within one run.\n\n"


def main() -> None:
    """Measure, print, keep."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        figures = [figure for bench in _BENCHES for figure in pool.submit(bench.measure).result()]
    table = report.render(figures)
    print(table)
    _RESULTS.write_text(f"{_HEAD}{table}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
