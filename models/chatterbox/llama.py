"""The Llama of T3 (English, Multilingual): rotary positions, RMS norms, a gated feed-forward.

Queries, keys and values are one product, gate and up another; the norms' weights are part of them.
"""

from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn import functional

from models.chatterbox.backbone import Backbone, Place, Watch
from models.chatterbox.cache import Cache
from models.chatterbox.packages import LlamaModel

_LONGEST: Final = 8192
"""Positions of a sequence: conditioning, text and speech of 40 s are under 2000."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """Weights as (n_in, n_out)."""

    qkv: Tensor
    out: Tensor
    gate_up: Tensor
    down: Tensor


class Llama(Backbone):
    """Takes upstream's modules' weights."""

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
        _, n_heads, head_dim = self.shape
        n_sequences, n, dim = inputs.shape
        turns = self._turns[place.positions][:, :, None, None]
        state = inputs.reshape(-1, dim)
        for index, layer in enumerate(self._layers):
            qkv = (self._normed(state) @ layer.qkv).view(n_sequences, n, 3, n_heads, head_dim)
            seen = self._attend(index, _turned(qkv, turns), place, cache, watch)
            state = torch.addmm(state, seen, layer.out)
            gate, up = (self._normed(state) @ layer.gate_up).chunk(2, -1)
            state = torch.addmm(state, functional.silu(gate) * up, layer.down)
        return (self._normed(state) * self._norm).view(n_sequences, n, dim)

    def _normed(self, state: Tensor) -> Tensor:
        """An RMS norm, without weights."""
        if state.is_cuda:
            return functional.rms_norm(state, state.shape[-1:], eps=self._epsilon)
        # On a CPU an RMS norm is six operations, a layer norm one: of x and -x it is x's RMS norm, their mean being 0.
        size = state.shape[-1]
        return functional.layer_norm(torch.cat([state, -state], -1), (2 * size,), eps=self._epsilon)[..., :size]

    def _fused(self, layer: Any, device: torch.device, dtype: torch.dtype) -> _Layer:
        attention, feed_forward = layer.self_attn, layer.mlp
        before, after = layer.input_layernorm.weight, layer.post_attention_layernorm.weight
        qkv = [self._paired(attention.q_proj.weight), self._paired(attention.k_proj.weight), attention.v_proj.weight]
        gate_up = torch.cat([feed_forward.gate_proj.weight, feed_forward.up_proj.weight])
        parts = (torch.cat(qkv) * before, attention.o_proj.weight, gate_up * after, feed_forward.down_proj.weight)
        return _Layer(*(part.detach().T.to(device, dtype).contiguous() for part in parts))

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
