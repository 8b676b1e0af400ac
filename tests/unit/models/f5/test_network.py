"""The velocity: upstream's `DiT.forward`, computed in fewer operations."""

import pytest
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from models.f5.network import Network, RowConditions
from models.f5.packages import DiT, get_epss_timesteps
from models.f5.sampler import Sampler, Schedule
from tests.f5_rows import assert_same, random_row

ROWS = tuple(random_row(*shape, seed=7) for shape in ((12, 8, 30), (25, 10, 64)))


def _states(length: int) -> Tensor:
    return torch.randn(len(ROWS), length, 100, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("time", [0.0, 0.03, 0.5, 0.99])
def test_the_velocity_is_upstreams(transformer: DiT, time: float) -> None:
    """At every time the guided velocity of a row is what upstream's forward pass and its guidance make of it."""
    network = Network(transformer)
    (row, _), state = (row.conditions for row in ROWS), _states(30)[:1]
    reference = torch.nn.functional.pad(row.reference, (0, 0, 0, 30 - len(row.reference)))
    told, untold = transformer(state, reference[None], row.tokens[None], torch.tensor(time), cfg_infer=True).chunk(2)
    modulation = network.modulations(torch.tensor([time]))[0]

    found = network.velocity(state, modulation, network.conditions([row]), is_guided=True)

    assert_same([told + (told - untold) * row.guidance], [found])


def test_padding_does_not_move(transformer: DiT) -> None:
    """Where a row is padded, whatever the state there is, the velocity is zero, and the row's own is as without it."""
    network = Network(transformer)
    rows, state = [row.conditions for row in ROWS], _states(80)
    modulation = network.modulations(torch.tensor([0.3]))[0]

    padded = network.velocity(state, modulation, network.conditions(rows, 80), is_guided=True)

    for index, row in enumerate(rows):
        assert not padded[index, row.n_frames :].any()
        own = state[index : index + 1, : row.n_frames]
        alone = network.velocity(own, modulation, network.conditions([row]), is_guided=True)
        assert_same([alone[0]], [padded[index, : row.n_frames]])


def test_a_mask_is_made_only_where_it_is_needed(transformer: DiT) -> None:
    """Rows of one length need none, so that attention may take its fastest way; padding or another length do."""
    network = Network(transformer)
    short, long = (row.conditions for row in ROWS)

    assert network.conditions([short, short]).mask is None
    assert network.conditions([short, short], 30).mask is None
    for conditions in (network.conditions([short], 31), network.conditions([short, long])):
        assert conditions.mask is not None
        assert [30, *[64][: len(conditions.mask) - 1]] == conditions.mask.sum(1).tolist()


@pytest.mark.parametrize(("dtype", "share"), [(torch.float16, 0.001), (torch.bfloat16, 0.01)], ids=str)
def test_half_precision_is_close(transformer: DiT, own_transformer: DiT, dtype: torch.dtype, share: float) -> None:
    """In half precision a mel differs by a thousandth at most (bf16: a hundredth)."""
    schedule = Schedule(32, -1.0, is_guided=True)
    exact, halved = (
        pad_sequence(Sampler(network).sample(ROWS, schedule, lambda: False))
        for network in (Network(transformer), Network(own_transformer, dtype=dtype))
    )

    assert torch.float32 == halved.dtype
    assert 0 < float((exact - halved).square().mean().sqrt() / exact.square().mean().sqrt()) < share


@pytest.mark.parametrize("n_steps", [16, 32])
def test_steps_stay_apart_in_bfloat16(transformer: DiT, own_transformer: DiT, n_steps: int) -> None:
    """Each step has a length and its exact time's modulation, where upstream's times in bf16 fall together."""
    times = get_epss_timesteps(n_steps, device="cpu", dtype=torch.bfloat16)
    upstreams = times - (torch.cos(torch.pi / 2 * times) - 1 + times)
    assert len(set(upstreams.tolist())) < n_steps + 1

    ours = Schedule(n_steps, -1.0, is_guided=True).times()
    networks = (Network(transformer), Network(own_transformer, dtype=torch.bfloat16))
    exact, halved = (network.modulations(ours[:-1]) for network in networks)

    assert bool((ours.diff() > 0).all())
    assert n_steps == len({tuple(values) for values in halved.tolist()})
    assert float((exact - halved).abs().mean()) < 0.05 * float((exact - exact.mean(0)).abs().mean())


def test_late_frames_are_turned_as_exactly_as_early_ones(transformer: DiT, own_transformer: DiT) -> None:
    """In half precision the angles stay those of fp32: upstream rounds their frequencies, 0.3 off after 20 s."""
    row = RowConditions(torch.zeros(1, 100), torch.zeros(1, dtype=torch.int64), 1900, 0.0)
    exact, halved = (
        network.conditions([row]).rotations
        for network in (Network(transformer), Network(own_transformer, dtype=torch.float16))
    )
    assert torch.equal(exact, halved)
    rounded = transformer.rotary_embed.inv_freq.half().float()
    assert float((1899 * (rounded - transformer.rotary_embed.inv_freq)).abs().max()) > 0.1
