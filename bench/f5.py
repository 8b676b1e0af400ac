"""The engine f5-tts against upstream's own inference: the same weights (random ones), machine, clip and texts.

`python -m bench.f5` prints the table: about speed, start and memory on a CPU, or about CUDA where there is one. With
`--small` all figures but those of a GPU's memory, of a tiny model in few steps: that the bench works, nothing else.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import torch  # noqa: TID251 - asked whether there is CUDA

from bench import f5_cpu, f5_cuda, f5_cuda_memory, f5_parity
from bench.f5_work import FULL, MEDIUM, TINY, write
from bench.report import Figure, render

_STEPS: Final = 32


def measure(*, small: bool = False) -> Iterator[Figure]:
    """What this machine can; each figure as soon as it is there."""
    with tempfile.TemporaryDirectory() as folder:
        # Upstream leaves WAVs there.
        tempfile.tempdir = folder
        model = Path(folder, "model")
        if small:
            yield from _rehearse(model)
        elif torch.cuda.is_available():
            yield from _on_cuda(model)
        else:
            yield from _on_cpu(model)


def _on_cpu(folder: Path) -> Iterator[Figure]:
    yield from f5_cpu.measure(MEDIUM, write(MEDIUM, folder))
    for part in (f5_parity, f5_cuda, f5_cuda_memory):
        yield from part.unmeasured()


def _on_cuda(folder: Path) -> Iterator[Figure]:
    files = write(FULL, folder)
    yield from f5_parity.measure(files, torch.device("cuda"), _STEPS)
    yield from f5_cuda.measure(FULL, files)
    yield from f5_cuda_memory.measure(files)


def _rehearse(folder: Path) -> Iterator[Figure]:
    files = write(TINY, folder)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    yield from f5_parity.measure(files, device, TINY.most_steps)
    yield from f5_cuda.measure(TINY, files)
    yield from f5_cpu.measure(TINY, files)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tiny model, to see that the bench works")
    small = parser.parse_args().small
    figures = []
    for figure in measure(small=small):
        print(figure.measured, figure.name, file=sys.stderr)
        figures.append(figure)
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "no GPU"
    print("A rehearsal: these figures mean nothing.\n" if small else "", render(figures, gpu), sep="")


if __name__ == "__main__":
    main()
