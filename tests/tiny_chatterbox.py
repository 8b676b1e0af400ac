"""Chatterbox checkpoints under the published names, with random weights: small ones for tests, any size for benches."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias
from unittest.mock import patch

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Whitespace
from torch import Tensor

from models.chatterbox.packages import SUPPORTED_LANGUAGES, T3, Conditionals, S3Gen, T3Cond, VoiceEncoder

Variant: TypeAlias = Literal["chatterbox", "chatterbox-multilingual", "chatterbox-turbo"]

_T3_CONFIG: Final = import_module("chatterbox.models.t3.modules.t3_config")
_CONDITIONS: Final = import_module("chatterbox.models.t3.modules.cond_enc")
_S3GEN: Final = import_module("chatterbox.models.s3gen.s3gen")
_ENCODER: Final = import_module("chatterbox.models.s3gen.transformer.upsample_encoder")
_S3TOKENIZER: Final = import_module("s3tokenizer.model_v2")


@dataclass(frozen=True, slots=True)
class T3Size:
    """Of a text-to-token transformer."""

    layers: int = 2
    hidden: int = 64
    heads: int = 4
    head_dim: int = 16
    """Of a Llama; a GPT-2's is hidden / heads."""
    intermediate: int = 128

    def llama(self) -> dict[str, Any]:
        """These sizes in the names of a LlamaConfig."""
        return {
            "num_hidden_layers": self.layers,
            "hidden_size": self.hidden,
            "num_attention_heads": self.heads,
            "num_key_value_heads": self.heads,
            "head_dim": self.head_dim,
            "intermediate_size": self.intermediate,
        }

    def gpt2(self) -> dict[str, Any]:
        """These sizes in the names of a GPT2Config."""
        return {
            "n_layer": self.layers,
            "n_embd": self.hidden,
            "hidden_size": self.hidden,
            "n_head": self.heads,
            "n_inner": self.intermediate,
        }


@dataclass(frozen=True, slots=True)
class Size:
    """Of a model; None: the published size."""

    english: T3Size | None = T3Size()
    multilingual: T3Size | None = T3Size(layers=14, heads=16)
    """Its words are timed by heads 15, 11 and 2 of layers 12, 13 and 9."""
    turbo: T3Size | None = T3Size()
    small_s3gen: bool = True


SMALL: Final = Size()
FULL: Final = Size(None, None, None, small_s3gen=False)


@contextmanager
def sizes(size: Size = SMALL) -> Iterator[None]:
    """While it lasts, upstream's models are built in this size, which is hard-coded there."""
    with ExitStack() as patches:
        _resize_t3(size, patches)
        if size.small_s3gen:
            _resize_s3gen(patches)
        yield


_MULTILINGUAL: Final = "Llama_520M of the multilingual model"


def _resize_t3(size: Size, patches: ExitStack) -> None:
    configs = _T3_CONFIG.LLAMA_CONFIGS
    llama, gpt2 = configs["Llama_520M"], configs["GPT2_medium"]
    english, multilingual, turbo = size.english, size.multilingual, size.turbo
    resized = {
        "Llama_520M": llama | (english.llama() if english else {}),
        _MULTILINGUAL: llama | (multilingual.llama() if multilingual else {}),
        "GPT2_medium": gpt2 | (turbo.gpt2() if turbo else {}),
    }
    patches.enter_context(patch.dict(configs, resized))

    config = _T3_CONFIG.T3Config
    build_config, build_conditions = config.__init__, _CONDITIONS.T3CondEnc.__init__

    def initialise_config(self: Any, text_tokens_dict_size: int = 704) -> None:
        build_config(self, text_tokens_dict_size)
        if self.is_multilingual:
            self.llama_config_name = _MULTILINGUAL

    def initialise_conditions(self: Any, hp: Any) -> None:
        width = hp.n_channels
        resized = partial(_CONDITIONS.Perceiver, pre_attention_query_size=width, embedding_dim=width)
        with patch.object(_CONDITIONS, "Perceiver", resized):
            build_conditions(self, hp)

    patches.enter_context(patch.object(config, "__init__", initialise_config))
    patches.enter_context(patch.object(_CONDITIONS.T3CondEnc, "__init__", initialise_conditions))


