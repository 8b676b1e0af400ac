"""Texts to speech tokens: drawn together, and those that come to no end once more."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Final

import torch

from models.chatterbox.decoding import Decoder
from models.chatterbox.draws import Draw, Row
from models.chatterbox.options import GuidedOptions, Rehearsal, SamplingOptions, TurboOptions
from models.chatterbox.packages import S3GEN_SIL
from models.chatterbox.rates import TOKENS_PER_S
from models.chatterbox.sampling import Knobs
from models.chatterbox.t3 import LONGEST, T3
from models.chatterbox.text import Tokens, weight
from models.chatterbox.voices import Voice
from models.engine import EngineError, Utterance
from models.memory import in_parts

_MOST_ATTEMPTS: Final = 2
_SLOWEST: Final = 5.0
"""Letters a second: a third of the usual pace."""
_GRACE_S: Final = 3.0
"""Beside it, for pauses and for a text of one word; and for each sound that a tag asks for."""
_REHEARSED: Final = Draw(torch.full((LONGEST,), S3GEN_SIL), has_ended=True, attention=None)


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """An utterance on its way."""

    index: int
    """Its place among those that were asked for."""
    utterance: Utterance
    voice: Voice
    options: SamplingOptions
    tokens: Tokens

    @property
    def longest(self) -> int:
        """Speech tokens that the text takes at most."""
        text = self.utterance.text
        longest_s = weight(text) / _SLOWEST + _GRACE_S * (1 + text.count("["))
        return math.ceil(longest_s * TOKENS_PER_S)

    @property
    def limit(self) -> int:
        """Speech tokens by which it must have ended."""
        return min(self.options.max_length, self.longest)

    def seed(self, purpose: str) -> int:
        """Of another stream of numbers than the utterance's seed itself stands for: that is for the first draw."""
        return int.from_bytes(sha256(f"{self.utterance.seed} {purpose}".encode()).digest()[:8]) >> 1


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A task, and the draw that it ended with."""

    task: Task
    draw: Draw
    attempts: int

    @property
    def is_whole(self) -> bool:
        """Whether it came to an end, and is not nothing."""
        return self.draw.has_ended and len(self.draw.tokens) > 0

    def failure(self) -> EngineError:
        """What to tell of a draw that is not whole."""
        attempts = f"in {self.attempts} attempts: send another seed"
        if self.draw.has_ended:
            return EngineError(f"speech was over before it began {attempts}")
        longest_s = self.task.limit / TOKENS_PER_S
        longer = " or a larger max_length" if self.task.limit < self.task.longest else ""
        return EngineError(f"speech found no end within {longest_s:.1f} s {attempts}, a lower temperature{longer}")


class Attempts:
    """Draws tasks in batches of similar length."""

    def __init__(self, t3: T3, decoder: Decoder, max_rows: int) -> None:
        self._t3 = t3
        self._decoder = decoder
        self._max_rows = max_rows

    def draw(self, tasks: Sequence[Task], stop: Callable[[], bool]) -> list[Drawn]:
        """Each task's draw, in any order; without those that are not reached when `stop` becomes true."""
        drawn: list[Drawn] = []
        for batch in self._batches(tasks):
            drawn += in_parts(partial(self._draw_batch, stop=stop), batch)
            if stop():
                break
        return drawn

    def _batches(self, tasks: Sequence[Task]) -> Iterator[list[Task]]:
        ordered = sorted(tasks, key=lambda task: len(task.tokens.ids))
        for start in range(0, len(ordered), self._max_rows):
            yield ordered[start : start + self._max_rows]

    def _draw_batch(self, tasks: Sequence[Task], stop: Callable[[], bool]) -> list[Drawn]:
        drawn: dict[int, Drawn] = {}
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            again = [task for task in tasks if task.index not in drawn or not drawn[task.index].is_whole]
            if not again or (drawn and stop()):
                break
            draws = self._draw_once(again, attempt, stop)
            drawn |= {task.index: Drawn(task, draw, attempt) for task, draw in zip(again, draws, strict=True)}
        return [drawn[task.index] for task in tasks]

    def _draw_once(self, tasks: Sequence[Task], attempt: int, stop: Callable[[], bool]) -> list[Draw]:
        rows = [(self._row(task, attempt), isinstance(task.options, Rehearsal)) for task in tasks]
        for row, is_rehearsed in rows:
            if is_rehearsed:
                self._decoder.rehearse(row)
        draws = iter(self._decoder.draw([row for row, is_rehearsed in rows if not is_rehearsed], stop))
        return [_REHEARSED if is_rehearsed else next(draws) for _, is_rehearsed in rows]

    def _row(self, task: Task, attempt: int) -> Row:
        options = task.options
        exaggeration, guidance, min_p = 0.5, 0.0, 0.0
        if isinstance(options, GuidedOptions):
            exaggeration, guidance, min_p = options.exaggeration, options.cfg_weight, options.min_p
        top_k = options.top_k if isinstance(options, TurboOptions) else 0
        knobs = Knobs(options.temperature, options.repetition_penalty, options.top_p, min_p, top_k)
        prompt = self._t3.prompt(task.voice, task.tokens.ids, exaggeration)
        seed = task.utterance.seed if attempt == 1 else task.seed(f"attempt {attempt}")
        limit = LONGEST if isinstance(options, Rehearsal) else task.limit
        return Row(prompt, knobs, guidance, seed, limit)
