"""Chatterbox checkpoints, loaded by upstream's own `from_local`."""

import io
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
    if missing := [role for role in roles if role not in files]:
        raise EngineError(f"{name} lacks its weights: {', '.join(missing)}")
    folder = files[roles[0]].parent
    if apart := [role for role in roles if files[role].parent != folder]:
        raise EngineError(f"{name} is loaded from one folder, and {', '.join(apart)} is in another than {folder}")
    try:
        # It prints that its watermark is loaded, and diffusers warns of its future, into a log of JSON lines.
        with undrawn(), redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"):
            model: Upstream = upstream.from_local(folder, device.type)
        _require_whole(model.s3gen, files["s3gen"])
    except _BROKEN as error:
        raise EngineError(f"{name} cannot be loaded from {folder}: {type(error).__name__}: {error}") from error
    if model.conds is None:
        raise EngineError(f"{name} has no voice of its own: {folder}/conds.pt is missing")
    return model


def _require_whole(s3gen: Any, path: Path) -> None:
    """Raises ValueError where weights are missing: upstream loads the English S3Gen with whatever there is."""
    if path.suffix == ".safetensors":
        with safe_open(path, "pt") as file:  # type: ignore[no-untyped-call] # safetensors annotates it not
            missing = s3gen.state_dict().keys() - set(file.keys()) - set(s3gen.ignore_state_dict_missing)
        if missing:
            raise ValueError(f"{path.name} lacks {min(missing)}")
