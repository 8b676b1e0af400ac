"""Chatterbox checkpoints under the published names, with random weights: small ones for tests, any size for benches."""

import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
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
from torch import Tensor, nn

from models.chatterbox.packages import SUPPORTED_LANGUAGES, T3, Conditionals, S3Gen, T3Cond, VoiceEncoder

# Only now: imported before our door to them, upstream's modules would hold the real librosa.
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


@dataclass(frozen=True, slots=True)
class After:
    """Speech ends at this token, counted from 0."""

    step: int


Ends: TypeAlias = Literal["proportional", "never"] | After
"""Where speech ends whatever the seed: at about two tokens per token of the text, never, or at a certain one."""


def after(step: int) -> After:
    """Speech of `step` tokens and the end."""
    return After(step)


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


def write_model(
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

    `illegal` makes an id that is no sound the likeliest token at every step; otherwise none of them is ever drawn.
    `prompt_tokens` is the length of the built-in voice's reference, 25 to a second.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {role: folder / name for role, name in _FILES[variant].items()}
    with sizes(size), _seeded(seed):
        _save(VoiceEncoder().state_dict(), files["voice_encoder"])
    _save(random_t3(variant, size, seed=seed, ends=ends, illegal=illegal).state_dict(), files["t3"])
    with sizes(size), _seeded(seed):
        _save(_random_s3gen(variant), files["s3gen"])
    random_voice(prompt_tokens, seed=seed).save(files["conds"])
    if variant == "chatterbox":
        _write_graphemes(files["tokenizer"], _ENGLISH, 704)
    elif variant == "chatterbox-multilingual":
        _write_graphemes(files["tokenizer"], _MANY_LANGUAGES, 2454)
        files["cangjie"].write_text(json.dumps(_CANGJIE, ensure_ascii=False), "utf-8")
    else:
        _write_bytes(files)
    return files


def _save(state: Mapping[str, Tensor], path: Path) -> None:
    if path.suffix == ".safetensors":
        save_file({name: tensor.contiguous() for name, tensor in state.items()}, path)
    else:
        torch.save(dict(state), path)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Each part is drawn anew, so that none depends on the size of another."""
    with torch.random.fork_rng(devices=[]), torch.no_grad(), warnings.catch_warnings(action="ignore"):
        torch.manual_seed(seed)
        yield


def random_voice(n_tokens: int = 50, *, seed: int = 0) -> Conditionals:
    """A voice whose reference has this many tokens, 25 to a second."""
    with _seeded(seed):
        tokens = torch.randint(6561, (1, n_tokens))
        speaker = nn.functional.normalize(torch.rand(1, 256), dim=1)
        reference = {
            "prompt_token": tokens,
            "prompt_token_len": torch.tensor([n_tokens]),
            "prompt_feat": torch.randn(1, 2 * n_tokens, 80) * 2 - 5,
            "prompt_feat_len": None,
            "embedding": torch.randn(1, 192),
        }
    voice = T3Cond(speaker_emb=speaker, cond_prompt_speech_tokens=tokens, emotion_adv=0.5 * torch.ones(1, 1, 1))
    return Conditionals(voice, reference)


def _random_s3gen(variant: Variant) -> dict[str, Tensor]:
    state: dict[str, Tensor] = S3Gen(meanflow=variant == "chatterbox-turbo").state_dict()
    # The vocoder passes on little of the mel as upstream initialises it: here it is loud, and not clipped.
    for name, factor in (("ups.0", 2), ("ups.1", 2), ("ups.2", 2), ("conv_post", 2)):
        state[f"mel2wav.{name}.parametrizations.weight.original0"] *= factor
    # A voice of about 120 Hz; otherwise none of it would be voiced.
    state["mel2wav.f0_predictor.classifier.weight"] *= 30
    state["mel2wav.f0_predictor.classifier.bias"].fill_(120)
    # Otherwise a clip becomes a handful of different tokens.
    state["tokenizer.quantizer._codebook.project_down.weight"] *= 20
    if variant == "chatterbox":
        # By its size, the published file lacks it; upstream loads it leniently.
        del state["tokenizer.window"]
    return state


def random_t3(
    variant: Variant, size: Size = SMALL, *, seed: int = 0, ends: Ends = "proportional", illegal: bool = False
) -> T3:
    """The T3 that `write_model` writes."""
    with sizes(size), _seeded(seed):
        t3 = T3(_t3_config(variant))
        _randomise(t3)
        for written in _written(t3):
            written[:, :_N_RESERVED] = 0
        t3.speech_emb.weight[:, _IS_SPEECH] = 1
        t3.speech_head.weight[:, :_N_RESERVED] = 0
        t3.speech_head.weight[_END] = 0
        if ends != "proportional":
            t3.speech_head.weight[_END, _DEBT] = 800
            t3.speech_emb.weight[:, _DEBT] = -1
        (_end_gpt2 if t3.is_gpt else _end_llama)(t3, ends)
        _exclude(t3, illegal=illegal)
    return t3.eval().requires_grad_(requires_grad=False)


def _t3_config(variant: Variant) -> Any:
    if variant == "chatterbox":
        return _T3_CONFIG.T3Config.english_only()
    if variant == "chatterbox-multilingual":
        return _T3_CONFIG.T3Config.multilingual()
    config = _T3_CONFIG.T3Config(text_tokens_dict_size=50_276)
    # As ChatterboxTurboTTS.from_local has it.
    turbo = {"llama_config_name": "GPT2_medium", "speech_tokens_dict_size": 6563, "input_pos_emb": None}
    turbo |= {"speech_cond_prompt_len": 375, "use_perceiver_resampler": False, "emotion_adv": False}
    vars(config).update(turbo)
    return config


def _randomise(t3: T3) -> None:
    """Weights so large that what is drawn depends on all of the context: a wrong mask, position or cache shows."""
    for module in t3.modules():
        weight = getattr(module, "weight", None)
        if weight is None:
            continue
        if isinstance(module, nn.Embedding):
            weight.normal_(std=0.5)
        elif weight.ndim == 1:
            weight.uniform_(0.8, 1.2)
        else:
            # A linear layer has (out, in), a Conv1D of transformers' GPT-2 (in, out).
            weight.normal_(std=1.6 * weight.shape[isinstance(module, nn.Linear)] ** -0.5)
        if getattr(module, "bias", None) is not None:
            module.bias.normal_(std=0.1)
    # These are given a vector of length 1, and one number.
    t3.cond_enc.spkr_enc.weight.normal_(std=0.5)
    if not t3.is_gpt:
        t3.cond_enc.emotion_adv_fc.weight.normal_(std=2)
    for out in _outputs(t3):
        out.mul_(t3.cfg.num_hidden_layers**-0.5)


def _outputs(t3: T3) -> Iterator[Tensor]:
    """By what attention and feed-forward networks add to the residual stream, (in, hidden)."""
    if t3.is_gpt:
        yield from (part.c_proj.weight for block in t3.tfmr.h for part in (block.attn, block.mlp))
    else:
        yield from (layer.self_attn.o_proj.weight.T for layer in t3.tfmr.layers)
        yield from (layer.mlp.down_proj.weight.T for layer in t3.tfmr.layers)


def _written(t3: T3) -> Iterator[Tensor]:
    """All that adds to the residual stream, (n, hidden)."""
    conditions = t3.cond_enc
    yield from (t3.text_emb.weight, t3.speech_emb.weight, conditions.spkr_enc.weight.T, conditions.spkr_enc.bias[None])
    if t3.is_gpt:
        yield t3.tfmr.wpe.weight
        yield from (part.c_proj.bias[None] for block in t3.tfmr.h for part in (block.attn, block.mlp))
    else:
        query, out = conditions.perceiver.pre_attention_query, conditions.perceiver.attn.proj_out
        yield from (query[0], out.weight.T, out.bias[None], conditions.emotion_adv_fc.weight.T)
        yield from (t3.text_pos_emb.emb.weight, t3.speech_pos_emb.emb.weight)
    yield from _outputs(t3)


_START: Final = 6561
_END: Final = 6562

# Channels of the residual stream that random weights do not write.
_CREDIT: Final = 0
"""Of a token of the text, 1; a Llama's speech tokens have a negative one."""
_DEBT: Final = 1
"""What the end's logit is made of."""
_IS_SPEECH: Final = 2
_IS_START: Final = 3
_IS_SPOKEN: Final = 4
"""1 for the start and all that comes after it."""
_BALLAST: Final = 5
"""And 6: far larger than all else, so that a norm scales every token alike."""
_N_RESERVED: Final = 7


def _end_llama(t3: T3, ends: Ends) -> None:
    """Proportional: the first layer's first head takes the mean credit of all tokens; below 0 the end gets likely."""
    t3.tfmr.norm.weight[_DEBT] = 1
    if isinstance(ends, After):
        t3.speech_pos_emb.emb.weight[ends.step, _DEBT] = 2
    if ends != "proportional":
        return
    t3.speech_head.weight[_END, _DEBT] = 800
    t3.text_emb.weight[:, _CREDIT] = 1
    # Guidance of 0.5 makes the text's credit 1.5 times: the other row has none.
    t3.speech_emb.weight[:, _CREDIT] = -0.75
    layer = t3.tfmr.layers[0]
    layer.input_layernorm.weight[_CREDIT] = 1
    attention = layer.self_attn
    attention.q_proj.weight[: t3.cfg.head_dim] = 0
    attention.v_proj.weight[0] = 0
    attention.v_proj.weight[0, _CREDIT] = 1
    attention.o_proj.weight[:, 0] = 0
    attention.o_proj.weight[_DEBT, 0] = -1


def _end_gpt2(t3: T3, ends: Ends) -> None:
    """Both by credit, there being no positions of speech; a reference is speech, too, which must not count.

    The first layer's first head looks at the start alone, where there is one, and so flags what comes after it; the
    second layer's takes the mean.
    """
    t3.tfmr.ln_f.weight[_DEBT], t3.tfmr.ln_f.bias[_DEBT] = 1, 0
    t3.speech_head.bias[_END] = 0
    if ends == "never":
        return
    counted, spent, credit = (0.0, 1.0, ends.step - 0.5) if isinstance(ends, After) else (1.0, 0.5, 0.0)
    t3.speech_emb.weight[:, _DEBT] = 0
    t3.speech_emb.weight[_START, _IS_START] = 4
    t3.text_emb.weight[:, _CREDIT] = 1
    scale = _add_ballast(t3)
    flags, means = (_clear_head(block.attn) for block in t3.tfmr.h[:2])
    flags["q_bias"][0] = 20_000
    flags["k"][_IS_START] = flags["v"][_IS_START] = 1
    flags["out"][_IS_SPOKEN] = scale / 4
    means["v"][_CREDIT], means["v"][_IS_SPOKEN], means["v"][_IS_START] = -counted, spent, -(credit + spent) / 4
    means["out"][_DEBT] = 20 * scale
    t3.speech_head.weight[_END, _DEBT] = 60_000 if isinstance(ends, After) else 300
    for written in _written(t3):
        # Of a mean of 0 a layer norm takes nothing away: reserved channels stay what they are.
        written[:, _N_RESERVED:] -= written.sum(-1, keepdim=True) / (t3.dim - _N_RESERVED)


def _clear_head(attention: Any) -> dict[str, Tensor]:
    """Of a layer's first head: no queries, and its first dimension free to be used."""
    width, head_dim = attention.embed_dim, attention.head_dim
    weight, bias, out = attention.c_attn.weight, attention.c_attn.bias, attention.c_proj.weight
    for column in (*range(head_dim), width, 2 * width):
        weight[:, column] = 0
        bias[column] = 0
    out[0] = 0
    return {"q_bias": bias[:head_dim], "k": weight[:, width], "v": weight[:, 2 * width], "out": out[0]}


def _add_ballast(t3: T3) -> float:
    """Put it in before the first layer, take it out after the second's attention: what the norms between divide by."""
    weight = 1000.0
    ballast = torch.tensor([weight, -weight])
    scale: float = weight * (2 / t3.dim) ** 0.5
    t3.tfmr.wpe.weight[:, _BALLAST:_N_RESERVED] = ballast
    t3.tfmr.h[1].attn.c_proj.bias[_BALLAST:_N_RESERVED] = -ballast
    for norm, spread in ((t3.tfmr.h[0].ln_1, 0.5), (t3.tfmr.h[0].ln_2, 1), (t3.tfmr.h[1].ln_1, 2)):
        norm.weight[:_N_RESERVED], norm.bias[:_N_RESERVED] = 1, 0
        norm.weight[_N_RESERVED:] *= scale / spread
    return scale


def _exclude(t3: T3, *, illegal: bool) -> None:
    """Ids that are neither sounds nor the end are never drawn, or one of them always."""
    head = t3.speech_head.weight
    others = [number for number in range(_START, len(head)) if number != _END]
    head[others] = 0
    # GPT-2's norm may make little of a channel, but its head has a bias.
    logits, likeliest = (t3.speech_head.bias, _START) if t3.is_gpt else (head[:, _IS_SPEECH], 7000)
    logits[others] = -40
    if illegal:
        logits[likeliest] = 100


def _characters(*ranges: tuple[int, int]) -> list[str]:
    return [chr(code) for first, last in ranges for code in range(first, last + 1)]


_ENGLISH: Final = _characters((0x21, 0x7E))
_MANY_LANGUAGES: Final = [
    # What NFKD leaves: Latin, combining marks and Greek, Cyrillic, Hebrew, Arabic, Devanagari, jamo, kana and "。".
    *_characters((0x21, 0x7E), (0xA1, 0xBF), (0xDF, 0xDF), (0x300, 0x3FF), (0x400, 0x45F), (0x5B0, 0x5F4)),
    *_characters((0x600, 0x6D5), (0x900, 0x97F), (0x1100, 0x11FF), (0x3001, 0x3002), (0x3041, 0x30FF)),
    *(f"[{language}]" for language in SUPPORTED_LANGUAGES),
    *(f"[cj_{key}]" for key in "abcdefghijklmnopqrstuvwxyz0123456789."),
]
_CANGJIE: Final = ("一\tm", "不\tmf", "中\tl", "人\to", "你\tonf", "好\tvnd", "文\tyk", "大\tk", "昌\taa", "昍\taa")
"""Two of one code, of which upstream tells the second by a number."""


def _write_graphemes(path: Path, tokens: Sequence[str], size: int) -> None:
    """Every character and every tag a token of its own; special ones where upstream has them."""
    special = {"[STOP]": 0, "[UNK]": 1, "[SPACE]": 2, "[START]": 255}
    free = (number for number in range(size) if number not in special.values())
    vocabulary = special | {token: next(free) for token in tokens}
    vocabulary |= {f"[unused_{number}]": number for number in free}
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=[], unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.add_special_tokens([*special, *(token for token in tokens if len(token) > 1)])
    tokenizer.save(str(path))


_TURBO_TAGS: Final = (
    *("angry", "fear", "surprised", "whispering", "advertisement", "dramatic", "narration", "crying", "happy"),
    *("sarcastic", "clear throat", "sigh", "shush", "cough", "groan", "sniff", "gasp", "chuckle", "laugh"),
)


def _write_bytes(files: Mapping[str, Path]) -> None:
    """A tokenizer of GPT-2's kind: every byte a token of its own, sounds and moods added at the end."""
    tokens = [*sorted(ByteLevel.alphabet()), *(f"unused{number}" for number in range(50_000)), "<|endoftext|>"]
    special = dict.fromkeys(("bos_token", "eos_token", "unk_token"), "<|endoftext|>")
    config = special | {"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": False, "model_max_length": 1024}
    contents = {
        "tokenizer": {token: number for number, token in enumerate(tokens)},
        "added_tokens": {f"[{tag}]": number for number, tag in enumerate(_TURBO_TAGS, len(tokens))},
        "special_tokens": special,
        "tokenizer_config": config,
    }
    for role, content in contents.items():
        files[role].write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    files["merges"].write_text("#version: 0.2\n")
