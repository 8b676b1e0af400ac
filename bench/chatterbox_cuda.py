"""How fast the engine speaks on CUDA, against upstream, with and without graphs, and what that takes.

Runs on a CPU, too, with a tiny model: that shows that this file works.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from bench.chatterbox_model import Model
from bench.chatterbox_request import LEAST
from bench.chatterbox_shares import OURS, THEIRS, Watched
from bench.chatterbox_speaking import Ours, Theirs
from bench.chatterbox_work import JOBS, PASSAGES, SENTENCE, Effort
from bench.report import Figure, at_least, measured
from bench.turns import Turns, take_turns
from models.chatterbox.rates import SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class _Work:
    """What is asked for, and how many times as fast as by upstream it is to be done."""

    name: str
    texts: Sequence[str]
    least: float
    rounds: int
    """At most: upstream takes a minute for the jobs."""


_WAYS: Final = {"launched one by one": False, "replayed as CUDA graphs": True}
"""Our operations, and whether that takes graphs."""
_WORKS: Final = (
    _Work("one sentence", [SENTENCE], 2.0, 3),
    _Work(f"{len(PASSAGES)} passages of one to three sentences at once", PASSAGES, 6.0, 2),
    _Work(f"{len(JOBS)} jobs at once", JOBS, 10.0, 1),
)
_FIRST: Final = f"CUDA: a first batch of {len(JOBS)} sentences, for which graphs are recorded"
_AGAIN: Final = "CUDA, a further request, {}: seconds of speech a second ÷ those of upstream's `generate` with its clip"
_UPSTREAM: Final = "upstream, one of them"


def unmeasured() -> list[Figure]:
    """The figures, where there is no CUDA."""
    speeds = [without_gpu(_speed(work, way), f"≥ {work.least:g} ×") for work in _WORKS for way in _WAYS]
    again = [without_gpu(_AGAIN.format(way), f"≥ {LEAST:g} ×") for way in _WAYS]
    parts = [without_gpu(_parts(way)) for way in (_UPSTREAM, *_WAYS)]
    return [without_gpu(_FIRST), *speeds, *again, *parts]


def measure(model: Model, clip_path: Path, effort: Effort) -> Iterator[Figure]:
    """T3 in bf16 on CUDA, in fp32 on a CPU, as the engine chooses; upstream as it is: all in fp32."""
    theirs, ours = Theirs(model), {way: Ours(model, cuda_graphs=graphs) for way, graphs in _WAYS.items()}
    theirs.speak([SENTENCE])
    *_, recording = [take_turns(1, partial(side.speak, JOBS[: effort.n_texts]))[0] for side in ours.values()]
    yield measured(_FIRST, recording.seconds, " s")
    for work in _WORKS:
        yield from _speeds(work, effort, theirs, ours)
    yield from _again(clip_path, effort, theirs, ours)
    yield from _shares(model, effort, theirs, ours)


def _speeds(work: _Work, effort: Effort, theirs: Theirs, ours: Mapping[str, Ours]) -> Iterator[Figure]:
    texts = work.texts[: effort.n_texts]
    for side in ours.values():
        side.speak(texts)
    runs = [partial(theirs.speak, texts), *(partial(side.speak, texts) for side in ours.values())]
    taken, *mine = take_turns(min(work.rounds, effort.rounds), *runs)
    for way, turns in zip(ours, mine, strict=True):
        name = f"{_speed(work, way)} ({_rate(turns):.1f} ÷ {_rate(taken):.1f})"
        yield at_least(name, _rate(turns) / _rate(taken), work.least, " ×")


def _again(clip_path: Path, effort: Effort, theirs: Theirs, ours: Mapping[str, Ours]) -> Iterator[Figure]:
    runs = [
        partial(theirs.speak_as, clip_path, [SENTENCE]),
        *(partial(side.speak, [SENTENCE], is_clips=True) for side in ours.values()),
    ]
    for run in runs:
        run()
    taken, *mine = take_turns(effort.rounds, *runs)
    for way, turns in zip(ours, mine, strict=True):
        name = f"{_AGAIN.format(way)} ({_rate(turns):.1f} ÷ {_rate(taken):.1f})"
        yield at_least(name, _rate(turns) / _rate(taken), LEAST, " ×")


def _shares(model: Model, effort: Effort, theirs: Theirs, ours: Mapping[str, Ours]) -> Iterator[Figure]:
    texts = PASSAGES[: effort.n_texts]
    runs = {_UPSTREAM: Watched(partial(theirs.speak, texts[:1]), THEIRS, model.device)}
    runs |= {way: Watched(partial(side.speak, texts), OURS, model.device) for way, side in ours.items()}
    for way, run in runs.items():
        run()
        yield Figure(_parts(way), run.shares, "–", None)


def _speed(work: _Work, way: str) -> str:
    return f"CUDA, {work.name}, {way}: seconds of speech a second ÷ those of upstream's `generate` one by one"


def _parts(way: str) -> str:
    return f"CUDA, {len(PASSAGES)} passages, {way}: what takes the time"


def _rate(turns: Turns) -> float:
    """Seconds of speech a second: lengths differ by a few tokens."""
    return turns.work / SAMPLE_RATE / turns.seconds


def without_gpu(name: str, target: str = "–") -> Figure:
    """A figure that takes one."""
    return Figure(name, "not measured: no GPU", target, None)
