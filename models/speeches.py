"""What an engine made of a batch, for those who need all of it."""

from collections.abc import Sequence

from models.engine import EngineError, Speech


def speeches(spoken: Sequence[Speech | EngineError]) -> list[Speech]:
    """What `Engine.speak` gave, in order. Raises the first error in it."""
    made = []
    for speech in spoken:
        if isinstance(speech, EngineError):
            raise speech
        made.append(speech)
    return made
