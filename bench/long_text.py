"""A text of 100,000 characters against one of 10,000: how much longer it takes, and how much more memory.

`python -m bench.long_text`
"""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from bench.report import Figure, at_most
from worker import logs
from worker.settings import Settings
from worker.startup import start_up

_SHORT, _LONG = 10_000, 100_000
_ROOT = Path(__file__).parent.parent
_PARAGRAPH = (
    "# Chapter {number}\n\n"
    "On the {number}th day of March they paid $3.50 for bread, walked 12 km and met Dr. Ward at 7:30. "
    "“Nobody,” he said, “has *ever* crossed the river in winter.” They thanked him; then they went on. "
    "By night, when the wind had turned, all of them sat down by a small fire and told each other what they had seen: "
    "farms without a light, a bridge that was gone, and snow on every hill as far as the eye could reach.\n\n"
)


def measure() -> list[Figure]:
    """Ratios of time and of peak memory, each length in a process of its own."""
    (short_s, short_mb), (long_s, long_mb) = _child(_SHORT), _child(_LONG)
    time_name = f"{_LONG:,} characters ({long_s:.0f} s) against {_SHORT:,} ({short_s:.1f} s): time"
    memory_name = f"{_LONG:,} characters ({long_mb:.0f} MB) against {_SHORT:,} ({short_mb:.0f} MB): peak memory"
    return [
        at_most(time_name, long_s / short_s, 10.5, " ×"),
        at_most(memory_name, long_mb / short_mb, 2, " ×"),
    ]


def _child(n_characters: int) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.long_text", str(n_characters)]
    run = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - our own code
    seconds, megabytes = json.loads(run.stdout.splitlines()[-1])
    return seconds, megabytes


def _text(n_characters: int) -> str:
    text = ""
    for number in count(4):
        if len(text) >= n_characters:
            break
        text += _PARAGRAPH.format(number=number)
    return text[:n_characters].rpartition(" ")[0]


def _job(n_characters: int) -> tuple[float, float]:
    """Seconds of one job with timings and subtitles, and the process's peak of memory in MB."""
    logs.set_up("ERROR")
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        app = start_up(Settings(local_store_dir=Path(folder), processing_timeout=3600))
        started = time.perf_counter()
        reply = runner.run(app.handle("job", {"text": _text(n_characters), "subtitles": ["srt", "vtt"]}))
        elapsed_s = time.perf_counter() - started
        app.close()
    if reply.get("status") != "COMPLETED":
        raise RuntimeError(f"the job failed: {reply.get('error')}")
    return elapsed_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_job(int(sys.argv[1]))))
    else:
        print(*measure(), sep="\n")
