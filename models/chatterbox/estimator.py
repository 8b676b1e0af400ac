"""The velocity of S3Gen's flow: upstream's ConditionalDecoder, masked nowhere but in attention.

The same weights and the same mathematics as its `forward` in chatterbox-tts 0.1.7, in fewer operations:

- Frames come before channels throughout: a causal convolution is a product with windows of three frames.
- Queries, keys and values come from one product.
- What the times come to in each residual block is computed for all steps at once.
- Convolutions look back alone: what is behind a row's end reaches the row through attention or not at all, so that one
  mask there does what upstream's do before and after every layer. Rows of one length need none.
"""

from typing import Any, Final

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor

from models.products import Product, product

_KERNEL: Final = 3
"""Frames that a causal convolution sees, the last of them its own."""


class Estimator:
    """The velocity at a state and a time. Holds nothing of a call."""

    def __init__(self, decoder: Any) -> None:
        """`decoder`: upstream's ConditionalDecoder, with its one resolution, on its device."""
        ((down, down_blocks, down_conv),) = decoder.down_blocks
        ((up, up_blocks, up_conv),) = decoder.up_blocks
        resnets = [down, *(resnet for resnet, _ in decoder.mid_blocks), up]
        blocks = [down_blocks, *(blocks for _, blocks in decoder.mid_blocks), up_blocks]
        self._decoder = decoder
        self._shifting = [resnet.mlp for resnet in resnets]
        self._stages = [_Stage(*parts) for parts in zip(resnets, blocks, strict=True)]
        self._after_down, self._after_up = _convolution(down_conv), _convolution(up_conv)
        self._final_block = _Block(decoder.final_block)
        self._to_velocity = product(decoder.final_proj.weight.squeeze(-1), decoder.final_proj.bias)

    def shifts(self, times: Tensor, ends: Tensor) -> Tensor:
        """What each residual block adds in each step, (n_steps, n_residual_blocks, channels) float32.

        `times` and `ends` (n_steps,) float32 in [0, 1]: where steps begin and end. Only a mean flow looks at the ends.
        """
        hidden = self._embedded(times)
        if self._decoder.meanflow:
            hidden = self._decoder.time_embed_mixer(torch.cat((hidden, self._embedded(ends)), dim=1))
        return torch.stack([shifting(hidden) for shifting in self._shifting], dim=1)

    def __call__(self, inputs: Tensor, shifts: Tensor, heard: Tensor | None) -> Tensor:
        """The velocity (b, n, 80) float32 of b rows of n frames.

        `inputs` (b, n, 320) float32: state, encoded tokens, timbre and reference mel, 80 each. `shifts` are those of
        the step, (n_residual_blocks, channels). `heard` (b, 1, 1, n) bool: frames of the row itself; None: all.
        """
        down, *middle, up = self._stages
        first, *between, last = shifts
        skipped = down(inputs, first, heard)
        x = self._after_down(skipped)
        for stage, shift in zip(middle, between, strict=True):
            x = stage(x, shift, heard)
        x = self._after_up(up(torch.cat((x, skipped), dim=-1), last, heard))
        return self._to_velocity(self._final_block(x))

    def _embedded(self, times: Tensor) -> Tensor:
        embedded: Tensor = self._decoder.time_mlp(self._decoder.time_embeddings(times))
        return embedded


class _Stage:
    """A residual block and the transformers behind it."""

    def __init__(self, resnet: Any, blocks: Any) -> None:
        self._first, self._second = _Block(resnet.block1), _Block(resnet.block2)
        self._past = product(resnet.res_conv.weight.squeeze(-1), resnet.res_conv.bias)
        self._transformers = [_Transformer(block) for block in blocks]

    def __call__(self, x: Tensor, shift: Tensor, heard: Tensor | None) -> Tensor:
        """`x` (b, n, n_in) to (b, n, channels); `shift` (channels,)."""
        x = self._second(self._first(x).add_(shift)).add_(self._past(x))
        for transformer in self._transformers:
            x = transformer(x, heard)
        return x


class _Block:
    """Upstream's CausalBlock1D: convolution, norm over the channels, Mish."""

    def __init__(self, block: Any) -> None:
        convolution, _, self._norm, _, self._activation = block.block
        self._convolve = _convolution(convolution)

    def __call__(self, x: Tensor) -> Tensor:
        activated: Tensor = self._activation(self._norm(self._convolve(x)))
        return activated


class _Transformer:
    """Upstream's BasicTransformerBlock: every frame attends to all, then the feed-forward part."""

    def __init__(self, block: Any) -> None:
        attention = block.attn1
        self._norm, self._feed_norm = block.norm1, block.norm3
        self._n_heads = attention.heads
        weight = torch.cat([part.weight for part in (attention.to_q, attention.to_k, attention.to_v)])
        self._to_heads = product(weight, weight.new_zeros(len(weight)))
        self._from_heads = product(attention.to_out[0].weight, attention.to_out[0].bias)
        widen, _, narrow = block.ff.net
        self._widen = product(widen.proj.weight, widen.proj.bias)
        self._narrow = product(narrow.weight, narrow.bias)

    def __call__(self, x: Tensor, heard: Tensor | None) -> Tensor:
        x = self._attend(self._norm(x), heard).add_(x)
        return self._narrow(F.gelu(self._widen(self._feed_norm(x)))).add_(x)

    def _attend(self, x: Tensor, heard: Tensor | None) -> Tensor:
        heads = self._to_heads(x).view(*x.shape[:2], 3, self._n_heads, -1).transpose(1, 3)  # (b, heads, 3, n, head_dim)
        query, key, value = heads.unbind(2)
        together = F.scaled_dot_product_attention(query, key, value, attn_mask=heard)
        return self._from_heads(together.transpose(1, 2).flatten(2))


def _convolution(convolution: Any) -> Product:
    """Upstream's CausalConv1d, for frames before channels."""
    weight = convolution.weight  # (n_out, n_in, kernel)
    multiply = product(weight.transpose(1, 2).flatten(1), convolution.bias)

    def convolve(x: Tensor) -> Tensor:
        padded = F.pad(x, (0, 0, _KERNEL - 1, 0))
        windows = [padded[:, start : start + x.shape[1]] for start in range(_KERNEL)]
        return multiply(torch.cat(windows, dim=-1))

    return convolve
