"""The parts of a date in words: days in the form that their place asks for, months, years."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.locales import months
from speech.normalise.foreign.numbers import LETTER, SPACE
from speech.normalise.foreign.spellout import cardinal, ordinal, year
from speech.normalise.foreign.words import WORDS

_DATIVE: Final = re.compile(
    rf"(?:am|vom|zum|dem|den|bis|ab|seit|des|im|beim){SPACE}(?:(?:{LETTER}{{2,10}}tag|Mittwoch|(?:Mo|Di|Mi|Do|Fr|Sa|So)\.?),?{SPACE}(?:de[mn]{SPACE})?)?\Z",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(rf"(?:der|die|das){SPACE}\Z", re.IGNORECASE)
LOOK_BACK: Final = 24
"""Characters before a number that may say in which form it is meant."""
_FIRST_DAY: Final[Mapping[str, str]] = MappingProxyType(
    {"fr": "premier", "it": "primo", "pt": "primeiro", "el": "πρώτη"}
)
_DAY_FORMS: Final[Mapping[str, str]] = MappingProxyType({"el": "feminine", "he": "masculine-standalone"})
KOREAN_MONTHS: Final = (
    "일월",
    "이월",
    "삼월",
    "사월",
    "오월",
    "유월",
    "칠월",
    "팔월",
    "구월",
    "시월",
    "십일월",
    "십이월",
)
"""Two of them, June and October, drop a consonant."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date of the calendar, as far as it is written."""

    day: int
    month: int
    year: int | None = None


def say(day: Day, language: str, form: str) -> str:
    """A date in words, its day in a form of the ordinal that fits the place."""
    spoken = WORDS[language].date.format(
        day=say_day(day.day, language, form),
        month=_month(day.month, language),
        year="" if day.year is None else say_year(day.year, language),
    )
    return spoken.strip()


def _month(month: int, language: str) -> str:
    if language == "ko":
        return KOREAN_MONTHS[month - 1]
    if language in {"ja", "zh"}:
        return cardinal(language, month) + "月"
    return months(language)[month - 1]


def say_day(day: int, language: str, form: str) -> str:
    """A day of the month; `form` is that of the ordinal, where the language takes one."""
    if language == "hu":
        return hungarian_day(day)
    if day == 1 and language in _FIRST_DAY:
        return _FIRST_DAY[language]
    if WORDS[language].day is None:
        return cardinal(language, day, _DAY_FORMS.get(language, ""))
    return ordinal(language, day, form)


def say_year(number: int, language: str) -> str:
    """The year of a date."""
    if language == "ru":
        return russian_year(number, "masculine-genitive")
    if language == "pl":
        return ordinal(language, number, "masculine-genitive")
    return year(language, number)


def russian_year(number: int, form: str) -> str:
    """An ordinal without the "one" before thousand that CLDR puts there."""
    return ordinal("ru", number, form).removeprefix("одна ")


def hungarian_day(day: int) -> str:
    """As in "harmadika": the ordinal with the ending of possession, in harmony with the vowel before -ik."""
    if day == 1:
        return "elseje"
    name = ordinal("hu", day)
    return name + ("a" if name.removesuffix("ik")[-2:] in {"od", "ad"} else "e")


def day_form(text: str, at: int, language: str) -> str:
    """German: "am dritten Oktober", "der dritte Oktober", "dritter Oktober"; elsewhere what the language says."""
    if language != "de":
        return WORDS[language].day or ""
    if _DATIVE.search(text, max(0, at - LOOK_BACK), at):
        return "n"
    return "" if _ARTICLE.search(text, max(0, at - LOOK_BACK), at) else "r"
