"""Years that the words around them tell: "im Jahr 1200", "в 1990 году", 1990年."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.calendar import LOOK_BACK, russian_year
from speech.normalise.foreign.numbers import LETTER, SPACE
from speech.normalise.foreign.spellout import cardinal, ordinal, year
from speech.normalise.rewrite import Rewrite

_RUSSIAN_YEAR: Final[Mapping[str, str]] = MappingProxyType(
    {"год": "masculine", "года": "masculine-genitive", "году": "masculine-locative", "годом": "masculine-ablative"}
)
_ERA_WORD: Final = re.compile(rf"(?P<y>\d{{4}}){SPACE}?(?P<word>годом|году|года|год|гг?\.?|roku|r\.|年)(?!{LETTER})")
_POLISH_IN: Final = re.compile(rf"\bw{SPACE}\Z", re.IGNORECASE)
_RUSSIAN_IN: Final = re.compile(rf"\b(?:в|о){SPACE}\Z", re.IGNORECASE)
_YEAR_CUE: Final = re.compile(
    rf"\b(?:im{SPACE}jahre?|jahr|anno|seit|år|året|jaar|in|sinds|siden|fra|från|sedan|rok[u]?|roce|(?:ال)?(?:عام|سنة))"
    rf"{SPACE}\Z",
    re.IGNORECASE,
)
_CUED: Final = frozenset({"ar", "cs", "da", "de", "nl", "no", "sv"})
_HUNGARIAN_YEAR: Final = re.compile(rf"(?P<y>\d{{4}})\.(?={SPACE}{LETTER})")
_YEAR: Final = re.compile(r"(?P<y>1[1-9]\d\d|20\d\d)(?!\d|[.,]\d|[-–/])")


def year_in_context(text: str, at: int, language: str) -> list[Rewrite]:
    """A year that the words around it tell."""
    found = _ERA_WORD.match(text, at)
    if found and language in {"ja", "zh"} and found["word"] == "年":
        return [Rewrite(at, found.end("y"), year(language, int(found["y"])))]
    if found and language == "ru" and found["word"][0] == "г":
        return _russian_year_word(text, found)
    if found and language == "pl" and found["word"][0] == "r":
        form = "masculine-locative" if _POLISH_IN.search(text, max(0, at - 3), at) else "masculine-genitive"
        return [Rewrite(at, found.end("y"), ordinal("pl", int(found["y"]), form)), *_abbreviation(text, found, "roku")]
    if language == "hu":
        found = _HUNGARIAN_YEAR.match(text, at)
        return [Rewrite(at, found.end(), cardinal("hu", int(found["y"])))] if found else []
    cued = language in _CUED and _YEAR_CUE.search(text, max(0, at - LOOK_BACK), at)
    found = _YEAR.match(text, at) if cued else None
    return [Rewrite(at, found.end(), year(language, int(found["y"])))] if found else []


def _russian_year_word(text: str, found: re.Match[str]) -> list[Rewrite]:
    inside = _RUSSIAN_IN.search(text, max(0, found.start() - 3), found.start()) is not None
    word = found["word"]
    if word not in _RUSSIAN_YEAR:
        word = "году" if inside else "года"
    form = _RUSSIAN_YEAR[word]
    if form == "masculine-locative" and not inside:
        form = "masculine-dative"
    return [
        Rewrite(found.start(), found.end("y"), russian_year(int(found["y"]), form)),
        *_abbreviation(text, found, word),
    ]


def era(text: str, year_at: int, language: str) -> list[Rewrite]:
    """The abbreviated word for "year" after the year of a date, which begins at `year_at`."""
    word = {"pl": "roku", "ru": "года"}.get(language)
    found = _ERA_WORD.match(text, year_at)
    return _abbreviation(text, found, word) if found and word else []


def _abbreviation(text: str, found: re.Match[str], word: str) -> list[Rewrite]:
    """The word for an abbreviated year; its stop stays outside where the sentence ends with it."""
    start, end = found.span("word")
    if found["word"] in {*_RUSSIAN_YEAR, "roku"}:
        return []
    rest = text[end : end + 2].strip()
    ends_sentence = found["word"].endswith(".") and (not rest or (text[end : end + 1].isspace() and rest.isupper()))
    return [Rewrite(start, end - 1 if ends_sentence else end, word)]
