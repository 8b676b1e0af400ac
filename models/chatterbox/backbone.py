"""The transformers of T3 over a cache of our own: Llama (English, Multilingual) and GPT-2 (Turbo).

The weights are upstream's; q, k and v are one product, gate and up another. transformers' own modules keep a growing
cache, and run hooks, masks and tracing at every step: on small batches that is most of the time.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn import functional

from models.chatterbox.cache import Cache
from models.chatterbox.packages import GPT2Model, LlamaModel

_LONGEST: Final = 8192
"""Positions of a sequence: conditioning, text and speech of 40 s are under 2000."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in their sequences the inputs of one pass stand."""

    columns: Tensor
    """(n,) int64: where in the cache they are written."""
    window: int
    """How much of the cache, from its beginning, they may see."""
    mask: Tensor | None
    """(n_sequences, 1, n, window), added to scores: 0 where they do, -inf elsewhere; None: they see all of it."""
    positions: Tensor
    """(n_sequences, n) int64, counted from the first of each sequence that is no padding."""


@dataclass(slots=True)
class Watch:
    """Collects what some heads of the first sequences look at: their mean, for the last input of a pass."""

    heads: Mapping[int, int]
    """Head by layer."""
    columns: Tensor
    """(n_watched, n_columns) int64: the columns of the cache that are of interest, by sequence."""
    seen: Tensor | None = None
    """(n_watched, n_columns) float32: the shares of attention that they got."""


class Backbone(ABC):
    """Takes embedded inputs through all layers."""

    shape: tuple[int, int, int]
    """Layers, heads, and dimensions of a head: a cache's."""

    @abstractmethod
    def __call__(self, inputs: Tensor, place: Place, cache: Cache, watch: Watch | None = None) -> Tensor:
        """(n_sequences, n, dim) to the hidden states of the last layer, the same shape; writes the cache."""

    def _attend(self, layer: int, qkv: Tensor, place: Place, cache: Cache, watch: Watch | None) -> Tensor:
        """Causal attention of (n_sequences, n, 3, n_heads, head_dim), over all that is cached: (…, n, dim)."""
        keys_values = cache.store[layer]
        keys_values.index_copy_(3, place.columns, qkv[:, :, 1:].permute(2, 0, 3, 1, 4))
        keys, values = keys_values[:, :, :, : place.window]
        queries = qkv[:, :, 0].transpose(1, 2)
        if watch is not None and layer in watch.heads:
            _look(watch, watch.heads[layer], queries[:, :, -1], keys, place)
        seen = functional.scaled_dot_product_attention(queries, keys, values, place.mask)
        return seen.transpose(1, 2).flatten(2)


def _look(watch: Watch, head: int, queries: Tensor, keys: Tensor, place: Place) -> None:
    n_watched = len(watch.columns)
    scores = (keys[:n_watched, head] @ queries[:n_watched, head, :, None])[..., 0].float() * keys.shape[-1] ** -0.5
    if place.mask is not None:
        scores = scores + place.mask[:n_watched, 0, -1]
    share = scores.softmax(-1).gather(1, watch.columns) / len(watch.heads)
    watch.seen = share if watch.seen is None else watch.seen + share


@dataclass(frozen=True, slots=True)
class _LlamaLayer:
    qkv: Tensor
    out: Tensor
    gate_up: Tensor
    down: Tensor


