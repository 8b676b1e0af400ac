"""The one thread in which engines work, shared by all jobs in flight: first come, first served, by utterance."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from models.engine import Engine, EngineError, Utterance, VoiceState
from speech.audio import Audio
from worker import threads


@dataclass(frozen=True, slots=True)
class Spoken:
    """An utterance's sound, and what it took."""

    audio: Audio
    queue_s: float
    """Seconds that it waited for the engine."""
    synthesis_s: float


class Scheduler:
    """Takes utterances from many tasks; speaks them in one thread, since engines aren't made for two."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")

    async def speak(self, engine: Engine, utterance: Utterance) -> Spoken:
        """Raises what `Engine.speak` raises. When cancelled, the engine is told to stop, and waited for."""
        stop = threading.Event()
        queued = time.perf_counter()

        def speak() -> Spoken:
            started = time.perf_counter()
            (audio,) = engine.speak([utterance], stop.is_set)
            if not np.isfinite(audio.samples).all():
                raise EngineError("the engine made samples that are no numbers")
            return Spoken(audio, started - queued, time.perf_counter() - started)

        return await threads.run(self._thread, speak, on_cancel=stop.set)

    async def encode(self, engine: Engine, clip: Audio, transcript: str) -> VoiceState:
        """Raises what `Engine.encode` raises."""
        return await threads.run(self._thread, lambda: engine.encode(clip, transcript))

    def close(self) -> None:
        """Wait for the utterance in progress, and end the thread."""
        self._thread.shutdown()
