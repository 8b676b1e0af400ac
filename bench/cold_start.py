"""How long a start takes: process to ready, against a bare process that imports the same and speaks the same.

`python -m bench.cold_start`
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.report import Figure, at_most

_ROUNDS = 7
_BARE = "import hibari, runpod; hibari.Hibari()('This worker is ready to speak.', seed=0)"
_OURS = "import handler; handler.start_up(handler.Settings.from_environment())"
_ROOT = Path(__file__).parent.parent


def measure() -> list[Figure]:
    """The ratio of the medians of rounds taken in turns."""
    with tempfile.TemporaryDirectory() as folder:
        rounds = [(_seconds(_BARE, folder), _seconds(_OURS, folder)) for _ in range(_ROUNDS + 1)][1:]
    bare_s, ours_s = (median(times) for times in zip(*rounds, strict=True))
    name = f"cold start, process to ready ({ours_s:.2f} s) ÷ `import hibari, runpod; Hibari()(…)` ({bare_s:.2f} s)"
    return [at_most(name, ours_s / bare_s, 1.3, " ×")]


def _seconds(code: str, folder: str) -> float:
    environment = {**os.environ, "LOCAL_STORE_DIR": folder}  # noqa: TID251 - the child's environment, not a setting
    started = time.perf_counter()
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=_ROOT, env=environment, check=True, capture_output=True)  # noqa: S603 - our own code
    return time.perf_counter() - started


if __name__ == "__main__":
    print(*measure(), sep="\n")
