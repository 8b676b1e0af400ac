"""What is measured of a clip, what is said of it, and what is mended."""

from dataclasses import replace

import numpy as np
import pytest

from models.speech_detector import FRAME_S, speech_frames
from speech.audio import Audio
from speech.quality import ClipQuality, advice, measure, set_level, trim_silence
from tests.clips import espeak_speech, hibari_speech, noisy

GOOD = ClipQuality(speech_seconds=8.0, snr_db=40.0, clipped_ratio=0.0, silence_ratio=0.2)
VOICES = {"hibari": hibari_speech, "espeak": espeak_speech}


def _quality(audio: Audio) -> ClipQuality:
    return measure(audio, speech_frames(audio), FRAME_S)


def _silence(duration_s: float, sample_rate: int = 24_000) -> Audio:
    return Audio(np.zeros(round(duration_s * sample_rate), dtype=np.float32), sample_rate)


@pytest.mark.parametrize("voice", VOICES)
def test_clean_speech_needs_no_advice(voice: str) -> None:
    """Clean speech of eight seconds is found good."""
    assert not advice(_quality(VOICES[voice]()))


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("snr_db", [5, 10, 20, 30])
def test_noise_is_measured(voice: str, snr_db: float) -> None:
    """The measured signal-to-noise ratio is the one that was mixed, within 3 dB."""
    assert _quality(noisy(VOICES[voice](), snr_db)).snr_db == pytest.approx(snr_db, abs=3)


@pytest.mark.parametrize("gain", [0.01, 0.5])
def test_noise_is_measured_at_any_level(gain: float) -> None:
    """A quiet clip has the signal-to-noise ratio of the same clip at full level."""
    clip = noisy(hibari_speech(), 20)
    quiet = replace(clip, samples=clip.samples * np.float32(gain))
    assert _quality(quiet).snr_db == pytest.approx(_quality(clip).snr_db, abs=0.5)


@pytest.mark.parametrize("turned_down", [1.0, 0.3])
def test_clipping_is_measured(turned_down: float) -> None:
    """Cut-off peaks are counted, also where the clip was turned down after it had been cut off."""
    loud = np.clip(hibari_speech().samples * 6, -1, 1)
    cut = float((np.abs(loud) == 1).mean())
    assert cut > 0.001
    clip = Audio(loud * np.float32(turned_down), 24_000)
    assert _quality(clip).clipped_ratio == pytest.approx(cut, rel=0.05)


def test_a_loud_clip_is_not_clipped() -> None:
    """A clip that just reaches full scale has next to nothing cut off."""
    speech = hibari_speech()
    clip = replace(speech, samples=speech.samples / np.abs(speech.samples).max())
    assert _quality(clip).clipped_ratio < 1e-4


def test_silence_is_measured() -> None:
    """Ten seconds of silence around eight of speech raise the silent share accordingly."""
    padded = replace(hibari_speech(), samples=np.pad(hibari_speech().samples, 5 * 24_000))
    spoken_s = _quality(hibari_speech()).speech_seconds
    assert _quality(padded).silence_ratio == pytest.approx(1 - spoken_s / padded.duration_s, abs=0.02)


@pytest.mark.parametrize("duration_s", [0.0, 0.01, 2.0])
def test_silence_has_no_quality(duration_s: float) -> None:
    """Digital silence of any length is measured without warnings: nobody speaks in it."""
    assert ClipQuality(0.0, 0.0, 0.0, 1.0) == _quality(_silence(duration_s))


@pytest.mark.parametrize(
    ("flaw", "word"),
    [
        (replace(GOOD, speech_seconds=2.4), "only 2.4 s of speech"),
        (replace(GOOD, snr_db=9.0), "noisy"),
        (replace(GOOD, clipped_ratio=0.02), "distorted"),
        (replace(GOOD, silence_ratio=0.75), "75%"),
    ],
)
def test_each_flaw_is_said_once(flaw: ClipQuality, word: str) -> None:
    """Each flaw gives one sentence that names it and says what to do."""
    (sentence,) = advice(flaw)
    assert word in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("gain", [0.01, 1.0])
def test_silence_is_trimmed(gain: float) -> None:
    """Two seconds of silence on both sides go, a margin of a tenth stays, and the speech is untouched."""
    speech = trim_silence(hibari_speech()).samples[2_400:-2_400] * np.float32(gain)
    trimmed = trim_silence(Audio(np.pad(speech, 48_000), 24_000))
    assert trimmed.duration_s == pytest.approx(len(speech) / 24_000 + 0.2, abs=0.1)
    assert bytes(speech) in bytes(trimmed.samples)


def test_noise_is_trimmed_like_silence() -> None:
    """Silence that is filled with noise is trimmed too."""
    clip = noisy(hibari_speech(), 15)
    assert trim_silence(clip).duration_s < clip.duration_s - 1.5


@pytest.mark.parametrize("duration_s", [0.0, 0.005, 1.0])
def test_nothing_but_silence_is_left_alone(duration_s: float) -> None:
    """Digital silence of any length goes through trimming and levelling as it is."""
    silence = _silence(duration_s)
    assert len(silence) == len(set_level(trim_silence(silence)))


@pytest.mark.parametrize("gain", [0.001, 0.1, 1.0, 30.0])
@pytest.mark.parametrize("voice", VOICES)
def test_levels_become_alike(voice: str, gain: float) -> None:
    """Whatever level a clip comes at, it ends at the same one, and under a peak of -1 dBFS."""
    clip = VOICES[voice]()
    levelled = set_level(replace(clip, samples=clip.samples * np.float32(gain)))
    np.testing.assert_allclose(levelled.samples, set_level(clip).samples, rtol=1e-3, atol=1e-5)
    assert np.abs(levelled.samples).max() <= 0.891


def test_pauses_do_not_raise_the_level() -> None:
    """A clip with long pauses gets the level of the same clip without them."""
    speech = hibari_speech()
    paused = set_level(replace(speech, samples=np.pad(speech.samples, 10 * 24_000)))
    assert np.abs(set_level(speech).samples).max() == pytest.approx(np.abs(paused.samples).max(), rel=0.01)
