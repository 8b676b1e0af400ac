"""Settings, start-up and the log."""

import json
import logging
from pathlib import Path

import pytest
from pydantic import ValidationError

from models.registry import UnknownModel
from storage.local import LocalStore
from storage.s3 import S3Store
from worker import logs
from worker.settings import BadSettings, Settings
from worker.startup import open_store, start_up


def settings(**values: object) -> Settings:
    """Settings of these values and defaults."""
    return Settings.model_validate(values)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MAX_CONCURRENCY", "many"),
        ("PRESIGN_TTL_S", "999999999"),
        ("S3_ADDRESSING_STYLE", "odd"),
        ("ENGINE_PRECISION", "fp8"),
        ("F5_TTS_LANGUAGES", "Klingon"),
        ("F5_TTS_LANGUAGES", "tlh"),
    ],
)
def test_a_wrong_variable_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """What cannot be used ends the start with the variable's name; its value may be a secret."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSettings, match=variable) as caught:
        Settings.from_environment()
    assert value not in str(caught.value)


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates leave variables empty: that means the default."""
    monkeypatch.setenv("S3_BUCKET", "")
    monkeypatch.setenv("TTS_MODELS", "")
    assert (None, ["hibari"]) == (Settings.from_environment().s3_bucket, Settings.from_environment().model_names)


def test_models_are_a_list_without_repeats() -> None:
    """Spaces, repeats and empty places in TTS_MODELS don't matter."""
    assert ["a", "b"] == settings(tts_models=" a,b, a,,").model_names


@pytest.mark.parametrize("languages", ["de,pt", " DE ,pt", "de,pt,de"])
def test_languages_of_a_fine_tuned_model(tmp_path: Path, languages: str) -> None:
    """Spaces, repeats and capitals in F5_TTS_LANGUAGES don't matter."""
    assert {"de", "pt"} == settings(f5_tts_weights=tmp_path, f5_tts_languages=languages).fine_tuned_languages


def test_languages_need_a_fine_tuned_model() -> None:
    """Without F5_TTS_WEIGHTS the published model would be said to speak what it can't."""
    with pytest.raises(ValidationError, match="without F5_TTS_WEIGHTS"):
        settings(f5_tts_languages="de")


def test_secrets_do_not_print() -> None:
    """Neither repr nor str of the settings shows a secret."""
    assert "hush" not in f"{settings(aws_secret_access_key='hush')!r}"


def test_a_bucket_means_s3(tmp_path: Path) -> None:
    """With a bucket the store is S3, without one a folder."""
    assert isinstance(open_store(settings(s3_bucket="b", aws_access_key_id="k", aws_secret_access_key="s")), S3Store)
    assert isinstance(open_store(settings(local_store_dir=tmp_path)), LocalStore)


def test_on_runpod_a_bucket_is_needed() -> None:
    """A worker that would lose everything doesn't start."""
    with pytest.raises(BadSettings, match="S3_BUCKET"):
        open_store(settings(runpod_webhook_get_job="http://example.com"))


@pytest.mark.parametrize(("models", "error"), [("hibarri", UnknownModel), (",", BadSettings)])
def test_a_model_that_cannot_be_loaded_ends_the_start(tmp_path: Path, models: str, error: type[Exception]) -> None:
    """An unknown model, or none, is an error before anything is served."""
    with pytest.raises(error):
        start_up(settings(tts_models=models, local_store_dir=tmp_path))


def test_a_log_line_is_json_in_runpods_shape(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line has requestId, message and level; other libraries' words are left out; a fault tells no message."""
    logs.set_up("INFO")
    logs.event("spoken", "job-1", seconds=1.5)
    logging.getLogger("botocore").error("https://signed.example/?X-Amz-Signature=abc")
    logging.getLogger("botocore").warning("nothing of this")
    try:
        raise ValueError("the caller's text")
    except ValueError as error:
        logs.fault("job-1", error)
    written = capsys.readouterr().err
    spoken, foreign, fault = map(json.loads, written.splitlines())
    assert {"requestId": "job-1", "message": "spoken", "level": "INFO", "seconds": 1.5} == spoken
    assert "botocore has something to say" == foreign["message"]
    assert ("fault", "ValueError") == (fault["message"], fault["error"])
    assert "test_settings.py" in fault["at"]
    assert "Signature" not in written
    assert "caller" not in written
