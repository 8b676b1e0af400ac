"""Chatterbox's hard-coded sizes, made smaller while a model is built or loaded."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from typing import Any, Final, Literal, TypeAlias
from unittest.mock import patch

import torch

import models.chatterbox.packages  # noqa: F401 - before upstream's modules, which would hold the real librosa

_T3_CONFIG: Final = import_module("chatterbox.models.t3.modules.t3_config")
_CONDITIONS: Final = import_module("chatterbox.models.t3.modules.cond_enc")
_S3GEN: Final = import_module("chatterbox.models.s3gen.s3gen")
_ENCODER: Final = import_module("chatterbox.models.s3gen.transformer.upsample_encoder")
_S3TOKENIZER: Final = import_module("s3tokenizer.model_v2")

Variant: TypeAlias = Literal["chatterbox", "chatterbox-multilingual", "chatterbox-turbo"]


@dataclass(frozen=True, slots=True)
class T3Size:
    """Of a text-to-token transformer, in the names of a LlamaConfig."""

    num_hidden_layers: int = 2
    hidden_size: int = 64
    num_attention_heads: int = 4
    head_dim: int = 16
    """Of a Llama's; a GPT-2's is hidden_size / num_attention_heads."""
    intermediate_size: int = 128


@dataclass(frozen=True, slots=True)
class Size:
    """Of all variants; None: the published size."""

    english: T3Size | None = T3Size()
    multilingual: T3Size | None = T3Size(num_hidden_layers=14, num_attention_heads=16)
    """Its words are timed by heads 15, 11 and 2 of layers 12, 13 and 9."""
    turbo: T3Size | None = T3Size()
    is_s3gen_small: bool = True


SMALL: Final = Size()
PUBLISHED: Final = Size(None, None, None, is_s3gen_small=False)


@contextmanager
def sizes(size: Size = SMALL) -> Iterator[None]:
    """While it lasts, upstream's models are built in these sizes, which are hard-coded there."""
    with ExitStack() as patches:
        _resize_t3(size, patches)
        if size.is_s3gen_small:
            _resize_s3gen(patches)
        yield


_MULTILINGUAL: Final = "Llama_520M of the multilingual model"


def _resize_t3(size: Size, patches: ExitStack) -> None:
    configs, config, conditions = _T3_CONFIG.LLAMA_CONFIGS, _T3_CONFIG.T3Config, _CONDITIONS.T3CondEnc
    llama, gpt2 = configs["Llama_520M"], configs["GPT2_medium"]
    resized = {
        "Llama_520M": llama | _llama(size.english),
        _MULTILINGUAL: llama | _llama(size.multilingual),
        "GPT2_medium": gpt2 | _gpt2(size.turbo),
    }
    build_config, build_conditions = config.__init__, conditions.__init__

    def choose_config(self: Any, text_tokens_dict_size: int = 704) -> None:
        build_config(self, text_tokens_dict_size)
        if self.is_multilingual:
            # Upstream's two Llamas share one entry.
            self.llama_config_name = _MULTILINGUAL

    def resize_perceiver(self: Any, hp: Any) -> None:
        width = hp.n_channels
        resized = partial(_CONDITIONS.Perceiver, pre_attention_query_size=width, embedding_dim=width)
        with patch.object(_CONDITIONS, "Perceiver", resized):
            build_conditions(self, hp)

    patches.enter_context(patch.dict(configs, resized))
    patches.enter_context(patch.object(config, "__init__", choose_config))
    patches.enter_context(patch.object(conditions, "__init__", resize_perceiver))


def _llama(size: T3Size | None) -> dict[str, Any]:
    return asdict(size) | {"num_key_value_heads": size.num_attention_heads} if size else {}


def _gpt2(size: T3Size | None) -> dict[str, Any]:
    if size is None:
        return {}
    width, names = size.hidden_size, ("n_layer", "n_head", "n_inner")
    counts = (size.num_hidden_layers, size.num_attention_heads, size.intermediate_size)
    return dict(zip(names, counts, strict=True)) | {"n_embd": width, "hidden_size": width}


_SMALL_S3GEN: Final[Mapping[str, Mapping[str, Any]]] = {
    "CAMPPlus": {"growth_rate": 8, "init_channels": 32},
    "UpsampleConformerEncoder": {
        "input_size": 64,
        "output_size": 64,
        "linear_units": 64,
        "attention_heads": 2,
        "num_blocks": 1,
    },
    "ConditionalDecoder": {
        "channels": [64],
        "num_heads": 2,
        "attention_head_dim": 32,
        "n_blocks": 1,
        "num_mid_blocks": 1,
    },
    "CausalMaskedDiffWithXvec": {"input_size": 64},
    "ConvRNNF0Predictor": {"cond_channels": 64},
    "HiFTGenerator": {"base_channels": 32},
}
_SMALL_ENCODER: Final[Mapping[str, Mapping[str, Any]]] = {
    "PreLookaheadLayer": {"channels": 64},
    "Upsample1D": {"channels": 64, "out_channels": 64},
}


def _resize_s3gen(patches: ExitStack) -> None:
    for module, parts in ((_S3GEN, _SMALL_S3GEN), (_ENCODER, _SMALL_ENCODER)):
        for name, changes in parts.items():
            patches.enter_context(patch.object(module, name, _resized(getattr(module, name), changes)))
    tokeniser = _S3TOKENIZER.S3TokenizerV2
    small = _S3TOKENIZER.ModelConfig(n_audio_state=64, n_audio_head=1, n_audio_layer=1)
    patches.enter_context(patch.object(tokeniser.__init__, "__defaults__", (small,)))


def _resized(part: Callable[..., Any], changes: Mapping[str, Any]) -> Callable[..., Any]:
    """Its constructor, but for some arguments: a `partial` would yield to what upstream passes."""
    return lambda **arguments: part(**{**arguments, **changes})


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Each part is drawn anew, so that none depends on the size of another."""
    with torch.random.fork_rng(devices=[]), torch.no_grad(), warnings.catch_warnings(action="ignore"):
        torch.manual_seed(seed)
        yield
