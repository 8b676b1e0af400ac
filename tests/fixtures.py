"""The parts of a real worker, loaded once a session: pytest's fixtures, made known by tests/conftest.py."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.aligner import Aligner
from models.engine import Engine, Setup
from models.registry import ENGINES, load_engine
from storage.local import LocalStore
from worker.app import App
from worker.settings import Settings


@pytest.fixture(scope="session")
def engines() -> dict[str, Engine]:
    """Every engine of the registry, loaded."""
    return {name: load_engine(name, Setup()) for name in ENGINES}


@pytest.fixture(scope="session")
def aligner() -> Aligner:
    """The aligner, loaded."""
    return Aligner.load()


MakeApp = Callable[..., App]


@pytest.fixture
def make_app(engines: dict[str, Engine], aligner: Aligner, tmp_path: Path) -> Iterator[MakeApp]:
    """Makes workers over one local store, with settings of the test's choice."""
    apps: list[App] = []

    def make(more_engines: dict[str, Engine] | None = None, **settings: object) -> App:
        app = App(
            Settings.model_validate(settings),
            {**engines, **(more_engines or {})},
            aligner,
            LocalStore(tmp_path / "store"),
        )
        apps.append(app)
        return app

    yield make
    for app in apps:
        app.close()


@pytest.fixture
def app(make_app: MakeApp) -> App:
    """A worker over a local store."""
    return make_app()
