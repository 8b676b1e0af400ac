"""The one thread in which engines work, shared by all jobs in flight: first come, first served, by utterance."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from models.engine import Engine, EngineError, Speech, Utterance, VoiceState
from models.speeches import speeches
from speech.audio import Audio
from worker import threads


@dataclass(frozen=True, slots=True)
class Spoken:
    """An utterance's speech, and what it took."""

    speech: Speech
    queue_s: float
    """Seconds that it waited for the engine."""
    synthesis_s: float


class Scheduler:
    """Takes utterances from many tasks; speaks them in one thread, since engines aren't made for two."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")

    async def speak(self, engine: Engine, utterance: Utterance) -> Spoken:
        """Raises the utterance's own error and what `Engine.speak` raises.

        When cancelled, the engine is told to stop, and waited for.
        """
        stop = threading.Event()
        queued = time.perf_counter()

        def speak() -> Spoken:
            started = time.perf_counter()
            (speech,) = speeches(engine.speak([utterance], stop.is_set))
            _check(speech)
            return Spoken(speech, started - queued, time.perf_counter() - started)

        return await threads.run(self._thread, speak, on_cancel=stop.set)

    async def encode(self, engine: Engine, clip: Audio, transcript: str) -> VoiceState:
        """Raises what `Engine.encode` raises."""
        return await threads.run(self._thread, lambda: engine.encode(clip, transcript))

    def close(self) -> None:
        """Wait for the utterance in progress, and end the thread."""
        self._thread.shutdown()


def _check(speech: Speech) -> None:
    if not np.isfinite(speech.audio.samples).all():
        raise EngineError("the engine made samples that are no numbers")
    if speech.character_times is not None and not np.isfinite(speech.character_times).all():
        raise EngineError("the engine told times that are no numbers")
