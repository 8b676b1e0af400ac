"""A job's whole audio on its way into a file."""

import io
import resource

import numpy as np
import pytest
import soundfile

from speech.audio import Audio
from speech.codec import Format
from speech.trimming import Trimmed
from storage.objects import StorageUnavailable
from worker import recording
from worker.recording import Recording

RATE = 24_000


def tone(duration_s: float) -> Trimmed:
    """A chunk without margins."""
    moments = np.arange(round(duration_s * RATE)) / RATE
    return Trimmed(Audio((0.1 * np.sin(2 * np.pi * 200 * moments)).astype(np.float32), RATE))


def content(recording: Recording) -> bytes:
    """The finished file."""
    file = recording.finish()
    file.seek(0)
    return file.read()


@pytest.mark.parametrize(("form", "rate"), [("wav", 24_000), ("flac", 48_000), ("mp3", 24_000), ("opus", 16_000)])
def test_chunks_lie_where_it_says(form: Format, rate: int) -> None:
    """The file sounds where the chunks were said to begin, with the asked silence before and between them."""
    recording = Recording(form, RATE, rate, lead_in_s=0.5)
    starts = [recording.add(tone(0.4), 0.6), recording.add(tone(0.3), 0.0)]
    data = content(recording)
    samples, found_rate = soundfile.read(io.BytesIO(data), dtype="float32")
    loud_s = np.flatnonzero(np.abs(samples) > 0.02) / found_rate

    assert [0.5, 1.5] == pytest.approx(starts, abs=0.001)
    assert starts == pytest.approx([loud_s[0], loud_s[loud_s > 1.2][0]], abs=0.01)
    assert recording.duration_s == pytest.approx(1.8, abs=0.001)
    assert (len(data), rate) == (recording.size_bytes, found_rate)
    recording.discard()


def test_what_is_discarded_is_gone() -> None:
    """A recording can be thrown away at any time, finished or not, and twice."""
    recording = Recording("opus", RATE, RATE, lead_in_s=0.0)
    recording.add(tone(0.2), 0.0)
    recording.discard()
    recording.discard()


def test_a_long_recording_leaves_memory() -> None:
    """Beyond 16 MB the file is on disk, without a name that could be left behind, and still whole."""
    recording = Recording("wav", RATE, RATE, lead_in_s=0.0)
    starts = [recording.add(tone(20), 0.0) for _ in range(20)]
    data = content(recording)

    assert len(data) > 16_000_000
    assert soundfile.info(io.BytesIO(data)).duration == pytest.approx(recording.duration_s, abs=0.001)
    assert sorted(starts) == starts
    recording.discard()


# soundfile's cffi callback cannot raise: it prints the error, and the write comes back short.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("form", ["wav", "flac", "mp3", "opus"])
def test_a_full_disk_is_told_and_cleaned_up(form: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recording that the disk has no room for fails as worth a retry, and can be discarded without another error."""
    monkeypatch.setattr(recording, "_IN_MEMORY_BYTES", 10_000)
    noise = Trimmed(Audio(np.random.default_rng(0).normal(0, 0.1, 60 * RATE).astype(np.float32), RATE))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    recorded = Recording(form, RATE, RATE, 0.1)
    try:
        with pytest.raises(StorageUnavailable):
            for _ in range(3):
                recorded.add(noise, 0.1)
            recorded.finish()
        recorded.discard()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
