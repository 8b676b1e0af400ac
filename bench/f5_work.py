"""What both sides of bench/f5.py are given: weights, the same files for both; a voice; texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.sentences import TUNING
from models.f5.packages import EXAMPLES
from tests.tiny_f5 import ARCHITECTURE, VocoderSize, write_model

CLIP: Final = EXAMPLES / "basic" / "basic_ref_en.wav"
VOICE: Final = "basic_ref_en"
TRANSCRIPT: Final = "Some call me nature, others call me mother nature."

CHUNKS: Final = (
    "The baker opens his shop long before sunrise.",
    (
        "My cousin Theresa plays the cello in a small orchestra and nobody in the whole of the city "
        "has ever heard it played with such warmth."
    ),
    "We could not find the harbour because of the heavy fog.",
    (
        "Every summer the village holds a cheerful market by the river where the farmers of the valley "
        "sell honey and bread and cheese."
    ),
    "He asked whether I had ever eaten fresh octopus before.",
    (
        "The judge listened quietly for more than an hour and then asked a single question "
        "which neither of the lawyers could answer."
    ),
    "A gentle wind moved slowly through the tall grass of the meadow.",
    "Jonathan did not expect such a warm and noisy welcome in Prague after so many long years abroad among strangers.",
)
"""Sentences of mixed length which upstream's chunker, with this voice, leaves as they are: no two fit in one chunk."""
SENTENCE: Final = CHUNKS[0]
JOBS: Final = TUNING[:20]
"""Single sentences, as twenty people might send them at once."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of a model with random weights: how fast it speaks depends on the sizes alone."""

    name: str
    architecture: Mapping[str, Any]
    vocoder: VocoderSize
    rounds: int = 3
    """In which each side has its turn."""
    most_steps: int = 32
    """Nothing is spoken in more: a rehearsal is to be short."""


_PUBLISHED_VOCODER: Final = VocoderSize(dim=512, intermediate_dim=1536, num_layers=8)

TINY: Final = Size("tiny", ARCHITECTURE, VocoderSize(), rounds=1, most_steps=2)
MEDIUM: Final = Size(
    "32 M parameters",
    {**ARCHITECTURE, "dim": 384, "depth": 14, "heads": 6, "text_dim": 256, "conv_layers": 4},
    _PUBLISHED_VOCODER,
)
"""About a tenth of the published one: what a CPU gets through in minutes."""
FULL: Final = Size(
    "F5TTS_v1_Base's architecture",
    {**ARCHITECTURE, "dim": 1024, "depth": 22, "heads": 16, "text_dim": 512, "conv_layers": 4},
    _PUBLISHED_VOCODER,
)


def write(size: Size, folder: Path) -> dict[str, Path]:
    """The files of a model of this size, by role."""
    return write_model(folder, size.architecture, size.vocoder)
