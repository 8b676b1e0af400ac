"""How far apart sampled mels are: ours and upstream's, half precision and fp32, steps recorded and not.

Reference, texts, noise and steps are the same for all: upstream is handed our noise in the place of what it draws.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final
from unittest.mock import patch

import torch  # noqa: TID251 - what is compared are tensors
from torch import Tensor  # noqa: TID251 - as above

from bench.f5_work import CHUNKS, VOICE
from bench.report import Figure, at_most, not_measured
from models.f5.checkpoint import load_checkpoint
from models.f5.network import Network, RowConditions
from models.f5.packages import DiT
from models.f5.sampler import Row, Sampler, Schedule
from models.f5.steps import PlainWalk, RecordedWalk, Walk
from models.f5.text import n_speech_frames, tokens
from models.f5.voices import example_voices
from tests.upstream_f5 import sample_alone

_EQUAL: Final = "fp32: largest difference from upstream's `CFM.sample` with the same noise, of the largest value"
_HALF: Final = "fp16: error against fp32 ÷ that of upstream's own fp16"
_GRAPHS: Final = "fp16: largest difference of CUDA graphs from operations one by one, of the largest value"
_MOST_PERCENT: Final = 0.1
_TEXTS: Final = CHUNKS[:4]
_GUIDANCE: Final = 2.0
_SWAY: Final = -1.0
_LEVEL: Final = 0.1
_FRAME_MULTIPLE: Final = 64
"""As the engine pads on CUDA."""


def unmeasured() -> list[Figure]:
    """The figures, where there is no CUDA."""
    most = f"≤ {_MOST_PERCENT:g} %"
    return [
        not_measured(f"CUDA, {_EQUAL}", most),
        not_measured(f"CUDA, {_HALF}", "≤ 1"),
        not_measured(f"CUDA, {_GRAPHS}", most),
    ]


def measure(files: Mapping[str, Path], device: torch.device, n_steps: int) -> Iterator[Figure]:
    """Four lengths and seeds, as one batch on our side and one by one on upstream's."""
    model = load_checkpoint(files)
    rows = [_row(text, model.vocabulary, seed) for seed, text in enumerate(_TEXTS)]
    schedule = Schedule(n_steps, _SWAY, is_guided=True)
    network = model.network.to(device)
    # Or convolutions would be computed in TF32.
    with torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
        exact, their_exact = _ours(Network(network), rows, schedule), _theirs(network, rows, schedule)
    yield at_most(f"CUDA, {_EQUAL}", 100 * _apart(exact, their_exact), _MOST_PERCENT, " %", 5)
    halved = Network(load_checkpoint(files).network, device, torch.float16)
    ours, recorded = _ours(halved, rows, schedule), _ours(halved, rows, schedule, RecordedWalk)
    error, their_error = _error(ours, exact), _error(_theirs(network.half(), rows, schedule), their_exact)
    yield at_most(f"CUDA, {_HALF} ({100 * error:.3f} % ÷ {100 * their_error:.3f} %)", error / their_error, 1)
    yield at_most(f"CUDA, {_GRAPHS}", 100 * _apart(recorded, ours), _MOST_PERCENT, " %", 5)


def _row(text: str, vocabulary: Mapping[str, int], seed: int) -> Row:
    reference = example_voices()[VOICE]
    log_mel = reference.log_mel(_LEVEL)
    n_frames = len(log_mel) + n_speech_frames(text, reference.frames_per_byte, 1.0)
    read = torch.tensor(tokens(reference.transcript + text, vocabulary))
    return Row(RowConditions(log_mel, read, n_frames, _GUIDANCE), seed)


def _ours(
    ours: Network, rows: Sequence[Row], schedule: Schedule, walk: Callable[[Network], Walk] = PlainWalk
) -> list[Tensor]:
    return Sampler(ours, walk(ours), _FRAME_MULTIPLE).sample(rows, schedule, lambda: False)


def _theirs(network: DiT, rows: Sequence[Row], schedule: Schedule) -> list[Tensor]:
    return [_their_row(network, row, schedule) for row in rows]


def _their_row(network: DiT, row: Row, schedule: Schedule) -> Tensor:
    """With the noise that our sampler draws: in fp32, on the CPU, of the row's seed."""
    conditions, device = row.conditions, next(network.parameters()).device
    shape = (conditions.n_frames, conditions.reference.shape[1])
    noise = torch.randn(shape, generator=torch.Generator().manual_seed(row.seed))
    there = replace(
        row,
        conditions=replace(conditions, reference=conditions.reference.to(device), tokens=conditions.tokens.to(device)),
    )
    with patch.object(torch, "randn", lambda *_, device, dtype: noise.to(device, dtype)):
        return sample_alone(network, there, schedule)


def _apart(some: Sequence[Tensor], others: Sequence[Tensor]) -> float:
    pairs = zip(some, others, strict=True)
    return max(float((one.float() - other.float()).abs().max() / other.float().abs().max()) for one, other in pairs)


def _error(some: Sequence[Tensor], exact: Sequence[Tensor]) -> float:
    difference, whole = torch.cat(list(some)).float() - torch.cat(list(exact)), torch.cat(list(exact))
    return float(difference.norm() / whole.norm())
