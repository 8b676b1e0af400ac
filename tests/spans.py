"""What the tests of every aligner share: the order that spans keep, and sounds in which nobody speaks."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from speech.audio import Audio, Samples
from speech.timings import Span


def assert_in_order(spans: Sequence[Span], audio: Audio) -> None:
    """Spans follow each other without overlap, inside the audio."""
    edges = [0.0, *(edge for span in spans for edge in (span.start_s, span.end_s)), audio.duration_s]
    assert all(earlier <= later for earlier, later in pairwise(edges))


def no_speech(rate: int) -> dict[str, Samples]:
    """Samples at a rate in Hz that hold no words, by what they are."""
    sounds = {
        "no samples": np.zeros(0),
        "one sample": np.ones(1),
        "ten milliseconds": np.sin(np.arange(rate / 100)),
        "digital silence": np.zeros(2 * rate),
        "faint noise": np.random.default_rng(0).normal(0, 1e-4, 2 * rate),
        "white noise": np.random.default_rng(0).normal(0, 0.1, 2 * rate),
        "NaN": np.full(2 * rate, np.nan),
    }
    return {name: samples.astype(np.float32) for name, samples in sounds.items()}
