"""Networks built without drawing weights."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pytest
import torch
import yaml
from torch import Tensor, nn

from models.chatterbox.packages import T3, ChatterboxMultilingualTTS, ChatterboxTTS, ChatterboxTurboTTS, S3Gen
from models.f5.packages import CONFIGS, DiT
from models.undrawn import undrawn
from tests.tiny_chatterbox import Variant, sizes, write_model

UPSTREAM: Final[Mapping[Variant, Any]] = {
    "chatterbox": ChatterboxTTS,
    "chatterbox-multilingual": ChatterboxMultilingualTTS,
    "chatterbox-turbo": ChatterboxTurboTTS,
}


@pytest.fixture
def poisoned_memory() -> Iterator[None]:
    """New memory is full of NaN: what nobody writes is seen."""
    torch.use_deterministic_algorithms(mode=True)
    yield
    torch.use_deterministic_algorithms(mode=False)


def _network() -> nn.Module:
    return nn.Sequential(nn.Linear(5, 6), nn.Conv1d(5, 6, 3), nn.Embedding(4, 5), nn.LayerNorm(5), nn.LSTM(5, 6))


def _draws() -> bool:
    """Whether building a network draws."""
    before = torch.get_rng_state()
    nn.Linear(2, 2)
    return not torch.equal(before, torch.get_rng_state())


class _Broken(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(2, 2)
        raise ValueError("no such layer")


def test_torch_is_as_it_was() -> None:
    """Afterwards networks are drawn again."""
    trunc_normal = torch.nn.init.trunc_normal_
    with undrawn():
        assert not _draws()

    assert _draws()
    assert trunc_normal is torch.nn.init.trunc_normal_


def test_torch_is_as_it_was_after_an_error() -> None:
    """Also when building the network failed: otherwise every network after it would be made of garbage."""
    with pytest.raises(ValueError, match="no such layer"), undrawn():
        _Broken()

    assert _draws()


def test_nested_it_ends_with_the_outermost() -> None:
    """One inside the other: networks are drawn again after both."""
    with undrawn():
        with undrawn():
            pass
        assert not _draws()

    assert _draws()


def test_other_threads_draw() -> None:
    """What another thread builds or draws meanwhile is as random as ever."""
    with ThreadPoolExecutor(1) as pool, undrawn():
        assert pool.submit(_draws).result()


@pytest.mark.parametrize(
    "fill",
    [
        nn.init.kaiming_uniform_,
        nn.init.kaiming_normal_,
        nn.init.xavier_uniform_,
        nn.init.uniform_,
        nn.init.normal_,
        nn.init.trunc_normal_,
        Tensor.normal_,
        Tensor.uniform_,
    ],
)
def test_memory_is_left_as_it_is(fill: Callable[[Tensor], Tensor]) -> None:
    """While it lasts nothing is drawn, and nothing set to a constant: pages that are not touched cost nothing."""
    weight = torch.full((4, 4), 7.0)
    with undrawn():
        # Looked up anew, as modules do.
        getattr(nn.init, fill.__name__, fill)(weight)
        nn.init.constant_(weight, 0.0)

    assert bool((weight == 7).all())
    fill(weight)
    assert not bool((weight == 7).any())


@pytest.mark.usefixtures("poisoned_memory")
def test_what_is_loaded_is_whole() -> None:
    """With all weights loaded afterwards a network is the one that they were saved of; without, it is none."""
    saved = _network().state_dict()
    with undrawn():
        network = _network()

    assert any(bool(value.isnan().any()) for value in network.state_dict().values())
    network.load_state_dict(saved)
    assert all(torch.equal(value, network.state_dict()[name]) for name, value in saved.items())


@pytest.mark.usefixtures("poisoned_memory")
@pytest.mark.parametrize("variant", UPSTREAM)
def test_chatterbox_is_whole(variant: Variant, tmp_path: Path) -> None:
    """Loaded into networks that were not drawn it is the same to the last tensor, also those that no file holds."""
    write_model(tmp_path, variant)
    with sizes(), warnings.catch_warnings(action="ignore"):
        drawn = UPSTREAM[variant].from_local(tmp_path, "cpu")
        with undrawn():
            model = UPSTREAM[variant].from_local(tmp_path, "cpu")
    expected, tensors = _tensors(drawn), _tensors(model)

    assert len(expected) > len(list(chain(*(part.state_dict() for part in _parts(drawn)))))
    assert expected.keys() == tensors.keys()
    assert [] == [name for name, value in expected.items() if not torch.equal(value, tensors[name])]


def _parts(model: Any) -> tuple[nn.Module, ...]:
    return model.t3, model.s3gen, model.ve, model.watermarker.perth_net


def _tensors(model: Any) -> dict[str, Tensor]:
    """Parameters, buffers and what else modules hold, by where they hold it."""
    return {
        f"{number}.{name}.{key}": value
        for number, part in enumerate(_parts(model))
        for name, module in part.named_modules()
        for key, value in chain(
            vars(module).items(), module.named_parameters("", False), module.named_buffers("", False)
        )
        if isinstance(value, Tensor)
    }


def _f5() -> nn.Module:
    architecture = yaml.safe_load((CONFIGS / "F5TTS_v1_Base.yaml").read_text("utf-8"))["model"]["arch"]
    network: nn.Module = DiT(**architecture, text_num_embeds=2545, mel_dim=100)
    return network


def _turbos_t3() -> nn.Module:
    config = import_module("chatterbox.models.t3.modules.t3_config").T3Config(50276)
    config.llama_config_name, config.speech_tokens_dict_size = "GPT2_medium", 6563
    config.input_pos_emb, config.use_perceiver_resampler, config.emotion_adv = None, False, False
    network: nn.Module = T3(config)
    return network


@pytest.mark.parametrize(("build", "millions"), [(_f5, 337), (T3, 532), (_turbos_t3, 479), (S3Gen, 264)])
def test_the_published_networks_draw_nothing(build: Callable[[], nn.Module], millions: int) -> None:
    """Building one takes nothing from the random generator: no way of drawing was forgotten."""
    before = torch.get_rng_state()
    with undrawn(), warnings.catch_warnings(action="ignore"):
        network = build()

    assert torch.equal(before, torch.get_rng_state())
    assert millions == round(sum(parameter.numel() for parameter in network.parameters()) / 1e6)
