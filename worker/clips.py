"""Reference clips: from whatever was sent to a 24 kHz mono WAV that engines can clone, and how good it is."""

import binascii
from base64 import b64decode
from dataclasses import asdict, dataclass
from hashlib import sha256

from models.speech_detector import FRAME_S, speech_frames
from speech.audio import Audio
from speech.codec import encode
from speech.decode import decode
from speech.quality import advice, measure, set_level, trim_silence
from speech.resampling import resample
from storage.voices import ClipQualityRecord
from worker.download import download
from worker.errors import InvalidInput, PayloadTooLarge, blame
from worker.settings import Settings

SAMPLE_RATE = 24_000  # Hz: what all three engines are trained on
_MIN_S = 1.0
_MIN_SPEECH_S = 0.3


@dataclass(frozen=True, slots=True)
class Clip:
    """A prepared reference clip."""

    audio: Audio
    wav: bytes
    sha256: str
    """Of `wav`."""
    quality: ClipQualityRecord
    warnings: tuple[str, ...]


def from_base64(data: str, settings: Settings) -> bytes:
    """The bytes of a base64 field, line breaks and a `data:` prefix allowed. Raises InvalidInput, PayloadTooLarge."""
    payload = data.partition(",")[2] if data.startswith("data:") else data
    if len(payload) * 3 // 4 > settings.max_clip_bytes * 1.1:
        raise PayloadTooLarge(_too_large(settings), field="file")
    try:
        clip = b64decode("".join(payload.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput("file is not base64", field="file") from error
    if len(clip) > settings.max_clip_bytes:
        raise PayloadTooLarge(_too_large(settings), field="file")
    return clip


def fetch(url: str, field: str, settings: Settings) -> Clip:
    """The clip at an https URL. Raises WorkerError."""
    with blame(field):
        data = download(url, timeout_s=settings.request_timeout, max_bytes=settings.max_clip_bytes)
    return prepare(data, field, settings)


def prepare(data: bytes, field: str, settings: Settings) -> Clip:
    """Any audio file as a reference clip. Raises InvalidInput for what cannot be cloned."""
    with blame(field):
        decoded = decode(data, max_duration_s=settings.max_clip_s)
    quality = measure(decoded.audio, speech_frames(decoded.audio), FRAME_S)
    trimmed = trim_silence(decoded.audio)
    if quality.speech_seconds < _MIN_SPEECH_S:
        raise InvalidInput(f"{field} has no speech in it", field=field)
    if trimmed.duration_s < _MIN_S:
        raise InvalidInput(f"{field} must have at least {_MIN_S:g} s of sound", field=field)
    audio = resample(set_level(trimmed), SAMPLE_RATE)
    wav = encode(audio, "wav")
    warnings = (*advice(quality), *(("the file is cut short: what is there was used",) if decoded.truncated else ()))
    return Clip(audio, wav, sha256(wav).hexdigest(), ClipQualityRecord(**asdict(quality)), warnings)


def read(wav: bytes) -> Audio:
    """The audio of a stored clip."""
    return decode(wav, max_duration_s=float("inf")).audio


def _too_large(settings: Settings) -> str:
    return f"file must have at most {settings.max_clip_bytes} bytes"
