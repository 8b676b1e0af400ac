"""Whether the worker grows: its memory after 500 jobs against 20, and what is left in the temporary folder.

`python -m bench.memory`
"""

import asyncio
import gc
import os
import tempfile
from pathlib import Path

from bench.report import Figure, at_most
from worker import logs
from worker.app import App
from worker.settings import Settings
from worker.startup import start_up

_EARLY, _LATE = 20, 500
_TREES = (
    "alder",
    "birch",
    "cedar",
    "elder",
    "fir",
    "hazel",
    "juniper",
    "larch",
    "maple",
    "oak",
    "pine",
    "rowan",
    "yew",
)


def measure() -> list[Figure]:
    """Growth of the resident set, and files left behind."""
    logs.set_up("ERROR")
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        scratch = Path(folder, "tmp")
        scratch.mkdir()
        tempfile.tempdir = str(scratch)
        app = start_up(Settings(local_store_dir=Path(folder, "store")))
        early_mb = runner.run(_memory_after(app, range(_EARLY)))
        late_mb = runner.run(_memory_after(app, range(_EARLY, _LATE)))
        app.close()
        left = len(list(scratch.rglob("*")))
    growth = 100 * (late_mb / early_mb - 1)
    name = f"memory after {_LATE} jobs ({late_mb:.0f} MB) over {_EARLY} jobs ({early_mb:.0f} MB)"
    return [
        at_most(name, growth, 5, " %", digits=1),
        at_most("files left in the temporary folder", left, 0, digits=0),
    ]


async def _memory_after(app: App, numbers: range) -> float:
    for number in numbers:
        reply = await app.handle(f"job-{number}", {"text": _text(number)})
        if reply.get("status") != "COMPLETED":
            raise RuntimeError(f"the job failed: {reply}")
    gc.collect()
    return _resident_mb()


def _text(number: int) -> str:
    """One to three sentences, no two alike, and the late ones as long as the early ones."""
    trees = " and ".join(_TREES[(number * step) % len(_TREES)] for step in (1, 2, 7))
    return f"In tale {1000 + number} there grow {trees}. " * (1 + number % 3)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    print(*measure(), sep="\n")
