"""Sampling: what upstream's chain of transformers' processors leaves, and each row from its own stream."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pytest
import torch
from torch import Tensor
from transformers.generation.logits_process import (
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from models.chatterbox.sampling import END, N_TOKENS, START, Knobs, Sampler

ROWS: Final = (
    Knobs(temperature=0.8, repetition_penalty=1.2, top_p=1.0, min_p=0.05),
    Knobs(temperature=1.0, repetition_penalty=2.0, top_p=0.9, min_p=0.0),
    Knobs(temperature=2.0, repetition_penalty=1.0, top_p=0.3, min_p=0.3),
    Knobs(temperature=0.05, repetition_penalty=10.0, top_p=1.0, min_p=1.0),
)
TURBO_ROWS: Final = (
    Knobs(temperature=0.8, repetition_penalty=1.2, top_p=0.95, top_k=1000),
    Knobs(temperature=1.0, repetition_penalty=1.5, top_p=1.0, top_k=3),
    Knobs(temperature=3.0, repetition_penalty=1.0, top_p=0.5),
)
DEVICE: Final = torch.device("cpu")
N_DRAWS: Final = 50


def _logits(n_rows: int, seed: int = 0) -> Tensor:
    """Some likely tokens among many."""
    logits = 3 * torch.randn(n_rows, N_TOKENS, generator=torch.Generator().manual_seed(seed))
    logits[:, START] = -torch.inf
    return logits


def _upstream(knobs: Knobs, logits: Any, drawn: Sequence[int]) -> Tensor:
    """As `T3.inference` chains its processors, for one row."""
    ids: Any = torch.tensor([[START, *drawn]])
    logits = RepetitionPenaltyLogitsProcessor(knobs.repetition_penalty)(ids, logits[None])
    logits = MinPLogitsWarper(knobs.min_p)(ids, logits / knobs.temperature)
    logits = TopPLogitsWarper(knobs.top_p)(ids, logits)
    shares: Tensor = logits[0].softmax(-1)
    return shares


def _upstream_turbo(knobs: Knobs, logits: Any, drawn: Sequence[int]) -> Tensor:
    """As `T3.inference_turbo` chains its own, for one row."""
    ids: Any = torch.tensor([drawn])
    logits = TemperatureLogitsWarper(knobs.temperature)(ids, logits[None])
    if knobs.top_k:
        logits = TopKLogitsWarper(knobs.top_k)(ids, logits)
    if knobs.top_p < 1:
        logits = TopPLogitsWarper(knobs.top_p)(ids, logits)
    shares: Tensor = RepetitionPenaltyLogitsProcessor(knobs.repetition_penalty)(ids, logits)[0].softmax(-1)
    return shares


def _noise(n_rows: int, seed: int) -> Tensor:
    return torch.empty(n_rows, N_TOKENS).exponential_(generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("penalises_last", [False, True], ids=["guided", "turbo"])
def test_the_draw_is_upstreams(*, penalises_last: bool) -> None:
    """Rows of a batch, each under its own knobs, are drawn as torch.multinomial draws behind upstream's processors."""
    rows, upstream = (TURBO_ROWS, _upstream_turbo) if penalises_last else (ROWS, _upstream)
    for seed in range(N_DRAWS):
        logits = _logits(len(rows), seed)
        sampler = Sampler.of(rows, DEVICE, penalises_last=penalises_last)
        before = [row.topk(5).indices.tolist() for row in logits]
        for row, ids in enumerate(before):
            sampler.drawn[row, ids] = True
        noise = torch.cat([_noise(1, seed) for _ in rows])
        expected = [
            upstream(*each).multinomial(1, generator=torch.Generator().manual_seed(seed))
            for each in zip(rows, logits, before, strict=True)
        ]

        assert torch.equal(torch.stack(expected), sampler.draw(logits, noise))


def test_other_knobs_are_another_draw() -> None:
    """The comparison above would notice a knob that is not turned."""
    base = Knobs(temperature=1.0, repetition_penalty=1.0, top_p=1.0)
    changes = ({"temperature": 0.5}, {"repetition_penalty": 5.0}, {"top_p": 0.5}, {"min_p": 0.5}, {"top_k": 2})
    rows = [replace(base, **change) for change in ({}, *changes)]
    drawn = []
    for seed in range(N_DRAWS):
        sampler = Sampler.of(rows, DEVICE, penalises_last=False)
        sampler.drawn[:, ::2] = True
        drawn.append(sampler.draw(_logits(1, seed).expand(len(rows), -1), _noise(1, seed).expand(len(rows), -1)))
    same = (torch.cat(drawn, 1) == torch.cat(drawn, 1)[0]).float().mean(1)

    assert 1.0 == same[0]
    assert bool((same[1:] < 0.9).all())


@pytest.mark.parametrize("penalises_last", [False, True])
def test_what_has_no_share_is_never_drawn(*, penalises_last: bool) -> None:
    """The start of speech not even where it is the likeliest."""
    logits = torch.full((2, N_TOKENS), -torch.inf)
    logits[:, 3000:3005] = 1.0
    logits[:, START] = 50.0
    rows = (TURBO_ROWS if penalises_last else ROWS)[:2]
    for seed in range(N_DRAWS):
        token = Sampler.of(rows, DEVICE, penalises_last=penalises_last).draw(logits, _noise(2, seed))
        assert all(3000 <= int(each) < 3005 for each in token)


def test_every_token_has_its_share() -> None:
    """Over many draws tokens come as often as their probabilities say, the end among them."""
    logits = torch.full((2000, N_TOKENS), -torch.inf)
    tokens = torch.tensor([7, 100, 6560, END])
    logits[:, tokens] = torch.tensor([0.1, 0.2, 0.3, 0.4]).log()
    knobs = [Knobs(1.0, 1.0, 1.0)] * len(logits)
    drawn = Sampler.of(knobs, DEVICE, penalises_last=False).draw(logits, _noise(len(logits), 0))

    assert [0.1, 0.2, 0.3, 0.4] == pytest.approx((drawn == tokens).float().mean(0).tolist(), abs=0.03)


def test_rows_that_are_kept_keep_their_knobs_and_their_past() -> None:
    """Without some of its rows a batch draws for the others what it would have drawn."""
    rows = torch.tensor([1, 3])
    whole = Sampler.of(ROWS, DEVICE, penalises_last=False)
    whole.draw(_logits(4), _noise(4, 1))
    kept = whole.of_rows(rows)
    expected = whole.draw(_logits(4, 1), _noise(4, 2))

    assert torch.equal(expected[rows], kept.draw(_logits(4, 1)[rows], _noise(4, 2)[rows]))
    assert torch.equal(whole.drawn[rows], kept.drawn)
