"""A page read aloud, from request to file: nothing is lost, words lie on sound, and pauses are as long as told."""

import math
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jiwer
import numpy as np
import pytest
import soundfile
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from speech.audio import Audio
from speech.level import frame_power
from speech.resampling import resample
from speech.script import Chunk, write_script
from tests.recogniser import load_whisper, plain
from worker.app import App

TEXT = """# Morning

The bay was quiet that morning, and a *few* boats lay on the mud, waiting for the tide. “Where did they go?” she \
asked. “At home,” he said… “asleep.” Nobody laughed; nobody had slept for days. [pause 1.2s] An old man was mending a \
net beside the wall.

He looked up when the ferry came, and then went back to his work — it was not his ferry, and it was never on time. \
What would he have done with it? Nothing! He had everything that he wanted:

- a dry place to sleep
- a fire in the winter
- somebody to be angry with on long evenings

The children climbed the wall (as they did every day) and threw stones at the water. One of them shouted something \
that no one understood. Then the bells began to ring, first on the hill and afterwards in the town, and all of them ran.

Much later, people would ask him what he had seen. He had seen nothing, he would say, but a boat without any lights."""
FRAMES_A_SECOND = 100


@dataclass(frozen=True, slots=True)
class Page:
    """What came back, beside the chunks that it was made of."""

    sound: Audio
    starts_s: list[float]
    ends_s: list[float]
    """Of each chunk, with its margins."""
    words: list[dict[str, Any]]
    chunks: tuple[Chunk, ...]
    speed: float

    def decibels(self) -> NDArray[np.float64]:
        """The level of each 10 ms."""
        levels: NDArray[np.float64] = 10 * np.log10(frame_power(self.sound) + 1e-12)
        return levels


async def read_aloud(app: App, speed: float) -> Page:
    """The page as a caller gets it."""
    fields = {"text": TEXT, "speed": speed, "seed": 1, "partial_audio": True}
    reply = await app.handle("page", fields)
    progress = (await app.handle("s", {"endpoint": "status", "job_id": "page"}))["progress"]
    samples, rate = soundfile.read(Path(unquote(urlsplit(reply["audio_url"]).path)), dtype="float32")
    engine = app.services.engines["hibari"]
    fits = partial(engine.fits, language="en", voice=engine.voices["heart"], speed=speed)
    script = write_script(TEXT, "en", fits)
    return Page(
        Audio(samples, rate),
        [part["start_time"] for part in progress["parts"]],
        [part["start_time"] + part["duration"] for part in progress["parts"]],
        reply["word_timings"],
        script.chunks,
        speed,
    )


@pytest.fixture(params=[0.75, 1.6])
async def page(app: App, request: pytest.FixtureRequest) -> Page:
    """At a speed of the engine's own, and at one that is made by stretching."""
    return await read_aloud(app, request.param)


@pytest.fixture(scope="module")
def whisper() -> WhisperModel:
    """The recogniser."""
    return load_whisper()


def heard(whisper: WhisperModel, page: Page) -> str:
    """What the recogniser writes down, of at most 20 s at once: where it parts sound itself, it drops words."""
    rate = page.sound.sample_rate
    texts = []
    begin = 0.0
    for end, following in zip(page.ends_s, [*page.ends_s[1:], math.inf], strict=True):
        if following - begin < 20:
            continue
        part = page.sound.samples[int(begin * rate) : int(end * rate)]
        audio = resample(Audio(np.pad(part, rate // 4), rate), 16_000)
        segments, _ = whisper.transcribe(audio.samples, language="en", beam_size=5)
        texts += [segment.text for segment in segments]
        begin = end
    return plain(" ".join(texts))


def longest(mask: NDArray[np.bool_]) -> int:
    """The length of the longest run of True."""
    edges = np.flatnonzero(np.diff(np.pad(mask.astype(np.int8), 1)))
    return int(max(np.diff(edges)[::2], default=0))


async def test_nothing_is_lost_at_the_seams(app: App, whisper: WhisperModel) -> None:
    """At 1.6 times the pace no three words in a row go unheard, and the recogniser errs in one of fourteen at most."""
    page = await read_aloud(app, 1.6)
    compared = jiwer.process_words(plain(" ".join(chunk.text for chunk in page.chunks)), heard(whisper, page))
    unheard = [part for part in compared.alignments[0] if part.type == "delete"]
    assert [] == [part for part in unheard if part.ref_end_idx - part.ref_start_idx > 2]
    assert compared.wer <= 1 / 14


def test_words_lie_on_sound_and_sound_on_words(page: Page) -> None:
    """Every word of the text is there once and in order, none in silence; no sound of 0.2 s lies beside the words."""
    decibels = page.decibels()
    expected = re.findall(r"[A-Za-z]+", TEXT.replace("[pause 1.2s]", ""))
    assert expected == [re.sub(r"[^A-Za-z]", "", word["word"]) for word in page.words]
    spans = [
        slice(int(word["start_time"] * FRAMES_A_SECOND), int(word["end_time"] * FRAMES_A_SECOND) + 1)
        for word in page.words
    ]
    assert [] == [word["word"] for word, span in zip(page.words, spans, strict=True) if decibels[span].max() < -45]
    beside_words = np.ones(len(decibels), np.bool_)
    for span in spans:
        beside_words[span] = False
    assert longest((decibels > -38) & beside_words) < 0.2 * FRAMES_A_SECOND


def test_pauses_are_as_long_as_the_script_says(page: Page) -> None:
    """Between chunks there is silence for as long as punctuation and speed, or the text itself, tell: to 60 ms."""
    is_silent = page.decibels() < -65
    told, measured = [], []
    for chunk, end, start in zip(page.chunks[:-1], page.ends_s[:-1], page.starts_s[1:], strict=True):
        told.append(chunk.pause_s / page.speed if chunk.asked_pause_s is None else chunk.asked_pause_s)
        # The margins of both chunks, 120 and 40 ms, lie around the middle of the silence that joins them.
        middle = int((end - 0.12 / page.speed + start + 0.04 / page.speed) / 2 * FRAMES_A_SECOND)
        before = int(np.argmin(is_silent[middle::-1]))
        after = int(np.argmin(is_silent[middle:]))
        measured.append((before + after - 1) / FRAMES_A_SECOND)
    assert 1.2 in told
    assert measured == pytest.approx(told, abs=0.06)
