"""Which languages can be pronounced: a language, and the module that is imported only when it is asked for."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final

from models.pronunciation import MissingPackage, Pronouncer
from models.pronunciation.english import EnglishPronouncer
from models.pronunciation.mixed import Mixed

_WORD_BY_WORD: Final = [
    "cs",
    "da",
    "de",
    "el",
    "es",
    "fi",
    "fr",
    "he",
    "hi",
    "hu",
    "it",
    "ko",
    "ms",
    "nl",
    "no",
    "pl",
    "pt",
    "ru",
    "sv",
    "sw",
    "tr",
]
_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {"ja": "japanese", "zh": "chinese"} | dict.fromkeys(_WORD_BY_WORD, "word_by_word")
)
"""Language → the module here whose `load(language)` gives its pronouncer."""
_OTHER_SCRIPTS: Final = frozenset({"el", "he", "hi", "ja", "ko", "ru", "zh"})
"""Not written in Latin letters: a word in these is English to them, most of the time."""

LANGUAGES: Final = frozenset({"en", *_MODULES})
"""Primary subtags.

Arabic is none: it leaves its short vowels unwritten, and aligned without them its words were 108 ms off, in proportion
84 ms.
"""


def load_pronouncer(language: str) -> Pronouncer:
    """The pronouncer of one of `LANGUAGES`. Raises MissingPackage."""
    if language == "en":
        return EnglishPronouncer.load()
    try:
        native: Pronouncer = import_module(f"models.pronunciation.{_MODULES[language]}").load(language)
    except ModuleNotFoundError as error:
        raise MissingPackage(error.name or language) from error
    return Mixed(native, EnglishPronouncer.load()) if language in _OTHER_SCRIPTS else native
