"""Speech tokens to sound: S3Gen on rows of one request or several, each with noise of its own seed."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from torch import Tensor

from models.chatterbox.flow import N_MELS, Flow
from models.chatterbox.rates import FRAMES_PER_TOKEN, N_SOUNDS
from models.chatterbox.vocoder import N_SINES, SAMPLES_PER_FRAME, SourceNoise, Vocoder
from models.chatterbox.voices import Voice
from models.memory import in_parts
from speech.audio import Samples

_SAMPLES_PER_TOKEN: Final = SAMPLES_PER_FRAME * FRAMES_PER_TOKEN
_LEAST_SHARE: Final = 0.75
"""Of a batch's longest row, reference included: shorter ones go into another batch, since padding is work as well."""
_SILENCE: Final = np.zeros(0, np.float32)


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
        if ((tokens < 0) | (tokens >= N_SOUNDS)).any():
            raise ValueError(f"speech tokens are 0 … {N_SOUNDS - 1}")

    @property
    def n_reference_frames(self) -> int:
        """Of the voice's reference, which goes through the flow before the speech."""
        return self.voice.prompt_mel.shape[1]

    @property
    def n_frames(self) -> int:
        """Of reference and speech."""
        return self.n_reference_frames + FRAMES_PER_TOKEN * len(self.tokens)


class Noise(NamedTuple):
    """What is random in a row, float32 on the CPU."""

    state: Tensor
    """(n_frames, 80): where the flow begins."""
    source: SourceNoise


class SoundMaker:
    """Makes sound of speech tokens. Holds nothing of a call."""

    def __init__(self, s3gen: Any, *, is_batched: bool) -> None:
        """Takes upstream's S3Gen on its device, in float32, and fixes its vocoder's weights.

        Batched, rows take their steps together: for CUDA. On a CPU it saves nothing, and a row alone comes out the same
        to the last bit in any company.
        """
        self._flow = Flow(s3gen.flow)
        self._vocoder = Vocoder(s3gen.mel2wav)
        self._fade = s3gen.trim_fade
        self._is_batched = is_batched

    @torch.inference_mode()
    def decode(self, rows: Sequence[SoundRow], n_steps: int, stop: Callable[[], bool]) -> list[Samples]:
        """The sound of each row, (960 · n_tokens,) float32 at 24 kHz in [-0.99, 0.99]: upstream's for the same seed.

        `stop` is read between batches and steps; rows that it leaves undone are empty. Raises MemoryError and
        EngineBroken.
        """
        sounds = [_SILENCE] * len(rows)
        for indexes in self._batches(rows):
            if stop():
                break
            batch = [rows[index] for index in indexes]
            decoded = in_parts(partial(self._decode_batch, n_steps=n_steps, stop=stop), batch)
            for index, sound in zip(indexes, decoded, strict=True):
                sounds[index] = sound
        return sounds

    def _batches(self, rows: Sequence[SoundRow]) -> list[list[int]]:
        """Indexes of rows that go together; those without tokens in none."""
        spoken = [index for index, row in enumerate(rows) if len(row.tokens)]
        if not self._is_batched:
            return [[index] for index in spoken]
        batches: list[list[int]] = []
        for index in sorted(spoken, key=lambda index: -rows[index].n_frames):
            if batches and rows[index].n_frames >= _LEAST_SHARE * rows[batches[-1][0]].n_frames:
                batches[-1].append(index)
            else:
                batches.append([index])
        return batches

    def _decode_batch(self, rows: Sequence[SoundRow], n_steps: int, stop: Callable[[], bool]) -> list[Samples]:
        noises = [draw_noise(row, is_mean_flow=self._flow.is_mean_flow) for row in rows]
        states = [noise.state.to(self._flow.device) for noise in noises]
        with _exact():
            conditions = [self._flow.conditions(row.tokens, row.voice) for row in rows]
            mels = self._flow.sample(states, conditions, n_steps, stop)
            if stop():
                return [_SILENCE] * len(rows)
            spoken = [mel[row.n_reference_frames :] for mel, row in zip(mels, rows, strict=True)]
            sounds = [self._vocoder.decode(mel, noise.source) for mel, noise in zip(spoken, noises, strict=True)]
        for sound in sounds:
            # As upstream: the reference is heard in what comes first.
            sound[: len(self._fade)] *= self._fade
        return [sound.cpu().numpy() for sound in sounds]


def draw_noise(row: SoundRow, *, is_mean_flow: bool) -> Noise:
    """What upstream draws from torch's global generator after `torch.manual_seed(seed)`, in its order and shapes."""
    generator = torch.Generator().manual_seed(row.seed)
    n_spoken = FRAMES_PER_TOKEN * len(row.tokens)
    spoken = torch.randn(N_MELS, n_spoken, generator=generator) if is_mean_flow else None
    state = torch.randn(N_MELS, row.n_frames, generator=generator)
    if spoken is not None:
        state[:, row.n_reference_frames :] = spoken
    phases = torch.rand(N_SINES, 1, generator=generator) * (2 * torch.pi) - torch.pi
    noise = torch.randn(N_SINES, _SAMPLES_PER_TOKEN * len(row.tokens), generator=generator)
    return Noise(state.T, SourceNoise(phases, noise))


def _exact() -> AbstractContextManager[None]:
    """On CUDA, convolutions in whole float32 that give the same each time; torch rounds to TF32 by default."""
    return torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False)
