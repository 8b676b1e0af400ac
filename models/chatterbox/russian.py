"""Russian as Chatterbox Multilingual learnt it: an accent on the stressed vowel of words that have two or more.

Upstream marks with russian-text-stresser, which is under the AGPL and comes from its repository alone. Here Silero's
model does, in the same form. Of 6,721 marked words in five stories, which that project measures itself by, it marks
97.9 % rightly and 2.1 % wrongly; russian-text-stresser 92.9 % and 0.9 %, and leaves the others bare.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Final

import torch

from models.chatterbox.packages import MTLTokenizer
from models.chatterbox.traced import Traced, composed
from models.engine import EngineError

_ACUTE: Final = "\u0301"
_MARKED: Final = re.compile(f"[а-яё{_ACUTE}]*{_ACUTE}[а-яё{_ACUTE}]*")
"""A word that its writer has marked."""


class RussianWriter:
    """Marks stress, and restores ё. Safe to use from several threads."""

    def __init__(self, mark: Callable[..., str]) -> None:
        self._mark = mark
        self._one_at_a_time = Lock()  # nothing says that the model may be shared

    def __call__(self, text: str) -> Traced:
        """A lowered, decomposed text with its stress, decomposed. Raises EngineError."""
        whole = composed(text)
        with self._one_at_a_time:
            marked = self._mark(whole.text, stress_single_vowel=False)
        return whole.then(Traced.of(_pieces(whole.text, marked)))


def load(tokenizer: MTLTokenizer, segmenter: Path | None) -> RussianWriter:
    """With the model in its package, on the CPU. Raises ModuleNotFoundError."""
    del tokenizer, segmenter
    return _load_once()


@cache
def _load_once() -> RussianWriter:
    n_threads, has_gradients = torch.get_num_threads(), torch.is_grad_enabled()
    accentor: Callable[..., str] = import_module("silero_stress").load_accentor()
    # It leaves the whole process with one thread, and this thread without gradients.
    torch.set_num_threads(n_threads)
    torch.set_grad_enabled(has_gradients)
    return RussianWriter(accentor)


def _pieces(text: str, marked: str) -> Iterator[tuple[str, str]]:
    """Each character, and it with its stress. Silero puts a plus before a vowel, and restores ё; the rest it leaves."""
    by_hand = {place for word in _MARKED.finditer(text) for place in range(*word.span())}
    place, is_stressed = 0, False
    for character in marked:
        if character == "+" != text[place : place + 1]:
            is_stressed = True
            continue
        accent = _ACUTE if is_stressed and character != "ё" and place not in by_hand else ""
        yield text[place : place + 1], unicodedata.normalize("NFKD", character) + accent
        place, is_stressed = place + 1, False
    if place != len(text):
        raise EngineError("the stress of a Russian text does not fit it")
