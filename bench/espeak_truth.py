"""Speech whose words have known times: espeak-ng reports when it begins each word and each phoneme.

espeak-ng is a GPL program and only a measuring instrument here: the worker itself never loads it.
The structures and numbers below are those of espeak-ng's `speak_lib.h`.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Final, NamedTuple

import numpy as np

from speech.audio import Audio

SYNCHRONOUS_OUTPUT: Final = 2
PHONEME_EVENTS: Final = 1
RATE_PARAMETER: Final = 1
UTF8_CHARACTERS: Final = 1
CHARACTER_POSITION: Final = 1
END_OF_EVENTS: Final = 0
WORD_EVENT: Final = 1
PHONEME_EVENT: Final = 7

MARKS: Final = '.,;:!?()"¿¡。、，？！।؟،؛;·'

_one_at_a_time: Final = Lock()
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
        ("name", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Begin(NamedTuple):
    """What espeak-ng begins: a word, or a phoneme with its name."""

    kind: int
    character: int
    """Where it is in the text."""
    time_s: float
    name: str

    @property
    def is_pause(self) -> bool:
        """Whether it is a phoneme that is silent."""
        return self.kind == PHONEME_EVENT and self.name.startswith("_")


@dataclass(frozen=True, slots=True)
class Truth:
    """What was spoken, and when espeak-ng began and ended each word."""

    audio: Audio
    words: tuple[str, ...]
    starts_s: tuple[float | None, ...]
    """Per word; None where espeak-ng joins the word to its neighbour and reports only one of them."""
    ends_s: tuple[float | None, ...]
    """Per word: where a pause or the next word begins."""
    are_early: tuple[bool, ...]
    """Per word: whether its event comes in the same moment as that of the sound before it.

    It does where a vowel follows a liquid or a nasal ("an apple"): espeak-ng speaks the consonant as the start of the
    vowel (`Generate` in its `synthesize.c`), so that the word starts later than the event by all of the consonant.
    """


@cache
def _load() -> tuple[ctypes.CDLL, int]:
    """The library, and its sample rate in Hz. Raises OSError where espeak-ng is not installed."""
    library = ctypes.CDLL(find_library("espeak-ng") or "libespeak-ng.so.1")
    sample_rate = library.espeak_Initialize(SYNCHRONOUS_OUTPUT, 0, None, PHONEME_EVENTS)
    if sample_rate <= 0:
        raise OSError("espeak-ng finds no data")
    return library, sample_rate


def speak(text: str, voice: str = "en-us", rate: int = 175, word: str = r"\S+") -> Truth:
    """Speak `text` with an espeak-ng voice at `rate` words a minute. Raises ValueError for an unknown voice.

    `word` is the pattern of a word: in Chinese, espeak-ng reports each character.
    """
    with _one_at_a_time:
        audio, begins = _synthesise(text, voice, rate)
    words = list(re.finditer(word, text))
    places = [_place(begins, *found.span()) for found in words]
    following = [*places[1:], len(begins)]
    return Truth(
        audio=audio,
        words=tuple(found.group().strip(MARKS) for found in words),
        starts_s=tuple(None if place is None else begins[place].time_s for place in places),
        ends_s=tuple(_end(begins, *pair, audio.duration_s) for pair in zip(places, following, strict=True)),
        are_early=tuple(place is not None and _is_early(begins[: place + 1]) for place in places),
    )


def _place(begins: Sequence[_Begin], start: int, end: int) -> int | None:
    """The first event of the word at these characters."""
    found = (index for index, begin in enumerate(begins) if begin.kind == WORD_EVENT and start <= begin.character < end)
    return next(found, None)


def _end(begins: Sequence[_Begin], place: int | None, following: int | None, duration_s: float) -> float | None:
    """When the word at `place` ends, before the word at `following`."""
    if place is None or following is None:
        return None
    pauses = (begin.time_s for begin in begins[place:following] if begin.is_pause)
    next_s = begins[following].time_s if following < len(begins) else duration_s
    return next(pauses, next_s)


def _is_early(until_word: Sequence[_Begin]) -> bool:
    """Whether the last of these events, a word's, is at once with a sound's."""
    *before, word = until_word
    return (
        bool(before)
        and before[-1].time_s == word.time_s
        and before[-1].kind == PHONEME_EVENT
        and not before[-1].is_pause
    )


def _synthesise(text: str, voice: str, rate: int) -> tuple[Audio, list[_Begin]]:
    """The audio, and in order what is begun in it."""
    library, sample_rate = _load()
    pieces: list[bytes] = []
    begins: list[_Begin] = []

    def collect(samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]") -> int:
        if samples:
            pieces.append(ctypes.string_at(samples, 2 * count))
        begins.extend(_begins(events))
        return 0

    callback = _Callback(collect)
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ValueError(f"espeak-ng has no voice {voice!r}")
    library.espeak_SetParameter(RATE_PARAMETER, rate, 0)
    library.espeak_SetSynthCallback(callback)
    encoded = text.encode()
    library.espeak_Synth(encoded, len(encoded) + 1, 0, CHARACTER_POSITION, 0, UTF8_CHARACTERS, None, None)
    samples = np.frombuffer(b"".join(pieces), np.int16).astype(np.float32) / np.float32(32_768)
    return Audio(samples, sample_rate), begins


def _begins(events: "ctypes._Pointer[_Event]") -> Iterator[_Begin]:
    index = 0
    while (event := events[index]).type != END_OF_EVENTS:
        if event.type in {WORD_EVENT, PHONEME_EVENT}:
            name = event.name.decode(errors="replace") if event.type == PHONEME_EVENT else ""
            yield _Begin(event.type, event.text_position - 1, event.audio_position / 1000, name)
        index += 1
