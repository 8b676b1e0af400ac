"""Sound changed in form only: to another sample rate, and into the bytes of an audio file."""

import io
import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

from speech.audio import Audio, Samples

Format: TypeAlias = Literal["wav", "flac", "mp3", "opus"]

CONTENT_TYPES: Final[Mapping[Format, str]] = MappingProxyType(
    {"wav": "audio/wav", "flac": "audio/flac", "mp3": "audio/mpeg", "opus": "audio/ogg"}
)
"""The media type under which each format is stored and served. A format's name is also its file extension."""

SAMPLE_RATES: Final[Mapping[Format, frozenset[int] | None]] = MappingProxyType(
    {
        "wav": None,
        "flac": None,
        "mp3": frozenset({8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000}),
        "opus": frozenset({8000, 12000, 16000, 24000, 48000}),
    }
)
"""The sample rates in Hz that each format carries; None: any."""

_ENCODERS: Final[Mapping[str, tuple[Literal["libmp3lame", "libopus"], str, str, int]]] = MappingProxyType(
    {
        # codec, FFmpeg's container, sample format, bit/s: both transparent for one channel of speech.
        "mp3": ("libmp3lame", "mp3", "fltp", 128_000),
        "opus": ("libopus", "ogg", "flt", 64_000),
    }
)

_MARGIN_S: Final = 0.02
"""Silence around a sound while it is resampled: longer than half of swresample's filter at any rate from 4 kHz up."""


def resample(audio: Audio, sample_rate: int) -> Audio:
    """The same sound at `sample_rate` Hz: exactly round(n * new / old) samples, nothing moved in time."""
    if sample_rate == audio.sample_rate or not len(audio):
        return Audio(audio.samples, sample_rate)
    # swresample mirrors a sound's ends and drops some of its tail; silence on both sides keeps that away from the
    # sound. The part in front is a whole number of samples at both rates, so that cutting it off moves nothing.
    step = audio.sample_rate // math.gcd(audio.sample_rate, sample_rate)
    margin = step * math.ceil(audio.sample_rate * _MARGIN_S / step)
    resampled = _swresample(np.pad(audio.samples, margin), audio.sample_rate, sample_rate)
    start = margin * sample_rate // audio.sample_rate
    length = round(Fraction(len(audio) * sample_rate, audio.sample_rate))
    return Audio(resampled[start : start + length].copy(), sample_rate)


def encode(audio: Audio, format: Format) -> bytes:  # noqa: A002 - the contract's own word
    """An audio file: WAV and FLAC of 16 bits, MP3, or Opus in Ogg; mono, samples beyond [-1, 1] clipped.

    Raises ValueError for a sample rate that is not in `SAMPLE_RATES`, for no samples, and for samples that are NaN.
    """
    rates = SAMPLE_RATES[format]
    if rates is not None and audio.sample_rate not in rates:
        raise ValueError(f"{format} carries {sorted(rates)} Hz, not {audio.sample_rate}")
    if not len(audio) or not np.isfinite(audio.samples).all():
        raise ValueError("audio is empty, or holds NaN or infinity")
    file = io.BytesIO()
    if format in _ENCODERS:
        _encode_lossy(audio, format, file)
    else:
        soundfile.write(file, _pcm16(audio.samples), audio.sample_rate, subtype="PCM_16", format=format.upper())
    return file.getvalue()


def _pcm16(samples: Samples) -> NDArray[np.int16]:
    # 32768 is what decoders divide by: what came out of a 16-bit file goes back into one unchanged.
    scaled: Samples = np.rint(samples * np.float32(32768))
    return scaled.clip(-32768, 32767).astype(np.int16)


def _encode_lossy(audio: Audio, format: Format, file: io.BytesIO) -> None:  # noqa: A002 - as in encode
    codec, container_format, sample_format, bit_rate = _ENCODERS[format]
    # bitexact: without it Ogg's serial number is random, and two files of the same sound differ.
    with av.open(file, "w", format=container_format, options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(codec, rate=audio.sample_rate, layout="mono", format=sample_format)
        stream.bit_rate = bit_rate
        container.start_encoding()
        for frame in _frames(audio, sample_format, stream.codec_context.frame_size):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _frames(audio: Audio, sample_format: str, size: int) -> Iterator[av.AudioFrame]:
    clipped = np.clip(audio.samples, -1, 1)[np.newaxis]
    for start in range(0, len(audio), size):
        frame = av.AudioFrame.from_ndarray(clipped[:, start : start + size], sample_format, "mono")
        frame.sample_rate = audio.sample_rate
        frame.time_base = Fraction(1, audio.sample_rate)
        frame.pts = start
        yield frame


def _swresample(samples: Samples, old: int, new: int) -> Samples:
    resampler = av.AudioResampler("fltp", "mono", new)
    frame = av.AudioFrame.from_ndarray(samples[np.newaxis], "fltp", "mono")
    frame.sample_rate = old
    out = [piece.to_ndarray()[0] for piece in (*resampler.resample(frame), *resampler.resample(None))]
    return np.concatenate(out).astype(np.float32, copy=False)
