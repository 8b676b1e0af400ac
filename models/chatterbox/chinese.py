"""Chinese as Chatterbox Multilingual learnt it: words apart, and each character by its Cangjie code."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from models.chatterbox.packages import MTLTokenizer
from models.chatterbox.traced import Traced
from models.engine import EngineError

_FILES: Final = ("features.msgpack", "weights.npz")
"""Of a segmenter's model. Without the first spacy-pkuseg would read older files, and one of those is pickled code."""
_UNIT: Final = re.compile(r"(?s:(?:\[cj_[^.\]]\])+\[cj_\.\]|.)")
"""What one character became."""
_CHARACTER: Final = re.compile(r"(\s*)(\S)")
"""And the spaces before it."""


class ChineseWriter:
    """Writes with upstream's own converter. Safe to use from several threads: nothing of a text is kept."""

    def __init__(self, converter: Any) -> None:
        self._converter = converter

    def __call__(self, text: str) -> Traced:
        """A lowered, decomposed text as upstream writes it."""
        return Traced.of(_pieces(text, self._converter(text)))


def load(tokenizer: MTLTokenizer, segmenter: Path | None) -> ChineseWriter:
    """With the segmenter's model from a folder, which the tokenizer's converter uses from then on.

    Raises ModuleNotFoundError, FileNotFoundError where a model or the codes are missing, or EngineError.
    """
    pkuseg = import_module("spacy_pkuseg").pkuseg
    if not tokenizer.cangjie_converter.word2cj:
        raise FileNotFoundError("Cangjie5_TC.json")
    # A name in the place of a folder would be downloaded.
    if segmenter is None or not all((segmenter / name).is_file() for name in _FILES):
        raise FileNotFoundError(f"{segmenter}: {' and '.join(_FILES)}")
    try:
        tokenizer.cangjie_converter.segmenter = pkuseg(str(segmenter))
    except (OSError, ValueError, KeyError, AssertionError, BadZipFile) as error:
        raise EngineError(f"the Chinese segmenter in {segmenter} cannot be loaded: {error}") from error
    return ChineseWriter(tokenizer.cangjie_converter)


def _pieces(text: str, written: str) -> Iterator[tuple[str, str]]:
    """Each character and what it became; the spaces of the text are gone, those between words are the segmenter's."""
    characters = (found.groups() for found in _CHARACTER.finditer(text))
    for unit in _UNIT.findall(written):
        if unit == " ":
            yield "", unit
        else:
            spaces, character = next(characters, ("", ""))
            yield spaces, ""
            yield character, unit
