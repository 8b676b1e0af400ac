"""Chatterbox checkpoints under the published names, with random weights: small ones for tests, any size for benches."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from models.chatterbox.packages import Conditionals, S3Gen, T3Cond, VoiceEncoder
from tests.tiny_chatterbox_sizes import PUBLISHED, SMALL, Size, T3Size, Variant, seeded, sizes
from tests.tiny_chatterbox_t3 import After, Ends, after, random_t3
from tests.tiny_chatterbox_tokenizers import CANGJIE, ENGLISH, MANY_LANGUAGES, write_bytes, write_graphemes

__all__ = [
    "PUBLISHED",
    "SMALL",
    "After",
    "Ends",
    "Size",
    "T3Size",
    "Variant",
    "after",
    "random_t3",
    "random_voice",
    "sizes",
    "write_model",
]

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
    with sizes(size), seeded(seed):
        _save(VoiceEncoder().state_dict(), files["voice_encoder"])
    _save(random_t3(variant, size, seed=seed, ends=ends, illegal=illegal).state_dict(), files["t3"])
    with sizes(size), seeded(seed):
        _save(_random_s3gen(variant), files["s3gen"])
    random_voice(prompt_tokens, seed=seed).save(files["conds"])
    if variant == "chatterbox":
        write_graphemes(files["tokenizer"], ENGLISH, 704)
    elif variant == "chatterbox-multilingual":
        write_graphemes(files["tokenizer"], MANY_LANGUAGES, 2454)
        files["cangjie"].write_text(json.dumps(CANGJIE, ensure_ascii=False), "utf-8")
    else:
        write_bytes(files)
    return files


def _save(state: Mapping[str, Tensor], path: Path) -> None:
    if path.suffix == ".safetensors":
        save_file({name: tensor.contiguous() for name, tensor in state.items()}, path)
    else:
        torch.save(dict(state), path)


def random_voice(n_tokens: int = 50, *, seed: int = 0) -> Conditionals:
    """A voice whose reference has this many tokens, 25 to a second."""
    with seeded(seed):
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
