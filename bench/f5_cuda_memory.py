"""What the engine takes of a CUDA device's memory, beside upstream."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import torch  # noqa: TID251 - the device is asked for its memory

from bench.f5_ours import Ours
from bench.f5_work import CHUNKS, JOBS
from bench.report import Figure, measured, not_measured
from bench.turns import Run
from bench.upstream_f5 import Upstream
from models.f5.checkpoint import load_checkpoint
from models.f5.limits import measure_limits
from models.f5.network import Network
from models.f5.reference import FRAMES_PER_S
from models.memory import peak_bytes

_STEPS: Final = 32
_OURS: Final = f"CUDA: peak memory of {len(JOBS)} jobs in one batch, by their seconds of speech"
_THEIRS: Final = f"CUDA: the same of upstream's `infer_process` and a text of {len(CHUNKS)} chunks"
_GRAPHS: Final = f"CUDA: memory that the graph of {len(JOBS)} jobs keeps"
_LIMITS: Final = "CUDA: seconds of reference and speech that the engine lets into one batch"


def unmeasured() -> list[Figure]:
    """The figures, where there is no CUDA."""
    return [not_measured(name) for name in (_OURS, _THEIRS, _GRAPHS, _LIMITS)]


def measure(files: Mapping[str, Path]) -> Iterator[Figure]:
    """Where there is CUDA."""
    device = torch.device("cuda")
    yield measured(_OURS, _peak_mb_per_s(partial(Ours(files).speak, JOBS, _STEPS), device), " MB/s")
    text = " ".join(CHUNKS)
    yield measured(_THEIRS, _peak_mb_per_s(partial(Upstream(files).speak, text, _STEPS), device), " MB/s")
    yield measured(_GRAPHS, _kept_mb(partial(Ours(files, cuda_graphs=True).speak, JOBS, _STEPS)), " MB", 0)
    yield _limits(files, device)


def _peak_mb_per_s(run: Run, device: torch.device) -> float:
    n_frames = run()

    def again() -> None:
        run()

    return peak_bytes(again, device) / 1e6 / (n_frames / FRAMES_PER_S)


def _kept_mb(run: Run) -> float:
    """What stays reserved behind a run."""
    torch.cuda.empty_cache()
    before = torch.cuda.memory_reserved()
    run()
    torch.cuda.empty_cache()
    return (torch.cuda.memory_reserved() - before) / 1e6


def _limits(files: Mapping[str, Path], device: torch.device) -> Figure:
    torch.cuda.empty_cache()
    free_bytes, _ = torch.cuda.mem_get_info(device)
    limits = measure_limits(Network(load_checkpoint(files).network, device, torch.float16))
    name = f"{_LIMITS} (at most {limits.rows} utterances; {free_bytes / 2**30:.0f} GiB were free)"
    return measured(name, limits.frames / FRAMES_PER_S, " s", 0)