_S3GEN_PARTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "CAMPPlus": {"growth_rate": 8, "init_channels": 32},
    "UpsampleConformerEncoder": {
        "input_size": 64,
        "output_size": 64,
        "attention_heads": 2,
        "num_blocks": 1,
        "linear_units": 64,
    },
    "ConditionalDecoder": {
        "n_blocks": 1,
        "num_mid_blocks": 1,
        "channels": [64],
        "num_heads": 2,
        "attention_head_dim": 32,
    },
    "CausalMaskedDiffWithXvec": {"input_size": 64},
    "ConvRNNF0Predictor": {"cond_channels": 64},
    "HiFTGenerator": {"base_channels": 32},
}
_ENCODER_PARTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "PreLookaheadLayer": {"channels": 64},
    "Upsample1D": {"channels": 64, "out_channels": 64},
}


def _resize_s3gen(patches: ExitStack) -> None:
    for name, changes in _S3GEN_PARTS.items():
        patches.enter_context(patch.object(_S3GEN, name, _resized(getattr(_S3GEN, name), changes)))
    for name, changes in _ENCODER_PARTS.items():
        patches.enter_context(patch.object(_ENCODER, name, _resized(getattr(_ENCODER, name), changes)))
    tokeniser = _S3TOKENIZER.S3TokenizerV2
    small = _S3TOKENIZER.ModelConfig(n_audio_state=64, n_audio_head=1, n_audio_layer=1)
    patches.enter_context(patch.object(tokeniser.__init__, "__defaults__", (small,)))


def _resized(part: Any, changes: Mapping[str, Any]) -> Any:
    """Its constructor, but for some arguments: a `partial` would yield to what upstream passes."""
    return lambda **arguments: part(**{**arguments, **changes})


@dataclass(frozen=True, slots=True)
class After:
    """Every sentence ends with its token `step`, counted from 0, whatever the seed."""

    step: int


Ends: TypeAlias = Literal["proportional", "never"] | After
"""Where speech ends: at about two tokens per token of the text, never, or after some tokens."""


def after(step: int) -> After:
    """Speech of step + 1 tokens, its end one of them."""
    return After(step)


