"""Objects as files in a folder, for a machine without S3."""

import errno
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Final, NoReturn
from uuid import uuid4

from storage.objects import ObjectExists, ObjectNotFound, ObjectStore, StorageDenied, StorageError, StorageUnavailable

_UNFINISHED: Final = "~unfinished-"  # neither a job id nor a voice's name can hold a tilde
_BLOCK_BYTES: Final = 1 << 20
_DENIED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_IMPOSSIBLE: Final = frozenset({errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL})


@contextmanager
def _storage_errors() -> Iterator[None]:
    """The one place where the file system's errors become ours."""
    try:
        yield
    except OSError as error:
        if error.errno in _DENIED:
            raise StorageDenied("the local store's folder may not be used so") from error
        if error.errno in _IMPOSSIBLE:
            raise StorageError("no file can have this key: a folder has it, or it is too long") from error
        raise StorageUnavailable("the local store's disk is full or broken") from error


@contextmanager
def _reading() -> Iterator[None]:
    """The errors of reading an object, among which its absence has a name."""
    with _storage_errors():
        try:
            yield
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise ObjectNotFound("no object has this key") from error


def _raise(error: OSError) -> NoReturn:
    raise error


class LocalStore(ObjectStore):
    """The folder `root`, made on the first put. Content types are not kept.

    A key whose parts are empty, `.` or `..`, or that has a NUL, is a ValueError: it would name a file elsewhere.
    Unlike on S3, no key may be the folder of another one.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def put(self, key: str, data: bytes | IO[bytes], content_type: str, *, exclusive: bool = False) -> None:  # noqa: ARG002 - a file has no content type
        """Store `data`, whole or not at all, for readers too: it gets its name when it is complete."""
        path = self._path(key)
        unfinished = path.with_name(f"{_UNFINISHED}{uuid4().hex}")
        with _storage_errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                _write(unfinished, data)
                if exclusive:
                    _link(unfinished, path)
                else:
                    unfinished.replace(path)
            finally:
                unfinished.unlink(missing_ok=True)

    def get(self, key: str) -> bytes:
        """The whole object. Raises ObjectNotFound."""
        path = self._path(key)
        with _reading():
            return path.read_bytes()

    def copy_to(self, key: str, file: IO[bytes]) -> None:
        """Write the whole object into `file`, which is empty, block by block. Raises ObjectNotFound."""
        with closing(_blocks(self._path(key))) as blocks:
            for block in blocks:
                file.write(block)

    def exists(self, key: str) -> bool:
        """Whether the key has an object."""
        with _storage_errors():
            return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove the object; a missing one is no error. Its folder stays."""
        path = self._path(key)
        with _storage_errors():
            if path.is_file():
                path.unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys that start with `prefix`, in order."""
        folder = prefix.rpartition("/")[0]
        start = self._path(folder) if folder else self._root
        with _storage_errors():
            if not start.is_dir():
                return iter(())
            found = [
                Path(place, name).relative_to(self._root).as_posix()
                for place, _, names in os.walk(start, onerror=_raise)
                for name in names
                if not name.startswith(_UNFINISHED)
            ]
        return iter(sorted(key for key in found if key.startswith(prefix)))

    def sign(self, key: str, ttl_s: int) -> str:  # noqa: ARG002 - a file's URL does not expire
        """The file's URL."""
        return self._path(key).as_uri()

    @property
    def signs(self) -> bool:
        """No: a `file://` URL is a name and not a permission."""
        return False

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if "\0" in key or any(part in {"", ".", ".."} or part.startswith(_UNFINISHED) for part in parts):
            raise ValueError("this key cannot name a file of the local store")
        return self._root.joinpath(*parts)


def _blocks(path: Path) -> Generator[bytes]:
    with _reading(), path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block


def _write(path: Path, data: bytes | IO[bytes]) -> None:
    if isinstance(data, bytes):
        path.write_bytes(data)
        return
    data.seek(0)
    with path.open("wb") as file:
        shutil.copyfileobj(data, file)


def _link(unfinished: Path, path: Path) -> None:
    """Give a complete file its name, unless the name is taken: the one step that two writers cannot both make."""
    try:
        path.hardlink_to(unfinished)
    except FileExistsError as error:
        raise ObjectExists("the key is taken") from error
