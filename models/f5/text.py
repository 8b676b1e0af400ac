"""Texts as F5-TTS reads them, and how long it takes to speak them."""

from collections.abc import Mapping
from typing import Final

from models.f5.packages import convert_char_to_pinyin

_LEAST_BYTES: Final = 10
"""Shorter texts get the time of this many bytes, 0.7 s at a usual pace: by the formula alone a "Hi" would have 0.13 s.
Upstream speaks them at a speed of 0.3, so that 9 bytes take as long as 30."""


def as_upstream_writes(transcript: str) -> str:
    """The transcript with the end of a sentence and a space behind it, without which the last word leaks."""
    text = " ".join(transcript.split())
    if text.endswith("。"):
        return text
    # Upstream adds a second space, in `infer_batch_process`; the models are used with both.
    return f"{text}  " if text.endswith(".") else f"{text}.  "


def tokens(text: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Characters, and pinyin of Chinese, as numbers; 0, the space, stands for what the model has not learnt."""
    return [vocabulary.get(token, 0) for token in convert_char_to_pinyin([text])[0]]


def has_speakable(text: str, vocabulary: Mapping[str, int]) -> bool:
    """Whether the model has learnt any letter or digit of the text."""
    known = (token for token in convert_char_to_pinyin([text])[0] if token in vocabulary)
    return any(character.isalnum() for token in known for character in token)


def n_speech_frames(text: str, frames_per_byte: float, speed: float) -> int:
    """Frames that a text takes at a voice's pace: upstream's formula, but for the shortest texts."""
    return int(frames_per_byte * max(len(text.encode()), _LEAST_BYTES) / speed)