class Llama(Backbone):
    """Llama: rotary positions, RMS norms, gated feed-forward."""

    def __init__(self, model: LlamaModel, device: torch.device, dtype: torch.dtype) -> None:
        config: Any = model.config
        self.shape = (config.num_hidden_layers, config.num_attention_heads, config.head_dim)
        self._epsilon = config.rms_norm_eps
        self._layers = [self._fused(layer, device, dtype) for layer in model.layers]
        self._norm = model.norm.weight.detach().to(device, dtype)
        angles = torch.outer(torch.arange(_LONGEST), model.rotary_emb.inv_freq.detach().cpu().float())
        self._turns = torch.polar(torch.full_like(angles, model.rotary_emb.attention_scaling), angles).to(device)

    def __call__(self, inputs: Tensor, place: Place, cache: Cache, watch: Watch | None = None) -> Tensor:
        """See `Backbone`."""
        n_heads, head_dim = self.shape[1:]
        turns = self._turns[place.positions][:, :, None, None]
        state = inputs
        for index, layer in enumerate(self._layers):
            qkv = torch.unflatten(functional.linear(self._normed(state), layer.qkv), -1, (3, n_heads, head_dim))
            seen = self._attend(index, _turned(qkv, turns), place, cache, watch)
            state = state + functional.linear(seen, layer.out)
            gate, up = functional.linear(self._normed(state), layer.gate_up).chunk(2, -1)
            state = state + functional.linear(functional.silu(gate) * up, layer.down)
        return self._normed(state) * self._norm

    def _normed(self, state: Tensor) -> Tensor:
        """Of the norms within layers, the weights are part of the products that follow."""
        if state.is_cuda:
            return functional.rms_norm(state, state.shape[-1:], eps=self._epsilon)
        # On a CPU an RMS norm is six operations, a layer norm one: of x and -x it is x's RMS norm, their mean being 0.
        size = state.shape[-1]
        return functional.layer_norm(torch.cat([state, -state], -1), (2 * size,), eps=self._epsilon)[..., :size]

    def _fused(self, layer: Any, device: torch.device, dtype: torch.dtype) -> _LlamaLayer:
        attention, feed_forward = layer.self_attn, layer.mlp
        before, after = layer.input_layernorm.weight, layer.post_attention_layernorm.weight
        qkv = [self._paired(attention.q_proj.weight), self._paired(attention.k_proj.weight), attention.v_proj.weight]
        gate_up = torch.cat([feed_forward.gate_proj.weight, feed_forward.up_proj.weight])
        parts = (torch.cat(qkv) * before, attention.o_proj.weight, gate_up * after, feed_forward.down_proj.weight)
        return _LlamaLayer(*(part.detach().to(device, dtype).contiguous() for part in parts))

    def _paired(self, weight: Tensor) -> Tensor:
        """Rows in such an order that what is rotated together stands together.

        Hugging Face's Llama rotates dimension i of a head with dimension i + head_dim / 2. Queries and keys are
        reordered alike, which leaves their products as they are.
        """
        _, n_heads, head_dim = self.shape
        return weight.view(n_heads, 2, head_dim // 2, -1).transpose(1, 2).reshape(weight.shape)


def _turned(qkv: Tensor, turns: Tensor) -> Tensor:
    """Queries and keys rotated to their positions, in float32 whatever the type of the weights; values as they are."""
    if qkv.dtype == torch.float32:
        torch.view_as_complex(torch.unflatten(qkv[:, :, :2], -1, (-1, 2))).mul_(turns)
        return qkv
    pairs = torch.view_as_complex(torch.unflatten(qkv[:, :, :2].float(), -1, (-1, 2)))
    qkv[:, :, :2] = torch.view_as_real(pairs * turns).flatten(-2).to(qkv.dtype)
    return qkv


@dataclass(frozen=True, slots=True)
class _Dense:
    weight: Tensor
    bias: Tensor

    def __call__(self, inputs: Tensor) -> Tensor:
        return functional.linear(inputs, self.weight, self.bias)


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Tensor
    bias: Tensor
    epsilon: float

    def __call__(self, inputs: Tensor) -> Tensor:
        return functional.layer_norm(inputs, inputs.shape[-1:], self.weight, self.bias, self.epsilon)


@dataclass(frozen=True, slots=True)
class _GPT2Layer:
    before: _Norm
    qkv: _Dense
    out: _Dense
    after: _Norm
    up: _Dense
    down: _Dense


class GPT2(Backbone):
    """GPT-2: learned positions, layer norms, GELU."""

    def __init__(self, model: GPT2Model, device: torch.device, dtype: torch.dtype) -> None:
        config: Any = model.config
        self.shape = (config.n_layer, config.n_head, config.n_embd // config.n_head)
        self._layers = [_gpt2_layer(block, device, dtype) for block in model.h]
        self._norm = _norm(model.ln_f, device, dtype)
        self._positions = model.wpe.weight.detach().to(device, dtype)

    def __call__(self, inputs: Tensor, place: Place, cache: Cache, watch: Watch | None = None) -> Tensor:
        """See `Backbone`."""
        n_heads, head_dim = self.shape[1:]
        state = inputs + self._positions[place.positions]
        for index, layer in enumerate(self._layers):
            qkv = torch.unflatten(layer.qkv(layer.before(state)), -1, (3, n_heads, head_dim))
            state = state + layer.out(self._attend(index, qkv, place, cache, watch))
            state = state + layer.down(functional.gelu(layer.up(layer.after(state)), approximate="tanh"))
        return self._norm(state)


def _gpt2_layer(block: Any, device: torch.device, dtype: torch.dtype) -> _GPT2Layer:
    def dense(layer: Any) -> _Dense:
        # transformers' Conv1D has its weight the other way round.
        return _Dense(layer.weight.detach().T.to(device, dtype).contiguous(), layer.bias.detach().to(device, dtype))

    attention, feed_forward = block.attn, block.mlp
    return _GPT2Layer(
        _norm(block.ln_1, device, dtype),
        dense(attention.c_attn),
        dense(attention.c_proj),
        _norm(block.ln_2, device, dtype),
        dense(feed_forward.c_fc),
        dense(feed_forward.c_proj),
    )


def _norm(layer: Any, device: torch.device, dtype: torch.dtype) -> _Norm:
    return _Norm(layer.weight.detach().to(device, dtype), layer.bias.detach().to(device, dtype), layer.eps)
