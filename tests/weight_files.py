"""A model of two small files: its repository, as a weight list tells of it, and the files themselves."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from models.weight_fetching import key_of
from models.weight_list import Repository, WeightFile
from storage.objects import ObjectStore

REVISION: Final = "a" * 40
WEIGHTS: Final = bytes(range(256)) * 100
CONFIG: Final = b"dim: 64\n"
REPOSITORY: Final = Repository(
    name="tiny",
    repository="Org/Tiny-TTS",
    revision=REVISION,
    licence="MIT",
    files={
        "model": WeightFile(path="v1/model.bin", size_bytes=len(WEIGHTS), sha256=sha256(WEIGHTS).hexdigest()),
        "config": WeightFile(path="config.yaml"),
    },
)
LIST: Final = f"""
[tiny]
repository = "Org/Tiny-TTS"
revision = "{REVISION}"
licence = "MIT"

[tiny.files.model]
path = "v1/model.bin"
size_bytes = {len(WEIGHTS)}
sha256 = "{sha256(WEIGHTS).hexdigest()}"

[tiny.files.config]
path = "config.yaml"
"""


def write(folder: Path, model: bytes = WEIGHTS) -> Path:
    """The repository's files in a folder, which is returned."""
    (folder / "v1").mkdir(parents=True, exist_ok=True)
    (folder / "v1" / "model.bin").write_bytes(model)
    (folder / "config.yaml").write_bytes(CONFIG)
    return folder


def upload(store: ObjectStore, model: bytes = WEIGHTS) -> None:
    """The repository's files in a bucket."""
    for role, content in (("model", model), ("config", CONFIG)):
        store.put(key_of(REPOSITORY, REPOSITORY.files[role]), content, "application/octet-stream")


def contents(files: Mapping[str, Path]) -> dict[str, bytes]:
    """What is in the files that were found."""
    return {role: path.read_bytes() for role, path in files.items()}