def write_model(  # noqa: PLR0913 - what tests ask for
    folder: Path,
    variant: Variant,
    size: Size = SMALL,
    *,
    seed: int = 0,
    ends: Ends = "proportional",
    illegal: bool = False,
    prompt_tokens: int = 50,
) -> dict[str, Path]:
    """Write all files of a model, the same for the same seed: their paths by role.

    `illegal` makes an id that is no sound the likeliest token, otherwise none of them is ever drawn; `prompt_tokens` is
    the length of the built-in voice's reference.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = _FILES[variant]
    files = {role: folder / name for role, name in names.items()}
    with torch.random.fork_rng(), sizes(size), torch.no_grad():
        torch.manual_seed(seed)
        _save(VoiceEncoder().state_dict(), files["voice_encoder"])
        _save(_random_t3(variant, ends, illegal=illegal).state_dict(), files["t3"])
        _save(_random_s3gen(variant), files["s3gen"])
        _random_voice(prompt_tokens).save(files["conds"])
    _write_tokenizer(variant, files)
    return files


_FILES: Final[Mapping[Variant, Mapping[str, str]]] = {
    "chatterbox": {
        "voice_encoder": "ve.safetensors",
        "t3": "t3_cfg.safetensors",
        "s3gen": "s3gen.safetensors",
        "tokenizer": "tokenizer.json",
        "conds": "conds.pt",
    },
    "chatterbox-multilingual": {
        "voice_encoder": "ve.pt",
        "t3": "t3_mtl23ls_v2.safetensors",
        "s3gen": "s3gen.pt",
        "tokenizer": "grapheme_mtl_merged_expanded_v1.json",
        "conds": "conds.pt",
        "cangjie": "Cangjie5_TC.json",
    },
    "chatterbox-turbo": {
        "voice_encoder": "ve.safetensors",
        "t3": "t3_turbo_v1.safetensors",
        "s3gen": "s3gen_meanflow.safetensors",
        "tokenizer": "vocab.json",
        "merges": "merges.txt",
        "tokenizer_config": "tokenizer_config.json",
        "special_tokens": "special_tokens_map.json",
        "added_tokens": "added_tokens.json",
        "conds": "conds.pt",
    },
}


def _save(state: Mapping[str, Tensor], path: Path) -> None:
    if path.suffix == ".safetensors":
        save_file({name: tensor.contiguous() for name, tensor in state.items()}, path)
    else:
        torch.save(dict(state), path)


def _random_t3(variant: Variant, ends: Ends, *, illegal: bool) -> T3:
    t3 = T3(_t3_config(variant))
    _randomise(t3)
    _reserve(t3)
    (_end_gpt2 if t3.is_gpt else _end_llama)(t3, ends)
    _exclude(t3, illegal=illegal)
    return t3


def _t3_config(variant: Variant) -> Any:
    if variant == "chatterbox-turbo":
        config = _T3_CONFIG.T3Config(text_tokens_dict_size=50_276)
        config.llama_config_name = "GPT2_medium"
        config.speech_tokens_dict_size = 6563
        config.input_pos_emb = None
        config.speech_cond_prompt_len = 375
        config.use_perceiver_resampler = False
        config.emotion_adv = False
    elif variant == "chatterbox-multilingual":
        config = _T3_CONFIG.T3Config.multilingual()
    else:
        config = _T3_CONFIG.T3Config.english_only()
    return config


def _randomise(t3: T3) -> None:
    """Weights so large that what is drawn depends on all of the context: a wrong mask, position or cache shows."""
    for module in t3.modules():
        weight = getattr(module, "weight", None)
        if weight is None:
            continue
        if isinstance(module, torch.nn.Embedding):
            weight.normal_(std=0.5)
        elif weight.ndim == 1:
            weight.uniform_(0.8, 1.2)
        else:
            # A linear layer has (out, in), a Conv1D of transformers' GPT-2 (in, out).
            weight.normal_(std=1.6 * weight.shape[isinstance(module, torch.nn.Linear)] ** -0.5)
        if getattr(module, "bias", None) is not None:
            module.bias.normal_(std=0.1)
    # It is given a vector of length 1.
    t3.cond_enc.spkr_enc.weight.normal_(std=0.5)
    for _, out, down in _layers(t3):
        out.mul_((2 * t3.cfg.num_hidden_layers) ** -0.5)
        down.mul_((2 * t3.cfg.num_hidden_layers) ** -0.5)


def _layers(t3: T3) -> Iterator[tuple[Any, Tensor, Tensor]]:
    """Attention, and what it and the feed-forward network write by, (in, hidden), of each layer."""
    if t3.is_gpt:
        yield from ((block.attn, block.attn.c_proj.weight, block.mlp.c_proj.weight) for block in t3.tfmr.h)
    else:
        for layer in t3.tfmr.layers:
            yield layer.self_attn, layer.self_attn.o_proj.weight.T, layer.mlp.down_proj.weight.T


_TEXT: Final = 0
"""Channel of the residual stream that is 1 for tokens of the text."""
_END: Final = 1
"""What the end's logit is made of."""
_ALWAYS: Final = 2
"""1 for every speech token."""
_START: Final = 3
_SPOKEN: Final = 4
"""1 for the start and all that comes after it."""
_BALLAST: Final = 5
"""And 6: far larger than all others, so that the norms of GPT-2's first layers scale every token alike."""
_N_RESERVED: Final = 7


def _reserve(t3: T3) -> None:
    for writer in _writers(t3):
        writer[:, :_N_RESERVED] = 0
    t3.speech_emb.weight[:, _ALWAYS] = 1
    t3.speech_head.weight[:, :_N_RESERVED] = 0


def _writers(t3: T3) -> Iterator[Tensor]:
    """All that is added to the residual stream, (n, hidden)."""
    conditions = t3.cond_enc
    yield from (t3.text_emb.weight, t3.speech_emb.weight, conditions.spkr_enc.weight.T, conditions.spkr_enc.bias[None])
    if t3.is_gpt:
        yield t3.tfmr.wpe.weight
        yield from (bias[None] for block in t3.tfmr.h for bias in (block.attn.c_proj.bias, block.mlp.c_proj.bias))
    else:
        perceiver = conditions.perceiver
        yield from (perceiver.pre_attention_query[0], perceiver.attn.proj_out.weight.T, perceiver.attn.proj_out.bias[None])
        yield from (conditions.emotion_adv_fc.weight.T, t3.text_pos_emb.emb.weight, t3.speech_pos_emb.emb.weight)
    for _, out, down in _layers(t3):
        yield from (out, down)


_LLAMA_SPENT: Final = 0.75
"""Of a text token's credit, by a speech token. Guidance of 0.5 makes the credit 1.5 times: its other row has no text."""
_GPT2_SPENT: Final = 0.5


