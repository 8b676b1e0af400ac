"""Reference clips, held to what upstream makes of them."""

import io
from dataclasses import fields
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import soundfile
import torch

from models.engine import UnusableClip
from models.f5.packages import EXAMPLES
from models.f5.reference import Reference, make_reference, mel_magnitudes
from speech.audio import Audio
from speech.decode import decode
from speech.resampling import resample
from speech.trimming import trimmed
from tests.upstream_f5 import MelSpec, ask, prepare

RATE: Final = 24_000
TRANSCRIPT: Final = "Some call me nature, others call me mother nature."
UPSTREAM_TAIL: Final = RATE // 20
"""Samples of silence that upstream puts behind a clip."""


def _clip(name: str = "basic_ref_en") -> Audio:
    return decode((EXAMPLES / "basic" / f"{name}.wav").read_bytes(), max_duration_s=12).audio


def _cut(duration_s: float) -> Audio:
    """So much of the clip, over and over."""
    samples = _clip().samples
    n_samples = round(duration_s * RATE)
    return Audio(np.tile(samples, n_samples // len(samples) + 1)[:n_samples], RATE)


def _sounding(clip: Audio) -> np.ndarray:
    """From the first sound to the last."""
    speech = trimmed(clip)
    return speech.audio.samples[speech.lead : len(speech.audio) - speech.tail]


def _with_silence(clip: Audio) -> np.ndarray:
    """The speech, and behind its last sound half a second without any."""
    speech = trimmed(clip)
    return np.pad(speech.audio.samples, (0, RATE // 2 - speech.tail))


def _upstreams_mel(samples: np.ndarray) -> torch.Tensor:
    mel: torch.Tensor = MelSpec()(torch.from_numpy(samples)[None])[0].T
    return mel


@pytest.mark.parametrize("n_samples", [513, 1024, 24_000, 24_001, 127_987])
def test_the_mel_is_upstreams(n_samples: int) -> None:
    """Of the same samples, whatever their number, the mel is upstream's: one frame more than whole hops."""
    samples = _cut(n_samples / RATE).samples

    found = mel_magnitudes(samples)

    assert (1 + n_samples // 256, 100) == found.shape
    assert torch.allclose(_upstreams_mel(samples), found.clamp(min=1e-5).log(), rtol=0, atol=1e-6)


def test_a_reference_is_the_speech_and_half_a_second_of_silence() -> None:
    """Silence around the speech is cut off, and as much put behind it as the models want there."""
    clip = _clip()
    padded = Audio(np.pad(clip.samples, (RATE, 2 * RATE)), RATE)
    expected = _upstreams_mel(_with_silence(clip))

    for reference in (make_reference(clip, TRANSCRIPT), make_reference(padded, TRANSCRIPT)):
        found = reference.log_mel(target_rms=0.01)
        assert abs(len(expected) - len(found)) <= 1
        assert -11.5 > float(found[-30:].max())
        assert float(found[-60:-45].max()) > -5
    assert torch.equal(expected, make_reference(clip, TRANSCRIPT).log_mel(target_rms=0.01))


@pytest.mark.parametrize("target_rms", [0.01, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("level", [0.02, 0.5, 1.0])
def test_the_level_is_upstreams(level: float, target_rms: float) -> None:
    """What upstream multiplies a soft clip by, measured over the speech and its own 50 ms of silence, is our gain."""
    clip = Audio(_clip().samples * np.float32(level), RATE)
    prepared = torch.from_numpy(np.pad(_sounding(clip), (0, UPSTREAM_TAIL)))[None]
    heard = ask(prepared, "Hello. ", "Good morning.", target_rms=target_rms).samples

    reference = make_reference(clip, TRANSCRIPT)

    assert pytest.approx(float(heard.abs().max() / prepared.abs().max()), rel=1e-5) == reference.gain(target_rms)
    assert pytest.approx(float(prepared.square().mean().sqrt()), rel=1e-5) == reference.rms


def test_a_level_is_chosen_after_the_clip_was_encoded() -> None:
    """Raising magnitudes is raising the clip: the mel at another level is upstream's mel of a louder clip."""
    clip = _clip()
    reference = make_reference(clip, TRANSCRIPT)
    gain = reference.gain(target_rms=1.0)
    louder = _with_silence(clip) * np.float32(gain)

    assert gain > 5
    assert torch.allclose(_upstreams_mel(louder).exp(), reference.log_mel(target_rms=1.0).exp(), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("name", ["basic_ref_en", "basic_ref_zh"])
def test_the_pace_is_near_upstreams(name: str, tmp_path: Path) -> None:
    """Our ends of the speech and upstream's, found in other ways, give paces within 2 % of each other."""
    prepared, _ = prepare(EXAMPLES / "basic" / f"{name}.wav", TRANSCRIPT, tmp_path)

    assert (
        pytest.approx(soundfile.info(prepared).frames // 256, rel=0.02)
        == make_reference(_clip(name), TRANSCRIPT).n_pace_frames
    )


def test_the_pace_counts_upstreams_silence_and_not_ours() -> None:
    """Frames that the transcript took are those of the speech and 50 ms, whatever silence the network hears."""
    clip = _clip()
    reference = make_reference(clip, TRANSCRIPT)

    assert (len(_sounding(clip)) + UPSTREAM_TAIL) // 256 == reference.n_pace_frames
    assert reference.n_pace_frames / len(f"{TRANSCRIPT}  ") == reference.frames_per_byte


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
def test_clips_of_any_rate_are_heard_at_24_khz(rate: int) -> None:
    """A clip of another rate is as long and, up to what its rate holds, sounds the same."""
    clip = _clip()
    expected, found = make_reference(clip, TRANSCRIPT), make_reference(resample(clip, rate), TRANSCRIPT)

    assert abs(len(expected.magnitudes) - len(found.magnitudes)) <= 4
    assert pytest.approx(expected.rms, rel=0.05) == found.rms
    same, other = (reference.magnitudes[:, :40].mean(0) for reference in (expected, found))  # to 2.5 kHz
    assert torch.allclose(same, other, rtol=0.1)


def test_a_file_of_44_khz_is_a_voice() -> None:
    """What a caller uploads, in stereo and at the rate of a CD, becomes the same voice as the original."""
    file = io.BytesIO()
    clip = resample(_clip(), 44_100)
    soundfile.write(file, np.stack([clip.samples, clip.samples], axis=1), 44_100, format="WAV")

    reference = make_reference(decode(file.getvalue(), max_duration_s=12).audio, TRANSCRIPT)

    assert abs(len(make_reference(_clip(), TRANSCRIPT).magnitudes) - len(reference.magnitudes)) <= 4


@pytest.mark.parametrize(
    ("clip", "transcript", "advice"),
    [
        (_cut(12.1), TRANSCRIPT * 2, "at most 12 s: upload one that ends in a pause"),
        (_cut(0.3), "So", "less than 0.5 s of speech: upload one of 5 to 12 s"),
        (Audio(np.zeros(RATE * 5, np.float32), RATE), TRANSCRIPT, "less than 0.5 s of speech"),
        (Audio(np.zeros(0, np.float32), RATE), TRANSCRIPT, "less than 0.5 s of speech"),
        (Audio(np.full(RATE * 5, 0.5, np.float32), RATE), TRANSCRIPT, "less than 0.5 s of speech"),
        (_cut(5), "", "upload the voice again with its transcript"),
        (_cut(5), " \n", "upload the voice again with its transcript"),
        (_cut(5), TRANSCRIPT * 9, "too much for 5 s of speech: it must be just what the clip says"),
        (_cut(11), "Hi", "too little for 1. s of speech: it must be just what the clip says"),
    ],
    ids=["long", "short", "silent", "empty", "constant", "no words", "blank words", "too many words", "too few words"],
)
def test_what_cannot_be_a_voice_is_refused_with_advice(clip: Audio, transcript: str, advice: str) -> None:
    """The message says what to do, and nothing of what the transcript says."""
    with pytest.raises(UnusableClip, match=advice) as refused:
        make_reference(clip, transcript)

    assert TRANSCRIPT not in str(refused.value)


@pytest.mark.parametrize(
    "transcript", ["Some call me nature.", TRANSCRIPT * 4, "对，这就是我，万人敬仰的太乙真人。", "नमस्ते " * 10]
)
def test_slow_and_quick_speakers_are_taken(transcript: str) -> None:
    """Transcripts that people could say in five seconds are plausible, in scripts of one byte a letter and of three."""
    assert make_reference(_clip(), transcript).frames_per_byte > 0


def test_a_clip_of_just_the_limit_is_taken() -> None:
    """12 s are at most 12 s."""
    assert make_reference(_cut(12), TRANSCRIPT * 2).n_pace_frames > 1000


def test_its_size_is_what_it_holds() -> None:
    """A cache counts all of its memory: nothing of the clip, no larger tensor behind a view."""
    reference = make_reference(_clip(), TRANSCRIPT)

    assert reference.magnitudes.untyped_storage().nbytes() == reference.size_bytes
    others = [getattr(reference, field.name) for field in fields(Reference) if field.name != "magnitudes"]
    assert {float, int, str} == {type(other) for other in others}
