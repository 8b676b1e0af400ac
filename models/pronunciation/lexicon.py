"""Readings of German, French, Dutch, Portuguese and Swedish words: gruut's lexicons, and its guesses for the rest.

Of each package `gruut_lang_…` two files are read: an SQLite table without an index, and a CRF model. gruut itself is
not needed, which would bring dateparser and networkx along.
"""

import re
import sqlite3
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Final, Self

import pycrfsuite

from models.pronunciation import MissingPackage

LANGUAGES: Final = frozenset({"de", "fr", "nl", "pt", "sv"})

_INTO_MEMORY: Final = """
    CREATE TABLE reading (word TEXT PRIMARY KEY, phonemes TEXT) WITHOUT ROWID;
    INSERT OR IGNORE INTO reading SELECT word, phonemes FROM lexicon.word_phonemes ORDER BY word, pron_order, id;
    DETACH lexicon;
"""
_JOINTS: Final = re.compile(r"[-‐‑']")
_CONTEXT: Final = 3
"""Letters on each side that the models look at: gruut/g2p.py."""


class Lexicon:
    """Reads single words. Safe to use from several threads."""

    def __init__(self, readings: sqlite3.Connection, guesser: "pycrfsuite.Tagger") -> None:
        self._readings = readings
        self._guesser = guesser
        self._one_at_a_time = Lock()  # a tagger keeps the sequence it works on

    @classmethod
    def load(cls, language: str) -> Self:
        """The lexicon of one of `LANGUAGES`. Raises MissingPackage."""
        folder = _folder(f"gruut_lang_{language}")
        guesser = pycrfsuite.Tagger()
        guesser.open(str(folder / "g2p" / "model.crf"))
        readings = sqlite3.connect(":memory:", check_same_thread=False, uri=True)
        readings.execute("ATTACH ? AS lexicon", (f"{(folder / 'lexicon.db').as_uri()}?mode=ro&immutable=1",))
        readings.executescript(_INTO_MEMORY)
        return cls(readings, guesser)

    def read(self, word: str) -> str:
        """IPA. What the lexicon doesn't know is taken apart at hyphens and apostrophes, and then guessed."""
        plain = unicodedata.normalize("NFC", word).lower().replace("’", "'")
        with self._one_at_a_time:
            return self._known(plain) or "".join(map(self._part, _JOINTS.split(plain)))

    def _known(self, word: str) -> str:
        row = self._readings.execute("SELECT phonemes FROM reading WHERE word = ?", (word,)).fetchone()
        return row[0].replace(" ", "") if row else ""

    def _part(self, word: str) -> str:
        return (self._known(word) or self._guess(word)) if word else ""

    def _guess(self, word: str) -> str:
        labels = self._guesser.tag([_features(word, index) for index in range(len(word))])
        return "".join(b64decode(label).decode().replace("|", "").replace("_", "") for label in labels)


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingPackage(package)
    return Path(spec.origin).parent


def _features(word: str, index: int) -> dict[str, str | float | bool]:
    """What the model is shown of a letter: itself, its neighbours, whether it begins or ends the word."""
    features: dict[str, str | float | bool] = {"bias": 1.0, "grapheme": _ascii(word[index])}
    features.update(_neighbours(word, index))
    if index == 0:
        features["begin"] = True
    if index == len(word) - 1:
        features["end"] = True
    return features


def _neighbours(word: str, index: int) -> Iterator[tuple[str, str]]:
    for distance in range(1, _CONTEXT + 1):
        if index >= distance:
            yield f"grapheme-{distance}", _ascii(word[index - distance])
        if index + distance < len(word):
            yield f"grapheme+{distance}", _ascii(word[index + distance])


def _ascii(letter: str) -> str:
    return b64encode(letter.encode()).decode()
