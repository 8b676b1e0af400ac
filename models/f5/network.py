"""Upstream's DiT evaluated step by step, with all that is the same in every step computed beforehand.

The same weights and the same mathematics as `DiT.forward` of f5-tts 1.1.22, in fewer operations:

- Time embedding and AdaLN modulation depend on the step alone: computed once for all steps, for the whole batch.
- Of the input projection, the parts of reference and text are computed once, the part of the state in every step.
- Queries, keys and values come from one product; rotations are complex numbers, computed once.
- Scale and shift are the same for every frame, so that layer norm applies them itself.

A mask keeps the rows of a batch apart in attention; text is embedded row by row, since its norm over the length (GRN)
would see the padding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from models.f5.packages import DiT
from models.products import product, product_gelu

_N_MODULATIONS = 6
"""Shift, scale and gate, for attention and for the feed-forward part."""


class Conditions(NamedTuple):
    """What a batch is spoken from, the same in every step; b rows of at most n frames."""

    embedded: Tensor
    """(2b, n, dim): the input projection of reference and text; the second half without both, for guidance."""
    rotations: Tensor
    """(n, 32) complex64."""
    mask: Tensor | None
    """(b, n) bool: frames of the row itself; None where no row is padded."""
    guidance: Tensor
    """(b, 1, 1) float32: `cfg_strength` of each row."""


@dataclass(frozen=True, slots=True)
class RowConditions:
    """What one row is spoken from."""

    reference: Tensor
    """(n_reference, n_mels) float32 log-mel."""
    tokens: Tensor
    """(n_tokens,) int64: of the reference's transcript and the text to speak."""
    n_frames: int
    """Of reference and speech together."""
    guidance: float


class Network:
    """The velocity of the flow."""

    def __init__(self, transformer: DiT, device: torch.device | None = None, dtype: torch.dtype | None = None) -> None:
        """Moves the transformer to the device and type, where they are given."""
        # In half precision, as upstream has them, the angles of late frames are off by up to 0.3.
        self._frequencies = transformer.rotary_embed.inv_freq.float().to(device)
        self._transformer = transformer = transformer.to(device, dtype)
        blocks: list[Any] = list(transformer.transformer_blocks)
        self._blocks = [_Block(block) for block in blocks]
        self._modulating = [block.attn_norm.linear for block in blocks] + [transformer.norm_out.linear]
        projection = transformer.input_embed.proj
        self.n_mels = transformer.proj_out.out_features
        # The input is state, reference and text, side by side.
        self._of_state = projection.weight[:, : self.n_mels]
        self._of_conditions = projection.weight[:, self.n_mels :]
        self._bias = projection.bias
        self.device, self.dtype = projection.weight.device, projection.weight.dtype

    def conditions(self, rows: Sequence[RowConditions], n_frames: int | None = None) -> Conditions:
        """Everything about a batch that stays; padded to `n_frames`, or to the longest row."""
        lengths = torch.tensor([row.n_frames for row in rows])
        longest = max(int(lengths.max()), n_frames or 0)
        given = [torch.cat([self._inputs(row), self._inputs(row, given=False)]) for row in rows]  # (2, n_row, inputs)
        padded = pad_sequence([pair.transpose(0, 1) for pair in given], batch_first=True)  # (b, longest row, 2, inputs)
        padded = F.pad(padded, (0, 0, 0, 0, 0, longest - padded.shape[1]))
        inputs = torch.cat(padded.unbind(2))
        is_padded = bool((lengths < longest).any())
        mask = torch.arange(longest)[None, :] < lengths[:, None]
        return Conditions(
            F.linear(inputs, self._of_conditions, self._bias),
            self._rotations(longest),
            mask.to(self.device) if is_padded else None,
            torch.tensor([row.guidance for row in rows], device=self.device)[:, None, None],
        )

    def modulations(self, times: Tensor) -> Tensor:
        """For each of the (n_steps,) float32 times all shifts, scales and gates of the network, (n_steps, n_values)."""
        embedding = self._transformer.time_embed
        # Upstream rounds the time itself to the type of the weights: in bf16 neighbouring steps become one.
        hidden = embedding.time_mlp(embedding.time_embed(times.to(self.device)).to(self.dtype))
        active = F.silu(hidden)
        values = [linear(active) for linear in self._modulating]
        dim = self._transformer.dim
        for value in values[:-1]:
            value[:, dim : 2 * dim] += 1  # what multiplies is 1 + scale
            value[:, 4 * dim : 5 * dim] += 1
        values[-1][:, :dim] += 1
        return torch.cat(values, dim=1)

    def velocity(self, state: Tensor, modulation: Tensor, conditions: Conditions, *, is_guided: bool) -> Tensor:
        """The guided velocity (b, n, n_mels) float32 at a state of that shape; zero in the padding.

        `modulation` is the row of `modulations` for the step. Without guidance only the conditions' first half is used.
        """
        n_rows = len(state)
        embedded, mask = conditions.embedded, conditions.mask
        projected = F.linear(state.to(self.dtype), self._of_state)
        if is_guided:
            x = embedded + projected.repeat(2, 1, 1)
            mask = mask if mask is None else mask.repeat(2, 1)
        else:
            x = embedded[:n_rows] + projected
        predicted = self._forward(x, modulation, conditions.rotations, mask).float()
        if is_guided:
            told, untold = predicted.chunk(2)
            predicted = told + (told - untold) * conditions.guidance
        return predicted if conditions.mask is None else predicted.masked_fill(~conditions.mask[..., None], 0.0)

    def _forward(self, x: Tensor, modulation: Tensor, rotations: Tensor, mask: Tensor | None) -> Tensor:
        transformer, dim = self._transformer, self._transformer.dim
        x = transformer.input_embed.conv_pos_embed(x, mask=mask) + x
        residual = x
        per_block = modulation[: -2 * dim].view(len(self._blocks), _N_MODULATIONS, dim)
        heard = mask if mask is None else mask[:, None, None, :]
        for block, values in zip(self._blocks, per_block, strict=True):
            x = block(x, values, rotations, heard)
        if transformer.long_skip_connection is not None:
            x = transformer.long_skip_connection(torch.cat((x, residual), dim=-1))
        scale, shift = modulation[-2 * dim :].view(2, dim)
        output: Tensor = transformer.proj_out(F.layer_norm(x, (dim,), scale, shift, eps=1e-6))
        return output

    def _inputs(self, row: RowConditions, *, given: bool = True) -> Tensor:
        """Reference and embedded text, or what stands for neither, (1, n_frames, n_mels + text_dim)."""
        tokens = row.tokens[None].to(self.device)
        text = self._transformer.text_embed(tokens, seq_len=row.n_frames, drop_text=not given)
        reference = torch.zeros(1, row.n_frames, self.n_mels, device=self.device, dtype=self.dtype)
        if given:
            reference[0, : len(row.reference)] = row.reference.to(self.device, self.dtype)
        return torch.cat((reference, text.to(self.dtype)), dim=-1)

    def _rotations(self, n_frames: int) -> Tensor:
        angles = torch.outer(torch.arange(n_frames, device=self.device).float(), self._frequencies)
        return torch.polar(torch.ones_like(angles), angles)


