"""Texts as T3 reads them: the ids that upstream's tokenizers give, and where in the text each begins."""

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol

from models.chatterbox.languages import NEEDS, load_writers
from models.chatterbox.packages import (
    EnTokenizer,
    MTLTokenizer,
    normalise_english,
    normalise_multilingual,
    normalise_turbo,
)
from models.chatterbox.traced import Traced, aligned, decomposed
from models.engine import UnspeakableText

SOUND_TAGS: Final = frozenset({"clear throat", "sigh", "shush", "cough", "groan", "sniff", "gasp", "chuckle", "laugh"})
"""Sounds that Turbo makes, which stand in a text in lower case and brackets: upstream's gradio_tts_turbo_app.py."""

_SPACE: Final = "[SPACE]"
_UNKNOWN: Final = "[UNK]"
_LONGEST: Final = 2048
"""Ids of one text: T3Config.max_text_tokens, for those after it there is no position."""
_BEFORE: Final = -1
"""Where the language's tag begins."""
_WIDE: Final = 3
"""A Chinese character takes as long as three Latin letters: F5-TTS counts UTF-8 bytes, 15 to a second (F5-TTS's
utils_infer.py). It is the weight of every wide character."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as T3 reads it."""

    ids: tuple[int, ...]
    """Without the start and stop tokens, of which upstream adds one each."""
    starts: tuple[int, ...]
    """For each id the index of the character at which it begins, never falling: exact where the text was taken as it
    is, near where it was rewritten; -1 for the language's tag."""


NOTHING: Final = Tokens((), ())


class Reader(ABC):
    """Reads as one variant does; safe to use from several threads."""

    languages: frozenset[str]
    """Primary subtags of the published model's languages that can be read here."""
    unspoken: Mapping[str, str] = MappingProxyType({})
    """The others, each with what it lacks."""

    @abstractmethod
    def tokens(self, text: str, language: str) -> Tokens:
        """The ids that upstream's own `generate` makes of a text, whole.

        `NOTHING` where there is no letter or digit, or none that the model has learnt; for an empty text upstream has
        one of its own. Raises UnspeakableText where there is too much.
        """


class EnglishReader(Reader):
    """Of the English model, over its tokenizer."""

    languages = frozenset({"en"})

    def __init__(self, tokenizer: EnTokenizer) -> None:
        self._tokenizer = tokenizer.tokenizer

    def tokens(self, text: str, language: str) -> Tokens:
        """English."""
        del language
        if not has_speakable(text):
            return NOTHING
        marked = _with_spaces_marked(aligned(text, normalise_english(text)))
        return _tokens(self._tokenizer.encode(marked.text), marked)


class MultilingualReader(Reader):
    """Of the multilingual model, over its tokenizer, whose own language steps are not used but those for Chinese."""

    def __init__(self, tokenizer: MTLTokenizer, segmenter: Path | None = None) -> None:
        """`segmenter` is the folder of the model that finds Chinese words. Raises EngineError."""
        self._tokenizer = tokenizer
        self._writers = load_writers(tokenizer, segmenter)
        self.languages = frozenset(self._writers)
        self.unspoken = {language: need for language, need in NEEDS.items() if language not in self._writers}

    def tokens(self, text: str, language: str) -> Tokens:
        """For one of `languages`."""
        if not has_speakable(text):
            return NOTHING
        normal = aligned(text, normalise_multilingual(text))
        lowered = normal.then(Traced.of((character, character.lower()) for character in normal.text))
        # A final sigma is lowered by what stands around it.
        lowered = replace(lowered, text=normal.text.lower())
        plain = lowered.then(decomposed(lowered.text))
        written = plain.then(self._writers[language](plain.text))
        tag = f"[{language}]"
        marked = _with_spaces_marked(Traced(tag + written.text, (_BEFORE,) * len(tag) + written.origins))
        return _tokens(self._tokenizer.tokenizer.encode(marked.text), marked, after=len(tag))


class TurboReader(Reader):
    """Of Turbo, over its tokenizer, which knows every byte."""

    languages = frozenset({"en"})

    def __init__(self, tokenizer: Any) -> None:
        """`tokenizer` is transformers' fast one of GPT-2."""
        self._tokenizer = tokenizer

    def tokens(self, text: str, language: str) -> Tokens:
        """English. Unlike upstream's, never cut to the tokenizer's own idea of a length."""
        del language
        if not has_speakable(text):
            return NOTHING
        normal = aligned(text, normalise_turbo(text))
        return _tokens(self._tokenizer(normal.text, verbose=False).encodings[0], normal)


def has_speakable(text: str) -> bool:
    """Whether there is a letter or a digit."""
    return any(map(str.isalnum, text))


def weight(text: str) -> int:
    """How long a text is to speak, in Latin letters."""
    return sum(_WIDE if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


class _Encoding(Protocol):
    """What a tokenizer makes of a text."""

    ids: list[int]
    tokens: list[str]
    offsets: list[tuple[int, int]]


def _with_spaces_marked(text: Traced) -> Traced:
    return text.then(Traced.of((character, _SPACE if character == " " else character) for character in text.text))


def _tokens(encoding: _Encoding, text: Traced, after: int = 0) -> Tokens:
    """`NOTHING` where no letter or digit behind the language's tag is one that the model has learnt.

    Raises UnspeakableText.
    """
    said = (token for token, (_, end) in zip(encoding.tokens, encoding.offsets, strict=True) if end > after)
    if not any(has_speakable(token) for token in said if token not in {_SPACE, _UNKNOWN}):
        return NOTHING
    if len(encoding.ids) > _LONGEST:
        raise UnspeakableText(f"the text comes to {len(encoding.ids)} tokens; the model reads {_LONGEST}")
    begins = (_begin(text.text, *span) for span in encoding.offsets)
    return Tokens(tuple(encoding.ids), tuple(accumulate((text.origins[begin] for begin in begins), max)))


def _begin(text: str, start: int, end: int) -> int:
    """Where a token's own characters begin: GPT-2's have the space before a word in them."""
    return next((place for place in range(start, end) if not text[place].isspace()), min(start, len(text) - 1))
