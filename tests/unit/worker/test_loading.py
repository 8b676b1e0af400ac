"""What engines are loaded with: weights that are found or given, and what the log and the errors say of them."""

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models import registry
from models.engine import Setup
from models.f5_tts import F5Engine
from models.weight_list import Repository, read
from models.weights import Places, find
from storage.local import LocalStore
from storage.s3 import S3Store
from tests.tiny_f5 import write_model
from tests.told_engine import ToldEngine
from tests.weight_files import LIST, REPOSITORY, REVISION, upload, write
from tests.worker_process import free_port
from worker import loading
from worker.loading import LISTS, find_transcriber, find_weights, load_engines, log_choice
from worker.settings import BadSettings, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a worker whose image has no weights."""
    return Settings.model_validate({"weights_dir": tmp_path / "image"})


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """An empty store."""
    return LocalStore(tmp_path / "store")


@pytest.fixture
def tiny_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of a model of a few bytes in the place of ours, whose smallest has 480 MB."""
    (tmp_path / "tiny.toml").write_text(LIST)
    monkeypatch.setattr(loading, "LISTS", tmp_path)


@pytest.fixture
def dead_store() -> Iterator[S3Store]:
    """A bucket that nobody serves."""
    with closing(
        S3Store(
            bucket="b",
            endpoint_url=f"http://127.0.0.1:{free_port()}",
            access_key_id="a",
            secret_access_key="b",
            max_attempts=1,
        )
    ) as store:
        yield store


@pytest.fixture
def told_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ToldEngine under F5-TTS's name, with a list of its own, and another engine without one."""
    monkeypatch.setitem(registry.ENGINES, "f5-tts", "tests.told_engine:ToldEngine")
    monkeypatch.setitem(registry.ENGINES, "other", "tests.told_engine:OtherToldEngine")
    (tmp_path / "f5-tts.toml").write_text(LIST)
    monkeypatch.setattr(loading, "LISTS", tmp_path)


def _setup(settings: Settings, store: LocalStore, **changes: object) -> Setup:
    """What F5-TTS is loaded with under changed settings."""
    changed = Settings.model_validate({**settings.model_dump(), "tts_models": "f5-tts", **changes})
    engine = load_engines(changed, store)["f5-tts"]
    assert isinstance(engine, ToldEngine)
    return engine.setup


def _write_sparse(folder: Path, repository: Repository) -> None:
    """Files of the listed sizes that take no space."""
    for file in repository.files.values():
        path = folder / repository.folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as holes:
            holes.truncate(file.size_bytes)


def test_our_list_gives_f5_tts_what_it_loads(settings: Settings, store: LocalStore) -> None:
    """What F5-TTS loads has the names in its list, over all of its repositories."""
    for repository in read(LISTS / "f5-tts.toml"):
        _write_sparse(settings.weights_dir, repository)

    files = find_weights("f5-tts", settings, store)

    assert {"model", "vocoder_config", "vocoder"} == files.keys()
    assert all(path.is_file() for path in files.values())


@pytest.mark.usefixtures("tiny_list")
def test_the_choice_is_logged(settings: Settings, store: LocalStore, caplog: pytest.LogCaptureFixture) -> None:
    """Each repository is one event of the log: the place, the revision, and the places that were passed."""
    write(settings.weights_dir / "tiny" / REVISION)
    caplog.set_level(logging.INFO, "worker")

    find_weights("tiny", settings, store)

    (event,) = caplog.records
    told = vars(event)["values"]
    passed = told.pop("passed")
    assert ("weights", logging.INFO) == (event.message, event.levelno)
    assert {
        "model": "tiny",
        "repository": "Org/Tiny-TTS",
        "place": "image",
        "revision": REVISION,
        "listed_revision": REVISION,
    } == told
    assert passed.startswith("model cache, /runpod-volume/huggingface-cache/hub/models--Org--Tiny-TTS/")