def _end_llama(t3: T3, ends: Ends) -> None:
    """Proportional: the first layer's first head takes the mean credit of all tokens; below 0 the end becomes likely."""
    t3.speech_head.weight[6562] = 0
    t3.speech_head.weight[6562, _END] = 800
    t3.tfmr.norm.weight[_END] = 1
    if ends != "proportional":
        t3.speech_emb.weight[:, _END] = -1
        if isinstance(ends, After):
            t3.speech_pos_emb.emb.weight[ends.step, _END] = 2
        return
    t3.text_emb.weight[:, _TEXT] = 1
    t3.speech_emb.weight[:, _TEXT] = -_LLAMA_SPENT
    layer = t3.tfmr.layers[0]
    layer.input_layernorm.weight[_TEXT] = 1
    layer.self_attn.q_proj.weight[: t3.cfg.head_dim] = 0
    layer.self_attn.v_proj.weight[0] = 0
    layer.self_attn.v_proj.weight[0, _TEXT] = 1
    layer.self_attn.o_proj.weight[:, 0] = 0
    layer.self_attn.o_proj.weight[_END, 0] = -1


_WEIGHT: Final = 1000.0
"""Of the ballast."""
_FLAG: Final = 4.0
"""The start's own flag."""


def _end_gpt2(t3: T3, ends: Ends) -> None:
    """As with Llama, but the reference is made of speech tokens, too: only those from the start on may count.

    The first layer's first head looks at nothing but the start, and passes its flag on to what comes after it; the
    second layer's takes the mean credit.
    """
    t3.speech_head.weight[6562] = 0
    t3.speech_head.bias[6562] = 0
    t3.speech_head.weight[6562, _END] = 12_000 if isinstance(ends, After) else 200
    t3.tfmr.ln_f.weight[_END], t3.tfmr.ln_f.bias[_END] = 1, 0
    if ends == "never":
        t3.speech_emb.weight[:, _END] = -1
    else:
        text, spent, start = (0.0, 1.0, ends.step - 0.5) if isinstance(ends, After) else (1.0, _GPT2_SPENT, 0.0)
        scale = _add_ballast(t3)
        t3.text_emb.weight[:, _TEXT] = 1
        t3.speech_emb.weight[6561, _START] = _FLAG
        first, second = t3.tfmr.h[0].attn, t3.tfmr.h[1].attn
        width, head_dim = t3.cfg.n_embd, t3.cfg.n_embd // t3.cfg.n_head
        for attention in (first, second):
            for column in (*range(head_dim), width, 2 * width):
                attention.c_attn.weight[:, column] = attention.c_attn.bias[column] = 0
            attention.c_proj.weight[0] = 0
        first.c_attn.bias[0] = 20_000
        first.c_attn.weight[_START, width] = first.c_attn.weight[_START, 2 * width] = 1
        first.c_proj.weight[0, _SPOKEN] = scale / _FLAG
        second.c_attn.weight[_TEXT, 2 * width] = -text
        second.c_attn.weight[_SPOKEN, 2 * width] = spent
        second.c_attn.weight[_START, 2 * width] = -(start + spent) / _FLAG
        second.c_proj.weight[0, _END] = 10 * scale
    for writer in _writers(t3):
        # Without a mean the norms subtract nothing, and the reserved channels stay what they are.
        writer[:, _N_RESERVED:] -= writer.sum(-1, keepdim=True) / (writer.shape[1] - _N_RESERVED)


def _add_ballast(t3: T3) -> float:
    """Put it in before the first layer, take it out after the second's attention: what the norms divide by."""
    ballast = torch.tensor([_WEIGHT, -_WEIGHT])
    scale = _WEIGHT * (2 / t3.cfg.n_embd) ** 0.5
    t3.tfmr.wpe.weight[:, _BALLAST:_N_RESERVED] = ballast
    t3.tfmr.h[1].attn.c_proj.bias[_BALLAST:_N_RESERVED] = -ballast
    for norm in (t3.tfmr.h[0].ln_1, t3.tfmr.h[0].ln_2, t3.tfmr.h[1].ln_1):
        norm.weight[:_N_RESERVED], norm.bias[:_N_RESERVED] = 1, 0
        norm.weight[_N_RESERVED:] *= scale
    return scale


