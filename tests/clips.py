"""Real speech, and the files in which callers send it: every format of the contract, whole and hostile."""

import functools
import io
import subprocess
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

import av
import hibari
import numpy as np
import soundfile
from av.container import OutputContainer
from numpy.typing import NDArray

from speech.audio import Audio
from speech.decode import decode
from speech.resampling import resample

TEXT = (
    "The quick brown fox jumps over the lazy dog. Then, after a long and quiet afternoon, it sleeps under the old tree."
)
STORY = (
    "The harbour was quiet that morning. A few boats lay on the mud, waiting for the tide, and an old man was mending "
    "a net beside the wall. He looked up when the ferry came, and then went back to his work. It cost him $5 a week, "
    "or 20% of what he had. Most people think that bread needs a great deal of kneading. It does not. Flour and "
    "water, left alone for a night, will do by themselves what your hands would do in ten minutes, and the loaf will "
    "taste better for it. Nobody knew who had planted the apple tree. It stood in the middle of the field, far from "
    "any house, and every autumn it bore more fruit than the whole village could eat. The children climbed it and the "
    "birds had the rest. Then, in the last week of October, the wind came up from the south and took everything that "
    "was left on the branches, so that the ground was red with it, and all the wasps came. In the spring the old man "
    "was gone."
)
"""About a minute."""
RATE = 24_000


@functools.cache
def hibari_speech(text: str = TEXT) -> Audio:
    """The text in hibari's voice, 24 kHz, clean."""
    return Audio(np.asarray(hibari.Hibari()(text, seed=1), dtype=np.float32), RATE)


@functools.cache
def espeak_speech() -> Audio:
    """TEXT in espeak-ng's voice, 24 kHz, clean."""
    command = ["espeak-ng", "--stdout", TEXT]
    spoken = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - a constant
    return resample(decode(spoken.stdout, max_duration_s=60).audio, RATE)


def noisy(audio: Audio, snr_db: float) -> Audio:
    """The audio in white noise, with a second of it before and after; the ratio is over the whole audio."""
    padded = np.pad(audio.samples, audio.sample_rate)
    noise = np.random.default_rng(7).standard_normal(len(padded)) * np.sqrt(np.mean(audio.samples**2))
    return Audio((padded + noise * 10 ** (-snr_db / 20)).astype(np.float32), audio.sample_rate)


def pcm_file(audio: Audio, subtype: str = "PCM_16", *, format: str = "WAV", channels: int = 1) -> bytes:  # noqa: A002 - soundfile's word
    """A file of libsndfile's: WAV, FLAC, OGG; all channels alike."""
    file = io.BytesIO()
    soundfile.write(file, np.tile(audio.samples[:, None], channels), audio.sample_rate, subtype=subtype, format=format)
    return file.getvalue()


def channels_file(channels: NDArray[np.float32], sample_rate: int) -> bytes:
    """A float WAV file of shape (n, channels)."""
    file = io.BytesIO()
    soundfile.write(file, channels, sample_rate, subtype="FLOAT", format="WAV")
    return file.getvalue()


def ffmpeg_file(
    audio: Audio,
    codec: str,
    container: str,
    *,
    video: str | None = None,
    options: Mapping[str, str] | None = None,
) -> bytes:
    """A file of FFmpeg's, with a film of two seconds beside the sound if `video` names its codec."""
    file = io.BytesIO()
    with av.open(file, "w", format=container, options=dict(options or {})) as output:
        film = _add_film(output, video) if video else None
        sound = output.add_stream(codec, rate=audio.sample_rate, layout="mono")
        assert isinstance(sound, av.AudioStream)
        if film:
            _play(output, film)
        resampler = av.AudioResampler(sound.format.name, "mono", audio.sample_rate)
        frame = av.AudioFrame.from_ndarray(audio.samples[None], "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = audio.sample_rate, 0, Fraction(1, audio.sample_rate)
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            output.mux(sound.encode(piece))
        output.mux(sound.encode(None))
    return file.getvalue()


# Room for its index in front of the sound, as stores and phones write it.
_INDEX_FIRST: Final = {"moov_size": "40000"}

_WRITERS: Final[Mapping[str, Callable[[Audio], bytes]]] = {
    "wav u8": lambda clip: pcm_file(clip, "PCM_U8"),
    "wav s16": pcm_file,
    "wav s24": lambda clip: pcm_file(clip, "PCM_24"),
    "wav s32": lambda clip: pcm_file(clip, "PCM_32"),
    "wav f32": lambda clip: pcm_file(clip, "FLOAT"),
    "wav mulaw 8 kHz": lambda clip: pcm_file(resample(clip, 8_000), "ULAW"),
    "wav 8 kHz": lambda clip: pcm_file(resample(clip, 8_000)),
    "wav 192 kHz": lambda clip: pcm_file(resample(clip, 192_000)),
    "wav stereo": lambda clip: pcm_file(clip, channels=2),
    "wav 8 channels": lambda clip: pcm_file(clip, channels=8),
    "flac": lambda clip: pcm_file(clip, format="FLAC"),
    "flac s24": lambda clip: pcm_file(clip, "PCM_24", format="FLAC"),
    "flac 192 kHz stereo": lambda clip: pcm_file(resample(clip, 192_000), format="FLAC", channels=2),
    "mp3": lambda clip: ffmpeg_file(clip, "libmp3lame", "mp3"),
    "mp3 without length": lambda clip: ffmpeg_file(clip, "libmp3lame", "mp3", options={"write_xing": "0"}),
    "m4a": lambda clip: ffmpeg_file(clip, "aac", "ipod", options=_INDEX_FIRST),
    "m4a index last": lambda clip: ffmpeg_file(clip, "aac", "ipod"),
    "aac": lambda clip: ffmpeg_file(clip, "aac", "adts"),
    "ogg opus": lambda clip: ffmpeg_file(resample(clip, 48_000), "libopus", "ogg"),
    "ogg vorbis": lambda clip: pcm_file(clip, "VORBIS", format="OGG"),
    "webm opus": lambda clip: ffmpeg_file(resample(clip, 48_000), "libopus", "webm"),
    "mp4 film": lambda clip: ffmpeg_file(resample(clip, 48_000), "aac", "mp4", video="libx264"),
    "webm film": lambda clip: ffmpeg_file(resample(clip, 48_000), "libopus", "webm", video="libvpx"),
}
KINDS: Final = tuple(_WRITERS)
"""Each kind of file that the contract takes."""


@functools.cache
def clip_file(kind: str) -> bytes:
    """The first two seconds of hibari's speech, as one of `KINDS`."""
    return _WRITERS[kind](Audio(hibari_speech().samples[: 2 * RATE], RATE))


def film_without_sound() -> bytes:
    """An MP4 file of pictures alone."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        _play(output, _add_film(output, "libx264"))
    return file.getvalue()


def _add_film(output: OutputContainer, codec: str) -> av.VideoStream:
    film = output.add_stream(codec, rate=25)
    assert isinstance(film, av.VideoStream)
    film.width = film.height = 64
    film.pix_fmt = "yuv420p"
    return film


def _play(output: OutputContainer, film: av.VideoStream) -> None:
    for number in range(50):
        picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), number, np.uint8), format="rgb24")
        picture.pts = number
        output.mux(film.encode(picture))
    output.mux(film.encode(None))


def opens_unguarded(data: bytes) -> bool:
    """Whether plain FFmpeg finds sound in a file."""
    try:
        with av.open(io.BytesIO(data), "r") as container:
            return any(True for _ in container.decode(audio=0))
    except av.FFmpegError:
        return False
