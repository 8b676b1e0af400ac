"""The search: against every path there is, on emissions whose spans are known, and at its limits."""

import math
from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.trellis import LabelPath, LogLikelihoods, best_path, frames_needed

BLANK = 0


def _emissions(shape: tuple[int, int], seed: int) -> LogLikelihoods:
    return np.log(np.random.default_rng(seed).dirichlet(np.ones(shape[1]), shape[0])).astype(np.float32)


def _read(frames: tuple[int, ...]) -> list[int]:
    """What frames spell: repeats are one, blanks are nothing."""
    return [label for label, _ in groupby(frames) if label != BLANK]


def _frames(path: LabelPath, labels: list[int], n_frames: int) -> tuple[int, ...]:
    """The label of each frame."""
    frames = [BLANK] * n_frames
    for label, first, last in zip(labels, path.first_frames, path.last_frames, strict=True):
        frames[first : last + 1] = [label] * (last + 1 - first)
    return tuple(frames)


def _log_likelihood(emissions: LogLikelihoods, frames: tuple[int, ...]) -> float:
    return math.fsum(emissions[index, label] for index, label in enumerate(frames))


CASES = st.tuples(
    st.integers(1, 7), st.lists(st.integers(1, 2), min_size=1, max_size=4), st.integers(0, 10_000)
).filter(lambda case: case[0] >= frames_needed(case[1]))


@given(CASES)
def test_no_path_is_likelier(case: tuple[int, list[int], int]) -> None:
    """The path spells the labels, has the likelihood that it says, and none of all paths that spell them has more."""
    n_frames, labels, seed = case
    emissions = _emissions((n_frames, 3), seed)

    path = best_path(emissions, labels, BLANK)

    frames = _frames(path, labels, n_frames)
    paths = [way for way in product(range(3), repeat=n_frames) if _read(way) == labels]
    assert labels == _read(frames)
    assert pytest.approx(_log_likelihood(emissions, frames), abs=1e-5) == path.log_likelihood
    assert pytest.approx(max(_log_likelihood(emissions, way) for way in paths), abs=1e-5) == path.log_likelihood


@given(
    labels=st.lists(st.integers(1, 5), min_size=1, max_size=60),
    lengths=st.lists(st.integers(1, 4), min_size=60, max_size=60),
    pauses=st.lists(st.integers(0, 3), min_size=61, max_size=61),
)
def test_known_spans_come_back(labels: list[int], lengths: list[int], pauses: list[int]) -> None:
    """Labels written into noisy frames are found in exactly those frames, next to each other or with blanks between."""
    frames = [BLANK] * pauses[0]
    first_frames, last_frames = [], []
    for label, length, pause, following in zip(labels, lengths, pauses[1:], [*labels[1:], None], strict=False):
        first_frames.append(len(frames))
        last_frames.append(len(frames) + length - 1)
        frames += [label] * length + [BLANK] * max(pause, label == following)
    emissions = _emissions((len(frames), 6), seed=len(frames)) - 20
    emissions[np.arange(len(frames)), frames] += 20

    path = best_path(emissions, labels, BLANK)

    assert first_frames == path.first_frames.tolist()
    assert last_frames == path.last_frames.tolist()


@pytest.mark.parametrize("labels", [[1], [1, 2], [1, 1], [2, 2, 2], [1, 2, 2, 1]], ids=str)
def test_the_fewest_frames_are_enough(labels: list[int]) -> None:
    """As many frames as are needed spell the labels, a blank between two equal ones; one fewer is a ValueError."""
    needed = frames_needed(labels)
    path = best_path(_emissions((needed, 3), 0), labels, BLANK)

    assert labels == _read(_frames(path, labels, needed))
    with pytest.raises(ValueError, match="cannot spell"):
        best_path(_emissions((needed - 1, 3), 0), labels, BLANK)


@pytest.mark.parametrize("labels", [[], [1, BLANK, 2]], ids=["none", "blank"])
def test_labels_are_labels(labels: list[int]) -> None:
    """No label at all, and the blank as a label, are a ValueError."""
    with pytest.raises(ValueError, match="a path needs labels"):
        best_path(_emissions((9, 3), 0), labels, BLANK)


def test_equal_likelihoods_give_one_answer() -> None:
    """Where all paths are equally likely the answer is the same each time, and still spells the labels."""
    emissions = np.full((40, 3), -1, np.float32)
    first, second = (best_path(emissions, [1, 2, 2], BLANK) for _ in range(2))

    assert first.first_frames.tolist() == second.first_frames.tolist()
    assert [1, 2, 2] == _read(_frames(first, [1, 2, 2], 40))


def test_other_labels_are_less_likely() -> None:
    """Labels in another order have a far less likely best path than those that were written."""
    frames = [1, 0, 2, 0, 3, 3, 0, 1]
    emissions = np.full((len(frames), 4), -8, np.float32)
    emissions[np.arange(len(frames)), frames] = 0

    assert best_path(emissions, [1, 2, 3, 1], BLANK).log_likelihood == 0
    assert best_path(emissions, [1, 3, 2, 1], BLANK).log_likelihood <= -16
