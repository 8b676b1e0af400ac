"""The real servers that the tests share: one of each a session, and a prefix of its own for each test."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from hypothesis import settings

from tests import servers
from tests.fixtures import aligner, app, engines, make_app, transcriber

__all__ = ["aligner", "app", "engines", "juicefs", "make_app", "prefix", "seaweedfs", "transcriber"]


# No time limit per example: machines are noisy. The same examples each time: a run fails for what changed, not by luck.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")


@pytest.fixture(scope="session")
def seaweedfs() -> Iterator[servers.S3Server]:
    """A running SeaweedFS."""
    with servers.seaweedfs() as server:
        yield server


@pytest.fixture(scope="session")
def juicefs() -> Iterator[servers.S3Server]:
    """A running JuiceFS gateway, a store without conditional writes."""
    with servers.juicefs() as server:
        yield server


@pytest.fixture
def prefix() -> str:
    """Where one test keeps its objects in the shared bucket."""
    return f"test-{uuid4().hex}"
