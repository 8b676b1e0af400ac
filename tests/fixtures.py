"""The parts of a real worker, loaded once a session: pytest's fixtures, made known by tests/conftest.py."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

from models.aligner import Aligner
from models.engine import Engine, Setup
from models.registry import ENGINES, load_engine
from models.transcriber import Transcriber
from storage.local import LocalStore
from tests import tiny_chatterbox, tiny_f5
from tests.whisper_tiny import whisper_folder
from worker.app import App
from worker.settings import Settings


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    """Every engine of the registry, loaded; those whose weights come in no package with tiny random ones."""
    weights = tmp_path_factory.mktemp("weights")
    setups = {
        "hibari": Setup(),
        "f5-tts": Setup(files=tiny_f5.write_model(weights)),
        **{name: _chatterbox(name, weights / name) for name in get_args(tiny_chatterbox.Variant)},
    }
    with tiny_chatterbox.sizes():
        return {name: load_engine(name, setups[name]) for name in ENGINES}


def _chatterbox(variant: tiny_chatterbox.Variant, folder: Path) -> Setup:
    """Tiny; the multilingual one tells when it turned to each character."""
    files = tiny_chatterbox.write_model(folder, variant)
    return Setup(files=files, character_times=variant == "chatterbox-multilingual")


@pytest.fixture(scope="session")
def aligner() -> Aligner:
    """The aligner, loaded."""
    return Aligner.load()


@pytest.fixture(scope="session")
def transcriber() -> Transcriber:
    """The transcriber on Whisper's tiny.en, loaded."""
    return Transcriber.load(whisper_folder(), "cpu")


MakeApp = Callable[..., App]


@pytest.fixture
def make_app(engines: dict[str, Engine], aligner: Aligner, tmp_path: Path) -> Iterator[MakeApp]:
    """Makes workers over one local store: hibari, more engines and settings of the test's choice."""
    apps: list[App] = []

    def make(
        more_engines: dict[str, Engine] | None = None, transcriber: Transcriber | None = None, **settings: object
    ) -> App:
        app = App(
            Settings.model_validate(settings),
            {"hibari": engines["hibari"], **(more_engines or {})},
            aligner,
            LocalStore(tmp_path / "store"),
            transcriber,
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
