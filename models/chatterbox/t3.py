"""T3: what goes into its transformer, and what comes out of it."""

import math
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn import functional

from models.chatterbox import packages
from models.chatterbox.backbone import Backbone, Place, Watch
from models.chatterbox.cache import Cache, in_blocks
from models.chatterbox.gpt2 import GPT2
from models.chatterbox.llama import Llama
from models.chatterbox.sampling import N_TOKENS, START
from models.chatterbox.voices import Voice

LONGEST: Final = 1000
"""Speech tokens of one utterance, 40 s: upstream's limit."""
_LONGEST_PROMPT: Final = 1000
"""Conditioning, 34 inputs or for Turbo 376, and 300 letters; a Chinese character, worth three, takes up to 6 tokens."""
_ALIGNED_HEADS: Final = {12: 15, 13: 11, 9: 2}
"""Head by layer whose attention follows the text, in the multilingual weights: from alignment_stream_analyzer.py."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What T3 is given before it speaks."""

    inputs: Tensor
    """(n, dim) float32."""
    unconditional: Tensor | None
    """The same without the text, for guidance; None where the model has none."""
    text_start: int
    """Where in it the text's own tokens begin."""
    n_text: int
    """How many they are."""


class T3:
    """Embeddings and head in float32, the transformer in `dtype`, all on one device."""

    def __init__(self, upstream: packages.T3, device: torch.device, dtype: torch.dtype) -> None:
        self.device = device
        self.dtype = dtype
        self.is_guided = not upstream.is_gpt
        """Whether the model can be guided, and hears an exaggeration."""
        self.backbone: Backbone = (GPT2 if upstream.is_gpt else Llama)(upstream.tfmr, device, dtype)
        layers: dict[str, Any] = dict(upstream.named_children())
        self._conditions = _condition_encoder(layers["cond_enc"], device)
        self._text = _table(layers["text_emb"], device)
        self._speech = _table(layers["speech_emb"], device)
        self._text_positions = _table(layers["text_pos_emb"].emb, device) if self.is_guided else None
        self._speech_positions = _table(layers["speech_pos_emb"].emb, device) if self.is_guided else None
        head = upstream.speech_head
        self._head = head.weight.detach()[:N_TOKENS].to(device, torch.float32).contiguous()
        self._bias = None if head.bias is None else head.bias.detach()[:N_TOKENS].to(device, torch.float32)
        self.width: int = head.weight.shape[0]
        """Rows of upstream's head: the numbers that upstream takes for a draw."""
        self._text_ends = (upstream.hp.start_text_token, upstream.hp.stop_text_token)

    @property
    def aligned_heads(self) -> dict[int, int] | None:
        """Head by layer whose attention follows the text; None where none is known."""
        n_layers, n_heads, _ = self.backbone.shape
        known = self.is_guided and all(layer < n_layers and head < n_heads for layer, head in _ALIGNED_HEADS.items())
        return dict(_ALIGNED_HEADS) if known else None

    @property
    def bytes_a_row(self) -> int:
        """Of the cache, for the longest text and speech."""
        n_sequences = 2 if self.is_guided else 1
        n_values = 2 * math.prod(self.backbone.shape) * in_blocks(_LONGEST_PROMPT + LONGEST)
        return n_sequences * n_values * self.dtype.itemsize

    @torch.inference_mode()
    def prompt(self, voice: Voice, text_ids: tuple[int, ...], exaggeration: float) -> Prompt:
        """Conditioning, text and the start of speech. `exaggeration` is heard where the model is guided."""
        conditions = self._condition(voice, exaggeration)
        first = len(conditions)
        if self._text_positions is None or self._speech_positions is None:
            text = self._text[self._ids(text_ids)]
            inputs = torch.cat([conditions, text, self._speech[START][None]])
            return Prompt(inputs, None, first, len(text))
        start, stop = self._text_ends
        ids = self._ids((start, *text_ids, stop))
        positions = self._text_positions[: len(ids)]
        # Upstream feeds the start of speech twice, both times as the first position.
        begin = (self._speech[START] + self._speech_positions[0]).expand(2, -1)
        inputs = torch.cat([conditions, self._text[ids] + positions, begin])
        unconditional = torch.cat([conditions, positions, begin])
        return Prompt(inputs, unconditional, first + 1, len(text_ids))

    def embed(self, tokens: Tensor, step: Tensor) -> Tensor:
        """Speech tokens (n_rows, 1) drawn at `step`, (1,) int64 from 0, as inputs (n_rows, 1, dim)."""
        embedded = self._speech[tokens]
        if self._speech_positions is not None:
            embedded = embedded + self._speech_positions[step + 1]
        return embedded

    def think(self, inputs: Tensor, place: Place, cache: Cache, watch: Watch | None) -> Tensor:
        """The last hidden state of each sequence, (n_sequences, dim) float32, for inputs (n_sequences, n, dim)."""
        return self.backbone(inputs.to(self.dtype), place, cache, watch)[:, -1].float()

    def logits(self, state: Tensor) -> Tensor:
        """Of the speech token that comes next, (n, N_TOKENS) float32, for hidden states (n, dim)."""
        # In bfloat16 a logit of 20 is rounded to eighths, which guidance and a low temperature make much of.
        return functional.linear(state, self._head, self._bias)

    def _condition(self, voice: Voice, exaggeration: float) -> Tensor:
        prompt = voice.prompt.to(self.device)
        embedded = self._speech[prompt]
        if self._speech_positions is not None:
            embedded = embedded + self._speech_positions[: prompt.shape[1]]
        conditions: Tensor = self._conditions(
            packages.T3Cond(
                speaker_emb=voice.speaker.to(self.device),
                cond_prompt_speech_tokens=prompt,
                cond_prompt_speech_emb=embedded,
                emotion_adv=torch.full((1, 1, 1), exaggeration, device=self.device),
            )
        )
        return conditions[0]

    def _ids(self, ids: tuple[int, ...]) -> Tensor:
        return torch.tensor(ids, device=self.device)


def _condition_encoder(encoder: Any, device: torch.device) -> Any:
    if encoder.perceiver is not None:
        attention = encoder.perceiver.attn.attention
        encoder.perceiver.attn.attention = _Attention(attention.n_heads)
    return encoder.float().to(device)


class _Attention(torch.nn.Module):
    """The perceiver's: upstream's goes by a function of torch that warns of its end, at each call."""

    def __init__(self, n_heads: int) -> None:
        super().__init__()
        self._n_heads = n_heads

    def forward(self, queries: Tensor, keys: Tensor, values: Tensor, mask: None) -> Tensor:
        """(1, n, dim), (1, m, dim) twice to (1, n, dim)."""
        del mask
        q, k, v = (torch.unflatten(each, -1, (self._n_heads, -1)).transpose(1, 2) for each in (queries, keys, values))
        return functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)


def _table(embedding: Any, device: torch.device) -> Tensor:
    weight: Tensor = embedding.weight.detach().float().to(device)
    return weight
