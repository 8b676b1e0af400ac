"""One lock per key, for as long as anybody holds or awaits it."""

import asyncio
from collections.abc import Hashable
from weakref import WeakValueDictionary


class KeyedLocks:
    """`async with locks(key)` lets one task at a time work on a key. For one event loop."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    def __call__(self, key: Hashable) -> asyncio.Lock:
        """The key's lock; it is forgotten when nobody refers to it."""
        return self._locks.setdefault(key, asyncio.Lock())
