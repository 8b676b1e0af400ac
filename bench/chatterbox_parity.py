"""Whether a batch of ours has the tokens that upstream draws one by one, so cold that none is chance."""

from collections.abc import Iterator, Sequence
from typing import Final

import torch  # noqa: TID251 - what is compared are tensors
from torch import Tensor  # noqa: TID251 - as above

from bench.chatterbox_cuda import without_gpu
from bench.chatterbox_drawing import Drawn, Ours, Theirs
from bench.chatterbox_model import Model
from bench.chatterbox_work import SENTENCES, Effort
from bench.report import Figure, at_least, measured

_TEMPERATURE: Final = 1e-9
_ROOM: Final = 1 << 33
"""Bytes for the buffers of recorded steps."""
_EQUAL: Final = f"fp32: sentences of {len(SENTENCES)} in a batch with the tokens that upstream draws one by one"
_GRAPHS: Final = "fp32, replayed as CUDA graphs: the same"
_HALF: Final = "bf16: share of tokens that are those of upstream's fp32"


def unmeasured() -> list[Figure]:
    """CUDA's figures, where there is none."""
    all_of_them = f"≥ {len(SENTENCES)}"
    return [
        without_gpu(f"CUDA, {_EQUAL}", all_of_them),
        without_gpu(f"CUDA, {_GRAPHS}", all_of_them),
        without_gpu(f"CUDA, {_HALF}"),
    ]


def exact(model: Model, effort: Effort) -> Iterator[Figure]:
    """In fp32, on a CPU."""
    drawn = Drawn(effort.n_tokens, _TEMPERATURE)
    name = f"CPU, {model.build.name}, {effort.n_tokens} tokens, {_EQUAL}"
    yield _identical(name, Ours(model, drawn).draw(), Theirs(model, drawn).draw())


def measure(model: Model, effort: Effort) -> Iterator[Figure]:
    """On CUDA; with a tiny model on a CPU, to see that this file works."""
    drawn, halved = Drawn(effort.n_tokens, _TEMPERATURE), Drawn(effort.n_tokens, _TEMPERATURE, torch.bfloat16)
    theirs = Theirs(model, drawn).draw()
    yield _identical(f"CUDA, {_EQUAL}", Ours(model, drawn).draw(), theirs)
    yield _identical(f"CUDA, {_GRAPHS}", Ours(model, drawn, recorded_bytes=_ROOM).draw(), theirs)
    share, their_share = (_share(side.draw(), theirs) for side in (Ours(model, halved), Theirs(model, halved)))
    name = f"CUDA, {_HALF}; after a first difference they go their own way (upstream's own bf16: {their_share:.0f} %)"
    yield measured(name, share, " %", 0)


def _identical(name: str, some: Sequence[Tensor], others: Sequence[Tensor]) -> Figure:
    n_same = sum(torch.equal(one, other) for one, other in zip(some, others, strict=True))
    return at_least(name, n_same, len(others), digits=0)


def _share(some: Sequence[Tensor], others: Sequence[Tensor]) -> float:
    pairs = [(one[: len(other)], other[: len(one)]) for one, other in zip(some, others, strict=True)]
    return 100 * sum(int((one == other).sum()) for one, other in pairs) / sum(map(len, others))
