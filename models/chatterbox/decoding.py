"""T3's decoding loop: many rows at once, each drawn as if it were alone."""

from collections.abc import Callable, Sequence
from typing import Final

import torch
from torch import Tensor

from models.chatterbox.draws import Draw, Row
from models.chatterbox.sampling import END
from models.chatterbox.state import NOISE_STEPS, State
from models.chatterbox.stepping import PlainStepping, RecordedStepping, Stepping
from models.chatterbox.t3 import T3

_CHECKED_EVERY: Final = {"cpu": 1, "cuda": 16}
"""Steps after which ends are looked for: on CUDA each look waits for the device."""
_KEPT_SHARE: Final = 0.75
"""Rows that have ended are left out once no more than this share goes on: that copies the cache of all others."""


class Decoder:
    """Draws speech tokens. For one thread."""

    def __init__(self, t3: T3, *, is_watched: bool = False, recorded_bytes: int = 0) -> None:
        """`recorded_bytes`: of buffers for recorded steps, room for at least one batch; 0: steps are not recorded."""
        self._t3 = t3
        self._heads = t3.aligned_heads if is_watched else None
        self._stepping: Stepping = PlainStepping(t3, self._heads)
        if recorded_bytes:
            self._stepping = RecordedStepping(t3, self._heads, recorded_bytes)
        self._checked_every = _CHECKED_EVERY[t3.device.type]

    @torch.inference_mode()
    def draw(self, rows: Sequence[Row], stop: Callable[[], bool]) -> list[Draw]:
        """One draw for each row, in order; what there is of them when `stop`, read every few steps, becomes true."""
        if not rows:
            return []
        order = sorted(range(len(rows)), key=lambda index: not rows[index].is_guided)
        try:
            batch = self._begin([rows[index] for index in order])
            while batch.going:
                if batch.n_drawn % self._checked_every == 0 or batch.n_drawn >= batch.limit:
                    batch.take_out(is_stopped=stop())
                if batch.going:
                    batch.advance()
        except torch.OutOfMemoryError:
            self._stepping.forget()
            raise
        return [draw for _, draw in sorted(zip(order, batch.draws, strict=True), key=lambda pair: pair[0]) if draw]

    @torch.inference_mode()
    def rehearse(self, row: Row) -> None:
        """Take the memory of a row that comes to its limit, without drawing it."""
        batch = self._begin([row])
        batch.advance(n_steps=row.limit - 1)

    def _begin(self, rows: Sequence[Row]) -> "_Batch":
        return _Batch(rows, self._t3, self._heads, self._stepping)


class _Batch:
    """Rows under way, those that are guided first."""

    def __init__(self, rows: Sequence[Row], t3: T3, heads: dict[int, int] | None, stepping: Stepping) -> None:
        self._rows = rows
        self._stepping = stepping
        self.limit = max(row.limit for row in rows)
        self.n_drawn = 1
        self.going = list(range(len(rows)))
        """The rows in the state, by their indexes."""
        self.draws: list[Draw | None] = [None] * len(rows)
        state = State.begin(t3, rows, heads)
        self._n_prompt = state.cache.n_positions
        self._state = stepping.adopt(state)

    def advance(self, n_steps: int = 1) -> None:
        """Draw each row's next token; as if it were the last of so many steps."""
        if self.n_drawn % NOISE_STEPS[self._state.noise.device.type] == 0:
            self._state.renew_noise()
        self._stepping.advance(self._state, self._n_prompt + self.n_drawn - 1 + n_steps)
        self.n_drawn += n_steps

    def take_out(self, *, is_stopped: bool) -> None:
        """Leave out the rows that have ended, or should have, once they are many; all if it `is_stopped`."""
        tokens = self._state.tokens[:, : self.n_drawn].cpu()
        lengths = [_length(drawn[: self._rows[index].limit]) for index, drawn in zip(self.going, tokens, strict=True)]
        is_over = [
            is_stopped or length < self.n_drawn or self._rows[index].limit <= self.n_drawn
            for index, length in zip(self.going, lengths, strict=True)
        ]
        if not is_stopped and (len(is_over) - sum(is_over)) > _KEPT_SHARE * len(is_over):
            return
        for place, index in enumerate(self.going):
            if is_over[place]:
                self.draws[index] = self._drawn(place, tokens[place, : lengths[place]])
        self._keep([place for place, over in enumerate(is_over) if not over])

    def _keep(self, places: list[int]) -> None:
        if len(places) < len(self.going):
            self.going = [self.going[place] for place in places]
            if places:
                rows = torch.tensor(places, device=self._state.tokens.device)
                self._state = self._stepping.adopt(self._state.of(rows))

    def _drawn(self, place: int, tokens: Tensor) -> Draw:
        row = self._rows[self.going[place]]
        has_ended = len(tokens) < min(self.n_drawn, row.limit)
        seen = self._state.attention[place, : len(tokens), : row.n_text]
        return Draw(tokens.clone(), has_ended, seen.to("cpu", copy=True) if self._state.columns.shape[1] else None)


def _length(tokens: Tensor) -> int:
    """Of the speech before its end, or of all that there is."""
    ends = (tokens == END).nonzero()
    return int(ends[0]) if len(ends) else len(tokens)
