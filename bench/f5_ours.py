"""The engine's side of bench/f5.py."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bench.f5_work import TRANSCRIPT, VOICE
from models.engine import Setup, Utterance
from models.f5.options import F5Options
from models.f5.reference import HOP, Reference, mel_magnitudes
from models.f5.text import as_upstream_writes
from models.f5.voices import example_voices
from models.f5_tts import F5Engine
from models.speeches import speeches
from speech.audio import Samples


class Ours:
    """The engine as the worker loads it: on CUDA in fp16 where there is CUDA."""

    def __init__(self, files: Mapping[str, Path], *, cuda_graphs: bool = False) -> None:
        self._engine = F5Engine.load(Setup(files=files, cuda_graphs=cuda_graphs))
        self._voice = example_voices()[VOICE]

    @property
    def n_reference_frames(self) -> int:
        """Of the clip as the engine has prepared it, with its 0.5 s of silence at the end."""
        return len(self._voice.magnitudes)

    def speak(
        self, texts: Sequence[str], n_steps: int, *, voice: Reference | None = None, duration_s: float | None = None
    ) -> int:
        """The texts as one batch, each with its own seed, in a voice that is known: frames of speech, all together."""
        options = F5Options(nfe_step=n_steps, fix_duration=duration_s)
        spoken_by = voice or self._voice
        batch = [Utterance(text, "en", spoken_by, 1.0, seed, options) for seed, text in enumerate(texts)]
        # The vocoder gives one hop less than frames.
        return sum(len(speech.audio) // HOP + 1 for speech in speeches(self._engine.speak(batch, lambda: False)))


def as_it_is(clip: Samples) -> Reference:
    """The voice of a 24 kHz clip that upstream has prepared: as many frames of reference as upstream has."""
    rms = math.sqrt(float(np.square(clip, dtype=np.float64).mean()))
    return Reference(mel_magnitudes(clip), rms, len(clip) // HOP, as_upstream_writes(TRANSCRIPT))
