"""From speech tokens to mel: S3Gen's encoder, and Euler's method along the flow from noise.

Held to upstream's `S3Gen.flow_inference` (tests/unit/models/chatterbox/test_flow.py). Rows of a batch have one length:
upstream's masks leave traces of a row's padding in the row (0.075 in its log-mel).
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor

from models.chatterbox.estimator import Estimator

N_MELS: Final = 80
FRAMES_PER_TOKEN: Final = 2
"""50 frames and 25 tokens a second."""
_NO_MASK: Final = torch.ones(0, 0, 0, dtype=torch.bool)
"""What upstream's encoder layers take for none."""


class References(NamedTuple):
    """Whose voices b rows are spoken in, on the flow's device; all of one length, n tokens."""

    tokens: Tensor
    """(b, n) int64, 0 … 6560."""
    mel: Tensor
    """(b, 2n, 80) float32 log-mel."""
    timbre: Tensor
    """(b, 192) float32."""


class Flow:
    """Upstream's CausalMaskedDiffWithXvec. Holds nothing of a call."""

    def __init__(self, flow: Any) -> None:
        """Takes the module as it is, on its device, in float32."""
        self._flow = flow.eval().requires_grad_(requires_grad=False)
        self._estimator = Estimator(flow.decoder.estimator)
        self.is_mean_flow: bool = flow.decoder.estimator.meanflow
        """Distilled to few steps (Turbo): takes steps of one length, and no guidance."""
        self.device: torch.device = flow.encoder_proj.weight.device

    def conditions(self, tokens: Tensor, references: References) -> Tensor:
        """What does not change from step to step, (b or 2b, n_frames, 240) float32, of (b, n) int64 tokens.

        n_frames are those of reference and speech. With guidance there is a second half of zeros: told nothing.
        """
        encoded = self._flow.encoder_proj(self._encode(torch.cat((references.tokens, tokens), dim=1)))
        timbre = self._flow.spk_embed_affine_layer(F.normalize(references.timbre, dim=1))
        known = F.pad(references.mel, (0, 0, 0, encoded.shape[1] - references.mel.shape[1]))
        told = torch.cat((encoded, timbre[:, None].expand_as(encoded), known), dim=-1)
        return told if self.is_mean_flow else torch.cat((told, torch.zeros_like(told)))

    def sample(self, noise: Tensor, conditions: Tensor, n_steps: int, stop: Callable[[], bool]) -> Tensor:
        """The mel (b, n_frames, 80) float32 of reference and speech, from noise of that shape.

        Reads `stop` before each step; an earlier state when it becomes true.
        """
        times = self._times(n_steps)
        shifts = self._estimator.shifts(times[:-1].to(self.device), times[1:].to(self.device))
        state = noise
        for length, shift in zip(times.diff().tolist(), shifts, strict=True):
            if stop():
                break
            state = torch.add(state, self._velocity(state, conditions, shift), alpha=length)
        return state

    def _times(self, n_steps: int) -> Tensor:
        """(n_steps + 1,) float32 from 0 to 1 on the CPU; without distillation, more of them at the beginning."""
        times = torch.linspace(0, 1, n_steps + 1)
        return times if self.is_mean_flow else 1 - torch.cos(times * 0.5 * torch.pi)

    def _velocity(self, state: Tensor, conditions: Tensor, shift: Tensor) -> Tensor:
        if self.is_mean_flow:
            return self._estimator(torch.cat((state, conditions), dim=-1), shift)
        inputs = torch.cat((state.repeat(2, 1, 1), conditions), dim=-1)
        told, untold = self._estimator(inputs, shift).chunk(2)
        rate: float = self._flow.decoder.inference_cfg_rate
        return (1.0 + rate) * told - rate * untold

    def _encode(self, tokens: Tensor) -> Tensor:
        """(b, n) to (b, 2n, dim), as upstream's UpsampleConformerEncoder does, without its masks."""
        encoder = self._flow.encoder
        x, positions, _ = encoder.embed(self._flow.input_embedding(tokens), _NO_MASK)
        x = encoder.pre_lookahead_layer(x)
        for layer in encoder.encoders:
            x, *_ = layer(x, _NO_MASK, positions)
        x, _ = encoder.up_layer(x.transpose(1, 2).contiguous(), 0)
        x, positions, _ = encoder.up_embed(x.transpose(1, 2).contiguous(), _NO_MASK)
        for layer in encoder.up_encoders:
            x, *_ = layer(x, _NO_MASK, positions)
        encoded: Tensor = encoder.after_norm(x)
        return encoded
