"""A small door to pocketsphinx's C library: forced alignment that leaves the interpreter free for other threads.

The wheel's own wrapper holds the interpreter's lock through a whole search, so that two threads take as long as one.
Its extension module exports the C API of `pocketsphinx.h`, which ctypes calls without that lock.
"""

import ctypes
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Final, NamedTuple, TypeAlias

import pocketsphinx
from pocketsphinx import _pocketsphinx

Option: TypeAlias = str | bool | int | float

_TEXT: Final = ctypes.c_char_p
_HANDLE: Final = ctypes.c_void_p
_NUMBER: Final = ctypes.c_int
_OUT: Final = ctypes.POINTER(ctypes.c_int)
_SIGNATURES: Final[Mapping[str, tuple[object, tuple[object, ...]]]] = {
    "ps_config_init": (_HANDLE, (_HANDLE,)),
    "ps_config_set_str": (_HANDLE, (_HANDLE, _TEXT, _TEXT)),
    "ps_config_set_bool": (_HANDLE, (_HANDLE, _TEXT, _NUMBER)),
    "ps_config_set_int": (_HANDLE, (_HANDLE, _TEXT, ctypes.c_long)),
    "ps_config_set_float": (_HANDLE, (_HANDLE, _TEXT, ctypes.c_double)),
    "ps_config_free": (_NUMBER, (_HANDLE,)),
    "ps_init": (_HANDLE, (_HANDLE,)),
    "ps_free": (_NUMBER, (_HANDLE,)),
    "ps_add_word": (_NUMBER, (_HANDLE, _TEXT, _TEXT, _NUMBER)),
    "ps_set_align_text": (_NUMBER, (_HANDLE, _TEXT)),
    "ps_start_utt": (_NUMBER, (_HANDLE,)),
    "ps_process_raw": (_NUMBER, (_HANDLE, _TEXT, ctypes.c_size_t, _NUMBER, _NUMBER)),
    "ps_end_utt": (_NUMBER, (_HANDLE,)),
    "ps_get_n_frames": (_NUMBER, (_HANDLE,)),
    "ps_get_hyp": (_TEXT, (_HANDLE, _OUT)),
    "ps_seg_iter": (_HANDLE, (_HANDLE,)),
    "ps_seg_next": (_HANDLE, (_HANDLE,)),
    "ps_seg_word": (_TEXT, (_HANDLE,)),
    "ps_seg_frames": (None, (_HANDLE, _OUT, _OUT)),
}
"""Function → the type of its result, the types of its arguments: `pocketsphinx.h` of 5.1.1."""

_building: Final = Lock()
"""Held while options are parsed and the model is loaded: the library's `dtoa.c` keeps a free list for all threads.

A search touches nothing that is shared (the model's tables are read only).
"""


class SphinxError(Exception):
    """The library refused a call."""


class Segment(NamedTuple):
    """A word of the best path, or a silence, with its first and its last frame."""

    word: str
    first_frame: int
    last_frame: int


@dataclass(frozen=True, slots=True)
class Path:
    """The best path of all words through the audio."""

    segments: tuple[Segment, ...]
    log_likelihood: int
    """Base 1.0001, of all frames."""
    n_frames: int


class Decoder:
    """The bundled English acoustic model with an empty dictionary, for one utterance. Made by `new_decoder`."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._library = _load()

    def add_word(self, word: str, phones: Sequence[str]) -> None:
        """Put a word in the dictionary; "word(2)" is another pronunciation of "word". Raises SphinxError."""
        # Not 1 for "update": the dictionary is complete before set_align_text builds on it.
        if self._library.ps_add_word(self._handle, word.encode(), " ".join(phones).encode(), 0) < 0:
            raise SphinxError("a pronunciation has phones that the model does not know")

    def find(self, words: Sequence[str], pcm: bytes) -> Path | None:
        """The best path of the words in their order through 16-bit mono samples at 16 kHz; None where there is none.

        Other threads run meanwhile. Raises SphinxError.
        """
        # An utterance without samples leaves the library's buffers unset.
        if not pcm:
            raise SphinxError("there are no samples")
        self._check(self._library.ps_set_align_text(self._handle, " ".join(words).encode()))
        self._check(self._library.ps_start_utt(self._handle))
        self._check(self._library.ps_process_raw(self._handle, pcm, len(pcm) // 2, 0, 1))
        self._check(self._library.ps_end_utt(self._handle))
        likelihood = ctypes.c_int()
        if self._library.ps_get_hyp(self._handle, ctypes.byref(likelihood)) is None:
            return None
        return Path(tuple(self._segments()), likelihood.value, self._library.ps_get_n_frames(self._handle))

    def _segments(self) -> Iterator[Segment]:
        """To be taken to its end, where the library frees its iterator."""
        first, last = ctypes.c_int(), ctypes.c_int()
        segment = self._library.ps_seg_iter(self._handle)
        while segment:
            self._library.ps_seg_frames(segment, ctypes.byref(first), ctypes.byref(last))
            yield Segment(self._library.ps_seg_word(segment).decode(), first.value, last.value)
            segment = self._library.ps_seg_next(segment)

    @staticmethod
    def _check(status: int) -> None:
        if status < 0:
            raise SphinxError("the search failed")


@contextmanager
def new_decoder(options: Mapping[str, Option]) -> Iterator[Decoder]:
    """A decoder that is freed behind the block. Options are the library's, by their names. Raises SphinxError."""
    library = _load()
    with _building:
        handle = _build(library, options)
    try:
        yield Decoder(handle)
    finally:
        library.ps_free(handle)


def _build(library: ctypes.CDLL, options: Mapping[str, Option]) -> int:
    config = library.ps_config_init(None)
    try:
        model = {"hmm": pocketsphinx.get_model_path("en-us/en-us"), "dict": os.devnull, "loglevel": "FATAL"}
        for name, value in {**model, **options}.items():
            if not _set(library, config, name.encode(), value):
                raise SphinxError(f"there is no option {name}")
        handle: int | None = library.ps_init(config)
    finally:
        library.ps_config_free(config)  # the decoder keeps its own reference
    if not handle:
        raise SphinxError("the acoustic model cannot be loaded")
    return handle


def _set(library: ctypes.CDLL, config: int, name: bytes, value: Option) -> bool:
    match value:
        case bool():
            return bool(library.ps_config_set_bool(config, name, value))
        case int():
            return bool(library.ps_config_set_int(config, name, value))
        case str():
            return bool(library.ps_config_set_str(config, name, value.encode()))
        case _:
            return bool(library.ps_config_set_float(config, name, value))


@cache
def _load() -> ctypes.CDLL:
    """The library inside the wheel's extension module, its functions' types declared."""
    library = ctypes.CDLL(_pocketsphinx.__file__)
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
