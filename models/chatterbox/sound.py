"""Speech tokens to sound: S3Gen on rows of one request or several, each with noise of its own seed."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from torch import Tensor

from models.chatterbox.flow import FRAMES_PER_TOKEN, N_MELS, Flow, References
from models.chatterbox.vocoder import N_SINES, SAMPLES_PER_FRAME, SourceNoise, Vocoder
from models.chatterbox.voices import Voice
from models.memory import in_parts
from speech.audio import Samples

_SAMPLES_PER_TOKEN: Final = SAMPLES_PER_FRAME * FRAMES_PER_TOKEN
_VOCABULARY: Final = 6561
"""S3's tokens: an id beyond ends a CUDA process."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundRow:
    """What is to be heard. Raises ValueError for tokens that are none."""

    tokens: Tensor
    """(n,) int64 on the CPU, 0 … 6560."""
    voice: Voice
    seed: int
    """0 … 2**63 - 1."""

    def __post_init__(self) -> None:
        tokens = self.tokens
        if tokens.ndim != 1 or tokens.dtype != torch.int64:
            raise ValueError(f"speech tokens are int64 of shape (n,), not {tokens.dtype} {tuple(tokens.shape)}")
        if ((tokens < 0) | (tokens >= _VOCABULARY)).any():
            raise ValueError(f"speech tokens are 0 … {_VOCABULARY - 1}")

    @property
    def shape(self) -> tuple[int, int]:
        """Tokens of the reference, and of the speech."""
        return self.voice.prompt_tokens.shape[1], len(self.tokens)


class Noise(NamedTuple):
    """What is random in a row, float32 on the CPU."""

    state: Tensor
    """(n_frames of reference and speech, 80): where the flow begins."""
    phases: Tensor
    """(9, 1): see `SourceNoise`."""
    source: Tensor
    """(9, n_samples)."""


class SoundMaker:
    """Makes sound of speech tokens. Holds nothing of a call."""

    def __init__(self, s3gen: Any, *, is_batched: bool) -> None:
        """Takes upstream's S3Gen on its device, in float32, and fixes its vocoder's weights.

        Batched, rows of one length go together: for CUDA. On a CPU it saves nothing, and a row alone comes out the same
        to the last bit in any company.
        """
        self._flow = Flow(s3gen.flow)
        self._vocoder = Vocoder(s3gen.mel2wav)
        self._fade = s3gen.trim_fade
        self._is_batched = is_batched

    @torch.inference_mode()
    def decode(self, rows: Sequence[SoundRow], n_steps: int, stop: Callable[[], bool]) -> list[Samples]:
        """The sound of each row, (960 · n_tokens,) float32 at 24 kHz in [-0.99, 0.99]: upstream's for the same seed.

        `stop` is read between steps and rows; those that it leaves undone are empty. Raises MemoryError and
        EngineBroken.
        """
        sounds = [np.zeros(0, np.float32)] * len(rows)
        for indexes in self._groups(rows):
            if stop():
                break
            group = [rows[index] for index in indexes]
            decoded = in_parts(partial(self._decode_group, n_steps=n_steps, stop=stop), group)
            for index, sound in zip(indexes, decoded, strict=True):
                sounds[index] = sound
        return sounds

    def _groups(self, rows: Sequence[SoundRow]) -> list[list[int]]:
        """Indexes of rows that go together."""
        groups: dict[object, list[int]] = {}
        for index, row in enumerate(rows):
            if len(row.tokens):
                groups.setdefault(row.shape if self._is_batched else index, []).append(index)
        return list(groups.values())

    def _decode_group(self, rows: Sequence[SoundRow], n_steps: int, stop: Callable[[], bool]) -> list[Samples]:
        noises = [draw_noise(row, is_mean_flow=self._flow.is_mean_flow) for row in rows]
        state, phases, source = (torch.stack(parts).to(self._flow.device) for parts in zip(*noises, strict=True))
        with _exact():
            mel = self._flow.sample(state, self._conditions(rows), n_steps, stop)
            if stop():
                return [np.zeros(0, np.float32)] * len(rows)
            n_prompt, _ = rows[0].shape
            sounds = self._vocoder.decode(mel[:, FRAMES_PER_TOKEN * n_prompt :], SourceNoise(phases, source))
        # As upstream: the reference is heard in what comes first.
        sounds[:, : len(self._fade)] *= self._fade
        return list(sounds.cpu().numpy())

    def _conditions(self, rows: Sequence[SoundRow]) -> Tensor:
        device = self._flow.device
        tokens = torch.stack([row.tokens for row in rows]).to(device)
        voices = [row.voice for row in rows]
        references = References(
            torch.cat([voice.prompt_tokens for voice in voices]).to(device),
            torch.cat([voice.prompt_mel for voice in voices]).to(device),
            torch.cat([voice.timbre for voice in voices]).to(device),
        )
        return self._flow.conditions(tokens, references)


def draw_noise(row: SoundRow, *, is_mean_flow: bool) -> Noise:
    """What upstream draws from torch's global generator after `torch.manual_seed(seed)`, in its order and shapes."""
    generator = torch.Generator().manual_seed(row.seed)
    n_prompt, n_tokens = row.shape
    n_spoken = FRAMES_PER_TOKEN * n_tokens
    spoken = torch.randn(N_MELS, n_spoken, generator=generator) if is_mean_flow else None
    state = torch.randn(N_MELS, FRAMES_PER_TOKEN * n_prompt + n_spoken, generator=generator)
    if spoken is not None:
        state[:, -n_spoken:] = spoken
    phases = torch.rand(N_SINES, 1, generator=generator) * (2 * torch.pi) - torch.pi
    source = torch.randn(N_SINES, _SAMPLES_PER_TOKEN * n_tokens, generator=generator)
    return Noise(state.T, phases, source)


def _exact() -> AbstractContextManager[None]:
    """On CUDA, convolutions in whole float32 that give the same each time; torch rounds to TF32 by default."""
    return torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False)
