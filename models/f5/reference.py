"""Reference clips as F5-TTS hears them: what a voice is made of, cached and shared."""

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import torch
from torch import Tensor

from models.engine import UnusableClip, VoiceState
from models.f5.packages import MelSpectrogram
from models.f5.text import as_upstream_writes
from speech.audio import Audio, Samples
from speech.resampling import resample
from speech.trimming import trimmed

SAMPLE_RATE: Final = 24_000
HOP: Final = 256
"""Samples from one frame to the next."""
FRAMES_PER_S: Final = SAMPLE_RATE / HOP
LONGEST_S: Final = 12.0
"""Upstream cuts longer clips, and does not cut their transcript (#1207)."""
_SHORTEST_S: Final = 0.5
_UPSTREAM_TAIL_S: Final = 0.05
"""Silence that upstream puts behind a clip, and counts towards its pace."""
_TAIL_S: Final = 0.5
"""Silence that we leave there: upstream's infer/README.md asks for about 1 s, and its code for 0.05 s. What it is worth
was not measured: that takes the real weights."""
_SLOWEST, _FASTEST = 2.0, 80.0
"""Bytes of UTF-8 a second of speech: English is near 15, Chinese 15, Hindi and Thai, with 3 bytes a letter, 40."""
_LEAST: Final = 1e-5
"""Magnitude under which upstream's mel is flat."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference(VoiceState):
    """A clip and its words. Magnitudes are kept rather than their logarithm, since a request may choose the level."""

    magnitudes: Tensor
    """(n_frames, 100) float32 on the CPU: mel magnitudes of the clip at its own level."""
    rms: float
    """Of what upstream would hear: the clip with 0.05 s of silence behind it."""
    n_pace_frames: int
    """Frames that the transcript took: upstream's `ref_audio_len`."""
    transcript: str
    """As upstream writes it: ends in ". " or "。"."""

    @property
    def size_bytes(self) -> int:
        """Memory of the magnitudes."""
        return self.magnitudes.nbytes

    @property
    def frames_per_byte(self) -> float:
        """The pace: frames that a byte of UTF-8 takes."""
        return self.n_pace_frames / len(self.transcript.encode())

    def gain(self, target_rms: float) -> float:
        """What a softer clip is multiplied by to be heard at `target_rms`; louder ones stay: upstream's rule."""
        return max(1.0, target_rms / self.rms)

    def log_mel(self, target_rms: float) -> Tensor:
        """The mel that the network hears, (n_frames, 100) float32."""
        return (self.magnitudes * self.gain(target_rms)).clamp(min=_LEAST).log()


def make_reference(clip: Audio, transcript: str) -> Reference:
    """The voice of a clip of at most 12 s. Raises UnusableClip, which says what to do."""
    if not transcript.strip():
        raise UnusableClip("F5-TTS has to know what the clip says: upload the voice again with its transcript")
    if clip.duration_s > LONGEST_S:
        raise UnusableClip(f"F5-TTS takes clips of at most {LONGEST_S:g} s: upload one that ends in a pause")
    speech = trimmed(resample(clip, SAMPLE_RATE))
    samples = speech.audio.samples
    sounding = samples[speech.lead : len(samples) - speech.tail]
    if len(sounding) < _SHORTEST_S * SAMPLE_RATE:
        raise UnusableClip(f"the clip has less than {_SHORTEST_S:g} s of speech: upload one of 5 to 12 s")
    text = as_upstream_writes(transcript)
    _check_pace(text, len(sounding) / SAMPLE_RATE)
    n_heard = len(sounding) + round(_UPSTREAM_TAIL_S * SAMPLE_RATE)
    return Reference(
        mel_magnitudes(np.pad(samples, (0, max(0, round(_TAIL_S * SAMPLE_RATE) - speech.tail)))),
        math.sqrt(float(np.square(sounding, dtype=np.float64).sum()) / n_heard),
        n_heard // HOP,
        text,
    )


def mel_magnitudes(samples: Samples) -> Tensor:
    """What upstream takes the logarithm of, (1 + n_samples // 256, 100) float32."""
    magnitudes: Tensor = _spectrogram()(torch.from_numpy(samples)[None])[0]
    return magnitudes.T.contiguous()


@cache
def _spectrogram() -> MelSpectrogram:
    """As `get_vocos_mel_spectrogram` of f5_tts.model.modules makes it."""
    return MelSpectrogram(
        SAMPLE_RATE, n_fft=1024, win_length=1024, hop_length=HOP, n_mels=100, power=1, center=True, norm=None
    )


def _check_pace(text: str, duration_s: float) -> None:
    pace = len(text.encode()) / duration_s
    if not _SLOWEST <= pace <= _FASTEST:
        wrong = "little" if pace < _SLOWEST else "much"
        raise UnusableClip(
            f"the transcript is too {wrong} for {math.ceil(duration_s)} s of speech: it must be just what the clip says"
        )
