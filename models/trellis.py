"""The most likely way through a CTC model's frames that spells a known sequence of labels: exact Viterbi search."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

LogLikelihoods: TypeAlias = NDArray[np.float32]
"""Of each label in each frame, shape (n_frames, n_vocabulary), finite."""

STEP: Final = 1
"""From a label to the blank behind it, or from a blank to the label behind it."""
SKIP: Final = 2
"""From a label to the next one, over the blank between them."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelPath:
    """Which frames spell which label; the frames between labels are blank."""

    first_frames: NDArray[np.intp]
    """Of each label, shape (n_labels,)."""
    last_frames: NDArray[np.intp]
    """Of each label, shape (n_labels,); that frame included."""
    log_likelihood: float
    """Of the whole path: the sum over all frames."""


def frames_needed(labels: Sequence[int]) -> int:
    """The fewest frames that can spell the labels: one each, and a blank between two equal ones."""
    return len(labels) + sum(label == following for label, following in pairwise(labels))


def best_path(log_likelihoods: LogLikelihoods, labels: Sequence[int], blank: int) -> LabelPath:
    """The likeliest path that spells the labels, in time and memory of frames times labels.

    Takes 2 * n_labels + 1 bytes a frame beside its input. Raises ValueError where there is no label, one of them is the
    blank, or there are fewer frames than `frames_needed`.
    """
    if not labels or blank in labels:
        raise ValueError("a path needs labels, and none of them may be the blank")
    if len(log_likelihoods) < frames_needed(labels):
        raise ValueError(f"{len(log_likelihoods)} frames cannot spell {len(labels)} labels")
    states = np.full(2 * len(labels) + 1, blank)  # blank, label, blank, …, label, blank
    states[1::2] = labels
    moves, scores = _search(log_likelihoods, states)
    last_state = len(states) - 1 if scores[-1] > scores[-2] else len(states) - 2
    visited = _trace(moves, last_state)
    spelling = np.arange(1, len(states), 2)
    # States never go back, and none of a label is ever skipped: a search finds where each begins and ends.
    return LabelPath(
        np.searchsorted(visited, spelling, "left"),
        np.searchsorted(visited, spelling, "right") - 1,
        float(scores[last_state]),
    )


def _search(log_likelihoods: LogLikelihoods, states: NDArray[np.intp]) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The best way into each state at each frame, shape (n_frames, n_states); each state's score at the end."""
    scores = np.full(len(states) + 2, -np.inf)  # two states before the first, never reached, to be come from
    scores[2:4] = log_likelihoods[0, states[:2]]
    stay, step, skip = scores[2:], scores[1:-1], scores[:-2]
    no_skip = np.where(_may_be_skipped_to(states), 0.0, -np.inf)
    moves = np.zeros((len(log_likelihoods), len(states)), np.uint8)
    for frame, move in zip(log_likelihoods[1:], moves[1:], strict=True):
        skipped = skip + no_skip
        best = np.maximum(stay, step)
        np.greater(step, stay, out=move, casting="unsafe")  # STEP where true
        move[skipped > best] = SKIP
        np.maximum(best, skipped, out=best)
        np.add(best, frame[states], out=stay)
    return moves, stay


def _may_be_skipped_to(states: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether a state may follow the last but one: a label that differs from the label before."""
    skippable = np.zeros(len(states), np.bool_)
    skippable[3::2] = states[3::2] != states[1:-2:2]
    return skippable


def _trace(moves: NDArray[np.uint8], last_state: int) -> NDArray[np.intp]:
    """The state at each frame, from the state at the end."""
    visited = np.empty(len(moves), np.intp)
    state = last_state
    for frame in range(len(moves) - 1, -1, -1):
        visited[frame] = state
        state -= int(moves[frame, state])
    return visited
