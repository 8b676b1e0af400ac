"""A further request with a voice that is known, from text to marked sound, against upstream, which encodes its clip."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from bench.chatterbox_cpu_time import CpuTurns, take_cpu_turns, threads
from bench.chatterbox_model import Model
from bench.chatterbox_shares import OURS, THEIRS, shares
from bench.chatterbox_speaking import Ours, Theirs
from bench.chatterbox_work import SENTENCE, Effort
from bench.report import Figure, at_least
from models.chatterbox.synthesis import SAMPLE_RATE

LEAST: Final = 2.0


def measure(model: Model, clip_path: Path, effort: Effort) -> Iterator[Figure]:
    """On a CPU."""
    ours, theirs = Ours(model), Theirs(model)
    speak_ours = partial(ours.speak, [SENTENCE], is_clips=True)
    speak_theirs = partial(theirs.speak_as, clip_path, [SENTENCE])
    for count in effort.threads:
        with threads(count) as said:
            taken, mine = take_cpu_turns(effort.rounds, speak_theirs, speak_ours)
            their_shares = shares(speak_theirs, THEIRS, model.device)
            our_shares = shares(speak_ours, OURS, model.device)
        name = (
            f"CPU, {said}, {model.build.name}, a further request, a second of speech: "
            f"upstream's `generate` with its clip ({_cost(taken):.3f} CPU-s: {their_shares}) "
            f"÷ `speak` ({_cost(mine):.3f} CPU-s: {our_shares})"
        )
        yield at_least(name, _cost(taken) / _cost(mine), LEAST, " ×")


def _cost(turns: CpuTurns) -> float:
    """CPU-seconds of a second of speech: lengths differ by a few tokens."""
    return turns.seconds / (turns.work / SAMPLE_RATE)
