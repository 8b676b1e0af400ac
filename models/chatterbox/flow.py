"""From speech tokens to mel: S3Gen's encoder, and Euler's method along the flow from noise.

Held to upstream's `S3Gen.flow_inference` row by row (tests/unit/models/chatterbox/test_flow.py). Rows of several
lengths may take their steps together. They are encoded one by one, 1 % of the work: upstream's encoder looks three
tokens ahead, past a row's end into what padding is embedded as, and no mask of its hides that.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from models.chatterbox.estimator import Estimator
from models.chatterbox.voices import Voice

N_MELS: Final = 80
_NO_MASK: Final = torch.ones(0, 0, 0, dtype=torch.bool)
"""What upstream's encoder layers take for none."""


class Flow:
    """Upstream's CausalMaskedDiffWithXvec. Holds nothing of a call."""

    def __init__(self, flow: Any) -> None:
        """Takes the module as it is, on its device, in float32."""
        self._flow = flow.eval().requires_grad_(requires_grad=False)
        self._estimator = Estimator(flow.decoder.estimator)
        self.is_mean_flow: bool = flow.decoder.estimator.meanflow
        """Distilled to few steps (Turbo): takes steps of one length, and no guidance."""
        self.device: torch.device = flow.encoder_proj.weight.device

    def conditions(self, tokens: Tensor, voice: Voice) -> Tensor:
        """What a row is spoken from, the same in every step: (n_frames, 240) float32 of (n,) int64 tokens.

        n_frames are those of reference and speech: encoded tokens, timbre and the reference's mel, 80 each.
        """
        heard = torch.cat((voice.prompt_tokens, tokens[None]), dim=1).to(self.device)
        encoded = self._flow.encoder_proj(self._encode(heard))[0]
        timbre = self._flow.spk_embed_affine_layer(F.normalize(voice.timbre.to(self.device), dim=1))
        mel = voice.prompt_mel[0].to(self.device)
        known = F.pad(mel, (0, 0, 0, len(encoded) - len(mel)))
        return torch.cat((encoded, timbre.expand_as(encoded), known), dim=-1)

    def sample(
        self, noises: Sequence[Tensor], conditions: Sequence[Tensor], n_steps: int, stop: Callable[[], bool]
    ) -> list[Tensor]:
        """The mel (n_frames, 80) float32 of each row, reference and speech, from noise of that shape.

        Reads `stop` before each step; an earlier state when it becomes true.
        """
        lengths = [len(noise) for noise in noises]
        state, told = pad_sequence(list(noises), batch_first=True), pad_sequence(list(conditions), batch_first=True)
        given = told if self.is_mean_flow else torch.cat((told, torch.zeros_like(told)))
        heard = self._heard(lengths)
        times = self._times(n_steps)
        shifts = self._estimator.shifts(times[:-1].to(self.device), times[1:].to(self.device))
        for duration, shift in zip(times.diff().tolist(), shifts, strict=True):
            if stop():
                break
            state = torch.add(state, self._velocity(state, given, shift, heard), alpha=duration)
        return [sampled[:length] for sampled, length in zip(state, lengths, strict=True)]

    def _times(self, n_steps: int) -> Tensor:
        """(n_steps + 1,) float32 from 0 to 1 on the CPU; without distillation, more of them at the beginning."""
        times = torch.linspace(0, 1, n_steps + 1)
        return times if self.is_mean_flow else 1 - torch.cos(times * 0.5 * torch.pi)

    def _heard(self, lengths: Sequence[int]) -> Tensor | None:
        """The estimator's mask."""
        longest = max(lengths)
        if min(lengths) == longest:
            return None
        heard = torch.arange(longest) < torch.tensor(lengths)[:, None]
        return heard[:, None, None].repeat(1 if self.is_mean_flow else 2, 1, 1, 1).to(self.device)

    def _velocity(self, state: Tensor, given: Tensor, shift: Tensor, heard: Tensor | None) -> Tensor:
        """(b, n, 80): with guidance, what it is when told more than when told nothing, the second half of `given`."""
        if self.is_mean_flow:
            return self._estimator(torch.cat((state, given), dim=-1), shift, heard)
        inputs = torch.cat((state.repeat(2, 1, 1), given), dim=-1)
        told, untold = self._estimator(inputs, shift, heard).chunk(2)
        rate: float = self._flow.decoder.inference_cfg_rate
        return (1.0 + rate) * told - rate * untold

    def _encode(self, tokens: Tensor) -> Tensor:
        """(1, n) to (1, 2n, dim), as upstream's UpsampleConformerEncoder does, without its masks."""
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
