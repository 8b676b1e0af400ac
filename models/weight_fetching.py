"""Fetches a repository's weights from an S3 bucket: all of them or none, each checked before it gets its name."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from errno import EACCES, EPERM, EROFS
from hashlib import file_digest
from pathlib import Path
from typing import IO, Final, TypeAlias

from models.weight_list import DamagedWeights, Repository, WeightFile, WeightsError, WeightsNotFound

Download: TypeAlias = Callable[[str, IO[bytes]], bool]
"""Writes the object that has the key into an empty file, without holding it in memory; False where there is none."""

_UNFINISHED: Final = "~unfinished-"
_READ_ONLY: Final = frozenset({EACCES, EPERM, EROFS})
_STALE_S: Final = 3600.0  # RunPod gives a worker 7 minutes to start


def key_of(repository: Repository, file: WeightFile) -> str:
    """Where a bucket keeps a file."""
    return f"models/{repository.folder}/{file.path}"


def fetch(repository: Repository, download: Download, image: Path, scratch: Path) -> Path:
    """The folder with the files, below `image` or, where that is read-only, below `scratch`.

    What an earlier start has fetched is not fetched again. Several workers may fetch into one folder at once. Raises
    WeightsNotFound, DamagedWeights, WeightsError where the disk is full, and what `download` raises; nothing is left
    behind then.
    """
    root = _writable(image, scratch)
    folder = root / repository.folder
    if repository.lacking_in(folder):
        try:
            _remove_stale(root)
            _fetch_into(folder, root, repository, download)
        except OSError as error:
            raise WeightsError(f"{root} cannot take the weights of {repository.name}: {error.strerror}") from error
    return folder


def _fetch_into(folder: Path, root: Path, repository: Repository, download: Download) -> None:
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=root))
    try:
        for file in repository.files.values():
            _fetch_one(unfinished / file.path, file, key_of(repository, file), download)
        # Another worker that shares the folder may have been faster and read its files already: they stay.
        if repository.lacking_in(folder):
            for file in repository.files.values():
                (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
                (unfinished / file.path).replace(folder / file.path)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _fetch_one(path: Path, file: WeightFile, key: str, download: Download) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w+b") as copy:
        if not download(key, copy):
            raise WeightsNotFound(f"no {key}")
        size = copy.seek(0, os.SEEK_END)
        if file.size_bytes not in {None, size}:
            raise DamagedWeights(f"{key} in the bucket has {size} bytes, not {file.size_bytes}: upload it again")
        copy.seek(0)
        if file.sha256 and file_digest(copy, "sha256").hexdigest() != file.sha256:
            raise DamagedWeights(f"{key} in the bucket has another sha256 than is listed: upload it again")


def _writable(image: Path, scratch: Path) -> Path:
    """`image` where files can be made in it, else `scratch`, as the running user's own. Raises WeightsError."""
    try:
        image.mkdir(parents=True, exist_ok=True)
        if os.access(image, os.W_OK):
            return image
    except OSError as error:
        if error.errno not in _READ_ONLY:
            raise WeightsError(f"weights cannot be kept in {image}: {error.strerror}") from error
    return _own(scratch)


def _own(scratch: Path) -> Path:
    try:
        scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = scratch.lstat().st_uid
    except OSError as error:
        raise WeightsError(f"weights cannot be kept in {scratch}: {error.strerror}") from error
    # Anybody can make a folder in /tmp beforehand, and weights can run code.
    if owner != os.getuid():
        raise WeightsError(f"{scratch} is somebody else's: weights in it cannot be trusted")
    return scratch


def _remove_stale(root: Path) -> None:
    """What workers left that were killed while they fetched."""
    for left in root.glob(f"{_UNFINISHED}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_S:
                shutil.rmtree(left, ignore_errors=True)
