"""The object store that everything else is kept in, and its errors.

StorageError                 anything that a store refuses or cannot do
├── ObjectNotFound           no object has this key
├── ObjectExists             an exclusive put found the key taken
├── StorageDenied            the credentials are wrong or lack a permission
├── DamagedRecord            an object is there, but isn't what was stored
├── StorageUnavailable       no answer, or a server error, after bounded retries: worth trying again later
└── StorageNotConfigured     no bucket, no such bucket, no credentials
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import IO


class StorageError(Exception):
    """Anything that a store refuses or cannot do. The message names no key, path or secret."""


class ObjectNotFound(StorageError):
    """No object has this key."""


class ObjectExists(StorageError):
    """An exclusive put found the key taken."""


class DamagedRecord(StorageError):
    """An object is there, but it isn't what was stored."""


class StorageDenied(StorageError):
    """The credentials are wrong, or lack a permission."""


class StorageUnavailable(StorageError):
    """The store gave no answer, or a server error, after bounded retries."""


class StorageNotConfigured(StorageError):
    """No bucket, no such bucket, or no credentials."""


class ObjectStore(ABC):
    """Bytes under keys such as `voices/anna/voice.json`.

    Every method blocks, may be called from any thread and raises StorageError.
    """

    @abstractmethod
    def put(self, key: str, data: bytes | IO[bytes], content_type: str, *, exclusive: bool = False) -> None:
        """Store `data`, whole or not at all; of an open file all that is in it, without holding that in memory.

        With `exclusive` an existing key raises ObjectExists and keeps its object: atomic where the store has
        conditional writes, otherwise a look before the write (two writers within the same moment may both win).
        """

    @abstractmethod
    def get(self, key: str) -> bytes:
        """The whole object. Raises ObjectNotFound."""

    @abstractmethod
    def copy_to(self, key: str, file: IO[bytes]) -> None:
        """Write the whole object into `file`, which is empty, without holding it in memory. Raises ObjectNotFound.

        What `file` itself raises passes through. After an error `file` may hold a part.
        """

    @abstractmethod
    def exists(self, key: str) -> bool:
        """Whether the key has an object."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Remove the object; a missing one is no error."""

    @abstractmethod
    def keys(self, prefix: str) -> Iterator[str]:
        """All keys that start with `prefix`, in order. On S3 this needs s3:ListBucket, else StorageDenied."""

    @abstractmethod
    def sign(self, key: str, ttl_s: int) -> str:
        """A URL that reads the object, valid for `ttl_s` seconds where the store can sign."""

    @property
    @abstractmethod
    def signs(self) -> bool:
        """Whether the URLs of `sign` expire; `file://` ones don't."""
