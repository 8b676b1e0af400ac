"""Spoken audio and its subtitles."""

from datetime import datetime
from typing import IO
from uuid import uuid4

from storage.objects import ObjectStore


class Outputs:
    """Files at `outputs/{yyyy}/{mm}/{dd}/{job_id}/{attempt}.{suffix}`. Methods block and raise StorageError.

    Each attempt at a job has files of its own: one that fails takes nothing from one that succeeds on another worker.
    """

    def __init__(self, store: ObjectStore, ttl_s: int) -> None:
        self._store = store
        self.ttl_s = ttl_s
        self.signs = store.signs

    def key(self, job_id: str, day: datetime, attempt: str, suffix: str) -> str:
        """Where an attempt's file lies; the day is that of its acceptance."""
        return f"outputs/{day:%Y/%m/%d}/{job_id}/{attempt}.{suffix}"

    def put(self, key: str, data: bytes | IO[bytes], content_type: str) -> None:
        """Store a file."""
        self._store.put(key, data, content_type)

    def exists(self, key: str) -> bool:
        """Whether the file is still kept: a bucket may expire its objects."""
        return self._store.exists(key)

    def delete(self, key: str) -> None:
        """Remove a file; a missing one is no error."""
        self._store.delete(key)

    def sign(self, key: str) -> str:
        """A URL that reads the file for the next `ttl_s` seconds."""
        return self._store.sign(key, self.ttl_s)

    def check(self) -> None:
        """Write, read and remove a file. Raises StorageError when one of them isn't allowed or possible."""
        key = f"outputs/check-{uuid4().hex}"
        self._store.put(key, b"ok", "text/plain")
        try:
            self._store.get(key)
        finally:
            self._store.delete(key)
