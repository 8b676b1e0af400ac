"""Files to upstream's models, and what is said of files that are none."""

import os
import pickle
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import safetensors.torch
import torch
from torch import Tensor

from models.chatterbox import checkpoint
from models.chatterbox_tts import ChatterboxEngine, ChatterboxMultilingualEngine, ChatterboxTurboEngine
from models.engine import Engine, EngineError, Setup
from tests.tiny_chatterbox import sizes

ENGLISH: Final = ChatterboxEngine
MULTILINGUAL: Final = ChatterboxMultilingualEngine
TURBO: Final = ChatterboxTurboEngine
ENGINES: Final[tuple[type[Engine], ...]] = (ENGLISH, MULTILINGUAL, TURBO)

Files = Mapping[str, Path]
AllFiles = Mapping[str, Files]


@pytest.fixture
def copied(files: AllFiles, tmp_path: Path) -> Callable[[type[Engine]], dict[str, Path]]:
    """Makes a folder of a variant's files, each of which may be replaced."""

    def copy(engine: type[Engine]) -> dict[str, Path]:
        folder = tmp_path / engine.name
        folder.mkdir()
        for path in files[engine.name].values():
            (folder / path.name).symlink_to(path)
        return {role: folder / path.name for role, path in files[engine.name].items()}

    return copy


Copy = Callable[[type[Engine]], dict[str, Path]]


def _load(engine: type[Engine], files: Files) -> Engine:
    with sizes():
        return engine.load(Setup(files=files))


def _refusal(engine: type[Engine], files: Files) -> str:
    """What is said of files that cannot be loaded."""
    with pytest.raises(EngineError) as refused:
        _load(engine, files)
    return str(refused.value)


def _replaced(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


def _state(path: Path) -> dict[str, Tensor]:
    if path.suffix == ".safetensors":
        return safetensors.torch.load_file(path)
    state: dict[str, Tensor] = torch.load(path, weights_only=True)
    return state


def _saved(state: Mapping[str, Tensor], path: Path) -> None:
    path.unlink()
    if path.suffix == ".safetensors":
        safetensors.torch.save_file(dict(state), path)
    else:
        torch.save(dict(state), path)


@pytest.mark.parametrize("engine", ENGINES)
def test_missing_weights_are_named(files: AllFiles, engine: type[Engine]) -> None:
    """Without some of its files an engine says which, by their names in the weight list; optional ones are no matter."""
    needed = [role for role in files[engine.name] if role != "cangjie"]
    for lacking in (needed, needed[1:], needed[-1:]):
        given = {role: path for role, path in files[engine.name].items() if role not in lacking}
        told = _refusal(engine, given)
        assert set(lacking) == set(told.partition(" lacks its weights: ")[2].split(", "))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_that_is_gone_is_named(copied: Copy, engine: type[Engine]) -> None:
    """Upstream speaks in no voice of its own without its conds.pt, and Turbo without tags: here each is an error."""
    for role in copied(engine):
        files = copied(engine) if not (role == "voice_encoder") else copied(engine)
