"""Which languages Chatterbox Multilingual speaks here, and how each is written as the model learnt it.

Upstream lists 23. Five are learnt in another spelling than the usual, and four of those need a package; without it
upstream speaks on, worse, and says so only in the log. Here such a language is not spoken:

- ja, without kanji: fugashi and ipadic;
- ru, with stress: silero-stress;
- zh, in Cangjie codes with words apart: spacy-pkuseg, its model and Cangjie5_TC.json;
- he, with vowel points: never. Upstream asks dicta-onnx for them in a way that it refuses, and speaks Hebrew without,
  which nobody understands (resemble-ai/chatterbox#467); its model of 0.3 to 1.2 GB is in no package;
- ko, in single letters, needs none.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from models.chatterbox.packages import SUPPORTED_LANGUAGES, MTLTokenizer
from models.chatterbox.traced import Traced

Writer: TypeAlias = Callable[[str], Traced]
"""Writes a text as the model learnt its language. It gets it lowered and decomposed (NFKD), and leaves it so."""

_HELPED: Final[Mapping[str, str]] = MappingProxyType({"ja": "japanese", "ru": "russian", "zh": "chinese"})
"""Language → the module here whose `load(tokenizer, segmenter)` gives its writer."""
_UNSPOKEN: Final = frozenset({"he"})
NEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "he": "vowel points, which nothing here gives",
        "ja": "the packages fugashi and ipadic",
        "ru": "the package silero-stress",
        "zh": "the package spacy-pkuseg, its model (zh-core-web-sm in the weight list) and Cangjie5_TC.json",
    }
)
"""What a language cannot be spoken without."""


def load_writers(tokenizer: MTLTokenizer, segmenter: Path | None) -> Mapping[str, Writer]:
    """A writer for each language that is spoken here; nothing is downloaded.

    `segmenter` is the folder of a spacy-pkuseg model: features.msgpack and weights.npz. Raises EngineError where what a
    language needs is there, but broken.
    """
    plain: set[str] = set(SUPPORTED_LANGUAGES) - _HELPED.keys() - _UNSPOKEN
    writers: dict[str, Writer] = {**dict.fromkeys(plain, unchanged), "ko": stripped}
    for language, module in _HELPED.items():
        try:
            writers[language] = import_module(f"models.chatterbox.{module}").load(tokenizer, segmenter)
        except (ModuleNotFoundError, FileNotFoundError):
            continue
    return MappingProxyType(writers)


def unchanged(text: str) -> Traced:
    """Most languages."""
    return Traced.of([(text, text)])


def stripped(text: str) -> Traced:
    """Korean: decomposed, its syllables are letters, and upstream only strips it."""
    return Traced.of([(text[: len(text) - len(text.lstrip())], ""), (text.strip(), text.strip())])
