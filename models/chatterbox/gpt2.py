"""The GPT-2 of T3 (Turbo): learned positions, layer norms, GELU."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from models.chatterbox.backbone import Backbone, Place, Watch
from models.chatterbox.cache import Cache
from models.chatterbox.packages import GPT2Model


@dataclass(frozen=True, slots=True)
class _Dense:
    weight: Tensor
    """(n_in, n_out), as transformers' Conv1D has it."""
    bias: Tensor

    def __call__(self, inputs: Tensor) -> Tensor:
        return torch.addmm(self.bias, inputs, self.weight)


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Tensor
    bias: Tensor
    epsilon: float

    def __call__(self, inputs: Tensor) -> Tensor:
        return functional.layer_norm(inputs, inputs.shape[-1:], self.weight, self.bias, self.epsilon)


@dataclass(frozen=True, slots=True)
class _Layer:
    before: _Norm
    qkv: _Dense
    out: _Dense
    after: _Norm
    up: _Dense
    down: _Dense


class GPT2(Backbone):
    """Takes upstream's modules' weights."""

    def __init__(self, model: GPT2Model, device: torch.device, dtype: torch.dtype) -> None:
        config: Any = model.config
        self.shape = (config.n_layer, config.n_head, config.n_embd // config.n_head)
        self._layers = [_layer(block, device, dtype) for block in model.h]
        self._norm = _norm(model.ln_f, device, dtype)
        self._positions = model.wpe.weight.detach().to(device, dtype)

    def __call__(self, inputs: Tensor, place: Place, cache: Cache, watch: Watch | None = None) -> Tensor:
        """See `Backbone`."""
        _, n_heads, head_dim = self.shape
        n_sequences, n, dim = inputs.shape
        state = (inputs + self._positions[place.positions]).view(-1, dim)
        for index, layer in enumerate(self._layers):
            qkv = layer.qkv(layer.before(state)).view(n_sequences, n, 3, n_heads, head_dim)
            state = state + layer.out(self._attend(index, qkv, place, cache, watch))
            state = state + layer.down(functional.gelu(layer.up(layer.after(state)), approximate="tanh"))
        return self._norm(state).view(n_sequences, n, dim)


def _layer(block: Any, device: torch.device, dtype: torch.dtype) -> _Layer:
    def dense(layer: Any) -> _Dense:
        return _Dense(layer.weight.detach().to(device, dtype), layer.bias.detach().to(device, dtype))

    attention, feed_forward = block.attn, block.mlp
    return _Layer(
        _norm(block.ln_1, device, dtype),
        dense(attention.c_attn),
        dense(attention.c_proj),
        _norm(block.ln_2, device, dtype),
        dense(feed_forward.c_fc),
        dense(feed_forward.c_proj),
    )


def _norm(layer: Any, device: torch.device, dtype: torch.dtype) -> _Norm:
    return _Norm(layer.weight.detach().to(device, dtype), layer.bias.detach().to(device, dtype), layer.eps)
