"""Chatterbox with random weights that both sides of bench/chatterbox.py speak with; they are kept in memory alone."""

import contextlib
import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import torch  # noqa: TID251 - weights are drawn where they stay

from models.chatterbox import checkpoint
from models.chatterbox.packages import ChatterboxTTS
from models.chatterbox_tts import ChatterboxEngine
from models.engine import Precision, Setup
from models.undrawn import undrawn
from tests import tiny_chatterbox
from tests.tiny_chatterbox import PUBLISHED, SMALL, Size, T3Size, random_t3, sizes, write_model


@dataclass(frozen=True, slots=True)
class Build:
    """Of a model: how fast it is depends on its sizes alone."""

    name: str
    size: Size
    reference_tokens: int = 250
    """Of the built-in voice: 10 s, the most that S3Gen hears of a clip."""


_DEEP: Final = T3Size(num_hidden_layers=30, hidden_size=64, num_attention_heads=4, head_dim=16, intermediate_size=256)
"""The published T3, a sixteenth as wide."""
TINY: Final = Build("tiny", SMALL, reference_tokens=10)
DEEP: Final = Build("T3 of 30 layers × 64 and a small S3Gen", Size(english=_DEEP))
"""As on a GPU the time goes into starting operations, and more than half of it into T3."""
FULL: Final = Build("published size", PUBLISHED)


class Model:
    """The same weights for whoever loads them. Sentences end after about two speech tokens a letter."""

    def __init__(self, folder: Path, build: Build, device: torch.device) -> None:
        """The folder takes the tokenizer and the voice."""
        self.build, self.device = build, device
        self._folder = folder
        self._tensors: dict[str, dict[str, torch.Tensor]] = {}
        with (
            patch.object(tiny_chatterbox, "save_file", self._keep),
            patch.object(tiny_chatterbox, "random_t3", self._random_t3),
        ):
            write_model(folder, "chatterbox", build.size, prompt_tokens=build.reference_tokens)

    def upstream(self) -> Any:
        """A `ChatterboxTTS` as upstream's own `from_local` loads it: 10 s of a voice are its own."""
        with self._loading():
            return ChatterboxTTS.from_local(self._folder, self.device.type)

    def engine(self, *, precision: Precision = "auto", cuda_graphs: bool = False) -> ChatterboxEngine:
        """Ours as the worker loads it, from a model of its own: it changes what it is given."""
        setup = Setup(
            device="cuda" if self.device.type == "cuda" else "cpu", precision=precision, cuda_graphs=cuda_graphs
        )
        with patch.object(checkpoint, "load", lambda *_: self.upstream()):
            return ChatterboxEngine.load(setup)

    def _random_t3(self, *arguments: Any, **named: Any) -> Any:
        """Drawn where it stays: on a CPU half a billion numbers take ten seconds. S3Gen's filters are made on a CPU."""
        with self.device:
            return random_t3(*arguments, **named)

    def _keep(self, tensors: dict[str, torch.Tensor], path: Path) -> None:
        self._tensors[path.name] = tensors

    def _kept(self, path: Path) -> dict[str, torch.Tensor]:
        return self._tensors[path.name]

    @contextlib.contextmanager
    def _loading(self) -> Iterator[None]:
        reading: AbstractContextManager[object] = patch.object(
            sys.modules[ChatterboxTTS.__module__], "load_file", self._kept
        )
        # It prints that its watermark is loaded, and diffusers warns of a layer.
        quiet = contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore")
        with sizes(self.build.size), undrawn(), reading, quiet[0], quiet[1]:
            yield
