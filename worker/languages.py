"""From a caller's language tag to the primary subtag by which engines and aligners go."""

from typing import Final

from models.engine import Engine
from worker.errors import UnsupportedLanguage

_PART_OF: Final = {"cmn": "zh", "nb": "no"}
"""What models are said to speak by the name of the whole: Mandarin of Chinese, Bokmål of Norwegian."""


def choose_language(tag: str | None, engine: Engine) -> str:
    """The engine's language for a tag such as en-GB; English without one. Raises UnsupportedLanguage."""
    language = primary(tag or "en")
    language = _PART_OF.get(language, language)
    if language not in engine.languages:
        spoken = ", ".join(sorted(engine.languages))
        raise UnsupportedLanguage(f"{engine.name} speaks {spoken}", field="language")
    return language


def primary(tag: str) -> str:
    """The primary subtag of a language tag: "en" of "en-GB"."""
    return tag.partition("-")[0].lower()
