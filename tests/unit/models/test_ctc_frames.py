"""The grid of frames, and windows over it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ctc_frames import FrameGrid

GRID = FrameGrid(step=320, reach=400, sample_rate=16_000)
KERNELS, STRIDES = (10, 3, 3, 3, 3, 2, 2), (5, 2, 2, 2, 2, 2, 2)
"""Of wav2vec2, HuBERT and MMS."""


def test_the_grid_follows_from_the_layers() -> None:
    """The layers of wav2vec2 give a frame of 400 samples every 320."""
    assert FrameGrid.of_layers(KERNELS, STRIDES, 16_000) == GRID


@given(st.integers(0, 100_000))
def test_frames_are_counted_as_the_layers_do(n_samples: int) -> None:
    """As many frames as the convolutions leave, one after the other."""
    left = n_samples
    for kernel, stride in zip(KERNELS, STRIDES, strict=True):
        left = max(0, (left - kernel) // stride + 1)

    assert left == GRID.count(n_samples)


def test_a_frame_stands_for_the_middle_of_what_it_hears() -> None:
    """Frame 0 hears 0 to 25 ms and stands for 2.5 to 22.5 ms; the next one follows without a gap."""
    assert pytest.approx([0.0025, 0.0225]) == [GRID.edge_s(0), GRID.edge_s(1)]


@given(n_samples=st.integers(0, 2_000_000), window_s=st.floats(5, 40))
def test_every_frame_is_kept_once(n_samples: int, window_s: float) -> None:
    """Windows keep each frame once and in order, are no longer than allowed, and lie inside the sound."""
    n_frames = GRID.count(n_samples)
    windows = list(GRID.windows(n_frames, window_s))

    assert list(range(n_frames)) == [frame for window in windows for frame in range(n_frames)[window.kept]]
    assert all((window.read.stop - window.read.start) * 0.02 <= window_s for window in windows)
    assert all(GRID.samples(window.read).stop <= n_samples for window in windows)


@given(n_frames=st.integers(1, 20_000))
def test_a_window_hears_what_is_around(n_frames: int) -> None:
    """Each window reads two seconds more than it keeps, at either side, unless the sound ends there."""
    for window in GRID.windows(n_frames):
        assert window.read.start == max(0, window.kept.start - 100)
        assert window.read.stop == min(n_frames, window.kept.stop + 100)


@given(n_frames=st.integers(1, 2_000))
def test_the_samples_of_a_window_give_its_frames(n_frames: int) -> None:
    """The samples of some frames are as many as give these frames and no other."""
    for window in GRID.windows(n_frames, 10):
        samples = GRID.samples(window.read)
        assert window.read.stop - window.read.start == GRID.count(samples.stop - samples.start)
        assert window.read.start * GRID.step == samples.start
