"""Runs every bench, prints the table and keeps it in bench/RESULTS.md."""

from pathlib import Path

from bench import cold_start, fresh_clone, memory, report, warm_job, word_starts

_RESULTS = Path(__file__).parent / "RESULTS.md"
_HEAD = "# What was measured\n\n`make bench` writes this file; ratios are of medians within one run.\n\n"


def main() -> None:
    """Measure, print, keep."""
    figures = [
        figure for bench in (cold_start, warm_job, memory, word_starts, fresh_clone) for figure in bench.measure()
    ]
    table = report.render(figures)
    print(table)
    _RESULTS.write_text(f"{_HEAD}{table}\n", encoding="utf-8")


main()
