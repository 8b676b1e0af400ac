"""What the parts of a model take of the time of its speech."""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, Final
from unittest.mock import patch

import torch  # noqa: TID251 - a device is waited for

from bench.turns import Run
from models.chatterbox.decoding import Decoder
from models.chatterbox.packages import T3, ChatterboxTTS, PerthImplicitWatermarker, S3Gen
from models.chatterbox.sound import SoundMaker
from models.chatterbox.watermark import Watermark

OURS: Final[Mapping[str, tuple[Any, str]]] = {
    "T3": (Decoder, "draw"),
    "S3Gen": (SoundMaker, "decode"),
    "watermark": (Watermark, "mark"),
}
"""Whose method does the part's work."""
THEIRS: Final[Mapping[str, tuple[Any, str]]] = {
    "clip": (ChatterboxTTS, "prepare_conditionals"),
    "T3": (T3, "inference"),
    "S3Gen": (S3Gen, "inference"),
    "watermark": (PerthImplicitWatermarker, "apply_watermark"),
}
"""As `OURS`."""


def shares(run: Run, parts: Mapping[str, tuple[Any, str]], device: torch.device) -> str:
    """Percents of one run, in words; of a CPU's own time, or of the time until CUDA has done it."""
    seconds = dict.fromkeys(parts, 0.0)

    def timed(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            started = _now(device)
            try:
                return method(*arguments, **named)
            finally:
                seconds[name] += _now(device) - started

        return call

    with ExitStack() as patches:
        for name, (owner, method) in parts.items():
            patches.enter_context(patch.object(owner, method, timed(name, getattr(owner, method))))
        started = _now(device)
        run()
        whole = _now(device) - started
    return ", ".join(f"{name} {100 * taken / whole:.0f} %" for name, taken in seconds.items() if taken)


def _now(device: torch.device) -> float:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
        return time.perf_counter()
    return time.process_time()
