"""What the worker speaks is speech: a recogniser that never saw the text writes it down."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jiwer
import pytest
import soundfile
from faster_whisper import WhisperModel

from tests.recogniser import load_whisper, plain

ROOT = Path(__file__).parents[2]
PARAGRAPHS = [
    """The harbour was quiet that morning. A few boats lay on the mud, waiting for the tide, and an old man was mending
    a net beside the wall. He looked up when the ferry came, and then went back to his work.""",
    """Most people think that bread needs a great deal of kneading. It does not. Flour and water, left alone for a
    night, will do by themselves what your hands would do in ten minutes, and the loaf will taste better for it.""",
    """Nobody knew who had planted the apple tree. It stood in the middle of the field, far from any house, and every
    autumn it bore more fruit than the whole village could eat. The children climbed it and the birds had the rest.""",
]
MAX_WORD_ERROR_RATE = 0.10


@pytest.fixture(scope="module")
def whisper() -> WhisperModel:
    """The recogniser."""
    return load_whisper()


def spoken_by_the_process(text: str, folder: Path) -> dict[str, Any]:
    """The reply that `python handler.py --test_input` prints."""
    job = json.dumps({"input": {"text": text, "seed": 1, "format": "wav"}})
    environment = {"PATH": os.environ["PATH"], "LOCAL_STORE_DIR": str(folder)}
    command = [sys.executable, "handler.py", "--test_input", job]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    printed = run.stdout
    reply: dict[str, Any] = json.JSONDecoder().raw_decode(printed[printed.index("{") :])[0]
    return reply


def transcribe(whisper: WhisperModel, audio: bytes) -> str:
    """What the recogniser hears."""
    segments, _ = whisper.transcribe(io.BytesIO(audio), language="en", beam_size=5)
    return " ".join(segment.text for segment in segments)


def test_three_paragraphs_are_understood(whisper: WhisperModel, tmp_path: Path) -> None:
    """Spoken by the real process, at least nine words in ten come back; the WAV has the stated rate and duration."""
    heard = []
    for text in PARAGRAPHS:
        reply = spoken_by_the_process(" ".join(text.split()), tmp_path)
        path = Path(unquote(urlsplit(reply["audio_url"]).path))
        info = soundfile.info(path)
        assert (reply["sample_rate"], "PCM_16", 1) == (info.samplerate, info.subtype, info.channels)
        assert reply["duration"] == pytest.approx(info.duration, abs=0.001)
        heard.append(plain(transcribe(whisper, path.read_bytes())))
    expected = [plain(text) for text in PARAGRAPHS]
    assert jiwer.wer(expected, heard) <= MAX_WORD_ERROR_RATE
    # Had the recogniser written down anything at all, this would pass too: it tells the paragraphs apart.
    assert jiwer.wer(expected, heard[1:] + heard[:1]) > 5 * MAX_WORD_ERROR_RATE
