"""What the tests of F5-TTS's parts share."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import torch

from models.f5.packages import DiT
from tests.f5_rows import N_TOKENS
from tests.tiny_f5 import ARCHITECTURE, random_network, write_model


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def transformer() -> DiT:
    """A small network of the published architecture, whose conditions matter: not to be changed."""
    return _draw()


@pytest.fixture
def own_transformer() -> DiT:
    """Its twin, which a test may change."""
    return _draw()


def _draw() -> DiT:
    torch.manual_seed(0)
    return random_network(ARCHITECTURE, N_TOKENS, std=0.1)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """All files of a model, not to be changed."""
    return write_model(tmp_path_factory.mktemp("f5-tts"))
