"""Random weights of Chatterbox's T3 that end speech where a test wants it."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, Literal, TypeAlias

import torch
from torch import Tensor, nn

from models.chatterbox.packages import T3
from tests.tiny_chatterbox_sizes import SMALL, Size, Variant, seeded, sizes

_T3_CONFIG: Final = import_module("chatterbox.models.t3.modules.t3_config")


@dataclass(frozen=True, slots=True)
class After:
    """Speech ends at this token, counted from 0."""

    step: int


Ends: TypeAlias = Literal["proportional", "never"] | After
"""Where speech ends whatever the seed: at about two tokens per token of the text, never, or at a certain one."""


def after(step: int) -> After:
    """Speech of `step` tokens and the end."""
    return After(step)


def random_t3(
    variant: Variant, size: Size = SMALL, *, seed: int = 0, ends: Ends = "proportional", illegal: bool = False
) -> T3:
    """The T3 that `write_model` writes."""
    with sizes(size), seeded(seed):
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
