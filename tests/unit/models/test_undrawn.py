"""Networks built without drawing weights."""

from collections.abc import Callable

import pytest
import torch
import yaml
from torch import nn

from models.f5.packages import CONFIGS, DiT
from models.undrawn import undrawn

NAMES = [name for name in dir(torch.nn.init) if name.endswith("_") and not name.startswith("_")]


def _functions() -> dict[str, Callable[..., torch.Tensor]]:
    return {name: getattr(torch.nn.init, name) for name in NAMES}


def _network() -> nn.Module:
    return nn.Sequential(nn.Linear(5, 6), nn.Conv1d(5, 6, 3), nn.Embedding(4, 5), nn.LayerNorm(5))


class _Broken(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(2, 2)
        raise ValueError("no such layer")


def test_torch_is_as_it_was() -> None:
    """Afterwards torch's functions are its own, and networks are drawn again."""
    before = _functions()
    with undrawn():
        assert before["kaiming_uniform_"] is not torch.nn.init.kaiming_uniform_

    assert before == _functions()
    torch.manual_seed(0)
    assert float(nn.Linear(50, 50).weight.detach().std()) > 0.01


def test_torch_is_as_it_was_after_an_error() -> None:
    """Also when building the network failed: otherwise every network after it would be made of garbage."""
    before = _functions()
    with pytest.raises(ValueError, match="no such layer"), undrawn():
        _Broken()

    assert before == _functions()


@pytest.mark.parametrize("fill", ["kaiming_uniform_", "uniform_", "normal_", "trunc_normal_"])
def test_memory_is_left_as_it_is(fill: str) -> None:
    """While it lasts nothing is drawn, and nothing set to a constant: pages that are not touched cost nothing."""
    weight = torch.full((4, 4), 7.0)
    with undrawn():
        getattr(torch.nn.init, fill)(weight)
        torch.nn.init.constant_(weight, 0.0)

    assert bool((weight == 7).all())
    getattr(torch.nn.init, fill)(weight)
    assert not bool((weight == 7).all())


def test_nested_it_ends_with_the_outermost() -> None:
    """One inside the other: what was there before both is there after both."""
    before = _functions()
    with undrawn():
        with undrawn():
            pass
        assert before != _functions()

    assert before == _functions()


def test_what_is_loaded_is_whole() -> None:
    """With all weights loaded afterwards a network is the one that they were saved of."""
    torch.manual_seed(0)
    saved = _network().state_dict()
    with undrawn():
        network = _network()
    network.load_state_dict(saved)

    assert all(torch.equal(value, network.state_dict()[name]) for name, value in saved.items())


def test_the_published_network_draws_nothing() -> None:
    """Building F5TTS_v1_Base takes nothing from the random generator: no way of drawing was forgotten."""
    architecture = yaml.safe_load((CONFIGS / "F5TTS_v1_Base.yaml").read_text("utf-8"))["model"]["arch"]
    before = torch.get_rng_state()
    with undrawn():
        network = DiT(**architecture, text_num_embeds=2545, mel_dim=100)

    assert torch.equal(before, torch.get_rng_state())
    assert 330e6 < sum(parameter.numel() for parameter in network.parameters()) < 340e6
    DiT(**{**architecture, "dim": 64, "depth": 1}, text_num_embeds=4, mel_dim=100)
    assert not torch.equal(before, torch.get_rng_state())
