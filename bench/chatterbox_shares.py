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


class Watched:
    """A run that tells what its parts took."""

    def __init__(self, run: Run, parts: Mapping[str, tuple[Any, str]], device: torch.device) -> None:
        self._run, self._parts, self._device = run, parts, device
        self._seconds = dict.fromkeys(parts, 0.0)
        self._whole = 0.0

    def __call__(self) -> int:
        """Run; with CUDA waited for before and after each part."""
        with ExitStack() as patches:
            for name, (owner, method) in self._parts.items():
                patches.enter_context(patch.object(owner, method, self._timed(name, getattr(owner, method))))
            started = _now(self._device)
            work = self._run()
            self._whole += _now(self._device) - started
        return work

    @property
    def shares(self) -> str:
        """Percents of all runs, in words: of a CPU's own time, or of the time that went by until CUDA was done."""
        shares = {name: 100 * seconds / self._whole for name, seconds in self._seconds.items() if seconds}
        return ", ".join(f"{name} {share:.0f} %" for name, share in shares.items())

    def _timed(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            started = _now(self._device)
            try:
                return method(*arguments, **named)
            finally:
                self._seconds[name] += _now(self._device) - started

        return call


def _now(device: torch.device) -> float:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
        return time.perf_counter()
    return time.process_time()
