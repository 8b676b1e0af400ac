"""Runs every bench, each in a process of its own, prints the table and keeps it in bench/RESULTS.md."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

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
    results,
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


def main() -> None:
    """Measure, print, keep."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        figures = [figure for bench in _BENCHES for figure in pool.submit(bench.measure).result()]
    table = report.render(figures)
    print(table)
    results.keep("make bench", table)


if __name__ == "__main__":
    main()
