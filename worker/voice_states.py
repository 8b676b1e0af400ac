"""Encoded voices, kept in memory."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cachetools import LRUCache

from models.engine import Engine, VoiceState
from worker.locks import KeyedLocks


@dataclass(frozen=True, slots=True)
class Reference:
    """What a voice is made of: another transcript, or another language to read it in, makes another voice."""

    sha256: str
    """Of the clip."""
    transcript: str | None
    """As the caller gave it, or as it was heard at upload; None: to be heard."""
    language: str
    """Of the transcript, where there is one: a primary subtag."""


class VoiceStates:
    """Encoded voices by engine and reference, bounded in bytes: the least recently used go first."""

    def __init__(self, max_bytes: int) -> None:
        self._states: LRUCache[tuple[str, Reference], VoiceState] = LRUCache(max_bytes, lambda state: state.size_bytes)
        self._locks = KeyedLocks()

    async def get(
        self, engine: Engine, reference: Reference, encode: Callable[[], Awaitable[VoiceState]]
    ) -> VoiceState:
        """The voice of this reference for this engine: encoded once, also when many ask at the same time."""
        key = (engine.name, reference)
        async with self._locks(key):
            state = self._states.get(key)
            if state is None:
                state = await encode()
                if state.size_bytes <= self._states.maxsize:
                    self._states[key] = state
            return state