def _exclude(t3: T3, *, illegal: bool) -> None:
    """Ids beyond the sounds: all but the end are never drawn, or one of them always."""
    head = t3.speech_head
    beyond = [number for number in range(6561, head.out_features) if number != 6562]
    head.weight[beyond] = 0
    head.weight[beyond, _ALWAYS] = -40
    if illegal:
        head.weight[6561 if t3.is_gpt else 7000, _ALWAYS] = 100


def _random_s3gen(variant: Variant) -> dict[str, Tensor]:
    state: dict[str, Tensor] = S3Gen(meanflow=variant == "chatterbox-turbo").state_dict()
    if variant == "chatterbox":
        # The published file lacks it.
        del state["tokenizer.window"]
    return state


def _random_voice(n_tokens: int) -> Conditionals:
    def unit(width: int) -> Tensor:
        return torch.nn.functional.normalize(torch.randn(1, width), dim=1)

    tokens = torch.randint(6561, (1, n_tokens))
    reference = {
        "prompt_token": tokens,
        "prompt_token_len": torch.tensor([n_tokens]),
        "prompt_feat": torch.randn(1, 2 * n_tokens, 80) * 2 - 5,
        "prompt_feat_len": None,
        "embedding": torch.randn(1, 192),
    }
    t3 = T3Cond(speaker_emb=unit(256).abs(), cond_prompt_speech_tokens=tokens, emotion_adv=0.5 * torch.ones(1, 1, 1))
    return Conditionals(t3, reference)


def _write_tokenizer(variant: Variant, files: Mapping[str, Path]) -> None:
    if variant == "chatterbox":
        _write_graphemes(files["tokenizer"], [chr(code) for code in range(33, 127)], [], 704)
    elif variant == "chatterbox-multilingual":
        ranges = ((0x21, 0x7F), (0xA1, 0x100), (0x300, 0x370), (0x370, 0x530), (0x5B0, 0x5F5), (0x600, 0x6FF), (0x900, 0x980), (0x1100, 0x1200), (0x3001, 0x3100))
        letters = [chr(code) for first, end in ranges for code in range(first, end)]
        tags = [f"[{name}]" for name in SUPPORTED_LANGUAGES] + [f"[cj_{c}]" for c in "abcdefghijklmnopqrstuvwxyz0123456789."]
        _write_graphemes(files["tokenizer"], letters, tags, 2454)
        files["cangjie"].write_text(json.dumps(_CANGJIE, ensure_ascii=False))
    else:
        _write_bytes(files)


_CANGJIE: Final = ["一\tm", "不\tmf", "中\tl", "人\to", "你\tonf", "好\tvnd", "文\tyk", "大\tk", "日\ta", "昌\taa", "昍\taa"]


def _write_graphemes(path: Path, letters: list[str], tags: list[str], size: int) -> None:
    """Every character and every tag a token of its own, as upstream numbers the special ones."""
    special = {"[STOP]": 0, "[UNK]": 1, "[SPACE]": 2, "[START]": 255}
    free = (number for number in range(size) if number not in special.values())
    vocabulary = special | {token: next(free) for token in [*letters, *tags]}
    vocabulary |= {f"[unused_{number}]": number for number in free}
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=[], unk_token="[UNK]"))  # type: ignore[arg-type]
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.add_special_tokens([*special, *tags])
    tokenizer.save(str(path))


_TAGS: Final = (
    *("angry", "fear", "surprised", "whispering", "advertisement", "dramatic", "narration", "crying", "happy"),
    *("sarcastic", "clear throat", "sigh", "shush", "cough", "groan", "sniff", "gasp", "chuckle", "laugh"),
)


def _write_bytes(files: Mapping[str, Path]) -> None:
    """A tokenizer of GPT-2's kind: every byte a token of its own, sounds and moods added at the end."""
    tokens = [*sorted(ByteLevel.alphabet()), *(f"unused{number}" for number in range(50_000))]
    vocabulary = {token: number for number, token in enumerate([*tokens, "<|endoftext|>"])}
    end = {name: "<|endoftext|>" for name in ("bos_token", "eos_token", "unk_token")}
    files["tokenizer"].write_text(json.dumps(vocabulary))
    files["merges"].write_text("#version: 0.2\n")
    files["added_tokens"].write_text(json.dumps({f"[{tag}]": 50_257 + place for place, tag in enumerate(_TAGS)}))
    files["special_tokens"].write_text(json.dumps(end))
    configuration = end | {"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": False, "model_max_length": 1024}
    files["tokenizer_config"].write_text(json.dumps(configuration))
