"""Ordinals by a stop behind the number, and words that begin with a number: "3. Mann", "1980er"."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.marks import marked
from speech.normalise.foreign.numbers import LETTER, SPACE
from speech.normalise.foreign.spellout import ordinal, year
from speech.normalise.rewrite import Rewrite

_LOOK_BACK: Final = 16
_GERMAN: Final = re.compile(
    rf"(?<!\w)(?P<word>der|die|das|dem|den|des|am|im|zum|zur|vom|beim|eine?|einen|einem|einer|jede[nrs]?|als){SPACE}\Z",
    re.IGNORECASE,
)
_GERMAN_FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {"der": "", "die": "", "das": "", "eine": "", "jede": "", "jeder": "", "ein": "r", "als": "r", "jedes": ""}
)
"""The form after a word; after all others "-n"."""
_SLAVIC: Final = re.compile(rf"(?<!\w)(?:(?P<at>ve?|na|po|o|w|we|przy)|do|od|ze?|bez|u|dla){SPACE}\Z", re.IGNORECASE)
"""Prepositions of place, and those of the genitive."""
_STOP: Final = re.compile(rf"\d{{1,4}}\.(?={SPACE}[^\W\d_])")
_STOP_LANGUAGES: Final = frozenset({"cs", "da", "fi", "hu", "no", "pl", "tr"})

_JOINED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "da": "(?:[-‑](?P<word>[a-zæøå]{4,30}+)|['’]?(?P<mark>erne|ernes))",
        "de": "(?:[-‑](?P<word>[a-zäöüß]{4,30}+)|[-‑]?(?P<mark>ern?|ers|fach|mal))",
        "fi": "[-‑](?P<word>[a-zäö]{4,30}+)(?P<mark>)",
        "nl": "[-‑](?P<word>[a-zë]{4,30}+)(?P<mark>)",
        "no": "[-‑](?P<word>[a-zæøå]{4,30}+)(?P<mark>)",
        "sv": "[-‑](?P<word>[a-zåäö]{4,30}+)(?P<mark>)",
    }
)
"""What makes one spoken word with the number before it: "1980er", "1980-talet", "18-jährig"."""
_JOINED_PATTERNS: Final = MappingProxyType(
    {language: re.compile(rf"(?P<n>\d{{1,4}}){mark}(?!{LETTER}|\d)") for language, mark in _JOINED.items()}
)


def ranked(text: str, at: int, language: str) -> list[Rewrite]:
    """An ordinal by its stop or mark, or a word that begins with a number, from the digit at `at` on."""
    stop = _STOP.match(text, at)
    if stop and not (at and text[at - 1].isdigit()):
        spoken = _before_stop(text, at, int(stop[0][:-1]), stop.end(), language)
        return [Rewrite(at, stop.end(), spoken)] if spoken else []
    joined = _JOINED_PATTERNS[language].match(text, at) if language in _JOINED_PATTERNS else None
    if joined:
        number = "ein" if language == "de" and joined["n"] == "1" else year(language, int(joined["n"]))
        return [Rewrite(at, joined.end(), number + (joined["word"] or joined["mark"]))]
    return marked(text, at, language)


def _before_stop(text: str, at: int, number: int, end: int, language: str) -> str:
    """The ordinal where the sentence goes on: before a small letter; in German, with large nouns, after an article."""
    if language == "de":
        article = _GERMAN.search(text, max(0, at - _LOOK_BACK), at)
        return ordinal("de", number, _GERMAN_FORMS.get(article["word"].lower(), "n")) if article else ""
    if language in _STOP_LANGUAGES and text[end + 1].islower():
        preposition = _SLAVIC.search(text, max(0, at - _LOOK_BACK), at) if language in {"cs", "pl"} else None
        form = "" if not preposition else "masculine-locative" if preposition["at"] else "masculine-genitive"
        return ordinal(language, number, form)
    return ""
