"""A process that loads one side of bench/f5.py and speaks a sentence, or then all chunks too, and says what that took.

`python -m bench.f5_process ours|upstream FOLDER sentence|chunks`, as bench/f5_cpu.py runs it; prints one line of JSON.
The folder is one that `bench.f5_work.write` has filled.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from bench.f5_work import CHUNKS, SENTENCE
from models.f5 import checkpoint
from models.f5.reference import FRAMES_PER_S

Speak: TypeAlias = Callable[[Sequence[str]], int]
"""Speaks texts in one call, in one step; says how many frames of speech that was."""

_STEPS: Final = 1


def main(side: str, folder: Path, task: str) -> None:
    """Speak and report. `time.monotonic` is the same clock in all processes of a machine."""
    tempfile.tempdir = str(folder)
    speak = (_upstream if side == "upstream" else _ours)(folder)
    speak([SENTENCE])
    report = {"spoken_at": time.monotonic()}
    if task == "chunks":
        report["mb_per_s"] = _peak_mb_per_s(speak)
    print(json.dumps(report))


def _ours(folder: Path) -> Speak:
    from bench.f5_ours import Ours  # noqa: PLC0415 - a side's imports are part of its start

    ours = Ours(checkpoint.files_in(folder))
    return lambda texts: ours.speak(texts, _STEPS)


def _upstream(folder: Path) -> Speak:
    from bench.upstream_f5 import Upstream  # noqa: PLC0415 - as above

    upstream = Upstream(checkpoint.files_in(folder))
    return lambda texts: upstream.speak(" ".join(texts), _STEPS)


def _peak_mb_per_s(speak: Speak) -> float:
    """What the resident set grows by at most while the chunks are spoken, by their seconds."""
    before_kib = _memory_kib("VmRSS")
    # Linux: from here on the peak is counted anew.
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    n_frames = speak(CHUNKS)
    return (_memory_kib("VmHWM") - before_kib) * 1024 / 1e6 / (n_frames / FRAMES_PER_S)


def _memory_kib(field: str) -> int:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
