"""The two ways of walking: the same states, whatever was walked before."""

from collections.abc import Callable, Sequence
from typing import Final

import pytest
import torch
from torch import Tensor

from models.f5.network import Conditions, Network
from models.f5.packages import DiT
from models.f5.steps import PlainWalk, RecordedWalk, Walk
from tests.f5_rows import assert_same, random_row

TIMES: Final = torch.linspace(0, 1, 5)
FIRST: Final = ((12, 8, 30), (25, 10, 64))
"""References, tokens and frames of the rows of one batch."""
SAME_SHAPE: Final = ((40, 5, 64), (3, 12, 50))
OTHER_SHAPES: Final = (((12, 8, 30),), ((12, 8, 30), (9, 9, 40)), ((12, 8, 64), (25, 10, 64)))
"""Fewer rows, fewer frames, no padding."""


class _Scene:
    """A batch, and its walk."""

    def __init__(self, network: Network, shapes: Sequence[tuple[int, int, int]], guidance: float = 2.0) -> None:
        rows = [random_row(*shape, seed=sum(shape), guidance=guidance).conditions for shape in shapes]
        self.network = network
        self.conditions: Conditions = network.conditions(rows)
        self.state = torch.randn(len(rows), max(row.n_frames for row in rows), 100, generator=torch.Generator())
        self.is_guided = guidance > 0

    def walk(self, walk: Walk, stop: Callable[[], bool] = lambda: False) -> Tensor:
        """The last state."""
        steps = zip(TIMES.diff(), self.network.modulations(TIMES[:-1]), strict=True)
        with torch.inference_mode():
            return walk(self.state, steps, self.conditions, is_guided=self.is_guided, stop=stop)


@pytest.fixture
def network(transformer: DiT) -> Network:
    """A network."""
    return Network(transformer)


def _stop_after(n_steps: int) -> Callable[[], bool]:
    answers = [False] * n_steps
    return lambda: not answers or answers.pop()


@pytest.mark.parametrize("guidance", [2.0, 0.0])
@pytest.mark.parametrize("shapes", [FIRST, *OTHER_SHAPES], ids=str)
def test_both_walks_end_in_one_place(network: Network, shapes: Sequence[tuple[int, int, int]], guidance: float) -> None:
    """A recorded step does what a plain one does, guided or not, with or without padding."""
    scene = _Scene(network, shapes, guidance)

    assert_same([scene.walk(PlainWalk(network))], [scene.walk(RecordedWalk(network))])


def test_what_was_recorded_serves_other_batches(network: Network) -> None:
    """Batches of one shape and of others, in turn: each ends where it would alone, and not where the one before did."""
    scenes = [_Scene(network, shapes) for shapes in (FIRST, SAME_SHAPE, *OTHER_SHAPES, FIRST, SAME_SHAPE)]
    expected = [scene.walk(PlainWalk(network)) for scene in scenes]
    recorded = RecordedWalk(network)

    assert_same(expected, [scene.walk(recorded) for scene in scenes])
    assert float((expected[0] - expected[1]).abs().max()) > 0.1


def test_results_stay_when_the_buffers_are_used_again(network: Network) -> None:
    """What one batch got is its own: the next batch of the same shape does not write into it."""
    recorded = RecordedWalk(network)
    first = _Scene(network, FIRST).walk(recorded)
    kept = first.clone()
    _Scene(network, SAME_SHAPE).walk(recorded)

    assert torch.equal(kept, first)


@pytest.mark.parametrize("n_steps", [0, 1, 3, 4])
@pytest.mark.parametrize("walk", [PlainWalk, RecordedWalk])
def test_a_stopped_walk_is_where_it_was(network: Network, walk: Callable[[Network], Walk], n_steps: int) -> None:
    """A walk that is stopped at step k gives the state behind k steps of its own batch, the first step included."""
    used = walk(network)
    _Scene(network, SAME_SHAPE).walk(used)
    scene = _Scene(network, FIRST)

    expected = scene.state
    steps = zip(TIMES.diff(), network.modulations(TIMES[:-1]), strict=True)
    for length, modulation in list(steps)[:n_steps]:
        expected = expected + length * network.velocity(expected, modulation, scene.conditions, is_guided=True)

    assert_same([expected], [scene.walk(used, _stop_after(n_steps))])


@pytest.mark.parametrize("walk", [PlainWalk, RecordedWalk])
def test_another_state_under_the_same_conditions(network: Network, walk: Callable[[Network], Walk]) -> None:
    """Conditions that are walked twice, from two states, lead to two places."""
    used = walk(network)
    scene = _Scene(network, FIRST)
    scene.walk(used)
    scene.state = scene.state.flip(1)

    assert_same([scene.walk(PlainWalk(network))], [scene.walk(used)])
