"""Encoded voices, kept in memory."""

from collections.abc import Awaitable, Callable

from cachetools import LRUCache

from models.engine import Engine, VoiceState
from worker.locks import KeyedLocks


class VoiceStates:
    """Encoded voices by engine and clip hash, bounded in bytes: the least recently used go first."""

    def __init__(self, max_bytes: int) -> None:
        self._states: LRUCache[tuple[str, str], VoiceState] = LRUCache(max_bytes, lambda state: state.size_bytes)
        self._locks = KeyedLocks()

    async def get(self, engine: Engine, sha256: str, encode: Callable[[], Awaitable[VoiceState]]) -> VoiceState:
        """The voice of this clip for this engine: encoded once, also when many ask at the same time."""
        key = (engine.name, sha256)
        async with self._locks(key):
            state = self._states.get(key)
            if state is None:
                state = await encode()
                if state.size_bytes <= self._states.maxsize:
                    self._states[key] = state
            return state
