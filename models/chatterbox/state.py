"""A batch under way: all that a step of T3 reads and changes, and the step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import torch
from torch import Tensor

from models.chatterbox.backbone import Place, Watch
from models.chatterbox.cache import Cache, in_blocks
from models.chatterbox.draws import Row
from models.chatterbox.sampling import END, N_TOKENS, Sampler
from models.chatterbox.t3 import T3

NOISE_STEPS: Final = {"cpu": 1, "cuda": 16}
"""Steps that noise is made for at once: on CUDA it is made between recorded steps, which launches a kernel for each."""


@dataclass(slots=True)
class State:
    """Tensors that a step changes where they are: it can be recorded once and replayed.

    Rows that are guided come first. Their second sequences follow those of all rows.
    """

    cache: Cache
    sampler: Sampler
    guidance: Tensor
    """(n_guided, 1) float32."""
    streams: tuple[torch.Generator, ...]
    """Each row's own: what is drawn for it doesn't depend on the others."""
    noise: Tensor
    """(n_rows, n_steps, t3.width) float32: what the streams gave for some steps."""
    tokens: Tensor
    """(n_rows, n_steps) int64: what was drawn, the end where nothing was yet; n_steps is at least all limits."""
    attention: Tensor
    """(n_rows, n_steps, n_columns) float32: what was looked at; 0 columns where it is not watched."""
    columns: Tensor
    """(n_rows, n_columns) int64: where in the cache that is."""
    n_prompt: Tensor
    """(1,) int64: inputs before the first speech token."""
    step: Tensor
    """(1,) int64: of the token that was drawn last."""

    @classmethod
    def begin(cls, t3: T3, rows: Sequence[Row], heads: dict[int, int] | None) -> Self:
        """A batch whose prompts have been taken in, and whose first tokens are drawn."""
        sequences = [row.prompt.inputs for row in rows]
        sequences += [other for row in rows if row.is_guided and (other := row.prompt.unconditional) is not None]
        # In blocks: what is recorded for one batch serves many.
        n_prompt, n_steps, device = max(map(len, sequences)), in_blocks(max(row.limit for row in rows)), t3.device
        pads = torch.tensor([n_prompt - len(sequence) for sequence in sequences], device=device)
        columns = torch.zeros(len(rows), 0, dtype=torch.int64, device=device)
        if heads is not None:
            columns = _text_columns(rows, n_prompt).to(device)
        state = cls(
            cache=Cache.empty(t3.backbone.shape, pads, n_prompt, t3.dtype),
            sampler=Sampler.of([row.knobs for row in rows], device, penalises_last=not t3.is_guided),
            guidance=torch.tensor([[row.guidance] for row in rows if row.is_guided], device=device).view(-1, 1),
            streams=tuple(torch.Generator(device).manual_seed(row.seed) for row in rows),
            noise=torch.empty(len(rows), NOISE_STEPS[device.type], t3.width, device=device),
            tokens=torch.full((len(rows), n_steps), END, device=device),
            attention=torch.zeros(len(rows), n_steps, columns.shape[1], device=device),
            columns=columns,
            n_prompt=torch.tensor([n_prompt], device=device),
            step=torch.zeros(1, dtype=torch.int64, device=device),
        )
        state.renew_noise()
        state._take_in(t3, sequences, heads)
        return state

    def of(self, rows: Tensor) -> Self:
        """A copy with these rows, (n,) int64 in rising order, alone."""
        guided = rows[rows < len(self.guidance)]
        return type(self)(
            cache=self.cache.of(torch.cat([rows, guided + len(self.tokens)])),
            sampler=self.sampler.of_rows(rows),
            guidance=self.guidance[guided],
            streams=tuple(self.streams[row] for row in rows.tolist()),
            noise=self.noise[rows],
            tokens=self.tokens[rows],
            attention=self.attention[rows],
            columns=self.columns[rows],
            n_prompt=self.n_prompt.clone(),
            step=self.step.clone(),
        )

    def renew_noise(self) -> None:
        """Go on in each row's stream: to be called once its steps are used up.

        As many numbers at a time as torch.multinomial takes: on a CPU upstream draws the same tokens under the seed.
        """
        for stream, steps in zip(self.streams, self.noise, strict=True):
            for step in steps:
                step.exponential_(generator=stream)

    def advance(self, t3: T3, heads: dict[int, int] | None, window: int, *, is_masked: bool, is_last: bool) -> None:
        """One step: what was drawn last goes in, the next tokens come out.

        Of the cache the first `window` positions are looked at. `is_last`: what goes in is the last of them; otherwise
        more are looked at than are filled, and it stands wherever the step's number says.
        """
        inputs = t3.embed(self.tokens.index_select(1, self.step), self.step)
        column = self.step + self.n_prompt
        mask = self.cache.mask(column, window) if is_masked else None
        place = Place(column, window, mask, column - self.cache.pads[:, None], window - 1 if is_last else None)
        self.step.add_(1)
        self._draw(t3, torch.cat([inputs, inputs[: len(self.guidance)]]), place, heads)

    def _take_in(self, t3: T3, sequences: Sequence[Tensor], heads: dict[int, int] | None) -> None:
        n_prompt = self.cache.n_positions
        inputs = torch.stack([_padded(sequence, n_prompt) for sequence in sequences])
        columns = torch.arange(n_prompt, device=t3.device)
        positions = (columns - self.cache.pads[:, None]).clamp(min=0)
        self._draw(t3, inputs, Place(columns, n_prompt, self.cache.causal_mask(n_prompt), positions, 0), heads)

    def _draw(self, t3: T3, inputs: Tensor, place: Place, heads: dict[int, int] | None) -> None:
        watch = None if heads is None else Watch(heads, self.columns)
        state = t3.think(inputs, place, self.cache, watch)
        state, unconditional = state[: len(self.tokens)], state[len(self.tokens) :]
        # Of states instead of logits: the head is linear, and then has half as much to do.
        guided = state[: len(self.guidance)]
        guided += self.guidance * (guided - unconditional)
        noise = self.noise.index_select(1, self.step % self.noise.shape[1])[:, 0, :N_TOKENS]
        token = self.sampler.draw(t3.logits(state), noise)
        self.tokens.index_copy_(1, self.step, token)
        if watch is not None and watch.seen is not None:
            self.attention.index_copy_(1, self.step, watch.seen[:, None])


def _text_columns(rows: Sequence[Row], n_prompt: int) -> Tensor:
    """Where the text's tokens stand; rows with less text than others repeat their last."""
    n_columns = in_blocks(max(row.n_text for row in rows))
    starts = torch.tensor([[n_prompt - len(row.prompt.inputs) + row.prompt.text_start] for row in rows])
    last = torch.tensor([[row.n_text - 1] for row in rows])
    return starts + torch.minimum(torch.arange(n_columns)[None], last)


def _padded(sequence: Tensor, length: int) -> Tensor:
    return torch.nn.functional.pad(sequence, (0, 0, length - len(sequence), 0))
