"""Networks whose weights are about to be loaded, built without drawing random ones first."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

_DRAWS = ("kaiming_uniform_", "uniform_", "normal_", "trunc_normal_", "constant_")


@contextmanager
def undrawn() -> Iterator[None]:
    """While it lasts, modules leave the memory of their weights as it is; load all of them (strictly) afterwards.

    Drawing the 337 million of F5-TTS takes 1.7 s. torch's own way, the meta device, imports sympy and torch._dynamo:
    1 s from warm disks, 13 s from cold ones.
    """
    originals = {name: getattr(torch.nn.init, name) for name in _DRAWS}
    for name in _DRAWS:
        setattr(torch.nn.init, name, _leave)
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(torch.nn.init, name, original)


def _leave(tensor: torch.Tensor, *_: Any, **__: Any) -> torch.Tensor:
    return tensor
