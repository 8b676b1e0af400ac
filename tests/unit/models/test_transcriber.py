"""What clips say, written down by Whisper's tiny.en."""

import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jiwer
import numpy as np
import pytest

from models.transcriber import (
    FILES,
    NothingHeard,
    Transcriber,
    Transcript,
    UnclearSpeech,
    UnknownLanguage,
    UnusableTranscriber,
)
from speech.audio import Audio
from speech.resampling import resample
from tests import clips
from tests.recogniser import plain
from tests.whisper_tiny import whisper_folder
from worker.settings import BadSettings, Settings
from worker.startup import start_up

TEXTS = [
    clips.TEXT,
    "Most people think that bread needs a great deal of kneading. It does not. Flour and water do it by themselves.",
    "Nobody knew who had planted the apple tree. It stood in the middle of the field, far from any house.",
]
MAX_WORD_ERROR_RATE = 0.10


def test_clips_are_written_down(transcriber: Transcriber) -> None:
    """At least nine words in ten of three texts come back, and each text is nearest to its own clip."""
    heard = [plain(transcriber.transcribe(clips.hibari_speech(text), "en").text) for text in TEXTS]
    expected = [plain(text) for text in TEXTS]
    assert jiwer.wer(expected, heard) <= MAX_WORD_ERROR_RATE
    assert jiwer.wer(expected, heard[1:] + heard[:1]) > 5 * MAX_WORD_ERROR_RATE


def test_a_transcript_is_written_as_people_write(transcriber: Transcriber) -> None:
    """Capitals and punctuation are there, since engines speak by them, and nothing stands around the text."""
    expected = Transcript(clips.TEXT, "en")
    assert expected == transcriber.transcribe(clips.hibari_speech(), "en")


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 48_000])
def test_any_sample_rate_will_do(transcriber: Transcriber, sample_rate: int) -> None:
    """The model has a rate of its own; a clip is brought to it."""
    heard = transcriber.transcribe(resample(clips.hibari_speech(), sample_rate), "en")
    assert jiwer.wer(plain(clips.TEXT), plain(heard.text)) <= MAX_WORD_ERROR_RATE


def test_a_clip_longer_than_the_models_window_is_written_down_whole(transcriber: Transcriber) -> None:
    """Whisper reads 30 s at a time: of a minute the last sentence is there too."""
    heard = plain(transcriber.transcribe(clips.hibari_speech(clips.STORY), "en").text)
    assert heard.startswith(("the harbour was quiet that morning", "the harbor was quiet that morning"))
    assert heard.endswith("in the spring the old man was gone")


def test_the_same_clip_gives_the_same_text(transcriber: Transcriber) -> None:
    """Also from several threads at once, and for noise in which the model is unsure of its words."""
    noisy = [clips.noisy(clips.hibari_speech(text), 3) for text in TEXTS]
    with ThreadPoolExecutor(len(noisy)) as threads:
        together = list(threads.map(lambda clip: transcriber.transcribe(clip, "en"), noisy))
    assert [transcriber.transcribe(clip, "en") for clip in noisy] == together


def test_a_language_is_told_where_none_is_given(transcriber: Transcriber) -> None:
    """A model of one language hears that one."""
    assert "en" == transcriber.transcribe(clips.hibari_speech(), None).language


def sound(samples: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Audio:
    """The samples as sound of 16 kHz."""
    return Audio(samples.astype(np.float32), 16_000)


@pytest.mark.parametrize(
    "clip",
    [
        sound(np.zeros(0)),
        sound(np.zeros(48_000)),
        sound(np.random.default_rng(0).normal(0, 0.1, 48_000)),
        sound(0.3 * np.sin(np.arange(48_000) * 2 * np.pi * 440 / 16_000)),
    ],
    ids=["empty", "silence", "noise", "tone"],
)
def test_no_words_are_made_up_where_nobody_speaks(transcriber: Transcriber, clip: Audio) -> None:
    """Whisper by itself writes "You" for silence and loops for noise."""
    with pytest.raises(NothingHeard):
        transcriber.transcribe(clip, "en")


def test_a_text_that_runs_in_circles_is_refused(transcriber: Transcriber) -> None:
    """A wrong transcript hurts a clone more than none."""
    with pytest.raises(UnclearSpeech):
        transcriber.transcribe(clips.hibari_speech("again and " * 60), "en")


@pytest.mark.parametrize(
    "clip",
    [
        Audio(clips.hibari_speech().samples[::-1].copy(), clips.RATE),
        clips.noisy(clips.hibari_speech(), -7),
    ],
    ids=["backwards", "lost in noise"],
)
def test_a_text_that_is_a_guess_is_refused(transcriber: Transcriber, clip: Audio) -> None:
    """Whisper writes something down, and another person would not hear it."""
    with pytest.raises(UnclearSpeech):
        transcriber.transcribe(clip, "en")


def test_a_language_that_the_model_lacks_is_refused(transcriber: Transcriber) -> None:
    """Whisper by itself would write English down."""
    with pytest.raises(UnknownLanguage):
        transcriber.transcribe(clips.hibari_speech(), "de")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the model, to be damaged."""
    return Path(shutil.copytree(whisper_folder(), tmp_path / "whisper"))


@pytest.mark.parametrize("name", FILES)
def test_a_folder_that_lacks_a_file_is_refused(folder: Path, name: str) -> None:
    """The message names what is missing; nothing is looked for elsewhere."""
    (folder / name).unlink()
    with pytest.raises(UnusableTranscriber, match=f"lacks {name}"):
        Transcriber.load(folder, "cpu")


@pytest.mark.parametrize("name", [path.name for path in whisper_folder().iterdir()])
def test_a_file_that_was_cut_short_is_refused(folder: Path, name: str) -> None:
    """A download that broke off ends the start, and no request."""
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(UnusableTranscriber, match=str(folder)):
        Transcriber.load(folder, "cpu")


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(UnusableTranscriber, match=r"faster_whisper is not installed: .*transcriber\.txt"):
        Transcriber.load(whisper_folder(), "cpu")


def test_a_worker_does_not_start_without_the_model_that_it_is_told_of(tmp_path: Path) -> None:
    """The one line at the end of the process names the variable."""
    with pytest.raises(BadSettings, match=r"TRANSCRIBER_WEIGHTS: .* lacks model\.bin"):
        start_up(Settings(transcriber_weights=tmp_path, local_store_dir=tmp_path / "store"))


def test_a_worker_loads_the_model_that_it_is_told_of(tmp_path: Path) -> None:
    """Without the variable it has none."""
    told = start_up(Settings(transcriber_weights=whisper_folder(), local_store_dir=tmp_path))
    untold = start_up(Settings(local_store_dir=tmp_path))
    for app in (told, untold):
        app.close()
    assert (Transcriber, type(None)) == (type(told.services.transcriber), type(untold.services.transcriber))
