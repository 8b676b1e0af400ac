"""Japanese as Chatterbox Multilingual learnt it: without kanji.

Upstream reads with pykakasi, which is under the GPL. Here MeCab does, by the IPA dictionary; the form is upstream's.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Final

import ipadic
from fugashi import GenericTagger

from models.chatterbox.packages import MTLTokenizer
from models.chatterbox.traced import Traced, composed

_READING: Final = 7
"""The column of the dictionary that tells a word's reading: 学校 as ガッコウ, where its pronunciation is ガッコー."""
_KANJI: Final = re.compile("[\u4e00-\u9fff]")
"""What upstream takes for one: 々 isn't, but stands beside one."""
_RUN: Final = re.compile(r"[^\s\x00-\x1f\x7f]+|[\s\x00-\x1f\x7f]+")
"""What MeCab reads, or what it would stop at or skip."""
_KATAKANA_TO_HIRAGANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


class JapaneseWriter:
    """Writes words with kanji in hiragana, by their context. Safe to use from several threads."""

    def __init__(self, tagger: GenericTagger) -> None:
        self._tagger = tagger
        self._one_at_a_time = Lock()  # a tagger's lattice is its own

    def __call__(self, text: str) -> Traced:
        """A lowered, decomposed text as upstream writes it, decomposed.

        Upstream looks up what is decomposed, and reads 食べる as 食へ and a mark: くへ. Here it is composed before.
        """
        whole = composed(text)
        pieces = (piece for run in _RUN.findall(whole.text) for piece in self._pieces(run))
        return whole.then(Traced.of((word, unicodedata.normalize("NFKD", written)) for word, written in pieces))

    def _pieces(self, run: str) -> Iterator[tuple[str, str]]:
        """The words of a run, which together are the run, and each as it is to be written."""
        if not _KANJI.search(run):
            yield run, run
            return
        with self._one_at_a_time:
            words = [(word.surface, word.feature) for word in self._tagger(run)]
        for surface, feature in words:
            yield surface, _hiragana(feature, surface) if _KANJI.search(surface) else surface


def load(tokenizer: MTLTokenizer, segmenter: Path | None) -> JapaneseWriter:
    """With the IPA dictionary in its package."""
    del tokenizer, segmenter
    return JapaneseWriter(GenericTagger(ipadic.MECAB_ARGS))


def _hiragana(feature: Sequence[str], surface: str) -> str:
    """The reading of a word with kanji; itself where the dictionary doesn't know it."""
    reading = feature[_READING].translate(_KATAKANA_TO_HIRAGANA) if len(feature) > _READING else surface
    # Upstream's way to tell it from the particle that is written so and said otherwise.
    return f" {reading}" if reading.startswith(("は", "へ")) else reading