def test_another_revision_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where RunPod has cached another revision than the listed one, the log warns and names both."""
    cached = tmp_path / "hub" / "models--Org--Tiny-TTS"
    write(cached / "snapshots" / ("b" * 40))
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("b" * 40)
    (found,) = find([REPOSITORY], Places(tmp_path / "image", hub=tmp_path / "hub"))

    log_choice("tiny", found)

    (event,) = caplog.records
    told = vars(event)["values"]
    assert (logging.WARNING, "b" * 40, REVISION) == (event.levelno, told["revision"], told["listed_revision"])


def test_weights_that_are_nowhere_are_bad_settings(settings: Settings, store: LocalStore) -> None:
    """Missing weights end the start as settings do that cannot be used: with one line."""
    with pytest.raises(BadSettings, match="make SWivid/F5-TTS the endpoint's cached model"):
        find_weights("f5-tts", settings, store)


@pytest.mark.usefixtures("tiny_list")
def test_a_local_store_is_no_place_for_weights(settings: Settings, store: LocalStore) -> None:
    """Without S3_BUCKET nothing is fetched, even where the local store has it."""
    upload(store)

    with pytest.raises(BadSettings, match="S3: no bucket is set"):
        find_weights("tiny", settings, store)


@pytest.mark.usefixtures("tiny_list")
def test_a_store_that_fails_is_told_with_the_model(settings: Settings, dead_store: S3Store) -> None:
    """Where S3 gives no answer the error says whose weights were fetched."""
    with pytest.raises(BadSettings, match="the weights of tiny cannot be fetched from S3: the store gives no answer"):
        find_weights("tiny", settings.model_copy(update={"s3_bucket": "b"}), dead_store)


def test_an_engine_without_a_list_needs_no_weights(settings: Settings, store: LocalStore) -> None:
    """An engine whose weights come in its package is loaded without looking for any."""
    assert ["hibari"] == list(load_engines(settings, store))


@pytest.mark.usefixtures("told_engine")
def test_an_engine_is_loaded_with_what_was_found_and_set(settings: Settings, store: LocalStore) -> None:
    """An engine gets the files of its list, and all else as the settings say; each of these is not the default."""
    folder = write(settings.weights_dir / "tiny" / REVISION)
    changes = {"tts_device": "cpu", "engine_precision": "bf16", "cuda_graphs": True}
    changes |= {"watermark": False, "attention_word_times": True}

    files = {"model": folder / "v1" / "model.bin", "config": folder / "config.yaml"}
    expected = Setup(files, device="cpu", precision="bf16", cuda_graphs=True, watermark=False, character_times=True)
    assert expected == _setup(settings, store, **changes)
    assert all(value != getattr(settings, name) for name, value in changes.items())


@pytest.mark.usefixtures("told_engine")
def test_a_fine_tuned_model_takes_the_place_of_the_published_one(
    settings: Settings, store: LocalStore, tmp_path: Path
) -> None:
    """F5_TTS_WEIGHTS gives its files and F5_TTS_LANGUAGES its languages; what else the list has is still found."""
    folder = write(settings.weights_dir / "tiny" / REVISION)
    (folder / "v1" / "model.bin").unlink()
    (tmp_path / "tuned.bin").write_bytes(b"tuned")

    setup = _setup(settings, store, f5_tts_weights=tmp_path, f5_tts_languages="de, FR")

    assert {"model": tmp_path / "tuned.bin", "config": folder / "config.yaml"} == setup.files
    assert {"de", "fr"} == setup.languages


def test_f5_tts_is_loaded_fine_tuned(settings: Settings, store: LocalStore, tmp_path: Path) -> None:
    """A fine-tuned F5-TTS that brings its vocoder is loaded without any published weights."""
    write_model(tmp_path / "tuned")
    changes = {"tts_models": "f5-tts", "f5_tts_weights": tmp_path / "tuned", "f5_tts_languages": "de"}

    engine = load_engines(settings.model_copy(update=changes), store)["f5-tts"]

    assert isinstance(engine, F5Engine)
    assert {"de"} == engine.languages


@pytest.mark.usefixtures("told_engine")
def test_a_fine_tuned_model_is_nothing_to_other_engines(settings: Settings, store: LocalStore, tmp_path: Path) -> None:
    """What F5_TTS_WEIGHTS and F5_TTS_LANGUAGES say reaches F5-TTS alone."""
    write(settings.weights_dir / "tiny" / REVISION)
    (tmp_path / "tuned.bin").write_bytes(b"tuned")
    changes = {"tts_models": "f5-tts,other", "f5_tts_weights": tmp_path, "f5_tts_languages": "de"}

    other = load_engines(settings.model_copy(update=changes), store)["other"]

    assert isinstance(other, ToldEngine)
    assert Setup() == other.setup


@pytest.mark.usefixtures("told_engine")
def test_a_folder_that_is_no_fine_tuned_model_is_told_by_its_variable(
    settings: Settings, store: LocalStore, tmp_path: Path
) -> None:
    """A folder that the engine can't use ends the start with the variable's name and the engine's reason."""
    with pytest.raises(BadSettings, match=r"F5_TTS_WEIGHTS: .* lacks tuned\.bin"):
        _setup(settings, store, f5_tts_weights=tmp_path)


def test_the_listed_transcriber_is_found_or_done_without(
    settings: Settings, store: LocalStore, tmp_path: Path, tiny_list: None, caplog: pytest.LogCaptureFixture
) -> None:
    """Its folder, where all its files are; None, and a line in the log, where they are nowhere."""
    del tiny_list
    (tmp_path / f"{loading.TRANSCRIBER}.toml").write_text(LIST)
    with caplog.at_level(logging.INFO):
        assert find_transcriber(settings, store) is None
    assert "no_transcriber" in caplog.text
    folder = write(settings.weights_dir / REPOSITORY.folder)
    found = find_transcriber(settings, store)
    assert found is not None
    assert found.is_relative_to(folder)
