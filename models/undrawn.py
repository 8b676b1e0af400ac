"""Networks whose weights are about to be loaded, built without drawing random ones first."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import torch
from torch.overrides import TorchFunctionMode

_DRAWS: Final = frozenset({"constant_", "kaiming_uniform_", "normal_", "uniform_"})
"""Of torch.nn.init, and of tensors, which is what its other functions come down to.

By name: transformers puts functions of its own, of the same names, into torch.nn.init while it builds a network.
"""


@contextmanager
def undrawn() -> Iterator[None]:
    """While it lasts, modules built in this thread leave the memory of their weights as it is.

    Load all of the weights afterwards. What is computed (filters, rotations, windows) is computed.

    Drawing the 337 million of F5-TTS takes 1.7 s, the 532 and 264 million of Chatterbox 8 s. torch's own way, the meta
    device, imports sympy and torch._dynamo (1 s from warm disks, 13 s from cold ones), and computes nothing.
    """
    draw = torch.nn.init.trunc_normal_
    # It draws until all is within its bounds, which memory that is left as it is may never be.
    torch.nn.init.trunc_normal_ = _leave
    try:
        with _Undrawn():
            yield
    finally:
        torch.nn.init.trunc_normal_ = draw


class _Undrawn(TorchFunctionMode):
    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        del types
        named = kwargs or {}
        if getattr(func, "__name__", None) in _DRAWS:
            return _leave(*args, **named)
        return func(*args, **named)


def _leave(tensor: torch.Tensor, *_: Any, **__: Any) -> torch.Tensor:
    return tensor
