"""Engines that tell what they were loaded with; they speak as hibari does."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Self

from models.engine import EngineError, Setup
from models.hibari import HibariEngine


class ToldEngine(HibariEngine):
    """In F5-TTS's place, whose own weights have gigabytes."""

    name: ClassVar[str] = "f5-tts"
    setup: Setup

    @classmethod
    def load(cls, setup: Setup) -> Self:
        """Keeps the set-up."""
        engine = super().load(setup)
        engine.setup = setup
        return engine

    @classmethod
    def files_in(cls, folder: Path) -> Mapping[str, Path]:
        """A fine-tuned model's one file."""
        if not (folder / "tuned.bin").is_file():
            raise EngineError(f"{folder} lacks tuned.bin")
        return {"model": folder / "tuned.bin"}


class OtherToldEngine(ToldEngine):
    """Beside it."""

    name: ClassVar[str] = "other"
