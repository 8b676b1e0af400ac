"""Speech tokens to sound, held to upstream's own `S3Gen.inference`."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Final

import numpy as np
import pytest
import torch

from models.chatterbox.sound import SoundMaker, SoundRow
from speech.audio import Samples
from tests.s3gen_rows import random_row, random_s3gen, random_voice, upstream_sound

SAMPLES_PER_TOKEN: Final = 960
KINDS: Final = ((False, 10), (False, 5), (True, 2))
"""Whether it is a mean flow (Turbo), and steps."""


@pytest.fixture(scope="module")
def s3gens() -> dict[bool, Any]:
    """S3Gens as published: the usual one and a mean flow."""
    return {is_mean_flow: random_s3gen(is_mean_flow=is_mean_flow) for is_mean_flow in (False, True)}


@pytest.fixture(scope="module")
def makers() -> dict[bool, SoundMaker]:
    """Ours, one row at a time, on twins of them."""
    return {
        is_mean_flow: SoundMaker(random_s3gen(is_mean_flow=is_mean_flow), is_batched=False)
        for is_mean_flow in (False, True)
    }


@pytest.fixture(scope="module")
def batched() -> SoundMaker:
    """The usual one, rows of similar lengths together."""
    return SoundMaker(random_s3gen(is_mean_flow=False), is_batched=True)


def _decode(maker: SoundMaker, rows: Sequence[SoundRow], n_steps: int = 3) -> list[Samples]:
    return maker.decode(rows, n_steps, lambda: False)


def _error(expected: Samples, found: Samples) -> float:
    """The largest difference, relative to the peak."""
    assert expected.shape == found.shape
    return float(np.abs(expected - found).max() / np.abs(expected).max())


@pytest.mark.parametrize("n_tokens", [1, 2, 25, 75])
@pytest.mark.parametrize(("is_mean_flow", "n_steps"), KINDS)
def test_a_sound_is_upstreams(
    s3gens: dict[bool, Any], makers: dict[bool, SoundMaker], n_tokens: int, n_steps: int, *, is_mean_flow: bool
) -> None:
    """Of the same tokens, voice and seed comes the same sound, 960 samples a token."""
    row = random_row(n_tokens, seed=n_tokens)
    (sound,) = _decode(makers[is_mean_flow], [row], n_steps)

    assert (SAMPLES_PER_TOKEN * n_tokens,) == sound.shape
    assert np.float32 == sound.dtype
    assert _error(upstream_sound(s3gens[is_mean_flow], row, n_steps), sound) < 1e-4


def _company() -> list[SoundRow]:
    """Three lengths, one of them in three voices, and references of two lengths."""
    short, long = random_voice(10, seed=1), random_voice(14, seed=2)
    shapes = ((12, None), (7, None), (12, short), (12, long), (30, long), (12, None))
    return [random_row(n_tokens, seed, voice) for seed, (n_tokens, voice) in enumerate(shapes)]


@pytest.mark.parametrize("is_mean_flow", [False, True])
def test_one_by_one_a_row_is_the_same_in_any_company(makers: dict[bool, SoundMaker], *, is_mean_flow: bool) -> None:
    """On a CPU each of six rows comes out as alone, to the last bit, and so every time."""
    rows, maker = _company(), makers[is_mean_flow]

    for row, sound in zip(rows, _decode(maker, rows), strict=True):
        assert np.array_equal(_decode(maker, [row])[0], sound)


def test_batched_a_row_is_upstreams_in_any_company(batched: SoundMaker, s3gens: dict[bool, Any]) -> None:
    """Six rows in three batches: each comes out in its place, as what upstream makes of it alone."""
    rows = _company()

    for row, sound in zip(rows, _decode(batched, rows), strict=True):
        assert _error(upstream_sound(s3gens[False], row, 3), sound) < 1e-4


@pytest.mark.parametrize(("lengths", "n_batches"), [((40, 40, 31), 1), ((40, 26, 40), 2), ((40, 5, 26, 5), 3)])
def test_rows_of_similar_lengths_share_their_steps(batched: SoundMaker, lengths: Sequence[int], n_batches: int) -> None:
    """A batch holds rows of at least three quarters of its longest, references of ten tokens included."""
    n_steps, asked = 3, count()
    batched.decode([random_row(n_tokens) for n_tokens in lengths], n_steps, lambda: next(asked) < 0)

    assert n_batches * (1 + n_steps + 1) == next(asked)


def test_each_seed_and_voice_has_its_sound(makers: dict[bool, SoundMaker]) -> None:
    """Another seed or another voice is another sound."""
    row = random_row(12)
    others = [SoundRow(row.tokens, row.voice, 1), SoundRow(row.tokens, random_voice(10, seed=1), row.seed)]
    expected, *found = _decode(makers[False], [row, *others])

    assert all(_error(expected, sound) > 1e-2 for sound in found)


def test_nothing_is_drawn_from_torchs_own_generator(makers: dict[bool, SoundMaker]) -> None:
    """Upstream's randomness is everybody's; ours neither takes from it nor depends on it."""
    row, state = random_row(5), torch.random.get_rng_state()
    (before,) = _decode(makers[True], [row])
    assert torch.equal(state, torch.random.get_rng_state())

    with torch.random.fork_rng():
        torch.manual_seed(1234)
        (after,) = _decode(makers[True], [row])

    assert np.array_equal(before, after)


@pytest.mark.parametrize("is_batched", [False, True])
def test_no_tokens_are_no_sound(makers: dict[bool, SoundMaker], batched: SoundMaker, *, is_batched: bool) -> None:
    """A row without tokens has 0 samples and disturbs no other; no rows are no sounds."""
    maker = batched if is_batched else makers[False]
    empty, row = random_row(0), random_row(4)
    nothing, sound, nothing_either = _decode(maker, [empty, row, empty])

    assert [(0,), (0,)] == [nothing.shape, nothing_either.shape]
    assert np.array_equal(_decode(maker, [row])[0], sound)
    assert [] == maker.decode([], 3, lambda: False)


def _after(n_asked: int) -> Callable[[], bool]:
    """Says to stop once it was asked so often."""
    asked = count()
    return lambda: next(asked) >= n_asked


@pytest.mark.parametrize("n_asked", range(5))
def test_stopped_within_the_first_row_nothing_sounds(makers: dict[bool, SoundMaker], n_asked: int) -> None:
    """It is asked before a row, before each of its three steps, and before the vocoder."""
    sounds = makers[True].decode([random_row(4), random_row(4)], 3, _after(n_asked))

    assert [0, 0] == [len(sound) for sound in sounds]


def test_stopped_between_rows_the_first_sounds(makers: dict[bool, SoundMaker]) -> None:
    """What was done is there, what wasn't is empty."""
    sounds = makers[True].decode([random_row(4), random_row(4)], 3, _after(5))

    assert [4 * SAMPLES_PER_TOKEN, 0] == [len(sound) for sound in sounds]


@pytest.mark.parametrize(
    "tokens",
    [
        torch.tensor([0, 6561]),
        torch.tensor([-1, 5]),
        torch.tensor([[1, 2]]),
        torch.tensor([1, 2], dtype=torch.int32),
        torch.tensor([1.0, 2.0]),
    ],
    ids=["too large", "negative", "two rows", "another type", "not whole"],
)
def test_what_are_no_tokens_is_refused(tokens: torch.Tensor) -> None:
    """On CUDA an id beyond the embedding would end the process."""
    with pytest.raises(ValueError, match="speech tokens are"):
        SoundRow(tokens, random_voice(10), 0)


def test_the_least_and_the_greatest_token_are_spoken(makers: dict[bool, SoundMaker]) -> None:
    """0 and 6560 are tokens."""
    (sound,) = _decode(makers[False], [SoundRow(torch.tensor([0, 6560]), random_voice(10), 0)])

    assert np.isfinite(sound).all()
    assert np.abs(sound).max() > 0.01
