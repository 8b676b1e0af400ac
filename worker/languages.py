"""From a caller's language tag to the primary subtag by which engines and aligners go."""

from models.engine import Engine
from worker.errors import UnsupportedLanguage


def choose_language(tag: str | None, engine: Engine) -> str:
    """The engine's language for a tag such as en-GB; English without one. Raises UnsupportedLanguage."""
    language = primary(tag or "en")
    if language not in engine.languages:
        spoken = ", ".join(sorted(engine.languages))
        raise UnsupportedLanguage(f"{engine.name} speaks {spoken}", field="language")
    return language


def primary(tag: str) -> str:
    """The primary subtag of a language tag: "en" of "en-GB"."""
    return tag.partition("-")[0].lower()
