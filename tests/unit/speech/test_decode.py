"""Reading what callers send: every kind of file of the contract, and everything else without harm."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.audio import Audio
from speech.codec import encode
from speech.decode import AudioError, ClipEmpty, ClipTooLong, NotAudio, UnsupportedAudio, decode
from tests.clips import (
    KINDS,
    channels_file,
    clip_file,
    ffmpeg_file,
    film_without_sound,
    hibari_speech,
    opens_unguarded,
    pcm_file,
)

LOSSLESS = ("wav s16", "wav s24", "wav s32", "wav f32", "wav stereo", "wav 8 channels", "flac", "flac s24")
NO_LENGTH = ("mp3 without length", "aac", "webm film")
MEBIBYTE = 2**20


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_is_read(kind: str) -> None:
    """Two seconds of speech in any format, depth, rate and number of channels come out as those two seconds, mono."""
    clip = decode(clip_file(kind), max_duration_s=5)
    assert clip.audio.duration_s == pytest.approx(2, abs=0.07)
    assert np.sqrt(np.mean(clip.audio.samples**2)) == pytest.approx(_rms(), rel=0.1)
    assert not clip.truncated


def _rms() -> float:
    return float(np.sqrt(np.mean(hibari_speech().samples[:48_000] ** 2)))


@pytest.mark.parametrize("kind", LOSSLESS)
def test_lossless_files_give_their_samples(kind: str) -> None:
    """PCM of 16 bits and more, and FLAC, come back as they were, within one 16-bit step."""
    clip = decode(clip_file(kind), max_duration_s=5)
    np.testing.assert_allclose(clip.audio.samples, hibari_speech().samples[:48_000], atol=1 / 32_768)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(NO_LENGTH)))
def test_declared_length_is_told(kind: str) -> None:
    """Where a file's header says how long it is, that is handed on."""
    assert decode(clip_file(kind), max_duration_s=5).declared_s == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize("kind", NO_LENGTH)
def test_a_guessed_length_is_no_length(kind: str) -> None:
    """FFmpeg's guesses are not taken for what the file says."""
    assert decode(clip_file(kind), max_duration_s=5).declared_s is None


@pytest.mark.parametrize("channels", [1, 2, 5, 6, 8])
def test_channels_are_averaged(channels: int) -> None:
    """The mono sound is the plain mean of all channels, whatever a loudspeaker would be called."""
    spread = np.random.default_rng(1).uniform(-1, 1, (8_000, channels)).astype(np.float32)
    clip = decode(channels_file(spread, 8_000), max_duration_s=5)
    np.testing.assert_allclose(clip.audio.samples, spread.mean(axis=1), atol=1e-6)


def test_float_files_may_exceed_full_scale() -> None:
    """A float file that goes beyond [-1, 1] is not clipped on the way in."""
    loud = np.full((8_000, 1), 2.5, dtype=np.float32)
    assert decode(channels_file(loud, 8_000), max_duration_s=5).audio.samples.max() == 2.5


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"This is a text that somebody named voice.wav.\n" * 50,
        b"<html><body>404 Not Found</body></html>",
        bytes(10_000),
        np.random.default_rng(3).bytes(10_000),
    ],
    ids=["empty", "four bytes", "text", "html", "zeros", "random"],
)
def test_what_is_not_audio_is_refused(data: bytes) -> None:
    """Text, junk and nothing at all are NotAudio."""
    with pytest.raises(NotAudio):
        decode(data, max_duration_s=5)


def test_a_film_without_sound_is_refused() -> None:
    """A video without a sound track is NotAudio, and the message says why."""
    with pytest.raises(NotAudio, match="holds no sound"):
        decode(film_without_sound(), max_duration_s=5)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 1e38])
def test_samples_that_are_no_numbers_are_refused(bad: float) -> None:
    """NaN, infinity and absurd values in a float file are NotAudio, not a voice of NaN."""
    samples = np.zeros((8_000, 1), dtype=np.float32)
    samples[4_000] = bad
    with pytest.raises(NotAudio, match="not numbers"):
        decode(channels_file(samples, 8_000), max_duration_s=5)


def test_a_file_without_samples_is_empty() -> None:
    """A WAV file of 0 samples is ClipEmpty."""
    with pytest.raises(ClipEmpty):
        decode(pcm_file(Audio(np.zeros(0, dtype=np.float32), 24_000)), max_duration_s=5)


@pytest.mark.parametrize(("channels", "sample_rate"), [(9, 24_000), (1, 4_000), (1, 384_000)])
def test_absurd_sound_is_refused(channels: int, sample_rate: int) -> None:
    """More than 8 channels, and rates outside 8 to 192 kHz, are UnsupportedAudio."""
    with pytest.raises(UnsupportedAudio):
        decode(channels_file(np.zeros((1_000, channels), dtype=np.float32), sample_rate), max_duration_s=5)


