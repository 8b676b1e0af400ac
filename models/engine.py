"""The contract of a speech engine: what goes in, what comes out, what it promises.

EngineError                  an engine could not speak
├── UnspeakableText          the text has nothing that this engine can speak
├── UnusableClip             a voice cannot be made of this clip and transcript
├── UnusableVoice            bytes are not the voice that they were kept as
└── EngineBroken             the engine is broken for good (a CUDA assert): the process has to be replaced
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict

from speech.audio import Audio, Samples


class EngineError(Exception):
    """An engine could not speak. The message holds nothing of the text."""


class UnspeakableText(EngineError):
    """The text has nothing that this engine can speak."""


class UnusableClip(EngineError):
    """A voice cannot be made of this clip and transcript; the message says what to do."""


class UnusableVoice(EngineError):
    """Bytes are not the voice that they were kept as."""


class EngineBroken(EngineError):
    """The engine is broken for good, and so is its process."""


Device: TypeAlias = Literal["auto", "cuda", "cpu"]
Precision: TypeAlias = Literal["auto", "fp32", "fp16", "bf16"]


@dataclass(frozen=True, slots=True)
class Setup:
    """What an engine is loaded with; each uses what concerns it."""

    files: Mapping[str, Path] = field(default_factory=dict)
    """Its weights by their names in its weight list (models/weights.py); none where they come with the package."""
    device: Device = "auto"
    """`auto`: CUDA where there is one."""
    precision: Precision = "auto"
    """Of the weights; `auto`: the engine's own choice on CUDA, fp32 on a CPU."""
    cuda_graphs: bool = False
    """Whether steps are replayed as CUDA graphs, where there is CUDA and the engine can."""
    languages: frozenset[str] = frozenset()
    """Primary subtags that a fine-tuned model speaks; empty: those of the published one."""
    watermark: bool = True
    """Whether speech carries the mark that its model's makers put into it, where they do."""
    character_times: bool = False
    """Whether `Speech.character_times` are told, where the model has them."""


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
    """0 … 2**63 - 1; the same utterance and seed give the same samples. In half precision, where a batch's size moves
    the last bits, what is drawn token by token may differ in other company."""
    options: EngineOptions


@dataclass(frozen=True, slots=True)
class Speech:
    """What an utterance became."""

    audio: Audio
    attempts: int = 1
    """How often it was drawn: twice where the first draw came to no end."""
    character_times: Samples | None = None
    """(len(text),) float32, seconds from the start of `audio` at which the model turned to each character of the
    utterance's text, never falling; None where it doesn't tell."""


class Engine(ABC):
    """Weights that speak. Holds nothing of a request: what is spoken depends on the utterance alone."""

    name: ClassVar[str]
    Options: ClassVar[type[EngineOptions]]
    weights_licence: ClassVar[str]

    languages: frozenset[str]
    unspoken: Mapping[str, str] = MappingProxyType({})
    """Languages that the published model speaks and this one does not, each with what it lacks."""
    sample_rate: int
    """Hz, the model's own."""
    native_speed: tuple[float, float]
    clones: bool
    """Whether `encode` turns a clip into a voice."""
    longest_clip_s: float = math.inf
    """Seconds of a clip that `encode` takes."""
    needs_transcript: bool = False
    """Whether `encode` has to be told what the clip says."""
    max_batch: int
    max_characters: int
    """Of one utterance's text: no voice and no speed makes `fits` allow more."""
    voices: Mapping[str, VoiceState]
    """Built-in voices by name; the first is the model's own voice."""
    voice_format: str | None = None
    """Names what `dump_voice` writes, another name for other weights; None: encoding costs too little to keep it."""
    tags: frozenset[str] = frozenset()
    """Sounds and moods that it performs, in lower case: "laugh" for "[laugh]" in an utterance's text."""

    @classmethod
    @abstractmethod
    def load(cls, setup: Setup) -> Self:
        """Load from local files only. Raises EngineError."""

    @classmethod
    def files_in(cls, folder: Path) -> Mapping[str, Path]:
        """The files of a fine-tuned model by their names in the weight list. Raises EngineError."""
        raise EngineError(f"{cls.name} takes no other weights than its own: {folder} cannot be loaded")

    def fits(self, text: str, language: str, voice: VoiceState, speed: float) -> bool:
        """Whether the text is short enough for one utterance; what is part of a text that fits must fit, too.

        By characters here; an engine whose limit is in seconds or tokens counts those.
        """
        del language, voice, speed
        return len(text) <= self.max_characters

    def options_for(self, options: EngineOptions, share: float) -> EngineOptions:
        """What the options of a text come to for a part of it with this share (0 … 1] of its letters.

        Raises UnspeakableText where they ask something impossible of the part.
        """
        del share
        return options

    def rehearsal(self) -> EngineOptions:
        """Options under which an utterance takes all the memory that it ever does, in the least time."""
        return self.Options()

    @abstractmethod
    def encode(self, clip: Audio, transcript: str) -> VoiceState:
        """The voice of a 24 kHz reference clip of at most `longest_clip_s`.

        `transcript` is what the clip says, written as an utterance's text is: "five dollars" for "$5"; "": unknown.
        Raises UnusableClip, or EngineError where the engine cannot clone.
        """

    def dump_voice(self, voice: VoiceState) -> bytes:
        """An encoded voice as bytes, to be kept under `voice_format`. Raises EngineError where there is none."""
        del voice
        raise EngineError(f"{self.name} has no voices to keep")

    def load_voice(self, data: bytes) -> VoiceState:
        """The voice that `dump_voice` wrote under the same `voice_format`; nothing in the bytes is ever executed.

        Raises UnusableVoice where they are damaged, or something else.
        """
        del data
        raise UnusableVoice(f"{self.name} keeps no voices")

    @abstractmethod
    def speak(self, batch: Sequence[Utterance], stop: Callable[[], bool]) -> list[Speech | EngineError]:
        """One speech per utterance, in order, or the error that befell this utterance and none of the others.

        An utterance without anything speakable gives 0 samples. `stop` is read as often as the engine can; once it is
        true the call returns early, with whatever it has (the caller throws it away). Raises EngineError, EngineBroken
        or MemoryError for what befell all of them.
        """
