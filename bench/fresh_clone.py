"""How long a newcomer waits: `make speak` and `make test` in a new clone of what is committed.

`python -m bench.fresh_clone`
"""

import subprocess
import tempfile
import time
from pathlib import Path

from bench.report import Figure, at_most

_ROOT = Path(__file__).parent.parent


def measure() -> list[Figure]:
    """Minutes, with all that is downloaded and installed."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder, "clone")
        _minutes(["git", "clone", "--quiet", str(_ROOT), str(clone)], _ROOT)
        return [
            at_most("`make speak` on a fresh clone", _minutes(["make", "speak"], clone), 2, " min", 1),
            at_most("then `make test`", _minutes(["make", "test"], clone), 10, " min", 1),
        ]


def _minutes(command: list[str], folder: Path) -> float:
    started = time.perf_counter()
    run = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)  # noqa: S603 - our own targets
    if run.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{run.stdout[-4000:]}\n{run.stderr[-1000:]}")
    return (time.perf_counter() - started) / 60


if __name__ == "__main__":
    print(*measure(), sep="\n")
