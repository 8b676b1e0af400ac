"""Upstream's own F5-TTS, which ours is held to: its sampler, its loaders, its way from a clip and a text to sound."""

import os
import sys
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from models.f5.packages import DiT
from models.f5.sampler import Row, Schedule
from models.stand_ins import standing_in

_UNUSED: Final[dict[str, dict[str, Any]]] = {
    "f5_tts.model.trainer": {"Trainer": object},
    "matplotlib": {"use": lambda _: None},
    "matplotlib.pylab": {},
    # For a transcript that is missing.
    "transformers": {"pipeline": None},
}

# It sets variables and paths for a machine of Apple's and another vocoder; its packages warn of Python 3.13 and FFmpeg.
with (
    warnings.catch_warnings(action="ignore"),
    patch.dict(os.environ),
    patch.object(sys, "path", [*sys.path]),
    standing_in(_UNUSED),
):
    from f5_tts.infer import utils_infer
    from f5_tts.model.cfm import CFM
    from f5_tts.model.modules import MelSpec
    from f5_tts.model.utils import list_str_to_idx

__all__ = [
    "CFM",
    "Asked",
    "MelSpec",
    "ask",
    "list_str_to_idx",
    "prepare",
    "sample_alone",
    "sample_together",
    "utils_infer",
]


def sample_alone(network: DiT, row: Row, schedule: Schedule) -> Tensor:
    """What upstream's sampler makes of one row: the mel behind its reference, (n, n_mels)."""
    conditions = row.conditions
    with torch.random.fork_rng():
        sampled, _ = CFM(network).sample(
            conditions.reference[None],
            conditions.tokens[None],
            conditions.n_frames,
            steps=schedule.n_steps,
            cfg_strength=conditions.guidance,
            sway_sampling_coef=schedule.sway or None,
            seed=row.seed,
        )
    mel: Tensor = sampled[0, len(conditions.reference) :]
    return mel


def sample_together(network: DiT, rows: Sequence[Row], schedule: Schedule, *, masks: bool) -> list[Tensor]:
    """What upstream's sampler makes of a batch, with or without masks in attention, from the first row's seed."""
    conditions = [row.conditions for row in rows]
    lengths = [len(row.reference) for row in conditions]
    _set_masks(network, masks=masks)
    try:
        with torch.random.fork_rng():
            sampled, _ = CFM(network).sample(
                pad_sequence([row.reference for row in conditions], batch_first=True),
                pad_sequence([row.tokens for row in conditions], batch_first=True, padding_value=-1),
                torch.tensor([row.n_frames for row in conditions]),
                lens=torch.tensor(lengths),
                steps=schedule.n_steps,
                cfg_strength=conditions[0].guidance,
                sway_sampling_coef=schedule.sway or None,
                seed=rows[0].seed,
            )
    finally:
        _set_masks(network, masks=False)
    return [mel[length : row.n_frames] for mel, length, row in zip(sampled, lengths, conditions, strict=True)]


def _set_masks(network: DiT, *, masks: bool) -> None:
    for block in network.transformer_blocks:
        block.attn.processor.attn_mask_enabled = masks


def prepare(clip: Path, transcript: str, folder: Path) -> tuple[Path, str]:
    """What upstream makes of a clip and its transcript before it speaks; its copies of clips stay in the folder."""
    with warnings.catch_warnings(action="ignore"), patch.object(tempfile, "tempdir", str(folder)):  # files left open
        prepared, written = utils_infer.preprocess_ref_audio_text(str(clip), transcript, show_info=lambda _: None)
    return Path(prepared), written


@dataclass(frozen=True, slots=True)
class Asked:
    """What upstream asks its sampler for."""

    samples: Tensor
    """(1, n) float32: the reference."""
    text: list[list[str]]
    duration: int
    """Frames of reference and speech together."""

    @property
    def n_speech_frames(self) -> int:
        """Frames that upstream adds for the text."""
        return self.duration - self.samples.shape[-1] // 256


def ask(samples: Tensor, transcript: str, text: str, sample_rate: int = 24_000, **options: float) -> Asked:
    """Run upstream's `infer_batch_process` for a clip (1, n) up to its sampler."""
    asked: list[Asked] = []

    class Sampler:
        def sample(self, *, cond: Tensor, text: list[list[str]], duration: int, **_: Any) -> tuple[Tensor, None]:
            asked.append(Asked(cond, text, duration))
            return torch.zeros(1, duration, 100), None

    class Vocoder:
        def decode(self, mels: Tensor) -> Tensor:
            return mels[:, 0]

    clip = (samples, sample_rate)
    next(utils_infer.infer_batch_process(clip, transcript, [text], Sampler(), Vocoder(), progress=None, **options))
    return asked[0]
