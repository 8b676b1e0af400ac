"""The tiny Chatterbox models are what tests take them for, and upstream beside them is upstream."""

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest
import torch
from torch import Tensor

from models.chatterbox import librosa_parts
from tests.tiny_chatterbox import After, Ends, Variant, after, random_t3, random_voice, sizes, write_model
from tests.upstream_chatterbox import attention_maps, draw, generate, load, real_libraries, sound

VARIANTS: tuple[Variant, ...] = get_args(Variant)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Variant, Any]:
    """Upstream's models of all variants."""
    folder = tmp_path_factory.mktemp("tiny")
    for variant in VARIANTS:
        write_model(folder / variant, variant)
    return {variant: load(folder / variant, variant) for variant in VARIANTS}


def written(n_tokens: int) -> Tensor:
    """Text tokens of a sentence, start and stop among them."""
    return torch.tensor([255, *range(40, 38 + n_tokens), 0])


@pytest.mark.parametrize("variant", VARIANTS)
def test_upstream_loads_and_speaks(models: Mapping[Variant, Any], variant: Variant) -> None:
    """The published classes load the files, and what they say is audible, not clipped, and depends on the seed."""
    language: dict[str, Any] = {"language_id": "en"} if variant == "chatterbox-multilingual" else {}
    one, again, other = (generate(models[variant], "Hi, you.", seed=seed, **language) for seed in (1, 1, 2))
    assert 0.05 < one.abs().max() < 1
    assert torch.equal(one, again)
    assert one.shape != other.shape or not torch.equal(one, other)


@pytest.mark.parametrize("variant", VARIANTS)
def test_speech_is_as_long_as_its_text(variant: Variant) -> None:
    """About two speech tokens to a text token, whatever the seed."""
    t3 = random_t3(variant)
    for n_tokens, seed in ((10, 0), (10, 1), (30, 2)):
        drawn = draw(t3, random_voice().t3, written(n_tokens), seed=seed)
        assert 1.5 * n_tokens < len(drawn) < 2.5 * n_tokens + 10


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(("ends", "n_tokens"), [(after(1), 1), (after(20), 20), ("never", 30)])
def test_speech_ends_where_it_is_told(variant: Variant, ends: Ends, n_tokens: int) -> None:
    """At one token whatever the text, voice and seed, or not at all within the limit."""
    t3 = random_t3(variant, ends=ends)
    for seed, n_prompt in ((0, 5), (1, 150)):
        drawn = draw(t3, random_voice(n_prompt).t3, written(10), seed=seed, max_new_tokens=30)
        assert n_tokens == len(drawn)


@pytest.mark.parametrize(("variant", "likeliest"), [("chatterbox", 7000), ("chatterbox-turbo", 6561)])
def test_ids_without_sound_are_drawn_only_when_asked_for(variant: Variant, likeliest: int) -> None:
    """Otherwise a test of what excludes them would prove nothing, and all others would depend on it."""
    legal, illegal = (random_t3(variant, ends="never", illegal=illegal) for illegal in (False, True))
    voice = random_voice().t3
    assert draw(legal, voice, written(10), max_new_tokens=100, top_p=1.0).max() < 6561
    assert {likeliest} == set(draw(illegal, voice, written(10), max_new_tokens=10, repetition_penalty=1.0).tolist())


def test_published_sizes_come_back() -> None:
    """Outside of `sizes` upstream is as published."""
    config = import_module("chatterbox.models.t3.modules.t3_config").T3Config
    parts = vars(import_module("chatterbox.models.s3gen.s3gen"))
    published = dict(parts)
    with sizes():
        assert 64 == config.multilingual().n_channels
        assert published != parts
    assert 1024 == config.multilingual().n_channels
    assert published == parts


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    """Otherwise a failure could not be repeated."""
    runs = [write_model(tmp_path / str(run), "chatterbox", seed=seed) for run, seed in enumerate((3, 3, 4))]
    for role in ("voice_encoder", "t3", "s3gen"):
        one, again, other = (files[role].read_bytes() for files in runs)
        assert one == again != other


def test_tokenisers_know_tags(models: Mapping[Variant, Any]) -> None:
    """Languages, Cangjie keys, sounds and moods are one token each, where upstream has them."""
    chinese = models["chatterbox-multilingual"].tokenizer
    tokens = [chinese.tokenizer.id_to_token(number) for number in chinese.encode("昍 a", language_id="zh")]
    assert ["[zh]", "[cj_a]", "[cj_a]", "[cj_1]", "[cj_.]", "[SPACE]", "a"] == tokens
    assert [39, 72, 50_275] == models["chatterbox-turbo"].tokenizer("Hi[laugh]").input_ids
    assert [2, 255, 0] == models["chatterbox"].tokenizer.encode(" [START][STOP]")


def test_attention_is_seen_as_upstream_sees_it(models: Mapping[Variant, Any]) -> None:
    """A row of shares for each token, and no hook stays behind."""
    tts = models["chatterbox-multilingual"]
    text = written(12)
    tokens, maps = attention_maps(tts.t3, tts.conds.t3, text, seed=1)
    assert torch.equal(draw(tts.t3, tts.conds.t3, text, seed=1), tokens)
    assert (len(tokens), len(text)) == maps.shape
    assert 0 < maps.sum(1).min() < maps.sum(1).max() < 1
    assert "sdpa" == tts.t3.tfmr.config._attn_implementation  # noqa: SLF001 - upstream sets it
    assert not any(layer.self_attn._forward_hooks for layer in tts.t3.tfmr.layers)  # noqa: SLF001 - no other way to look


def test_what_takes_the_place_of_a_draw_draws() -> None:
    """Tests give upstream the numbers that ours draws by."""
    t3, voice = random_t3("chatterbox", ends=After(5)), random_voice().t3
    greedy, last = (
        draw(t3, voice, written(10), choose=choose, repetition_penalty=1.0)
        for choose in (lambda shares: shares.argmax(-1, keepdim=True), None)
    )
    assert torch.equal(greedy, draw(t3, voice, written(10), temperature=1e-9, repetition_penalty=1.0))
    assert not torch.equal(greedy, last)


def test_the_sound_is_upstreams(models: Mapping[Variant, Any]) -> None:
    """40 ms for each token, and what is given stays as it is."""
    tts = models["chatterbox"]
    samples = sound(tts.s3gen, torch.arange(20), tts.conds.gen)
    assert 20 * 960 == len(samples)
    assert torch.int64 == tts.conds.gen["prompt_token"].dtype


def test_real_libraries_are_everywhere() -> None:
    """No module of upstream's keeps one of our small functions, but outside they do."""

    def ours() -> set[str]:
        small = [librosa_parts.mel, librosa_parts.stft, librosa_parts.trim, librosa_parts.resample]
        return {
            f"{name}.{attribute}"
            for name, module in list(sys.modules.items())
            if name.startswith(("chatterbox", "perth", "s3tokenizer"))
            for attribute, value in vars(module).items()
            if any(value is function for function in small)
            or (attribute in {"librosa", "ln"} and not hasattr(value, "__file__"))
        }

    before = ours()
    with real_libraries():
        assert {"chatterbox.tts_turbo.ln"} == ours()
    assert {"chatterbox.tts.librosa", "chatterbox.models.s3gen.utils.mel.librosa_mel_fn"} < before == ours()
