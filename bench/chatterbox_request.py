"""A further request with a voice that is known, from text to marked sound, against upstream, which encodes its clip."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from bench.chatterbox_cpu_time import CpuTurns, take_cpu_turns, threads
from bench.chatterbox_model import Model
from bench.chatterbox_shares import OURS, THEIRS, Watched
from bench.chatterbox_speaking import Ours, Theirs
from bench.chatterbox_work import Effort
from bench.report import Figure, at_least
from models.chatterbox.rates import SAMPLE_RATE

LEAST: Final = 2.0


def measure(model: Model, clip_path: Path, text: str, effort: Effort) -> Iterator[Figure]:
    """On a CPU."""
    ours, theirs = Ours(model), Theirs(model)
    for count in effort.threads:
        speak_theirs = Watched(partial(theirs.speak_as, clip_path, [text]), THEIRS, model.device)
        speak_ours = Watched(partial(ours.speak, [text], is_clips=True), OURS, model.device)
        with threads(count) as said:
            taken, mine = take_cpu_turns(effort.rounds, speak_theirs, speak_ours)
        name = (
            f"CPU, {said}, {model.build.name}, a further request, {len(text)} letters, a second of speech: "
            f"upstream's `generate` with its clip ({_cost(taken):.2f} CPU-s: {speak_theirs.shares}) "
            f"÷ `speak` ({_cost(mine):.2f} CPU-s: {speak_ours.shares})"
        )
        yield at_least(name, _cost(taken) / _cost(mine), LEAST, " ×")


def _cost(turns: CpuTurns) -> float:
    """CPU-seconds of a second of speech: lengths differ by a few tokens."""
    return turns.seconds / (turns.work / SAMPLE_RATE)
