"""When each character of a text is spoken, as T3's own attention has it.

A second source beside the acoustic aligner: the model looks at what it is about to say. Not measured on real weights.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.chatterbox.rates import TOKENS_PER_S

_STEP_S: Final = 1 / TOKENS_PER_S
_LEAST: Final = 1e-6
"""Share of attention under which nothing is told apart."""


def character_times(attention: NDArray[np.float32], starts: tuple[int, ...], n_characters: int) -> NDArray[np.float32]:
    """Seconds at which each character begins, (n_characters,) float32, never falling.

    `attention` is (n_steps, n_text), for each speech token the text's tokens' shares; `starts` are the characters at
    which those begin, never falling, -1 for what stands before the text. What is never reached begins at the end.
    """
    path = _path(attention)
    token_times = np.searchsorted(path, np.arange(len(starts)), side="left") * _STEP_S
    # Of the tokens that a character became, the first.
    begun = np.asarray(starts)[(np.searchsorted(starts, np.arange(n_characters), side="right") - 1).clip(min=0)]
    times: NDArray[np.float32] = token_times[np.searchsorted(starts, begun, side="left")].astype(np.float32)
    return times


def _path(attention: NDArray[np.float32]) -> NDArray[np.int64]:
    """The text's token at each step: of all paths that never go back, the one that is looked at most (Viterbi's)."""
    scores = np.log(np.maximum(attention, _LEAST, dtype=np.float64))
    n_steps, n_text = scores.shape
    came_from = np.zeros((n_steps, n_text), np.int64)
    best = scores[0] if n_steps else np.zeros(n_text)
    for step in range(1, n_steps):
        highest = np.maximum.accumulate(best)
        # Where the running maximum was last reached for the first time: the later of equal ones is not preferred.
        rises = np.concatenate([[True], highest[1:] > highest[:-1]])
        came_from[step] = np.maximum.accumulate(np.where(rises, np.arange(n_text), 0))
        best = highest + scores[step]
    path = np.zeros(n_steps, np.int64)
    if n_steps:
        path[-1] = int(best.argmax())
    for step in range(n_steps - 1, 0, -1):
        path[step - 1] = came_from[step, path[step]]
    return path
