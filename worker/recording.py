"""A job's whole audio: joined and encoded while it is spoken, so that a long job holds none of its sound."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import IO, Final

from speech.audio import Audio
from speech.codec import AudioWriter, Format
from speech.joining import Joiner
from speech.trimming import Trimmed
from storage.objects import StorageUnavailable

_IN_MEMORY_BYTES: Final = 16_000_000
"""An encoded file up to this size, five minutes of WAV, never touches the disk."""


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageUnavailable("the worker's disk is full or broken") from error


class Recording:
    """Takes finished chunks in order. Its file has no name: it vanishes when it is discarded, or with the process.

    `engine_rate` is that of the chunks, `sample_rate` that of the file, both in Hz; `lead_in_s` is the silence before
    the first sound.
    """

    def __init__(self, format: Format, engine_rate: int, sample_rate: int, lead_in_s: float) -> None:  # noqa: A002 - the contract's own word
        self._engine_rate = engine_rate
        self.size_bytes = 0
        """Of the finished file."""
        self._n_samples = 0
        self._is_complete = False
        self._joiner = Joiner(engine_rate, lead_in_s)
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 - it outlives this call: `discard`
        self._writer = AudioWriter(self._file, format, sample_rate)

    @property
    def duration_s(self) -> float:
        """Of what has been written."""
        return self._n_samples / self._engine_rate

    def add(self, chunk: Trimmed, pause_s: float) -> float:
        """Append a chunk and the pause after it. Gives the second at which the chunk begins.

        Raises StorageUnavailable when the disk is full.
        """
        joined = self._joiner.add(chunk, pause_s)
        with _disk_errors():
            self._write(Audio(joined.samples, self._engine_rate))
        return joined.start / self._engine_rate

    def finish(self) -> IO[bytes]:
        """The whole file. Raises StorageUnavailable."""
        with _disk_errors():
            self._write(Audio(self._joiner.finish(), self._engine_rate))
            self._close_writer()
            self.size_bytes = self._file.seek(0, os.SEEK_END)
        return self._file

    def discard(self) -> None:
        """Free the file, finished or not."""
        # On a full disk even closing fails, and must not hide what went wrong first.
        with suppress(OSError), closing(self._file), suppress(OSError):
            self._close_writer()

    def _close_writer(self) -> None:
        if not self._is_complete:
            self._is_complete = True
            self._writer.close()

    def _write(self, audio: Audio) -> None:
        self._n_samples += len(audio)
        self._writer.write(audio)
