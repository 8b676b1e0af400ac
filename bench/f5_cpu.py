"""What the engine claims without CUDA, against upstream: speed, start, memory."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from bench.f5_ours import Ours, as_it_is
from bench.f5_work import CHUNKS, SENTENCE, Size
from bench.report import Figure, at_least, at_most
from bench.turns import take_turns
from bench.upstream_f5 import Upstream

_STEPS: Final = 3
"""Few, to be done in minutes; with more, both sides take longer in proportion."""
_SENTENCE_ROUNDS: Final = 5
_ROOT: Final = Path(__file__).parent.parent


def measure(size: Size, files: Mapping[str, Path]) -> Iterator[Figure]:
    """A batch, a further request, a cold start, memory."""
    folder = files["model"].parent
    ours, upstream = Ours(files), Upstream(files)
    ours.speak([SENTENCE], 1)
    upstream.speak(SENTENCE, 1)
    yield _chunks(size, ours, upstream)
    yield from _sentence(ours, upstream)
    yield _start(size, folder)
    yield _memory(folder)


def _chunks(size: Size, ours: Ours, upstream: Upstream) -> Figure:
    text = " ".join(CHUNKS)
    if upstream.chunks(text) != list(CHUNKS):
        raise RuntimeError("upstream cuts the text elsewhere: the sides would not do the same work")
    n_steps = min(_STEPS, size.most_steps)
    ours_took, theirs = take_turns(
        size.rounds, partial(ours.speak, CHUNKS, n_steps), partial(upstream.speak, text, n_steps)
    )
    name = (
        f"CPU, {size.name}, nfe {_STEPS}: `infer_process` of a text of {len(CHUNKS)} chunks ({theirs.seconds:.1f} s; "
        f"{theirs.work} frames of speech, behind {upstream.n_reference_frames} of reference each) ÷ `speak` of a batch "
        f"of the same ({ours_took.seconds:.1f} s; {ours_took.work}, behind {ours.n_reference_frames})"
    )
    return at_least(name, theirs.seconds / ours_took.seconds, 1.0, " ×")


def _sentence(ours: Ours, upstream: Upstream) -> list[Figure]:
    """In our own reference, and in one of as many frames as upstream's."""
    served, same, theirs = take_turns(
        _SENTENCE_ROUNDS,
        partial(ours.speak, [SENTENCE], _STEPS),
        partial(ours.speak, [SENTENCE], _STEPS, voice=as_it_is(upstream.clip)),
        partial(upstream.speak_again, SENTENCE, _STEPS),
    )
    name = (
        f"CPU, nfe {_STEPS}, a further request, one sentence: `preprocess_ref_audio_text` and `infer_process` "
        f"({theirs.seconds:.2f} s; {theirs.work} frames behind {upstream.n_reference_frames}) ÷ `speak`"
    )
    detail = f"({served.seconds:.2f} s; {served.work} behind {ours.n_reference_frames})"
    same_detail = f"with upstream's reference ({same.seconds:.2f} s; {same.work})"
    return [
        at_least(f"{name} {detail}", theirs.seconds / served.seconds, 1.2, " ×"),
        at_least(f"{name} {same_detail}", theirs.seconds / same.seconds, 1.2, " ×"),
    ]


def _start(size: Size, folder: Path) -> Figure:
    rounds = [(_start_s("ours", folder), _start_s("upstream", folder)) for _ in range(size.rounds)]
    ours_s, theirs_s = (median(times) for times in zip(*rounds, strict=True))
    name = (
        f"CPU, process to a spoken sentence, nfe 1 ({ours_s:.1f} s) ÷ upstream's, spared its imports ({theirs_s:.1f} s)"
    )
    return at_most(name, ours_s / theirs_s, 1.0, " ×")


def _memory(folder: Path) -> Figure:
    ours_mb, theirs_mb = (_run(side, folder, "chunks")["mb_per_s"] for side in ("ours", "upstream"))
    name = (
        f"CPU, peak memory of {len(CHUNKS)} chunks in one call, by their seconds ({ours_mb:.2f} MB/s) "
        f"÷ upstream's ({theirs_mb:.2f} MB/s)"
    )
    return at_most(name, ours_mb / theirs_mb, 1.0, " ×")


def _start_s(side: str, folder: Path) -> float:
    started = time.monotonic()
    return _run(side, folder, "sentence")["spoken_at"] - started


def _run(side: str, folder: Path, task: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.f5_process", side, str(folder), task]
    ran = subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.PIPE)  # noqa: S603 - our own code
    report: dict[str, float] = json.loads(ran.stdout)
    return report
