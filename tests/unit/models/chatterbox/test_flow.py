"""Speech tokens to mel, held to upstream's own `S3Gen.flow_inference`."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
import torch
from torch import Tensor

from models.chatterbox.flow import Flow, References
from models.chatterbox.sound import SoundRow, draw_noise
from tests.s3gen_rows import random_row, random_s3gen, random_voice, upstream_mel

LENGTHS: Final = (1, 2, 25, 75)
SCHEDULES: Final = ((False, 10), (False, 5), (True, 2), (True, 3))
"""Whether it is a mean flow (Turbo), and steps."""


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def s3gens() -> dict[bool, Any]:
    """The usual one and a mean flow, which nobody changes."""
    return {is_mean_flow: random_s3gen(is_mean_flow=is_mean_flow) for is_mean_flow in (False, True)}


@pytest.fixture(scope="module")
def flows(s3gens: dict[bool, Any]) -> dict[bool, Flow]:
    """Ours, on the same weights."""
    return {is_mean_flow: Flow(s3gen.flow) for is_mean_flow, s3gen in s3gens.items()}


@torch.inference_mode()
def _mels(flow: Flow, rows: list[SoundRow], n_steps: int) -> list[Tensor]:
    voices = [row.voice for row in rows]
    references = References(
        torch.cat([voice.prompt_tokens for voice in voices]),
        torch.cat([voice.prompt_mel for voice in voices]),
        torch.cat([voice.timbre for voice in voices]),
    )
    noise = torch.stack([draw_noise(row, is_mean_flow=flow.is_mean_flow).state for row in rows])
    conditions = flow.conditions(torch.stack([row.tokens for row in rows]), references)
    mel = flow.sample(noise, conditions, n_steps, lambda: False)
    return list(mel[:, references.mel.shape[1] :])


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


@pytest.mark.parametrize(("is_mean_flow", "n_steps"), SCHEDULES)
def test_a_batch_is_what_upstream_makes_of_each_row(
    s3gens: dict[bool, Any], flows: dict[bool, Flow], n_steps: int, *, is_mean_flow: bool
) -> None:
    """Three rows of one length, in three voices, with three seeds: each is what upstream draws alone."""
    rows = [random_row(20, seed, random_voice(10, seed)) for seed in (0, 5, 2**63 - 1)]
    mels = _mels(flows[is_mean_flow], rows, n_steps)

    for row, mel in zip(rows, mels, strict=True):
        assert _error(upstream_mel(s3gens[is_mean_flow], row, n_steps), mel) < 1e-5


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


def test_padding_would_be_heard(flows: dict[bool, Flow]) -> None:
    """Why only rows of one length go together: with tokens behind it that nobody wants, a row is another."""
    row = random_row(20)
    padded = SoundRow(torch.cat((row.tokens, torch.zeros(5, dtype=torch.int64))), row.voice, row.seed)
    (alone,) = _mels(flows[False], [row], 5)
    (found,) = _mels(flows[False], [padded], 5)

    assert _error(alone, found[: len(alone)]) > 1e-2


@torch.inference_mode()
def test_it_would_be_heard_through_upstreams_masks(s3gens: dict[bool, Any]) -> None:
    """Upstream's masks don't help: what is behind a row changes how its last tokens are encoded."""
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
    voice = row.voice
    references = References(voice.prompt_tokens, voice.prompt_mel, voice.timbre)
    answers = iter([False] * n_taken + [True])
    noise = draw_noise(row, is_mean_flow=True).state[None]
    with torch.inference_mode():
        mel = flow.sample(noise, flow.conditions(row.tokens[None], references), 4, lambda: next(answers))

    assert list(answers) == []
    assert (n_taken == 0) == torch.equal(noise, mel)
