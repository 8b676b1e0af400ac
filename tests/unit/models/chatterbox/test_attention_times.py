"""Times of characters: the path through the attention that is looked at most, and never goes back."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.chatterbox.attention_times import character_times


def _looks(path: list[int], n_text: int, share: float = 0.8) -> NDArray[np.float32]:
    """Attention that looks at one token a step."""
    attention = np.full((len(path), n_text), (1 - share) / n_text, np.float32)
    attention[np.arange(len(path)), path] += share
    return attention


def test_a_character_begins_where_it_is_first_looked_at() -> None:
    """One token a character, each looked at for some steps of 40 ms."""
    times = character_times(_looks([0, 0, 0, 1, 2, 2], 3), (0, 1, 2), 3)

    assert np.float32 == times.dtype
    assert [0.0, 0.12, 0.16] == pytest.approx(times.tolist())


def test_characters_of_a_token_begin_together() -> None:
    """And those before the first token with it."""
    times = character_times(_looks([0, 0, 1, 1], 2), (1, 4), 6)

    assert [0.0] * 4 + [0.08] * 2 == pytest.approx(times.tolist())


def test_a_character_of_several_tokens_begins_with_the_first() -> None:
    """A syllable's letters, a Cangjie code; the language's tag, which stands before the text, is none of them."""
    times = character_times(_looks([0, 1, 2, 3, 4, 5, 6], 7), (-1, 0, 0, 0, 1, 1, 1), 2)

    assert [0.04, 0.16] == pytest.approx(times.tolist())


def test_a_token_that_is_passed_over_begins_with_the_next() -> None:
    """Spaces are often not looked at."""
    times = character_times(_looks([0, 0, 2, 2], 3), (0, 1, 2), 3)

    assert [0.0, 0.08, 0.08] == pytest.approx(times.tolist())


def test_what_is_never_reached_begins_at_the_end() -> None:
    """Speech that ends early leaves no times in the middle for what was not said."""
    times = character_times(_looks([0, 1, 1], 4), (0, 1, 2, 3), 4)

    assert [0.0, 0.04, 0.12, 0.12] == pytest.approx(times.tolist())


def test_a_glance_back_moves_nothing() -> None:
    """A model that looks ahead or back for one step is where it was; the step's largest share alone would jump."""
    steady = character_times(_looks([0, 0, 1, 1, 1, 1, 1, 2, 2], 4), (0, 1, 2, 3), 4)
    glancing = character_times(_looks([0, 0, 1, 1, 0, 1, 1, 2, 2], 4), (0, 1, 2, 3), 4)

    assert np.array_equal(steady, glancing)


def test_nothing_was_drawn() -> None:
    """No step at all gives zeros."""
    assert [0.0, 0.0] == character_times(np.zeros((0, 2), np.float32), (0, 1), 2).tolist()


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_no_path_that_never_goes_back_is_looked_at_more(n_steps: int, n_text: int, seed: int) -> None:
    """The best of all paths, counted out; times never fall."""
    attention = np.random.default_rng(seed).dirichlet(np.ones(n_text), n_steps).astype(np.float32)
    times = character_times(attention, tuple(range(n_text)), n_text)
    starts = np.rint(times / 0.04).astype(int)
    path = [int(np.flatnonzero(starts <= step)[-1]) if (starts <= step).any() else 0 for step in range(n_steps)]
    scores = {
        each: sum(np.log(attention[step, token].astype(float)) for step, token in enumerate(each))
        for each in itertools.combinations_with_replacement(range(n_text), n_steps)
    }

    assert max(scores.values()) == pytest.approx(scores[tuple(path)])
    assert (np.diff(times) >= 0).all()
