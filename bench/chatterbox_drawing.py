"""Both sides of bench/chatterbox.py draw speech tokens: as many of each of the same sentences, under the same seeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch  # noqa: TID251 - what is drawn are tensors
from torch import Tensor  # noqa: TID251 - as above

from bench.chatterbox_model import Model
from bench.chatterbox_work import SENTENCES
from models.chatterbox.decoding import Decoder
from models.chatterbox.draws import Row
from models.chatterbox.sampling import Knobs
from models.chatterbox.t3 import T3
from models.chatterbox.text import EnglishReader
from models.chatterbox.voices import from_conditionals
from tests.upstream_chatterbox import draw

_EXAGGERATION: Final = 0.5
_GUIDANCE: Final = 0.5
_TOP_P: Final = 1.0
"""That of `ChatterboxTTS.generate`; `T3.inference` by itself has 0.95."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn of each sentence, with upstream's defaults for the rest."""

    n_tokens: int
    temperature: float = 0.8
    dtype: torch.dtype = torch.float32
    """Of T3."""


class Theirs:
    """Upstream's `T3.inference`, which takes one sentence."""

    def __init__(self, model: Model, drawn: Drawn) -> None:
        """Loads a T3 of its own."""
        upstream = model.upstream()
        self._drawn, self._device = drawn, model.device
        self._t3 = upstream.t3.to(drawn.dtype)
        self._voice = upstream.conds.t3.to(device=model.device, dtype=drawn.dtype)
        start, stop = self._t3.hp.start_text_token, self._t3.hp.stop_text_token
        self._texts = [(start, *ids, stop) for ids in _texts(upstream)]

    def draw(self) -> list[Tensor]:
        """One sentence after the other: (n_tokens,) each, on the CPU."""
        return [
            draw(
                self._t3,
                self._voice,
                torch.tensor(ids, device=self._device),
                seed=seed,
                max_new_tokens=self._drawn.n_tokens,
                temperature=self._drawn.temperature,
                top_p=_TOP_P,
            ).cpu()
            for seed, ids in enumerate(self._texts)
        ]


class Ours:
    """Our decoder."""

    def __init__(self, model: Model, drawn: Drawn, *, recorded_bytes: int = 0) -> None:
        """Loads a T3 of its own."""
        upstream = model.upstream()
        self._drawn = drawn
        self._voice = from_conditionals(upstream.conds)
        self._texts = _texts(upstream)
        self._t3 = T3(upstream.t3, model.device, drawn.dtype)
        self._decoder = Decoder(self._t3, recorded_bytes=recorded_bytes)

    def draw(self, at_once: int = len(SENTENCES)) -> list[Tensor]:
        """So many sentences in a batch: (n_tokens,) each, on the CPU."""
        seeded = list(enumerate(self._texts))
        batches = [seeded[start : start + at_once] for start in range(0, len(seeded), at_once)]
        return [tokens for batch in batches for tokens in self._draw(batch)]

    def _draw(self, batch: Sequence[tuple[int, tuple[int, ...]]]) -> list[Tensor]:
        knobs = Knobs(self._drawn.temperature, repetition_penalty=1.2, top_p=_TOP_P, min_p=0.05)
        prompts = [self._t3.prompt(self._voice, ids, _EXAGGERATION) for _, ids in batch]
        rows = [
            Row(prompt, knobs, _GUIDANCE, seed, self._drawn.n_tokens)
            for prompt, (seed, _) in zip(prompts, batch, strict=True)
        ]
        return [draw.tokens for draw in self._decoder.draw(rows, lambda: False)]


def _texts(upstream: Any) -> list[tuple[int, ...]]:
    reader = EnglishReader(upstream.tokenizer)
    return [reader.tokens(text, "en").ids for text in SENTENCES]
