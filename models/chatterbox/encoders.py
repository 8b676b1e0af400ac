"""What Chatterbox's encoders hear in a reference clip: upstream's `prepare_conditionals`, without its state."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Final

import torch
from torch import Tensor

from models.chatterbox.checkpoint import Upstream
from models.chatterbox.librosa_parts import AS_SOXR, trim
from models.chatterbox.loudness import at_loudness

# isort: split
# torchaudio, which the packages had to prepare.
from torchaudio.transforms import Resample

from models.chatterbox.rates import SAMPLE_RATE
from models.chatterbox.voices import FORMAT, Voice, make_voice
from models.engine import UnusableClip
from speech.audio import Audio, Samples
from speech.resampling import resample
from speech.trimming import trimmed

_ENCODED_RATE: Final = 16_000
"""Of the sound that all but S3Gen's mel is made of."""
_LEAST_SPEECH_S: Final = 0.5
_TRIM_DB: Final = 20
"""`embeds_from_wavs`'s in voice_encoder.py: what is so much softer than the loudest is cut from both ends."""
_SAMPLED: Final = 4096
"""Values of each weight that the fingerprint is made of, about."""


class Encoders:
    """The voice encoder, S3 tokenizer and CAM++ of a loaded model: what they make of a clip depends on it alone."""

    def __init__(self, upstream: Upstream, *, shortest_s: float = 1.0, loudness_lufs: float | None = None) -> None:
        """Takes a model on the device where it stays.

        `shortest_s`: clips have to be longer. Upstream asks 5 s for Turbo; with the others it breaks below 0.045 s, and
        1 s is our choice, not measured on real weights. `loudness_lufs`: what clips are brought to; None: they stay.
        """
        self._voice_encoder, self._s3gen = upstream.ve, upstream.s3gen
        self._n_prompt = upstream.t3.hp.speech_cond_prompt_len
        self._prompt_length, self._reference_length = upstream.ENC_COND_LEN, upstream.DEC_COND_LEN
        self._shortest_s, self._loudness_lufs = shortest_s, loudness_lufs
        self._device = torch.device(self._s3gen.device)
        self._resampler = Resample(SAMPLE_RATE, _ENCODED_RATE).to(self._device)
        # Its filters and window are made by the first call, in two steps that a second thread may come between.
        self._s3gen.mel_extractor(torch.zeros(1, SAMPLE_RATE, device=self._device))
        heard = (self._prompt_length, self._n_prompt, self._reference_length, loudness_lufs)
        self.fingerprint: str = _fingerprint(f"{FORMAT} {heard}", self._weights())
        """16 hex digits that tell the encoders' weights, and what they hear of a clip, from others."""

    def encode(self, clip: Audio) -> Voice:
        """The voice of a clip of any rate. Raises UnusableClip, which says what to do."""
        if clip.duration_s <= self._shortest_s:
            raise UnusableClip(f"the clip has to be longer than {self._shortest_s:g} s: upload one of 10 s")
        clip = resample(clip, SAMPLE_RATE)
        self._require_speech(clip)
        if self._loudness_lufs is not None:
            clip = at_loudness(clip, self._loudness_lufs)
        at_16_khz = to_16_khz(clip.samples)
        with torch.no_grad():
            prompt_tokens, prompt_mel, timbre = self._hear_reference(clip.samples[: self._reference_length])
            prompt, _ = self._s3gen.tokenizer([at_16_khz[: self._prompt_length]], max_len=self._n_prompt)
            speaker = self._hear_speaker(at_16_khz)
        try:
            return make_voice(
                speaker=speaker, prompt=prompt, prompt_tokens=prompt_tokens, prompt_mel=prompt_mel, timbre=timbre
            )
        except ValueError as error:
            raise UnusableClip(f"no voice is heard in the clip ({error}): upload another one") from error

    def _require_speech(self, clip: Audio) -> None:
        """In what all of the encoders hear: a clip that begins with much silence would make T3's prompt of silence."""
        heard_s = min(self._prompt_length / _ENCODED_RATE, self._reference_length / SAMPLE_RATE)
        speech = trimmed(Audio(clip.samples[: round(heard_s * SAMPLE_RATE)], SAMPLE_RATE))
        if len(speech.audio) - speech.lead - speech.tail < _LEAST_SPEECH_S * SAMPLE_RATE:
            raise UnusableClip(
                f"the clip has less than {_LEAST_SPEECH_S:g} s of speech in its first {heard_s:g} s: "
                "upload one of 10 s that begins with speech"
            )

    def _hear_reference(self, samples: Samples) -> tuple[Tensor, Tensor, Tensor]:
        """S3Gen's tokens (1, m), mel (1, n_samples // 480, 80) and timbre (1, 192).

        `embed_ref` of upstream's s3gen.py, which writes its warnings to where our log is.
        """
        sound = torch.tensor(samples, device=self._device)[None]
        at_16_khz = self._resampler(sound)
        tokens, _ = self._s3gen.tokenizer(at_16_khz)
        return tokens, self._s3gen.mel_extractor(sound).mT, self._s3gen.speaker_encoder.inference(at_16_khz)

    def _hear_speaker(self, at_16_khz: Samples) -> Tensor:
        """The voice encoder's (1, 256), of the whole clip from its first loud sound to its last."""
        loud, _ = trim(at_16_khz, top_db=_TRIM_DB)
        if len(loud) < _LEAST_SPEECH_S * _ENCODED_RATE:
            raise UnusableClip(
                f"what is loud in the clip is over in less than {_LEAST_SPEECH_S:g} s: upload one of even speech, "
                "without clicks"
            )
        speaker = self._voice_encoder.embeds_from_wavs([loud], sample_rate=_ENCODED_RATE, trim_top_db=None)
        return torch.from_numpy(speaker)

    def _weights(self) -> dict[str, Tensor]:
        """All that is learnt; filters and windows are computed, and may differ in their last bit between machines."""
        parts = {
            "ve": self._voice_encoder,
            "tokenizer": self._s3gen.tokenizer,
            "speaker_encoder": self._s3gen.speaker_encoder,
        }
        weights = {f"{part}.{name}": value for part in parts for name, value in parts[part].state_dict().items()}
        return {name: value for name, value in weights.items() if name not in self._s3gen.ignore_state_dict_missing}


def to_16_khz(samples: Samples) -> Samples:
    """24 kHz as librosa resamples it for T3, (ceil(2n / 3),); for S3Gen upstream takes torchaudio's own filter."""
    resampled: Samples = _as_soxr()(torch.tensor(samples)).numpy()
    return resampled


@cache
def _as_soxr() -> Resample:
    return Resample(SAMPLE_RATE, _ENCODED_RATE, **AS_SOXR)


def _fingerprint(what: str, weights: Mapping[str, Tensor]) -> str:
    """Of names, shapes and some values of each weight, spread over it: milliseconds where all of them take a second."""
    digest = sha256(what.encode())
    for name, weight in sorted(weights.items()):
        # An odd step: rows have even lengths, and every column is met.
        sample = weight.detach().flatten()[:: weight.numel() // _SAMPLED | 1].cpu()
        digest.update(f"{name} {weight.dtype} {tuple(weight.shape)}".encode())
        digest.update(sample.contiguous().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()[:16]
