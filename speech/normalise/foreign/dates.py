"""Dates: in figures by day, month and year or the other way round; and with the month's name."""

import re
from typing import Final

from speech.normalise.foreign.calendar import Day, day_form, say
from speech.normalise.foreign.months import beside_month
from speech.normalise.foreign.numbers import LETTER, SPACE
from speech.normalise.foreign.years import era, year_in_context
from speech.normalise.rewrite import Rewrite

_FIGURES: Final = re.compile(
    rf"(?:(?P<y>\d{{4}})(?P<s1>[-/.]){SPACE}?(?P<m>\d{{1,2}})(?P=s1){SPACE}?(?P<d>\d{{1,2}})(?P<dot>\.(?={SPACE}\S|,))?"
    rf"|(?P<d2>\d{{1,2}})(?P<s2>[-/.]|\.{SPACE})(?P<m2>\d{{1,2}})(?P=s2)(?P<y2>\d{{4}}|\d{{2}}))(?![\d]|[-/.]\d|{LETTER})"
)
_DAY_AND_MONTH: Final = re.compile(
    rf"(?P<d>\d{{1,2}})\.{SPACE}?(?P<m>\d{{1,2}})\.(?=(?P<more>{SPACE}\S|,)|[;:)]|\s|\Z)"
)
"""As in "24.12.", in languages that mark ordinals by a stop."""
_STOPPED: Final = frozenset({"cs", "da", "de", "fi", "hu", "no"})


def date(text: str, at: int, language: str) -> list[Rewrite]:
    """A date, or a year that is known for one, that begins with the digit at `at`."""
    found = _FIGURES.match(text, at)
    if found:
        day = _day(found["d"] or found["d2"], found["m"] or found["m2"], found["y"] or found["y2"])
        spoken = say(day, language, day_form(text, at, language)) if day else ""
        return [Rewrite(at, found.end(), spoken), *era(text, found.end() - 4, language)] if day else []
    short = _DAY_AND_MONTH.match(text, at) if language in _STOPPED else None
    day = _day(short["d"], short["m"], None) if short else None
    if short and day:
        end = short.end() if short["more"] else short.end() - 1
        return [Rewrite(at, end, say(day, language, day_form(text, at, language)))]
    return beside_month(text, at, language) or year_in_context(text, at, language)


def _day(day: str, month: str, in_year: str | None) -> Day | None:
    if 1 <= int(day) <= 31 and 1 <= int(month) <= 12:  # noqa: PLR2004 - days and months
        return Day(int(day), int(month), int(in_year) if in_year else None)
    return None
