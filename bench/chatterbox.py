"""The engine chatterbox against upstream's own inference: the same weights (random ones), machine, voice and texts.

`python -m bench.chatterbox` prints the table and keeps it in bench/RESULTS.md: about a CPU, or about CUDA where there
is one. With `--small` every kind of figure of a tiny model, and nothing is kept: that the bench works.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import torch  # noqa: TID251 - asked whether there is CUDA

from bench import (
    chatterbox_cpu,
    chatterbox_cuda,
    chatterbox_cuda_memory,
    chatterbox_parity,
    chatterbox_request,
    results,
)
from bench.chatterbox_cpu_time import threads
from bench.chatterbox_model import DEEP, FULL, TINY, Model
from bench.chatterbox_work import MEASURED, ONCE, REHEARSED, SENTENCE, SPARED, WORDS, write_clip
from bench.report import Figure, render
from tests.upstream_chatterbox import real_libraries

_CPU: Final = torch.device("cpu")
_COMMAND: Final = "make bench-chatterbox"


def measure(*, small: bool = False) -> Iterator[Figure]:
    """What this machine can; each figure as soon as it is there."""
    with tempfile.TemporaryDirectory() as name, real_libraries():
        folder = Path(name)
        clip_path = write_clip(folder)
        if small:
            yield from _rehearse(folder, clip_path)
        elif torch.cuda.is_available():
            yield from _on_cuda(folder, clip_path)
        else:
            yield from _on_cpu(folder, clip_path)


def _on_cpu(folder: Path, clip_path: Path) -> Iterator[Figure]:
    yield from chatterbox_cpu.marks(MEASURED)
    deep = Model(folder / "deep", DEEP, _CPU)
    yield from chatterbox_parity.exact(deep, MEASURED)
    yield from chatterbox_cpu.tokens(deep, MEASURED)
    yield from chatterbox_cpu.sounds(deep, MEASURED)
    yield from chatterbox_request.measure(deep, clip_path, SENTENCE, MEASURED)
    full = Model(folder / "full", FULL, _CPU)
    yield from chatterbox_cpu.sounds(full, SPARED)
    yield from chatterbox_request.measure(full, clip_path, WORDS, ONCE)
    for part in (chatterbox_parity, chatterbox_cuda, chatterbox_cuda_memory):
        yield from part.unmeasured()


def _on_cuda(folder: Path, clip_path: Path) -> Iterator[Figure]:
    model = Model(folder, FULL, torch.device("cuda"))
    yield from chatterbox_parity.measure(model, MEASURED)
    yield from chatterbox_cuda.measure(model, clip_path, MEASURED)
    yield from chatterbox_cuda_memory.measure(model)


def _rehearse(folder: Path, clip_path: Path) -> Iterator[Figure]:
    has_cuda = torch.cuda.is_available()
    with threads(1):
        yield from chatterbox_cpu.marks(REHEARSED)
        tiny = Model(folder / "tiny", TINY, _CPU)
        yield from chatterbox_parity.exact(tiny, REHEARSED)
        yield from chatterbox_cpu.tokens(tiny, REHEARSED)
        yield from chatterbox_cpu.sounds(tiny, REHEARSED)
        yield from chatterbox_request.measure(tiny, clip_path, WORDS, REHEARSED)
        fast = Model(folder / "fast", TINY, torch.device("cuda")) if has_cuda else tiny
        yield from chatterbox_parity.measure(fast, REHEARSED)
        yield from chatterbox_cuda.measure(fast, clip_path, REHEARSED)
        if has_cuda:
            yield from chatterbox_cuda_memory.measure(fast)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tiny model, to see that the bench works")
    small = parser.parse_args().small
    # transformers says at each start that it gives no attentions, upstream that a clip is no whole number of tokens.
    logging.disable(logging.WARNING)
    figures = []
    for figure in measure(small=small):
        print(figure.measured, figure.name, file=sys.stderr)
        figures.append(figure)
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    table = render(figures, gpu)
    if small:
        print("A rehearsal: these figures mean nothing.\n", table, sep="")
    else:
        print(table)
        # Apart from a CPU's, which a machine with CUDA is not asked for.
        results.keep(f"{_COMMAND}, on CUDA" if torch.cuda.is_available() else _COMMAND, table)


if __name__ == "__main__":
    main()
