"""Tiny models of all variants as upstream loads them, not to be changed."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import torch

from models.chatterbox import checkpoint
from models.chatterbox.checkpoint import Upstream
from models.chatterbox_tts import ChatterboxEngine, ChatterboxMultilingualEngine, ChatterboxTurboEngine
from tests.tiny_chatterbox import sizes, write_model

ENGINES = (ChatterboxEngine, ChatterboxMultilingualEngine, ChatterboxTurboEngine)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Path]]:
    """The files of each variant, by its engine's name and by their roles."""
    folder = tmp_path_factory.mktemp("chatterbox")
    return {engine.name: write_model(folder / engine.name, engine.name) for engine in ENGINES}  # type: ignore[arg-type] # the names are the variants


@pytest.fixture(scope="session")
def upstream(files: Mapping[str, Mapping[str, Path]]) -> Mapping[str, Upstream]:
    """Upstream's own models: what is built of them takes copies."""
    with sizes():
        return {
            engine.name: checkpoint.load(engine._upstream, files[engine.name], engine.roles, torch.device("cpu"))  # noqa: SLF001 - nobody else has to know
            for engine in ENGINES
        }
