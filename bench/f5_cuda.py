"""How fast the engine speaks on CUDA, against upstream, with and without graphs.

Runs on a CPU, too, with a tiny model: that shows that this file works.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from bench.f5_ours import Ours
from bench.f5_work import CHUNKS, JOBS, SENTENCE, Size
from bench.report import Figure, at_least, measured, not_measured
from bench.turns import Run, Turns, take_turns
from bench.upstream_f5 import Upstream
from models.f5.reference import FRAMES_PER_S


@dataclass(frozen=True, slots=True)
class _Work:
    """What is asked for, and how many times as fast as by upstream it is to be done."""

    name: str
    texts: Sequence[str]
    are_jobs: bool
    """Whether the texts are sent apart; otherwise they are the chunks of one text."""
    least: float


_STEPS: Final = 32
"""Upstream's default."""
_FEW_STEPS: Final = 16
"""Of the published real-time factors."""
_LONG_S: Final = 10.0
_WAYS: Final = {"launched one by one": False, "replayed as CUDA graphs": True}
"""Our operations, and whether that takes graphs."""
_WORKS: Final = (
    _Work("one sentence", [SENTENCE], are_jobs=False, least=2.0),
    _Work(f"a text of {len(CHUNKS)} chunks", CHUNKS, are_jobs=False, least=4.0),
    _Work(f"{len(JOBS)} jobs at once", JOBS, are_jobs=True, least=8.0),
)
_PUBLISHED: Final = {1: "PyTorch 0.147, TensorRT-LLM 0.040", len(JOBS): "TensorRT-LLM 0.039, 2 at once"}
"""Utterances at once, and what upstream publishes for an L20, in its runtime/triton_trtllm."""
_FIRST: Final = f"CUDA, nfe {_STEPS}: a first batch of {len(JOBS)} sentences, for which a graph is recorded"


def unmeasured() -> list[Figure]:
    """The figures, where there is no CUDA."""
    speeds = [not_measured(_speed(work, way), f"≥ {work.least:g} ×") for work in _WORKS for way in _WAYS]
    factors = [not_measured(_factor(count, way)) for count in _PUBLISHED for way in _WAYS]
    return [not_measured(_FIRST), *speeds, *factors]


def measure(size: Size, files: Mapping[str, Path]) -> Iterator[Figure]:
    """Each side chooses the device itself: CUDA where there is one."""
    upstream, ours = Upstream(files), {way: Ours(files, cuda_graphs=graphs) for way, graphs in _WAYS.items()}
    n_steps = min(_STEPS, size.most_steps)
    *_, recording = [take_turns(1, partial(side.speak, JOBS, n_steps))[0] for side in ours.values()]
    yield measured(_FIRST, recording.seconds, " s")
    for work in _WORKS:
        yield from _speeds(size, work, upstream, ours)
    for count in _PUBLISHED:
        yield from _factors(size, count, ours)


def _speeds(size: Size, work: _Work, upstream: Upstream, ours: Mapping[str, Ours]) -> Iterator[Figure]:
    """Against the faster of upstream's ways."""
    n_steps = min(_STEPS, size.most_steps)
    theirs = _their_runs(work, upstream, n_steps)
    took = _take_warm_turns(size, [*theirs, *(partial(side.speak, work.texts, n_steps) for side in ours.values())])
    best = min(took[: len(theirs)], key=lambda turns: turns.seconds)
    for way, turns in zip(ours, took[len(theirs) :], strict=True):
        name = f"{_speed(work, way)} ({_described(best)} ÷ {_described(turns)})"
        yield at_least(name, best.seconds / turns.seconds, work.least, " ×")


def _their_runs(work: _Work, upstream: Upstream, n_steps: int) -> list[Run]:
    """Upstream has no way to take jobs together: one after the other, or each in a thread."""
    if work.are_jobs:
        return [partial(speak, work.texts, n_steps) for speak in (upstream.speak_in_turn, upstream.speak_at_once)]
    return [partial(upstream.speak, " ".join(work.texts), n_steps)]


def _factors(size: Size, count: int, ours: Mapping[str, Ours]) -> Iterator[Figure]:
    texts, n_steps = [CHUNKS[1]] * count, min(_FEW_STEPS, size.most_steps)
    runs: list[Run] = [partial(side.speak, texts, n_steps, duration_s=_LONG_S) for side in ours.values()]
    for way, turns in zip(ours, _take_warm_turns(size, runs), strict=True):
        yield measured(_factor(count, way), turns.seconds / (turns.work / FRAMES_PER_S), digits=4)


def _take_warm_turns(size: Size, runs: Sequence[Run]) -> list[Turns]:
    for run in runs:
        run()
    return take_turns(size.rounds, *runs)


def _speed(work: _Work, way: str) -> str:
    return f"CUDA, nfe {_STEPS}, {work.name}: upstream's `infer_process` ÷ `speak`, {way}"


def _factor(count: int, way: str) -> str:
    utterances = f"{count} utterances of {_LONG_S:g} s at once" if count > 1 else f"an utterance of {_LONG_S:g} s"
    return f"CUDA, nfe {_FEW_STEPS}, {utterances}, {way}: real-time factor (published, L20: {_PUBLISHED[count]})"


def _described(turns: Turns) -> str:
    return f"{turns.seconds:.2f} s for {turns.work / FRAMES_PER_S:.0f} s of speech"
