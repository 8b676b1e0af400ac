"""Sound into the bytes of an audio file, at once or piece by piece."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from types import MappingProxyType
from typing import IO, Final, Literal, Protocol, TypeAlias

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

from speech.audio import Audio, Samples
from speech.resampling import Resampler

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


def encode(audio: Audio, format: Format) -> bytes:  # noqa: A002 - the contract's own word
    """An audio file: as `AudioWriter` writes it. Raises ValueError as that does, and for no samples."""
    if not len(audio):
        raise ValueError("audio is empty")
    file = io.BytesIO()
    writer = AudioWriter(file, format, audio.sample_rate)
    writer.write(audio)
    writer.close()
    return file.getvalue()


class AudioWriter:
    """An audio file that is written piece by piece, and complete when it is closed.

    WAV and FLAC of 16 bits, MP3, or Opus in Ogg; mono; samples beyond [-1, 1] are clipped. Raises ValueError for a
    sample rate that is not in `SAMPLE_RATES`.
    """

    def __init__(self, file: IO[bytes], format: Format, sample_rate: int) -> None:  # noqa: A002 - as in encode
        rates = SAMPLE_RATES[format]
        if rates is not None and sample_rate not in rates:
            raise ValueError(f"{format} carries {sorted(rates)} Hz, not {sample_rate}")
        self._sample_rate = sample_rate
        self._resampler: Resampler | None = None
        sink = _Lossy if format in _ENCODERS else _Pcm
        self._sink: _Sink = sink(file, format, sample_rate)

    def write(self, audio: Audio) -> None:
        """Append a piece, resampled when its rate is another; all pieces have one.

        Raises ValueError for NaN, and OSError where the file cannot be written.
        """
        if not np.isfinite(audio.samples).all():
            raise ValueError("audio holds NaN or infinity")
        if self._resampler is None:
            self._resampler = Resampler(audio.sample_rate, self._sample_rate)
        with _file_errors():
            self._sink.write(self._resampler.push(audio.samples))

    def close(self) -> None:
        """Write what is left. The file itself stays open. Raises OSError as `write` does."""
        with _file_errors():
            if self._resampler is not None:
                self._sink.write(self._resampler.finish())
            self._sink.close()


@contextmanager
def _file_errors() -> Iterator[None]:
    """A file that cannot be written, a full disk, is an OSError whichever library found out."""
    try:
        yield
    except (AssertionError, av.FFmpegError, soundfile.SoundFileError) as error:  # the first is soundfile's
        raise OSError("the audio file cannot be written") from error


class _Sink(Protocol):
    """Takes samples of one rate into a file."""

    def write(self, samples: Samples) -> None: ...

    def close(self) -> None: ...


class _Pcm:
    """16-bit WAV or FLAC."""

    def __init__(self, file: IO[bytes], format: str, sample_rate: int) -> None:  # noqa: A002 - as in encode
        self._file = soundfile.SoundFile(file, "w", sample_rate, 1, "PCM_16", format=format.upper())

    def write(self, samples: Samples) -> None:
        self._file.write(_pcm16(samples))

    def close(self) -> None:
        self._file.close()


class _Lossy:
    """MP3 or Opus, frame by frame."""

    def __init__(self, file: IO[bytes], format: str, sample_rate: int) -> None:  # noqa: A002 - as in encode
        codec, container_format, self._sample_format, bit_rate = _ENCODERS[format]
        # bitexact: without it Ogg's serial number is random, and two files of the same sound differ.
        self._container = av.open(file, "w", format=container_format, options={"fflags": "+bitexact"})
        self._stream = self._container.add_stream(codec, rate=sample_rate, layout="mono", format=self._sample_format)
        self._stream.bit_rate = bit_rate
        self._container.start_encoding()
        self._sample_rate = sample_rate
        self._frame_size = self._stream.codec_context.frame_size
        self._waiting: Samples = np.zeros(0, np.float32)
        self._n_written = 0

    def write(self, samples: Samples) -> None:
        samples = np.concatenate([self._waiting, np.clip(samples, -1, 1)])
        whole = len(samples) - len(samples) % self._frame_size
        self._waiting = samples[whole:]
        self._encode(samples[:whole])

    def close(self) -> None:
        self._encode(self._waiting)
        self._container.mux(self._stream.encode(None))
        self._container.close()

    def _encode(self, samples: Samples) -> None:
        for frame in self._frames(samples):
            self._container.mux(self._stream.encode(frame))

    def _frames(self, samples: Samples) -> Iterator[av.AudioFrame]:
        for start in range(0, len(samples), self._frame_size):
            piece = np.ascontiguousarray(samples[np.newaxis, start : start + self._frame_size])
            frame = av.AudioFrame.from_ndarray(piece, self._sample_format, "mono")
            frame.sample_rate = self._sample_rate
            frame.time_base = Fraction(1, self._sample_rate)
            frame.pts = self._n_written
            self._n_written += piece.shape[1]
            yield frame


def _pcm16(samples: Samples) -> NDArray[np.int16]:
    # 32768 is what decoders divide by: what came out of a 16-bit file goes back into one unchanged.
    scaled: Samples = np.rint(samples * np.float32(32768))
    return scaled.clip(-32768, 32767).astype(np.int16)
