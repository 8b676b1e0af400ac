"""Any caller's audio file → Audio, in memory, whatever the file is: nothing in it is trusted.

AudioError                   a file that cannot be a clip
├── NotAudio                 nothing in it can be decoded
├── UnsupportedAudio         sound of a kind that is not taken: codec, channels, sample rate
├── ClipTooLong              more sound than the caller of `decode` allows
└── ClipEmpty                a sound file without a single sample
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer

from speech.audio import Audio, Samples
from speech.headers import counts_frames, is_cut_wav, is_streamed_wav

_CODECS: Final = frozenset(
    {"aac", "flac", "mp3", "mp3float", "opus", "vorbis", "pcm_alaw", "pcm_mulaw", "pcm_u8"}
    | {f"pcm_{sample}le" for sample in ("s16", "s24", "s32", "f32", "f64")}
)
_OPTIONS: Final = {
    # FFmpeg's other formats include playlists and scripts (HLS, concat, SDP, …) that open files and URLs of their own.
    "format_whitelist": "wav,flac,mp3,aac,ogg,mov,mp4,m4a,matroska,webm",
    "protocol_whitelist": "none",
    "codec_whitelist": ",".join(sorted(_CODECS)),
}
_SAMPLE_RATES_HZ: Final = range(8_000, 192_000 + 1)
_MAX_CHANNELS: Final = 8
_LOUDEST: Final = 2.0**31
"""A float file may hold integers of up to 32 bits in place of [-1, 1]; beyond that (and NaN) it holds no sound."""
_PADDING_S: Final = 0.1
"""By how much a declared length may differ from the real one: codecs' padding comes to some 50 ms."""


class AudioError(Exception):
    """A file that cannot be a clip. The message speaks to the caller who sent it."""


class NotAudio(AudioError):
    """Nothing in the file can be decoded as sound."""


class UnsupportedAudio(AudioError):
    """Sound of a kind that is not taken: codec, number of channels, sample rate."""


class ClipTooLong(AudioError):
    """More sound than allowed."""


class ClipEmpty(AudioError):
    """A sound file without a single sample."""


@dataclass(frozen=True, slots=True)
class DecodedClip:
    """What was in an audio file."""

    audio: Audio
    """The mean of the file's channels, at the file's own sample rate; a float file may go beyond [-1, 1]."""
    declared_s: float | None
    """The length in seconds that the file's header gives; None where it gives none."""
    truncated: bool
    """Whether sound is missing: the file is cut off, or parts of it could not be decoded."""


def decode(data: bytes, *, max_duration_s: float) -> DecodedClip:
    """The sound in a WAV, FLAC, MP3, M4A, AAC, Ogg or WebM file (or in a video's sound track).

    Memory and time are bounded by `data` and `max_duration_s`, whatever the file claims or unpacks to.
    Raises AudioError.
    """
    try:
        with av.open(io.BytesIO(data), "r", options=_OPTIONS, metadata_errors="replace") as container:
            return _decode(container, data, max_duration_s)
    except av.FFmpegError as error:
        raise NotAudio("the file is not audio, or not in a format that is known") from error


def _decode(container: InputContainer, data: bytes, max_duration_s: float) -> DecodedClip:
    stream = _sound_track(container)
    declared_s = _declared_s(container, stream, data)
    if declared_s is not None and declared_s > max_duration_s + _PADDING_S:
        raise ClipTooLong(f"the clip is {declared_s:.1f} s long; at most {max_duration_s:g} s are allowed")
    audio, damaged = _read(_frames(container, stream), max_duration_s)
    missing = declared_s is not None and audio.duration_s < declared_s - _PADDING_S
    cut = container.format.name == "wav" and is_cut_wav(data)
    return DecodedClip(audio, declared_s, truncated=damaged or missing or cut)


def _sound_track(container: InputContainer) -> AudioStream:
    if not container.streams.audio:
        raise NotAudio("the file holds no sound")
    stream = container.streams.audio[0]
    # PyAV has no context for a stream whose codec FFmpeg does not know.
    if stream.codec_context is None or stream.codec_context.name not in _CODECS:
        raise UnsupportedAudio("the file's codec is not one of PCM, FLAC, MP3, AAC, Opus and Vorbis")
    stream.codec_context.thread_count = 1
    return stream


def _declared_s(container: InputContainer, stream: AudioStream, data: bytes) -> float | None:
    name = container.format.name
    guessed = name == "aac" or (name == "mp3" and not counts_frames(data)) or (name == "wav" and is_streamed_wav(data))
    if not guessed and stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    # WebM has one length for all tracks, and a film may be longer than its sound.
    if guessed or container.duration is None or container.streams.video:
        return None
    return container.duration / av.time_base


def _read(frames: Iterator[av.AudioFrame | None], max_duration_s: float) -> tuple[Audio, bool]:
    """The sound, and whether parts of it could not be decoded."""
    pieces: list[Samples] = []
    sample_rate = length = failures = 0
    for frame in frames:
        if frame is None:
            failures += 1
            continue
        _check_kind(frame, sample_rate)
        sample_rate = frame.sample_rate
        length += frame.samples
        if length > max_duration_s * sample_rate:
            raise ClipTooLong(f"the clip is longer than {max_duration_s:g} s")
        pieces.append(_mono(frame))
    if not length:
        raise NotAudio("nothing in the file can be decoded") if failures else ClipEmpty("the clip holds no sound")
    return Audio(np.concatenate(pieces), sample_rate), failures > 0


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[av.AudioFrame | None]:
    """The frames in order; None in place of each part that cannot be decoded."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            yield from packet.decode()
        except av.FFmpegError:
            yield None


def _check_kind(frame: av.AudioFrame, previous_rate: int) -> None:
    if frame.sample_rate not in _SAMPLE_RATES_HZ:
        raise UnsupportedAudio(
            f"the clip's sample rate is not between {_SAMPLE_RATES_HZ.start} and {_SAMPLE_RATES_HZ.stop - 1} Hz"
        )
    if previous_rate not in {0, frame.sample_rate}:
        raise UnsupportedAudio("the clip changes its sample rate midway")
    if frame.layout.nb_channels > _MAX_CHANNELS:
        raise UnsupportedAudio(f"the clip has more than {_MAX_CHANNELS} channels")


def _mono(frame: av.AudioFrame) -> Samples:
    """The mean of the channels: swresample's own downmix weighs, drops and rescales them by their names."""
    samples = frame.to_ndarray()  # (channels, n) if planar, else (1, n * channels)
    if not frame.format.is_planar:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    # `not <=` so that NaN is caught too.
    if samples.dtype.kind == "f" and not np.abs(samples).max(initial=0) <= _LOUDEST:
        raise NotAudio("the file's samples are not numbers")
    mean = samples.mean(axis=0, dtype=np.float64)
    if samples.dtype.kind == "u":
        mean = mean / 128 - 1  # of all codecs that are taken only 8-bit PCM is unsigned
    elif samples.dtype.kind == "i":
        mean /= 2.0 ** (8 * samples.dtype.itemsize - 1)
    mono: Samples = mean.astype(np.float32)
    return mono
