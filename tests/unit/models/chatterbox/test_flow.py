"""Speech tokens to mel, held to upstream's own `S3Gen.flow_inference`."""

from collections.abc import Sequence
from typing import Any, Final

import pytest
import torch
from torch import Tensor

from models.chatterbox.flow import Flow
from models.chatterbox.sound import SoundRow, draw_noise
from tests.s3gen_rows import random_row, random_s3gen, random_voice, upstream_mel

LENGTHS: Final = (1, 2, 25, 75)
SCHEDULES: Final = ((False, 10), (False, 5), (True, 2), (True, 3))
"""Whether it is a mean flow (Turbo), and steps."""


@pytest.fixture(scope="module")
def s3gens() -> dict[bool, Any]:
    """The usual one and a mean flow, which nobody changes."""
    return {is_mean_flow: random_s3gen(is_mean_flow=is_mean_flow) for is_mean_flow in (False, True)}


@pytest.fixture(scope="module")
def flows(s3gens: dict[bool, Any]) -> dict[bool, Flow]:
    """Ours, on the same weights."""
    return {is_mean_flow: Flow(s3gen.flow) for is_mean_flow, s3gen in s3gens.items()}


@torch.inference_mode()
def _mels(flow: Flow, rows: Sequence[SoundRow], n_steps: int) -> list[Tensor]:
    noises = [draw_noise(row, is_mean_flow=flow.is_mean_flow).state for row in rows]
    conditions = [flow.conditions(row.tokens, row.voice) for row in rows]
    mels = flow.sample(noises, conditions, n_steps, lambda: False)
    return [mel[row.n_reference_frames :] for mel, row in zip(mels, rows, strict=True)]


def _error(expected: Tensor, found: Tensor) -> float:
    """The largest difference, relative to what is largest in the expected."""
    assert expected.shape == found.shape
    return float((expected - found).abs().max() / expected.abs().max())


@pytest.mark.parametrize("n_tokens", LENGTHS)
@pytest.mark.parametrize(("is_mean_flow", "n_steps"), SCHEDULES)
def test_a_mel_is_upstreams(
    s3gens: dict[bool, Any], flows: dict[bool, Flow], n_tokens: int, n_steps: int, *, is_mean_flow: bool
) -> None:
    """Alone, a row is within rounding what upstream draws under the same seed."""
    row = random_row(n_tokens, seed=n_tokens)
    (mel,) = _mels(flows[is_mean_flow], [row], n_steps)

    assert _error(upstream_mel(s3gens[is_mean_flow], row, n_steps), mel) < 1e-5


def _unequal_rows() -> list[SoundRow]:
    """Lengths of speech and of references of which no two are alike, and two rows that are."""
    shapes = ((20, 10), (9, 10), (31, 14), (1, 3), (20, 10))
    seeds = (0, 5, 7, 2**63 - 1, 8)
    return [
        random_row(n_tokens, seed, random_voice(n_reference, seed))
        for (n_tokens, n_reference), seed in zip(shapes, seeds, strict=True)
    ]


@pytest.mark.parametrize(("is_mean_flow", "n_steps"), SCHEDULES)
def test_a_batch_is_what_upstream_makes_of_each_row(
    s3gens: dict[bool, Any], flows: dict[bool, Flow], n_steps: int, *, is_mean_flow: bool
) -> None:
    """Rows of several lengths, voices and seeds at once: each is what upstream draws alone."""
    rows = _unequal_rows()
    mels = _mels(flows[is_mean_flow], rows, n_steps)

    for row, mel in zip(rows, mels, strict=True):
        assert _error(upstream_mel(s3gens[is_mean_flow], row, n_steps), mel) < 1e-5


def test_rows_of_one_length_need_no_mask(s3gens: dict[bool, Any], flows: dict[bool, Flow]) -> None:
    """Without padding there is nothing to mask: these, too, are what upstream draws alone."""
    rows = [random_row(20, seed, random_voice(10, seed)) for seed in range(3)]
    for row, mel in zip(rows, _mels(flows[False], rows, 5), strict=True):
        assert _error(upstream_mel(s3gens[False], row, 5), mel) < 1e-5


class _Unmasked(Flow):
    def _heard(self, lengths: Sequence[int]) -> None:
        """Nothing is masked."""
        del lengths


def test_without_its_mask_a_batch_is_not_exact(s3gens: dict[bool, Any], flows: dict[bool, Flow]) -> None:
    """The mask is what makes the comparison pass: without it shorter rows are others, and the longest is as it was."""
    rows = _unequal_rows()
    expected, found = _mels(flows[False], rows, 5), _mels(_Unmasked(s3gens[False].flow), rows, 5)
    errors = [_error(one, other) for one, other in zip(expected, found, strict=True)]

    assert errors[2] < 1e-5
    assert min(errors[:2] + errors[3:]) > 1e-3


@pytest.mark.parametrize("is_mean_flow", [False, True])
def test_everything_given_matters(flows: dict[bool, Flow], *, is_mean_flow: bool) -> None:
    """Another seed, other tokens, another part of the voice, other steps: each makes another mel."""
    row, other = random_row(20), random_row(20, seed=1, voice=random_voice(10, seed=1))
    voice, strange = row.voice, other.voice
    changed = [
        SoundRow(row.tokens, voice, other.seed),
        SoundRow(other.tokens, voice, row.seed),
        *(SoundRow(row.tokens, mixed, row.seed) for mixed in _mixed(voice, strange)),
    ]
    (expected,) = _mels(flows[is_mean_flow], [row], 3)

    for found in (*_mels(flows[is_mean_flow], changed, 3), *_mels(flows[is_mean_flow], [row], 4)):
        assert _error(expected, found) > 1e-3


def _mixed(voice: Any, strange: Any) -> list[Any]:
    """The first voice with one thing at a time from the second."""
    parts = ("speaker", "prompt", "prompt_tokens", "prompt_mel", "timbre")
    own = {part: getattr(voice, part) for part in parts}
    return [type(voice)(**own | {part: getattr(strange, part)}) for part in parts[2:]]


@torch.inference_mode()
def test_rows_are_encoded_one_by_one(s3gens: dict[bool, Any]) -> None:
    """Because upstream's encoder doesn't keep padding out: masked as it wants, it changes what a row is encoded as."""
    flow = s3gens[False].flow
    embedded = flow.input_embedding(random_row(25).tokens)[None]
    alone, _ = flow.encoder(embedded[:, :20], torch.tensor([20]))
    padded = torch.cat((embedded[:, :20], torch.zeros_like(embedded[:, 20:])), dim=1)
    found, _ = flow.encoder(padded, torch.tensor([20]))

    assert _error(alone, found[:, :40]) > 1e-3


@pytest.mark.parametrize("n_taken", [0, 1, 3])
def test_it_stops_between_steps(flows: dict[bool, Flow], n_taken: int) -> None:
    """Once told to stop it takes no further step: before the first there is nothing but noise."""
    flow, row = flows[True], random_row(4)
    answers = iter([False] * n_taken + [True])
    noise = draw_noise(row, is_mean_flow=True).state
    with torch.inference_mode():
        (mel,) = flow.sample([noise], [flow.conditions(row.tokens, row.voice)], 4, lambda: next(answers))

    assert [] == list(answers)
    assert (n_taken == 0) == torch.equal(noise, mel)
