"""Where the frames of a convolutional speech model lie in the sound, and the windows in which long sound is read."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

WINDOW_S: Final = 30.0
"""Longest piece that the model reads at once: its memory grows with the square of it."""
CONTEXT_S: Final = 2.0
"""Of a window at either side, read and thrown away: a model hears letters by what is around them."""


@dataclass(frozen=True, slots=True)
class Window:
    """Frames that are read together, and those of them that are kept; numbers of frames in the whole sound."""

    read: slice
    kept: slice


@dataclass(frozen=True, slots=True)
class FrameGrid:
    """Frame k hears `reach` samples from `step * k` on, and stands for the `step` samples in their middle."""

    step: int
    """Samples from one frame to the next: 320 (20 ms) in the wav2vec2 family."""
    reach: int
    """Samples that a frame is computed from: 400 (25 ms) in the wav2vec2 family."""
    sample_rate: int
    """Hz."""

    @classmethod
    def of_layers(cls, kernels: Sequence[int], strides: Sequence[int], sample_rate: int) -> Self:
        """The grid of convolutions on top of each other, without padding."""
        step = reach = 1
        for kernel, stride in zip(kernels, strides, strict=True):
            reach += (kernel - 1) * step
            step *= stride
        return cls(step, reach, sample_rate)

    def count(self, n_samples: int) -> int:
        """Whole frames in so many samples."""
        return max(0, (n_samples - self.reach) // self.step + 1)

    def samples(self, frames: slice) -> slice:
        """What these frames are computed from."""
        return slice(frames.start * self.step, (frames.stop - 1) * self.step + self.reach)

    def edge_s(self, frame: int) -> float:
        """When frame `frame` begins and the one before it ends: 2.5 ms + 20 ms * frame in the wav2vec2 family."""
        return (frame * self.step + (self.reach - self.step) / 2) / self.sample_rate

    def windows(self, n_frames: int, window_s: float = WINDOW_S) -> Iterator[Window]:
        """The whole sound if it fits in one window, else windows of which every frame is kept once."""
        longest, context = (math.floor(length_s * self.sample_rate / self.step) for length_s in (window_s, CONTEXT_S))
        kept = n_frames if n_frames <= longest else longest - 2 * context
        for start in range(0, n_frames, max(1, kept)):
            stop = min(start + kept, n_frames)
            yield Window(slice(max(0, start - context), min(stop + context, n_frames)), slice(start, stop))