def test_other_codecs_are_refused() -> None:
    """A codec that the contract does not name is UnsupportedAudio, though FFmpeg could decode it."""
    with pytest.raises(UnsupportedAudio, match="codec"):
        decode(ffmpeg_file(hibari_speech(), "alac", "ipod"), max_duration_s=60)


@pytest.mark.parametrize("kind", ["wav u8", "wav s16", "wav s24", "wav f32", "flac", "mp3", "m4a", "aac", "webm opus"])
def test_a_cut_file_gives_what_is_there(kind: str) -> None:
    """A file whose end is missing is read up to there, and said to be truncated."""
    data = clip_file(kind)
    clip = decode(data[: len(data) * 8 // 10], max_duration_s=5)
    assert 0.2 < clip.audio.duration_s < 1.95
    assert clip.truncated


def test_a_cut_file_without_its_index_is_refused() -> None:
    """An M4A file whose index was cut off holds nothing that can be found."""
    data = clip_file("m4a index last")
    with pytest.raises(NotAudio):
        decode(data[: len(data) * 8 // 10], max_duration_s=5)


@pytest.mark.parametrize("kind", KINDS)
def test_too_long_is_refused(kind: str) -> None:
    """A clip longer than allowed is ClipTooLong in every format, and the message names the limit."""
    with pytest.raises(ClipTooLong, match=r"1\.5 s"):
        decode(clip_file(kind), max_duration_s=1.5)


def _long_silence(kind: str) -> bytes:
    silence = Audio(np.zeros(1_200 * 8_000, dtype=np.float32), 8_000)
    if kind != "flac that hides its length":
        return encode(silence, "opus" if kind == "opus" else "flac")
    flac = bytearray(encode(silence, "flac"))
    # The number of samples: 36 bits of STREAMINFO, of which 0 means unknown.
    flac[21] &= 0xF0
    flac[22:26] = bytes(4)
    return bytes(flac)


@pytest.mark.parametrize("kind", ["flac", "flac that hides its length", "opus"])
def test_a_bomb_is_not_unpacked(kind: str) -> None:
    """Twenty minutes of silence in a small file cost the memory of ten seconds, not their own (37 MiB and more)."""
    bomb = _long_silence(kind)
    tracemalloc.start()
    try:
        with pytest.raises(ClipTooLong):
            decode(bomb, max_duration_s=10)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak_bytes < 5 * MEBIBYTE


def test_a_script_cannot_open_local_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A "clip" that is a script naming a file on our disk is NotAudio, though plain FFmpeg would read that file."""
    monkeypatch.chdir(tmp_path)
    Path("secret.wav").write_bytes(clip_file("wav s16"))
    script = b"ffconcat version 1.0\nfile secret.wav\n"
    assert opens_unguarded(script)
    with pytest.raises(NotAudio):
        decode(script, max_duration_s=5)


@pytest.mark.parametrize(
    "playlist",
    [
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nsecret.wav\n#EXT-X-ENDLIST\n",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://169.254.169.254/\n#EXT-X-ENDLIST\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period></Period></MPD>',
    ],
    ids=["hls file", "hls url", "sdp", "dash"],
)
def test_playlists_are_refused(playlist: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Playlists and session descriptions are NotAudio: nothing that they name is opened."""
    monkeypatch.chdir(tmp_path)
    Path("secret.wav").write_bytes(clip_file("wav s16"))
    with pytest.raises(NotAudio):
        decode(playlist, max_duration_s=5)


@given(data=st.binary(max_size=2_000))
def test_random_bytes_do_no_harm(data: bytes) -> None:
    """Whatever bytes come in, a clip or an AudioError comes out."""
    _decode_or_refuse(data)


@given(
    kind=st.sampled_from(KINDS),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=40),
    in_header=st.booleans(),
    cut=st.floats(0.1, 1),
)
def test_damaged_files_do_no_harm(kind: str, changes: list[tuple[float, int]], in_header: bool, cut: float) -> None:  # noqa: FBT001 - hypothesis draws it
    """Real files with bytes changed and ends missing give a clip or an AudioError, and nothing else."""
    data = bytearray(clip_file(kind))
    reach = 600 if in_header else len(data)
    for place, value in changes:
        data[int(place * reach)] = value
    _decode_or_refuse(bytes(data[: int(len(data) * cut)]))


def _decode_or_refuse(data: bytes) -> None:
    try:
        clip = decode(data, max_duration_s=5)
    except AudioError:
        return
    assert 0 < clip.audio.duration_s <= 5
    assert np.isfinite(clip.audio.samples).all()
