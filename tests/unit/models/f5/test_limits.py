"""How much goes together."""

import pytest

from models.f5.limits import ROW_BY_ROW, Limits


@pytest.mark.parametrize(
    ("n_rows", "n_frames", "allowed"),
    [(1, 1000, True), (4, 250, True), (4, 251, False), (5, 10, False), (2, 500, True)],
)
def test_rows_and_frames_are_limited(n_rows: int, n_frames: int, *, allowed: bool) -> None:
    """A batch has at most so many rows, and rows times the longest of them are at most so many frames."""
    assert allowed == Limits(rows=4, frames=1000).allow(n_rows, n_frames)


def test_a_cpu_speaks_row_by_row() -> None:
    """There no two rows go together, however short they are."""
    assert 1 == ROW_BY_ROW.rows
    assert not ROW_BY_ROW.allow(2, 1)
