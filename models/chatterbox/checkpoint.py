"""Chatterbox checkpoints, loaded by upstream's own `from_local`."""

import io
import json
import warnings
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Final, TypeAlias

import torch
from safetensors import SafetensorError, safe_open

from models.chatterbox.packages import ChatterboxMultilingualTTS, ChatterboxTTS, ChatterboxTurboTTS
from models.engine import EngineError
from models.undrawn import undrawn

Upstream: TypeAlias = ChatterboxTTS | ChatterboxMultilingualTTS | ChatterboxTurboTTS

_BROKEN: Final = (
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SafetensorError,
    TypeError,
    UnpicklingError,
    ValueError,
)
"""What upstream and its libraries raise for files that are not what their names say."""


def load(upstream: type[Upstream], files: Mapping[str, Path], roles: tuple[str, ...], device: torch.device) -> Upstream:
    """The model in the folder of the files, which must have one for each role. Raises EngineError."""
    name = upstream.__name__
    folder = _folder(name, files, roles)
    try:
        # It prints that its watermark is loaded, and diffusers warns of its future, into a log of JSON lines.
        with undrawn(), redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"):
            model: Upstream = upstream.from_local(folder, device.type)
        _require_whole(model.s3gen, files["s3gen"])
        _require_known_tokens(model)
    except Exception as error:
        # Of a tokenizer's file that is none nothing more exact than an Exception is raised.
        if not isinstance(error, _BROKEN) and type(error) is not Exception:
            raise
        raise EngineError(f"{name} cannot be loaded: {_reason(folder, files, error)}") from error
    return model


def _folder(name: str, files: Mapping[str, Path], roles: tuple[str, ...]) -> Path:
    """Where the files of all roles lie. Raises EngineError."""
    if missing := [role for role in roles if role not in files]:
        raise EngineError(f"{name} lacks its weights: {', '.join(missing)}")
    folder = files[roles[0]].parent
    if apart := [role for role in roles if files[role].parent != folder]:
        raise EngineError(f"{name} is loaded from one folder, and {', '.join(apart)} is in another than {folder}")
    if gone := [files[role].name for role in roles if not files[role].is_file()]:
        raise EngineError(f"{name} cannot be loaded: {folder} has no file {', '.join(gone)}")
    return folder


def _require_whole(s3gen: Any, path: Path) -> None:
    """Raises ValueError for weights too few or too many: upstream loads the English S3Gen with whatever there is.

    By its size the published file has all but a window that is computed, and nothing else.
    """
    if path.suffix == ".safetensors":
        differing = s3gen.state_dict().keys() ^ _names_in(path)
        if differing := differing - set(s3gen.ignore_state_dict_missing):
            raise ValueError(f"{path.name} is another model's, or not whole: {min(differing)}")


def _require_known_tokens(model: Upstream) -> None:
    """Raises ValueError where the tokenizer has ids that the weights have not: on CUDA one of them ends the process."""
    vocabulary = getattr(model.tokenizer, "tokenizer", model.tokenizer).get_vocab()
    n_known = model.t3.hp.text_tokens_dict_size
    if max(vocabulary.values()) >= n_known:
        raise ValueError(f"the tokenizer is another model's: it has more than {n_known} tokens")


def _reason(folder: Path, files: Mapping[str, Path], error: Exception) -> str:
    """What upstream's error is about: the files where they are damaged, since it seldom names them."""
    if damaged := [path.name for path in files.values() if path.parent == folder and not _is_readable(path)]:
        return f"{', '.join(damaged)} in {folder} is damaged, or not what its name says: fetch it again"
    return f"{folder}: {type(error).__name__}: {error}"


def _is_readable(path: Path) -> bool:
    """Whether a file is of the format that its name tells; nothing in it is executed."""
    try:
        if path.suffix == ".safetensors":
            _names_in(path)
        elif path.suffix == ".pt":
            torch.load(path, map_location="cpu", weights_only=True)
        elif path.suffix == ".json":
            json.loads(path.read_bytes())
    except _BROKEN:
        return False
    return True


def _names_in(path: Path) -> set[str]:
    """Of the tensors in a file of the safetensors format, of which only the beginning is read."""
    with safe_open(path, "pt") as file:  # type: ignore[no-untyped-call] # of its compiled part
        return set(file.keys())
