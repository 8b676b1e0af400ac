"""Small S3Gens with random weights, rows for them to speak, and what upstream makes of those."""

import warnings
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from models.chatterbox.packages import S3Gen
from models.chatterbox.sound import SoundRow
from models.chatterbox.voices import Voice
from speech.audio import Samples
from tests.tiny_chatterbox import sizes
from tests.upstream_chatterbox import sound

VOICED_HZ = 10.0
"""Upstream's threshold: frames of a lower pitch are noise alone."""


def random_s3gen(*, is_mean_flow: bool) -> S3Gen:
    """The same each time. Every weight matters, and a sentence has voiced frames and unvoiced ones."""
    with torch.random.fork_rng(), sizes(), torch.no_grad():
        torch.manual_seed(0)
        with warnings.catch_warnings(action="ignore"):  # diffusers', of a layer that upstream uses
            s3gen = S3Gen(meanflow=is_mean_flow).eval()
        for module in (s3gen.flow, s3gen.mel2wav):
            _perturb(module)
        _spread_pitch(s3gen.mel2wav.f0_predictor)
    return s3gen


def _perturb(module: nn.Module) -> None:
    """What begins as ones and zeros: norms, biases, and a mean flow's mixer, which ignores one of its two times."""
    for parameter in module.parameters():
        if ((parameter == 0) | (parameter == 1)).all():
            parameter.add_(torch.randn_like(parameter), alpha=0.1)


def _spread_pitch(predictor: Any) -> None:
    predictor.classifier.weight.mul_(50)
    predictor.classifier.bias.fill_(VOICED_HZ)


def random_voice(n_tokens: int, seed: int = 0) -> Voice:
    """A voice with a reference of so many tokens."""
    generator = torch.Generator().manual_seed(seed)
    return Voice(
        speaker=torch.rand(1, 256, generator=generator),
        prompt=torch.randint(6561, (1, 5), generator=generator),
        prompt_tokens=torch.randint(6561, (1, n_tokens), generator=generator),
        prompt_mel=torch.randn(1, 2 * n_tokens, 80, generator=generator) * 2 - 5,
        timbre=torch.randn(1, 192, generator=generator),
    )


def random_row(n_tokens: int, seed: int = 0, voice: Voice | None = None) -> SoundRow:
    """So many tokens, drawn by the seed, in a voice with a reference of ten tokens."""
    tokens = torch.randint(6561, (n_tokens,), generator=torch.Generator().manual_seed(seed))
    return SoundRow(tokens, voice or random_voice(10), seed)


def upstream_mel(s3gen: S3Gen, row: SoundRow, n_steps: int) -> Tensor:
    """(2 · n_tokens, 80): what upstream draws after `torch.manual_seed(row.seed)`."""
    with torch.random.fork_rng():
        torch.manual_seed(row.seed)
        mel: Tensor = s3gen.flow_inference(
            row.tokens[None], ref_dict=_reference(row.voice), n_cfm_timesteps=n_steps, finalize=True
        )
    return mel[0].T


def upstream_sound(s3gen: S3Gen, row: SoundRow, n_steps: int) -> Samples:
    """What upstream draws after `torch.manual_seed(row.seed)`."""
    samples: Samples = sound(s3gen, row.tokens, _reference(row.voice), seed=row.seed, n_steps=n_steps).numpy()
    return samples


def _reference(voice: Voice) -> Mapping[str, Tensor | None]:
    """In upstream's names."""
    return {
        "prompt_token": voice.prompt_tokens,
        "prompt_token_len": torch.tensor([voice.prompt_tokens.shape[1]]),
        "prompt_feat": voice.prompt_mel,
        "prompt_feat_len": None,
        "embedding": voice.timbre,
    }
