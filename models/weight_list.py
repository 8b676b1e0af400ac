"""Weight lists (builder/weights/*.toml): which files of which Hugging Face repository and revision a model needs.

A table for each repository, whose name is that of its folder, and in it the files by the names that code knows them by:

    [f5-tts]
    repository = "SWivid/F5-TTS"
    revision = "84e5a410d9cead4de2f847e7c9369a6440bdfaca"
    licence = "CC-BY-NC-4.0"
    optional = false                               # as when it is left out

    [f5-tts.files.model]
    path = "F5TTS_v1_Base/model_1250000.safetensors"
    size_bytes = 1348435761                        # optional, like sha256

WeightsError                 weights cannot be had; the message is for who sets the worker up
├── BadWeightList            a list cannot be used
├── WeightsNotFound          a repository's files are in none of the places
└── DamagedWeights           what the bucket holds is not what the list says
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from stat import S_ISREG
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError


class WeightsError(Exception):
    """Weights cannot be had. The message says what to do."""


class BadWeightList(WeightsError):
    """A list cannot be used; the message names the file and the key."""


class WeightsNotFound(WeightsError):
    """A repository's files are in none of the places."""


class DamagedWeights(WeightsError):
    """What the bucket holds is not what the list says."""


def _stays_inside(path: str) -> str:
    if any(part in {"", ".", ".."} for part in path.split("/")):
        raise ValueError("should be a path within the repository")
    return path


_Path = Annotated[str, AfterValidator(_stays_inside)]
_FolderName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
_STRICT: Final = ConfigDict(frozen=True, extra="forbid", strict=True)


class WeightFile(BaseModel):
    """One file of a repository."""

    model_config = _STRICT

    path: _Path
    """In the repository, and in every folder that holds its files."""
    size_bytes: int | None = Field(None, ge=0)
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")


class Repository(BaseModel):
    """Files of one Hugging Face repository at one revision."""

    model_config = _STRICT

    name: _FolderName
    repository: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    revision: str = Field(pattern=r"^[0-9a-f]{40}$")
    licence: str = Field(min_length=1)
    optional: bool = False
    """Whether the model is loaded without it, and then does less."""
    files: Mapping[_FolderName, WeightFile] = Field(min_length=1)

    @property
    def folder(self) -> str:
        """Where its files lie in the image, on a volume and in a bucket."""
        return f"{self.name}/{self.revision}"

    def lacking_in(self, folder: Path) -> str | None:
        """What a folder lacks of the files, for a message; None where it has each with its listed size."""
        return next((lack for file in self.files.values() if (lack := _lack(folder, file))), None)


def read(path: Path) -> tuple[Repository, ...]:
    """The repositories of a list, in its order. Raises BadWeightList."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
        named = {name: {**table, "name": name} if isinstance(table, dict) else table for name, table in tables.items()}
        repositories = tuple(_LIST.validate_python(named).values())
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise BadWeightList(f"{path}: {wrong}") from None
    except (OSError, ValueError) as error:
        raise BadWeightList(f"{path} cannot be read: {error}") from error
    roles = Counter(role for repository in repositories for role in repository.files)
    if twice := [role for role, count in roles.items() if count > 1]:
        raise BadWeightList(f"{path}: more than one file is called {', '.join(twice)}")
    return repositories


_LIST: Final = TypeAdapter(Annotated[dict[str, Repository], Field(min_length=1)])


def _lack(folder: Path, file: WeightFile) -> str | None:
    try:
        state = (folder / file.path).stat()
    except OSError as error:
        return f"{file.path}: {error.strerror}"
    if not S_ISREG(state.st_mode):
        return f"{file.path} is no file"
    if file.size_bytes not in {None, state.st_size}:
        return f"{file.path} has {state.st_size} bytes, not {file.size_bytes}"
    return None
