"""Sampling: what upstream's chain of transformers' processors leaves, and each row from its own stream."""

from collections.abc import Sequence
from typing import Final

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
N_DRAWS: Final = 2000


def _logits(n_rows: int, seed: int = 0) -> Tensor:
    """Some likely tokens among many."""
    logits = 3 * torch.randn(n_rows, N_TOKENS, generator=torch.Generator().manual_seed(seed))
    logits[:, START] = -torch.inf
    return logits


def _upstream(knobs: Knobs, logits: Tensor, drawn: Sequence[int]) -> Tensor:
    """As `T3.inference` chains its processors, for one row."""
    ids = torch.tensor([[START, *drawn]])
    logits = RepetitionPenaltyLogitsProcessor(knobs.repetition_penalty)(ids, logits[None])
    logits = MinPLogitsWarper(knobs.min_p)(ids, logits / knobs.temperature)
    logits = TopPLogitsWarper(knobs.top_p)(ids, logits)
    return logits[0].softmax(-1)


def _upstream_turbo(knobs: Knobs, logits: Tensor, drawn: Sequence[int]) -> Tensor:
    """As `T3.inference_turbo` chains its own, for one row."""
    ids = torch.tensor([drawn])
    logits = TemperatureLogitsWarper(knobs.temperature)(ids, logits[None])
    if knobs.top_k:
        logits = TopKLogitsWarper(knobs.top_k)(ids, logits)
    if knobs.top_p < 1:
        logits = TopPLogitsWarper(knobs.top_p)(ids, logits)
    return RepetitionPenaltyLogitsProcessor(knobs.repetition_penalty)(ids, logits)[0].softmax(-1)


def _borders(sampler: Sampler, logits: Tensor, probabilities: Tensor) -> tuple[Tensor, Tensor]:
    """What is drawn in the middle of the share that each likely token has, and those tokens: (n_rows, 20) each."""
    cumulative = probabilities.double().cumsum(-1)
    likely = probabilities.topk(20).indices
    middles = cumulative.gather(1, likely) - probabilities.double().gather(1, likely) / 2
    drawn = sampler.drawn.clone()
    found = []
    for column in middles.T:
        sampler.drawn.copy_(drawn)
        found.append(sampler.draw(logits, column[:, None]))
    return torch.cat(found, 1), likely


@pytest.mark.parametrize("penalises_last", [False, True], ids=["guided", "turbo"])
def test_the_distribution_is_upstreams(*, penalises_last: bool) -> None:
    """Rows of one batch, each under its own knobs, are drawn as upstream's processors would have each alone."""
    rows, upstream = (TURBO_ROWS, _upstream_turbo) if penalises_last else (ROWS, _upstream)
    logits = _logits(len(rows))
    sampler = Sampler.of(rows, DEVICE, penalises_last=penalises_last)
    before = [row.topk(5).indices.tolist() for row in logits]
    for row, ids in enumerate(before):
        sampler.drawn[row, ids] = True
    expected = torch.stack([upstream(*each) for each in zip(rows, logits, before, strict=True)])

    found, likely = _borders(sampler, logits, expected)

    shares = expected.gather(1, likely)
    assert torch.equal(likely[shares > 1e-6], found[shares > 1e-6])
    assert (shares > 1e-6).sum() > 10


def test_other_knobs_are_another_distribution() -> None:
    """The comparison above would notice a knob that is not turned."""
    logits = _logits(1)
    for changed in ROWS[1:]:
        expected = _upstream(changed, logits[0], [])[None]
        found, likely = _borders(Sampler.of(ROWS[:1], DEVICE, penalises_last=False), logits, expected)
        assert not torch.equal(likely, found)


def test_no_share_is_left_out_or_doubled() -> None:
    """Numbers spread evenly over [0, 1) give every token about its share of the draws."""
    logits = torch.full((1, N_TOKENS), -torch.inf)
    logits[0, [7, 100, 6560, END]] = torch.tensor([0.1, 0.2, 0.3, 0.4]).log()
    sampler = Sampler.of([Knobs(1.0, 1.0, 1.0)], DEVICE, penalises_last=False)
    drawn = [int(sampler.draw(logits, torch.tensor([[at / N_DRAWS]]).double())) for at in range(N_DRAWS)]

    assert {7: 200, 100: 400, 6560: 600, END: 800} == pytest.approx({token: drawn.count(token) for token in set(drawn)}, abs=2)


@pytest.mark.parametrize("at", [0.0, 0.5, 1 - 2**-53])
@pytest.mark.parametrize("penalises_last", [False, True])
def test_what_has_no_share_is_never_drawn(at: float, *, penalises_last: bool) -> None:
    """Not at the ends of [0, 1) either, and the start of speech not even where it is the likeliest."""
    logits = torch.full((2, N_TOKENS), -torch.inf)
    logits[:, 3000:3005] = 1.0
    logits[:, START] = 50.0
    rows = (TURBO_ROWS if penalises_last else ROWS)[:2]
    token = Sampler.of(rows, DEVICE, penalises_last=penalises_last).draw(logits, torch.full((2, 1), at).double())

    assert all(3000 <= int(each) < 3005 for each in token)


def test_rows_that_are_kept_keep_their_knobs_and_their_past() -> None:
    """Without some of its rows a batch draws for the others what it would have drawn."""
    logits, at = _logits(4), torch.rand(4, 1, generator=torch.Generator().manual_seed(1)).double()
    whole = Sampler.of(ROWS, DEVICE, penalises_last=False)
    whole.draw(logits, at)
    kept = whole.of_rows(torch.tensor([1, 3]))
    expected = whole.draw(logits, at)

    assert torch.equal(expected[[1, 3]], kept.draw(logits[[1, 3]], at[[1, 3]]))
    assert torch.equal(whole.drawn[[1, 3]], kept.drawn)
