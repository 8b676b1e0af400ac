"""Both sides of bench/chatterbox.py from texts to marked sound."""

from collections.abc import Sequence
from pathlib import Path

from bench.chatterbox_model import Model
from bench.chatterbox_work import clip
from models.chatterbox_tts import ChatterboxEngine
from models.engine import Precision, Utterance
from models.speeches import speeches
from tests.upstream_chatterbox import generate


class Theirs:
    """Upstream's `ChatterboxTTS.generate`, one text after the other."""

    def __init__(self, model: Model) -> None:
        """Loads a model of its own."""
        self._tts = model.upstream()

    def speak(self, texts: Sequence[str]) -> int:
        """In the model's own voice, which is known: samples of speech, all together."""
        return sum(len(generate(self._tts, text, seed=seed)) for seed, text in enumerate(texts))

    def speak_as(self, clip_path: Path, texts: Sequence[str]) -> int:
        """In a clip's voice, which upstream encodes anew for each text."""
        spoken = (generate(self._tts, text, seed=seed, audio_prompt_path=clip_path) for seed, text in enumerate(texts))
        return sum(map(len, spoken))


class Ours:
    """The engine's `speak` of a batch."""

    def __init__(self, model: Model, *, precision: Precision = "auto", cuda_graphs: bool = False) -> None:
        """Loads a model of its own; the precision is the engine's own choice: bf16 for T3 on CUDA."""
        self._engine: ChatterboxEngine = model.engine(precision=precision, cuda_graphs=cuda_graphs)
        self._own = next(iter(self._engine.voices.values()))
        self._clips = self._engine.encode(clip(), "")

    def speak(self, texts: Sequence[str], *, is_clips: bool = False) -> int:
        """Each with a seed of its own, in the model's own voice or a clip's, both known: samples of all of them."""
        voice = self._clips if is_clips else self._own
        batch = [Utterance(text, "en", voice, 1.0, seed, self._engine.Options()) for seed, text in enumerate(texts)]
        return sum(len(speech.audio) for speech in speeches(self._engine.speak(batch, lambda: False)))