class _Block:
    """One DiT block of upstream's, on modulations that were computed before."""

    def __init__(self, block: Any) -> None:
        self._attention = attention = block.attn
        (widen, _), _, narrow = block.ff.ff
        self._widen = product_gelu(widen.weight, widen.bias)
        self._narrow = product(narrow.weight, narrow.bias)
        parts = (attention.to_q, attention.to_k, attention.to_v)
        self._to_heads = product(torch.cat([part.weight for part in parts]), torch.cat([part.bias for part in parts]))
        self._from_heads = product(attention.to_out[0].weight, attention.to_out[0].bias)
        # v0 turns the first head only.
        self._n_turned = attention.processor.pe_attn_head or attention.heads

    def __call__(self, x: Tensor, values: Tensor, rotations: Tensor, heard: Tensor | None) -> Tensor:
        """`x` (b, n, dim), `values` (6, dim), `heard` (b, 1, 1, n) bool or None."""
        shift, scale, gate, ff_shift, ff_scale, ff_gate = values
        attended = self._attend(F.layer_norm(x, x.shape[-1:], scale, shift, eps=1e-6), rotations, heard)
        x = torch.addcmul(x, gate, attended)
        fed = self._narrow(self._widen(F.layer_norm(x, x.shape[-1:], ff_scale, ff_shift, eps=1e-6)))
        return torch.addcmul(x, ff_gate, fed)

    def _attend(self, x: Tensor, rotations: Tensor, heard: Tensor | None) -> Tensor:
        attention = self._attention
        n_rows, n_frames, _ = x.shape
        heads = self._to_heads(x).view(n_rows, n_frames, 3, attention.heads, -1)
        query, key, value = heads.unbind(2)
        if attention.q_norm is not None:
            query, key = attention.q_norm(query), attention.k_norm(key)
        query, key = self._turned(query, rotations), self._turned(key, rotations)
        together = F.scaled_dot_product_attention(
            query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2), attn_mask=heard
        )
        return self._from_heads(together.transpose(1, 2).reshape(n_rows, n_frames, -1))

    def _turned(self, heads: Tensor, rotations: Tensor) -> Tensor:
        """(b, n, heads, 64), each pair of neighbouring values turned by the angle of its frame."""
        turned, kept = heads[:, :, : self._n_turned], heads[:, :, self._n_turned :]
        pairs = torch.view_as_complex(turned.float().view(*turned.shape[:-1], -1, 2))
        turned = torch.view_as_real(pairs * rotations[:, None]).flatten(-2).to(heads.dtype)
        return torch.cat((turned, kept), dim=2) if kept.shape[2] else turned
