"""What the engine takes of a CUDA device's memory, beside upstream."""

import gc
from collections.abc import Iterator
from functools import partial
from typing import Final

import torch  # noqa: TID251 - the device is asked for its memory

from bench.chatterbox_cuda import without_gpu
from bench.chatterbox_model import Model
from bench.chatterbox_speaking import Ours, Theirs
from bench.chatterbox_work import JOBS, SENTENCE
from bench.report import Figure, measured
from bench.turns import Run
from models.memory import peak_bytes

_OURS: Final = f"CUDA: peak memory of {len(JOBS)} jobs in one batch, beside the weights"
_THEIRS: Final = "CUDA: the same of upstream's `generate` of one sentence"
_WEIGHTS: Final = "CUDA: memory that the engine holds when it is loaded"
_THEIR_WEIGHTS: Final = "CUDA: the same of upstream"
_GRAPHS: Final = f"CUDA: memory that the graphs of {len(JOBS)} jobs keep"


def unmeasured() -> list[Figure]:
    """The figures, where there is no CUDA."""
    return [without_gpu(name) for name in (_WEIGHTS, _THEIR_WEIGHTS, _OURS, _THEIRS, _GRAPHS)]


def measure(model: Model) -> Iterator[Figure]:
    """Where there is CUDA; each side alone on it, but for the drawn weights."""
    before = _allocated()
    theirs = Theirs(model)
    yield _mb(_THEIR_WEIGHTS, _allocated() - before)
    yield _mb(_THEIRS, _peak(partial(theirs.speak, [SENTENCE]), model.device))
    del theirs
    before = _allocated()
    ours = Ours(model)
    yield _mb(_WEIGHTS, _allocated() - before)
    yield _mb(_OURS, _peak(partial(ours.speak, JOBS), model.device))
    del ours
    yield _mb(_GRAPHS, _kept(partial(Ours(model, cuda_graphs=True).speak, JOBS)))


def _peak(run: Run, device: torch.device) -> int:
    run()

    def again() -> None:
        run()

    return peak_bytes(again, device)


def _kept(run: Run) -> int:
    """What stays reserved behind a run."""
    torch.cuda.empty_cache()
    before = torch.cuda.memory_reserved()
    run()
    torch.cuda.empty_cache()
    return torch.cuda.memory_reserved() - before


def _allocated() -> int:
    gc.collect()
    return torch.cuda.memory_allocated()


def _mb(name: str, size_bytes: int) -> Figure:
    return measured(name, size_bytes / 1e6, " MB", 0)
