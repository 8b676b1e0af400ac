"""Speech whose word starts are known: espeak-ng reports when it begins each word.

espeak-ng is a GPL program and only a measuring instrument here: the worker itself never loads it.
The structures and numbers below are those of espeak-ng's `speak_lib.h`.
"""

import ctypes
import re
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cache
from threading import Lock

import numpy as np

from speech.audio import Audio

SYNCHRONOUS_OUTPUT = 2
RATE_PARAMETER = 1
UTF8_CHARACTERS = 1
CHARACTER_POSITION = 1
END_OF_EVENTS = 0
WORD_EVENT = 1

_one_at_a_time = Lock()
"""espeak-ng keeps its voice and rate in globals of the process."""


class _Event(ctypes.Structure):
    """`espeak_EVENT`."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("identifier", ctypes.c_uint64),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True, slots=True)
class Truth:
    """What was spoken and where espeak-ng began each word."""

    audio: Audio
    words: tuple[str, ...]
    starts_s: tuple[float | None, ...]
    """Per word; None where espeak-ng joins the word to its neighbour and reports only one of them."""


@cache
def _load() -> tuple[ctypes.CDLL, int]:
    """The library, and its sample rate in Hz. Raises OSError where espeak-ng is not installed."""
    library = ctypes.CDLL(find_library("espeak-ng") or "libespeak-ng.so.1")
    sample_rate = library.espeak_Initialize(SYNCHRONOUS_OUTPUT, 0, None, 0)
    if sample_rate <= 0:
        raise OSError("espeak-ng finds no data")
    return library, sample_rate


def speak(text: str, voice: str = "en-us", rate: int = 175) -> Truth:
    """Speak `text` with an espeak-ng voice at `rate` words a minute. Raises ValueError for an unknown voice."""
    with _one_at_a_time:
        audio, word_events = _synthesise(text, voice, rate)
    starts = dict(reversed(word_events))  # the first event of a position counts
    words = list(re.finditer(r"\S+", text))
    return Truth(
        audio=audio,
        words=tuple(word.group().strip('.,;:!?()"') for word in words),
        starts_s=tuple(
            next((starts[position] for position in range(*word.span()) if position in starts), None) for word in words
        ),
    )


def _synthesise(text: str, voice: str, rate: int) -> tuple[Audio, list[tuple[int, float]]]:
    """The audio and, per word event, the character it begins at and when it is heard."""
    library, sample_rate = _load()
    pieces: list[bytes] = []
    word_events: list[tuple[int, float]] = []

    def collect(samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]") -> int:
        if samples:
            pieces.append(ctypes.string_at(samples, 2 * count))
        index = 0
        while events[index].type != END_OF_EVENTS:
            if events[index].type == WORD_EVENT:
                word_events.append((events[index].text_position - 1, events[index].audio_position / 1000))
            index += 1
        return 0

    callback = _Callback(collect)
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ValueError(f"espeak-ng has no voice {voice!r}")
    library.espeak_SetParameter(RATE_PARAMETER, rate, 0)
    library.espeak_SetSynthCallback(callback)
    encoded = text.encode()
    library.espeak_Synth(encoded, len(encoded) + 1, 0, CHARACTER_POSITION, 0, UTF8_CHARACTERS, None, None)
    samples = np.frombuffer(b"".join(pieces), np.int16).astype(np.float32) / np.float32(32_768)
    return Audio(samples, sample_rate), word_events
