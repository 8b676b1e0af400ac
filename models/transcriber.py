"""What a clip says: audio → text with faster-whisper, for clips that come without their transcript.

TranscriptionError           the words of a clip could not be written down; the message holds none of them
├── NothingHeard             nobody is heard to speak in it
├── UnclearSpeech            somebody is, and the text would be a guess
└── UnknownLanguage          the model was not trained on the language

UnusableTranscriber          a folder holds no Whisper model that can be used: the process cannot start as configured
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from models.engine import Device
from speech.audio import Audio
from speech.resampling import resample

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.transcribe import Segment

SAMPLE_RATE: Final = 16_000
"""Hz, of every Whisper model."""
FILES: Final = ("model.bin", "config.json", "tokenizer.json")
"""Without the last one faster-whisper would look for it on the internet."""
NO_SPEECH: Final = 0.6
"""Probability of "no speech" from which 30 s of sound are left out (openai/whisper, `no_speech_threshold`).

Whisper reads them all the same where it is sure of its text. But it is sure of "You" in silence and of "beep beep" in
a tone (0.75 and more, measured on tiny), and in noisy speech it is not in doubt (0.08 at 3 dB).
"""
LEAST_LOG_PROBABILITY: Final = -0.7
"""Mean per token, under which a text is a guess.

Measured on tiny: right texts -0.2 to -0.5, wrong ones -0.7 (speech 5 dB below noise) to -1.2, backward speech -0.98.
Whisper's own `logprob_threshold` of -1.0 would let most of these pass.
"""
MOST_REPETITIVE: Final = 2.4
"""How far a text can be compressed when it runs in circles (openai/whisper, `compression_ratio_threshold`)."""


class TranscriptionError(Exception):
    """The words of a clip could not be written down. The message holds none of them."""


class NothingHeard(TranscriptionError):
    """Nobody is heard to speak."""


class UnclearSpeech(TranscriptionError):
    """Somebody speaks, and the text would be a guess: worse for a clone than none."""


class UnknownLanguage(TranscriptionError):
    """The model was not trained on the language."""


class UnusableTranscriber(Exception):
    """A folder holds no Whisper model that can be used; the message names the file."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a clip says."""

    text: str
    language: str
    """Primary BCP-47 subtag in lower case."""


class Transcriber:
    """Writes down what clips say. Holds nothing of them: safe from several threads, which take turns in CTranslate2."""

    def __init__(self, model: "WhisperModel") -> None:
        self._model = model

    @classmethod
    def load(cls, folder: Path, device: Device = "auto") -> Self:
        """Load a Whisper model in CTranslate2's format from its folder, never from anywhere else.

        CUDA takes cuBLAS 12, which torch does not bring since it is built for CUDA 13. Raises UnusableTranscriber.
        """
        _check_files(folder)
        try:
            whisper = import_module("faster_whisper")
        except ModuleNotFoundError as error:
            command = "pip install --no-deps -r builder/requirements/transcriber.txt"
            raise UnusableTranscriber(f"{error.name} is not installed: {command}") from error
        try:
            transcriber = cls(whisper.WhisperModel(str(folder), device, compute_type="auto", local_files_only=True))
            # What is wrong with a front end or a driver shows in use alone.
            transcriber._hear(Audio(np.zeros(SAMPLE_RATE, np.float32), SAMPLE_RATE), "en")
        except (OSError, RuntimeError, ValueError) as error:
            raise UnusableTranscriber(f"{folder} holds no Whisper model that CTranslate2 can run") from error
        return transcriber

    def transcribe(self, clip: Audio, language: str | None) -> Transcript:
        """The same text each time; `language` is a primary subtag, or None for the one that is heard.

        Raises TranscriptionError.
        """
        if language is not None and language not in self._model.supported_languages:
            raise UnknownLanguage("the recogniser does not know the language")
        try:
            segments, heard_language = self._hear(clip, language)
        except (RuntimeError, ValueError) as error:
            raise TranscriptionError("the recogniser failed") from error
        text = " ".join("".join(segment.text for segment in segments).split())
        if not any(character.isalnum() for character in text):
            raise NothingHeard("the recogniser heard no words in the clip")
        if _is_guessed(segments):
            raise UnclearSpeech("the recogniser did not understand the clip")
        return Transcript(text, heard_language)

    def _hear(self, clip: Audio, language: str | None) -> tuple[Sequence["Segment"], str]:
        """What is read in each part of the clip, and in which language."""
        segments, about = self._model.transcribe(
            resample(clip, SAMPLE_RATE).samples,
            language=language,
            # At higher ones, to which faster-whisper turns when a text fails, words are drawn at random.
            temperature=0.0,
            log_prob_threshold=None,
            no_speech_threshold=NO_SPEECH,
            # One wrong part of a long clip would lead all that follow astray.
            condition_on_previous_text=False,
        )
        return list(segments), about.language


def _check_files(folder: Path) -> None:
    if missing := [name for name in FILES if not (folder / name).is_file()]:
        raise UnusableTranscriber(f"{folder} lacks {', '.join(missing)}")
    for name in FILES[1:]:
        try:
            json.loads((folder / name).read_bytes())
        except (OSError, ValueError) as error:
            raise UnusableTranscriber(f"{folder / name} cannot be read") from error


def _is_guessed(segments: Sequence["Segment"]) -> bool:
    n_tokens = [len(segment.tokens) for segment in segments]
    log_probability = np.average([segment.avg_logprob for segment in segments], weights=n_tokens)
    most_repetitive = max(segment.compression_ratio for segment in segments)
    return bool(log_probability < LEAST_LOG_PROBABILITY or most_repetitive > MOST_REPETITIVE)
