"""The contract of a speech engine: what goes in, what comes out, what it promises.

EngineError                  an engine could not speak
├── UnspeakableText          the text has nothing that this engine can speak
└── EngineBroken             the engine is broken for good (a CUDA assert): the process has to be replaced
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict

from speech.audio import Audio


class EngineError(Exception):
    """An engine could not speak. The message holds nothing of the text."""


class UnspeakableText(EngineError):
    """The text has nothing that this engine can speak."""


class EngineBroken(EngineError):
    """The engine is broken for good, and so is its process."""


class EngineOptions(BaseModel):
    """An engine's own knobs. Subclasses add fields, each with type, range, default and description."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class VoiceState(ABC):
    """What an engine made of a reference clip, or holds as a built-in voice: immutable, shared between threads."""

    @property
    @abstractmethod
    def size_bytes(self) -> int:
        """Memory that a cache of such states has to count."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One piece of text to be spoken in one go, and how."""

    text: str
    language: str
    """Primary BCP-47 subtag in lower case, one of the engine's `languages`."""
    voice: VoiceState
    speed: float
    """Relative to the voice's own pace, within the engine's `native_speed`."""
    seed: int
    """0 … 2**63 - 1; the same utterance and seed give the same samples."""
    options: EngineOptions


class Engine(ABC):
    """Weights that speak. Holds nothing of a request: what is spoken depends on the utterance alone."""

    name: ClassVar[str]
    Options: ClassVar[type[EngineOptions]]
    weights_licence: ClassVar[str]

    languages: frozenset[str]
    sample_rate: int
    """Hz, the model's own."""
    native_speed: tuple[float, float]
    clones: bool
    """Whether `encode` turns a clip into a voice."""
    max_batch: int
    max_characters: int
    """Longest text of one utterance."""
    voices: Mapping[str, VoiceState]
    """Built-in voices by name; the first is the model's own voice."""
    tags: frozenset[str] = frozenset()
    """Sounds and moods that it performs, in lower case: "laugh" for "[laugh]" in an utterance's text."""

    @classmethod
    @abstractmethod
    def load(cls, weights: Path | None, device: str) -> Self:
        """Load from local files only (None: the weights come with the package). Raises EngineError."""

    def fits(self, text: str, language: str) -> bool:
        """Whether the text is short enough for one utterance; what is part of a text that fits must fit, too.

        By characters here; an engine whose limit is in seconds or tokens counts those.
        """
        del language
        return len(text) <= self.max_characters

    @abstractmethod
    def encode(self, clip: Audio, transcript: str) -> VoiceState:
        """The voice of a 24 kHz reference clip. Raises EngineError where the engine cannot clone."""

    @abstractmethod
    def speak(self, batch: Sequence[Utterance], stop: Callable[[], bool]) -> list[Audio]:
        """One audio per utterance, in order; an utterance without anything speakable gives 0 samples.

        `stop` is read as often as the engine can; once it is true the call returns early, with whatever
        it has (the caller throws it away). Raises EngineError, EngineBroken or MemoryError.
        """
