"""A small cloning engine for tests: hibari's voice at the loudness of the reference clip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Event

import numpy as np

from models.engine import Engine, EngineError, Speech, Utterance, VoiceState
from models.hibari import HibariEngine
from speech.audio import Audio


@dataclass(frozen=True)
class MimicVoice(VoiceState):
    """How loud the clip is: the root mean square of its samples."""

    level: float
    size_bytes: int = 1000


class Mimic(HibariEngine):
    """Really speaks, and really depends on the clip; counts how often it had to encode one."""

    name = "mimic"
    clones = True

    def __init__(self, hibari: Engine) -> None:
        assert isinstance(hibari, HibariEngine)
        super().__init__(hibari._synthesiser)  # noqa: SLF001 - the weights are shared, not loaded again
        self.encoded: list[tuple[float, str]] = []
        self.started = Event()

    def encode(self, clip: Audio, transcript: str) -> VoiceState:
        """The clip's level."""
        voice = MimicVoice(float(np.sqrt(np.mean(np.square(clip.samples)))))
        self.encoded.append((round(clip.duration_s, 3), transcript))
        return voice

    def speak(self, batch: Sequence[Utterance], stop: Callable[[], bool]) -> list[Speech | EngineError]:
        """The samples of hibari, scaled."""
        self.started.set()
        return [Speech(self._scaled(utterance, stop)) for utterance in batch]

    def _scaled(self, utterance: Utterance, stop: Callable[[], bool]) -> Audio:
        audio = self._speak_one(utterance, stop)
        level = utterance.voice.level if isinstance(utterance.voice, MimicVoice) else 0.1
        return replace(audio, samples=audio.samples * np.float32(level))
