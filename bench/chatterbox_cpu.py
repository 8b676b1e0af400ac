"""What the engine claims on a CPU, part by part against upstream: speech tokens, sound, watermark."""

import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from functools import partial
from typing import Final

import torch  # noqa: TID251 - sounds and tokens are tensors

from bench.chatterbox_cpu_time import CpuTurns, take_cpu_turns, threads
from bench.chatterbox_drawing import Drawn, Ours, Theirs
from bench.chatterbox_model import Model
from bench.chatterbox_work import SENTENCES, Effort, clip
from bench.report import Figure, at_least, measured
from bench.turns import Run
from models.chatterbox.packages import PerthImplicitWatermarker
from models.chatterbox.sound import SoundMaker, SoundRow
from models.chatterbox.voices import from_conditionals
from models.chatterbox.watermark import Watermark
from tests.upstream_chatterbox import sound

_ALONE: Final = 2.5
_TOGETHER: Final = 7.0
_NOT_SLOWER: Final = 1.0
_SEED: Final = 0
_CPU: Final = torch.device("cpu")


def tokens(model: Model, effort: Effort) -> Iterator[Figure]:
    """Drawing them."""
    drawn = Drawn(effort.n_tokens)
    ours, theirs = Ours(model, drawn), Theirs(model, drawn)
    runs = _counting(theirs.draw), _counting(partial(ours.draw, 1)), _counting(ours.draw)
    for count in effort.threads:
        with threads(count) as said:
            upstream, alone, together = take_cpu_turns(effort.rounds, *runs)
        if not upstream.work == alone.work == together.work:
            raise RuntimeError("the sides drew different numbers of tokens")
        name = (
            f"CPU, {said}, {model.build.name}: {len(SENTENCES)} sentences of {effort.n_tokens} tokens, "
            f"upstream's `T3.inference` ({_seconds(upstream)}) ÷ ours"
        )
        yield _times(f"{name}, one by one ({_seconds(alone)})", upstream, alone, _ALONE)
        yield _times(f"{name}, in a batch ({_seconds(together)})", upstream, together, _TOGETHER)


def sounds(model: Model, effort: Effort) -> Iterator[Figure]:
    """Making speech of tokens, 25 a second."""
    upstream = model.upstream()
    row = SoundRow(torch.randint(6561, (effort.speech_tokens,)), from_conditionals(upstream.conds), _SEED)
    maker = SoundMaker(model.upstream().s3gen, is_batched=False)

    def ours() -> int:
        return len(maker.decode([row], effort.n_steps, lambda: False)[0])

    def theirs() -> int:
        return len(sound(upstream.s3gen, row.tokens, upstream.conds.gen, seed=_SEED, n_steps=effort.n_steps))

    for count in effort.threads:
        with threads(count) as said:
            taken, mine = take_cpu_turns(effort.rounds, theirs, ours)
        name = (
            f"CPU, {said}, {model.build.name}, {effort.n_steps} steps: {effort.speech_tokens} tokens behind "
            f"{model.build.reference_tokens} of reference, upstream's `S3Gen.inference` ({_seconds(taken)}) "
            f"÷ `SoundMaker` ({_seconds(mine)})"
        )
        yield _times(name, taken, mine, _NOT_SLOWER)


def marks(effort: Effort) -> Iterator[Figure]:
    """Marking 10 s of speech, with the published weights."""
    # It prints that it is loaded.
    with redirect_stdout(io.StringIO()):
        upstream = PerthImplicitWatermarker()
    ours = Watermark.load(_CPU)
    speech = clip()
    samples = torch.from_numpy(speech.samples)

    def theirs() -> int:
        return len(upstream.apply_watermark(speech.samples, sample_rate=speech.sample_rate))

    for count in effort.threads:
        with threads(count) as said:
            taken, mine = take_cpu_turns(effort.rounds, theirs, lambda: len(ours.mark(samples)))
        name = f"CPU, {said}, watermark of {speech.duration_s:.0f} s: "
        name += f"upstream's ({_seconds(taken)}) ÷ ours ({_seconds(mine)})"
        yield measured(name, taken.seconds / mine.seconds, " ×")


def _counting(draw: Callable[[], list[torch.Tensor]]) -> Run:
    return lambda: sum(map(len, draw()))


def _times(name: str, theirs: CpuTurns, ours: CpuTurns, least: float) -> Figure:
    return at_least(name, theirs.seconds / ours.seconds, least, " ×")


def _seconds(turns: CpuTurns) -> str:
    return f"{turns.seconds:.2f} CPU-s"
