"""Days and years beside the name of a month: "3. Oktober 1990", "október 3-án", 05月."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.calendar import KOREAN_MONTHS, LOOK_BACK, day_form, hungarian_day, say_day, say_year
from speech.normalise.foreign.locales import months, short_months
from speech.normalise.foreign.numbers import LETTER, SPACE, STOP_WITHIN
from speech.normalise.foreign.spellout import cardinal, year
from speech.normalise.foreign.years import era
from speech.normalise.rewrite import Rewrite

_LINKS: Final[Mapping[str, str]] = MappingProxyType({"es": "del?", "pt": "de", "ar": "من"})
"""Between day and month, and between month and year."""
_HUNGARIAN_DAY: Final = re.compile(
    rf"(?P<d>\d{{1,2}})(?:-?(?P<suffix>(?:[jéáeaií]|től|tól|ig|n|k){{1,6}})(?!{LETTER})|{STOP_WITHIN}|(?=\.))"
)
_EAST_ASIAN: Final = re.compile(rf"(?P<n>\d{{1,2}})(?={SPACE}?(?P<unit>[月日号時时点分秒월일분초]))")
_YEAR_AFTER_MONTH: Final = re.compile(r"\d{4}(?!\d|[.,]\d)")


def beside_month(text: str, at: int, language: str) -> list[Rewrite]:
    """A day, and perhaps a year, before or after the month's name."""
    if language in {"ja", "ko", "zh"}:
        return _east_asian(text, at, language)
    found = _named(language).match(text, at)
    if found and 1 <= int(found["d"]) <= 31:  # noqa: PLR2004 - days
        end = found.end("mark") if found["mark"] else found.end("d")
        day = say_day(int(found["d"]), language, day_form(text, at, language))
        if language == "ar" and _LINKS["ar"] not in found[0]:
            day += f" {_LINKS['ar']}"
        rewrites = [Rewrite(at, end, day)]
        if found.groupdict().get("short"):
            month = short_months(language)[found["short"].lower()]
            rewrites.append(Rewrite(found.start("short"), found.end("stop"), month))
        if found["y"]:
            rewrites.append(Rewrite(*found.span("y"), say_year(int(found["y"]), language)))
            rewrites += era(text, found.start("y"), language)
        return rewrites
    if _after_name(language).search(text, max(0, at - LOOK_BACK), at):
        return _after_month(text, at, language)
    return []


@cache
def _named(language: str) -> re.Pattern[str]:
    names = "|".join(sorted((re.escape(name) for name in months(language)), key=len, reverse=True))
    link = f"(?:{_LINKS[language]}{SPACE})?" if language in _LINKS else ""
    prefix = "ב?" if language == "he" else ""
    year_after = rf",?{SPACE}{link}\d{{4}}(?!\d)"
    # A short name is one only with its stop or before a year: "5 set" is tennis. The stop may end a sentence.
    stop = rf"(?P<stop>{STOP_WITHIN}|\.(?={year_after})|(?=\.|{year_after}))"
    short = f"|(?P<short>{'|'.join(map(re.escape, short_months(language)))}){stop}" if short_months(language) else ""
    return re.compile(
        rf"(?P<d>\d{{1,2}})(?P<mark>\.|er|º|°|\.º)?(?:{SPACE}{link}{prefix}(?:(?:{names})(?!{LETTER})\.?{short}))"
        rf"(?:,?{SPACE}{link}(?P<y>\d{{4}})(?!\d|[.,]\d))?",
        re.IGNORECASE,
    )


@cache
def _after_name(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, months(language)))}){SPACE}\Z", re.IGNORECASE)


def _east_asian(text: str, at: int, language: str) -> list[Rewrite]:
    """Months of Korean that are irregular, and figures that are filled up with a zero: "05月"."""
    found = _EAST_ASIAN.match(text, at)
    if found is None or not int(found["n"]):
        return []
    number = int(found["n"])
    if language == "ko" and found["unit"] == "월" and number <= len(KOREAN_MONTHS):
        return [Rewrite(at, found.end("n"), KOREAN_MONTHS[number - 1].removesuffix("월"))]
    # 九点零五分: Chinese keeps the zero of minutes and seconds.
    keeps_zero = language == "zh" and found["unit"] in {"分", "秒"}
    return [Rewrite(at, found.end("n"), cardinal(language, number))] if found["n"][0] == "0" and not keeps_zero else []


def _after_month(text: str, at: int, language: str) -> list[Rewrite]:
    """What follows a month's name: a year, in Hungarian also the day."""
    found = _YEAR_AFTER_MONTH.match(text, at)
    if found:
        return [Rewrite(at, found.end(), year(language, int(found[0])))]
    day = _HUNGARIAN_DAY.match(text, at) if language == "hu" else None
    if day is None or not 1 <= int(day["d"]) <= 31:  # noqa: PLR2004 - days
        return []
    return [Rewrite(at, day.end(), _hungarian_case(hungarian_day(int(day["d"])), day["suffix"] or ""))]


def _hungarian_case(day: str, suffix: str) -> str:
    """As in "3-án" is "harmadikán": the written ending replaces the last vowel, which it repeats."""
    if not suffix or suffix in {"a", "e", "je"}:
        return day
    return day[:-1] + suffix.removeprefix("j")
