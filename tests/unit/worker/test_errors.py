"""Every error has its code, and every foreign error its place."""

import re
from pathlib import Path

import pytest

from models.aligner import AlignmentError
from models.engine import EngineBroken, EngineError, UnspeakableText, UnusableClip
from models.registry import UnknownModel
from speech.decode import ClipEmpty, ClipTooLong, NotAudio, UnsupportedAudio
from storage.objects import (
    ObjectNotFound,
    StorageDenied,
    StorageError,
    StorageNotConfigured,
    StorageUnavailable,
)
from worker.download import DownloadFailed, DownloadRefused
from worker.errors import FORESEEN, InvalidInput, WorkerError, as_worker_error, blame

CODES = {
    "invalid_input": False,
    "voice_not_found": False,
    "voice_exists": False,
    "model_not_loaded": False,
    "unsupported_language": False,
    "job_not_found": False,
    "job_not_finished": False,
    "payload_too_large": False,
    "download_refused": False,
    "synthesis_failed": False,
    "alignment_failed": False,
    "internal_error": False,
    "out_of_memory": True,
    "storage_unavailable": True,
    "download_failed": True,
    "timed_out": True,
    "storage_denied": False,
    "not_configured": False,
}


def test_the_codes_are_those_of_the_contract() -> None:
    """Each code of the contract is one class, with the contract's word on whether to try again."""
    assert CODES == {error.code: error.retryable for error in WorkerError.__subclasses__()}


def test_the_tree_at_the_top_of_the_file_is_the_tree() -> None:
    """The drawing names every class with its code."""
    source = Path(__file__).parents[3].joinpath("worker/errors.py").read_text("utf-8")
    drawn = set(re.findall(r"[├└]── (\w+) +(\w+)", source))
    assert drawn == {(error.__name__, error.code) for error in WorkerError.__subclasses__()}


@pytest.mark.parametrize(
    ("foreign", "code"),
    [
        (AlignmentError("x"), "alignment_failed"),
        (ClipEmpty("x"), "invalid_input"),
        (ClipTooLong("x"), "invalid_input"),
        (DownloadFailed("x"), "download_failed"),
        (DownloadRefused("x"), "download_refused"),
        (EngineBroken("x"), "synthesis_failed"),
        (EngineError("x"), "synthesis_failed"),
        (MemoryError(), "out_of_memory"),
        (NotAudio("x"), "invalid_input"),
        (ObjectNotFound("x"), "internal_error"),
        (StorageDenied("x"), "storage_denied"),
        (StorageError("x"), "internal_error"),
        (StorageNotConfigured("x"), "not_configured"),
        (StorageUnavailable("x"), "storage_unavailable"),
        (UnknownModel("x"), "synthesis_failed"),
        (UnspeakableText("x"), "invalid_input"),
        (UnsupportedAudio("x"), "invalid_input"),
        (UnusableClip("x"), "invalid_input"),
    ],
)
def test_each_foreign_error_has_a_code(foreign: Exception, code: str) -> None:
    """What other parts raise is foreseen, and told under its code."""
    assert isinstance(foreign, FORESEEN)
    assert code == as_worker_error(foreign).code


def test_an_unforeseen_error_tells_nothing() -> None:
    """A message that nobody vetted doesn't reach the caller."""
    error = as_worker_error(ValueError("the caller's secret text"))
    assert "internal_error" == error.code
    assert "secret" not in str(error.reply("j"))


def test_the_reply_is_the_contracts() -> None:
    """An error over the wire has the keys of the contract, `error` begins with its code, and each reply is its own."""
    error = InvalidInput("speed must be between 0.5 and 2.0", field="speed")
    expected = {
        "error": "invalid_input: speed must be between 0.5 and 2.0",
        "code": "invalid_input",
        "field": "speed",
        "retryable": False,
        "job_id": "j",
    }
    assert expected == error.reply("j")
    assert error.reply("j") is not error.reply("j")


def test_blame_names_the_field() -> None:
    """What a clip's decoder raises is told as the fault of the field that held the clip."""
    with pytest.raises(InvalidInput) as caught, blame("url_file"):
        raise NotAudio("no audio file")
    assert "url_file" == caught.value.field
