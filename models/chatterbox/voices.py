"""Chatterbox's voices as values: made of a clip or read from a model's conds.pt, and as bytes that can be kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from models.chatterbox.packages import Conditionals
from models.chatterbox.rates import FRAMES_PER_TOKEN, N_SOUNDS
from models.engine import EngineError, UnusableVoice, VoiceState

FORMAT: Final = "chatterbox-voice-1"
"""Of what `dump` writes."""
_LARGEST: Final = 1 << 20
"""Bytes; 10 s of reference and 15 s of prompt take 170 kB."""
_SHAPES: Final[Mapping[str, tuple[int | None, ...]]] = MappingProxyType(
    {
        "speaker": (1, 256),
        "prompt": (1, None),
        "prompt_tokens": (1, None),
        "prompt_mel": (1, None, 80),
        "timbre": (1, 192),
    }
)
_WHOLE_NUMBERS: Final = frozenset({"prompt", "prompt_tokens"})


@dataclass(frozen=True, slots=True, eq=False)
class Voice(VoiceState):
    """What T3 and S3Gen hear of a reference clip, on the CPU, contiguous.

    Upstream's `exaggeration` is no part of it: it is one row of T3's conditioning (`emotion_adv_fc`) that nothing else
    there depends on. One voice serves every exaggeration. Raises ValueError where it could not be spoken with.
    """

    speaker: Tensor
    """(1, 256) float32: the voice encoder's, for T3."""
    prompt: Tensor
    """(1, n) int64, S3 tokens 0 … 6560 of the clip's beginning, for T3."""
    prompt_tokens: Tensor
    """(1, m) int64, S3 tokens 0 … 6560 of the clip's first 10 s, for S3Gen."""
    prompt_mel: Tensor
    """(1, 2m, 80) float32, log-magnitudes of the same seconds, for S3Gen."""
    timbre: Tensor
    """(1, 192) float32: CAM++'s, for S3Gen."""

    def __post_init__(self) -> None:
        for name, shape in _SHAPES.items():
            _require(name, getattr(self, name), shape)
        if self.prompt_mel.shape[1] != FRAMES_PER_TOKEN * self.prompt_tokens.shape[1]:
            raise ValueError("prompt_mel has not two frames a token")

    @property
    def size_bytes(self) -> int:
        """Memory of the five tensors."""
        return sum(tensor.nbytes for tensor in tensors_of(self).values())


def tensors_of(voice: Voice) -> dict[str, Tensor]:
    """The voice's tensors by their fields' names."""
    return {field.name: getattr(voice, field.name) for field in fields(voice)}


def make_voice(*, speaker: Tensor, prompt: Tensor, prompt_tokens: Tensor, prompt_mel: Tensor, timbre: Tensor) -> Voice:
    """A voice that holds copies of these, from any device, without what S3Gen's prompt has too much of at its end.

    A clip that is no whole number of tokens long gives one token or one frame too many. Upstream cuts the token off,
    with a warning. It leaves the frame, which then takes the place of the first one of all that is spoken.
    Raises ValueError.
    """
    n_tokens = min(prompt_tokens.shape[1], prompt_mel.shape[1] // FRAMES_PER_TOKEN)
    return Voice(
        _kept(speaker, torch.float32),
        _kept(prompt, torch.int64),
        _kept(prompt_tokens[:, :n_tokens], torch.int64),
        _kept(prompt_mel[:, : n_tokens * FRAMES_PER_TOKEN], torch.float32),
        _kept(timbre, torch.float32),
    )


def from_conditionals(conditionals: Conditionals) -> Voice:
    """The voice that upstream loads from a model's conds.pt. Raises EngineError."""
    t3, reference = conditionals.t3, conditionals.gen
    try:
        return make_voice(
            speaker=t3.speaker_emb.reshape(1, -1),
            prompt=t3.cond_prompt_speech_tokens.reshape(1, -1),
            prompt_tokens=reference["prompt_token"].reshape(1, -1),
            prompt_mel=reference["prompt_feat"].reshape(1, -1, 80),
            timbre=reference["embedding"].reshape(1, -1),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RuntimeError) as error:
        raise EngineError(f"the model's own voice is none: {error}") from error


def dump(voice: Voice) -> bytes:
    """The voice as bytes for `load`: the SHA-256 of what follows, then the tensors in the safetensors format."""
    content = safetensors.torch.save(tensors_of(voice), {"format": FORMAT})
    return sha256(content).digest() + content


def load(data: bytes) -> Voice:
    """The voice that `dump` wrote. Raises UnusableVoice for anything else; nothing in the bytes is ever executed."""
    if len(data) > _LARGEST:
        raise UnusableVoice(f"a voice has at most {_LARGEST} bytes, this has {len(data)}")
    digest, content = data[:32], data[32:]
    if sha256(content).digest() != digest:
        raise UnusableVoice("the voice's bytes are damaged")
    try:
        tensors = safetensors.torch.load(content)
        if _metadata(content) != {"format": FORMAT}:
            raise UnusableVoice("the voice is of another format")
        return Voice(**tensors)
    except (SafetensorError, ValueError, TypeError, LookupError) as error:
        raise UnusableVoice(f"the bytes are no voice: {error}") from error


def _metadata(content: bytes) -> Any:
    """Of a safetensors file that was read before: 8 bytes of length, then JSON."""
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]).get("__metadata__")


def _kept(tensor: Tensor, dtype: torch.dtype) -> Tensor:
    """A copy of its own: no view of something larger, and nothing that another call writes into."""
    return tensor.detach().to("cpu", dtype).clone(memory_format=torch.contiguous_format)


def _require(name: str, tensor: Tensor, shape: tuple[int | None, ...]) -> None:
    """Raises ValueError where the field's tensor is not what its docstring says."""
    dtype = torch.int64 if name in _WHOLE_NUMBERS else torch.float32
    if tensor.dtype != dtype or tensor.device.type != "cpu" or not tensor.is_contiguous():
        raise ValueError(f"{name} is not contiguous {dtype} on the CPU")
    if tensor.dim() != len(shape) or any(
        size not in {None, found} for size, found in zip(shape, tensor.shape, strict=True)
    ):
        raise ValueError(f"{name} has another shape")
    if not tensor.numel():
        raise ValueError(f"{name} is empty")
    if name in _WHOLE_NUMBERS and not 0 <= int(tensor.min()) <= int(tensor.max()) < N_SOUNDS:
        raise ValueError(f"{name} has ids that are no S3 tokens")
    if not torch.isfinite(tensor).all():
        raise ValueError(f"{name} is not finite")
