"""An engine that tells of its speech what a model does: attempts, times of characters, errors of a row; all on cue."""

from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np

from models.engine import Engine, EngineError, Speech, Utterance
from models.hibari import HibariEngine
from speech.audio import Audio


class CuedEngine(HibariEngine):
    """Speaks as hibari does, also what is said to be French, which no aligner of the tests knows."""

    name: ClassVar[str] = "cued"
    languages = frozenset({"en", "fr"})

    def __init__(self, hibari: Engine, *, tells_times: bool = False) -> None:
        assert isinstance(hibari, HibariEngine)
        super().__init__(hibari._synthesiser)  # noqa: SLF001 - the weights are shared, not loaded again
        self._tells_times = tells_times

    def speak(self, batch: Sequence[Utterance], stop: Callable[[], bool]) -> list[Speech | EngineError]:
        """What has "endless" in it is an error, "again" takes two attempts, "backwards" is heard so."""
        return [self._on_cue(utterance, stop) for utterance in batch]

    def _on_cue(self, utterance: Utterance, stop: Callable[[], bool]) -> Speech | EngineError:
        text = utterance.text.lower()
        if "endless" in text:
            return EngineError("the speech came to no end")
        audio = self._speak_one(utterance, stop)
        if "backwards" in text:
            audio = Audio(audio.samples[::-1].copy(), audio.sample_rate)
        # In the second half of the sound alone: neither an aligner nor the words' lengths would say so.
        times = np.linspace(0.5, 1, len(text), endpoint=False) * audio.duration_s
        return Speech(audio, 2 if "again" in text else 1, times.astype(np.float32) if self._tells_times else None)
