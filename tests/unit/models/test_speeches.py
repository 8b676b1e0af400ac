"""What an engine made of a batch, for those who need all of it."""

import numpy as np
import pytest

from models.engine import EngineBroken, EngineError, Speech
from models.speeches import speeches
from speech.audio import Audio

ONE, TWO = (Speech(Audio(np.full(n, 0.1, np.float32), 24_000)) for n in (1, 2))


def test_all_that_was_spoken_is_given_in_order() -> None:
    """Without an error it is what the engine gave."""
    assert [ONE, TWO] == speeches([ONE, TWO])
    assert [] == speeches([])


def test_the_first_error_is_raised() -> None:
    """An error among the speeches is raised as it is, the first one where there are several."""
    with pytest.raises(EngineBroken, match="for good"):
        speeches([ONE, EngineBroken("broken for good"), EngineError("later"), TWO])
