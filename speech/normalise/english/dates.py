"""Dates in numbers: 2026-11-20, 11/20/2026, 20.11.2026; years with AD, BC."""

from typing import Final

from speech.normalise.english.months import DAYS_OF_MONTH, MONTH_NAMES
from speech.normalise.english.numerals import say_cardinal, say_ordinal, say_year
from speech.normalise.english.patterns import END, SPACE, word_before
from speech.normalise.english.rule import Match, rule, say, say_each
from speech.normalise.english.sentences import is_last
from speech.normalise.english.tables import words
from speech.normalise.english.times import say_time
from speech.normalise.rewrite import Rewrite

_ERAS: Final = {"AD": "A D", "BC": "B C", "BCE": "B C E", "CE": "C E"}
_DATED_BEFORE: Final = words("on by before after since until due from between monday tuesday wednesday")
_THIS_CENTURY: Final = 50
"""A year of two digits below this is one of the 2000s."""
_PARTS: Final = words("2 3 4 5 6 7 8 9 10 11 12 16 20 30 24 1")
"""What things are divided into: 12/25 is no fraction."""


def _is_date(month: int, day: int) -> bool:
    return 1 <= month <= len(MONTH_NAMES) and 1 <= day <= DAYS_OF_MONTH


def _full_year(digits: str) -> str:
    if len(digits) == 2:  # noqa: PLR2004 - as in 11/20/26
        return say_year(f"{20 if int(digits) < _THIS_CENTURY else 19}{digits}")
    return say_year(digits)


def _say_date(year: str, month: int, day: int) -> str:
    return f"{MONTH_NAMES[month - 1]} {say_ordinal(str(day))} {_full_year(year)}".rstrip()


def _iso(match: Match) -> list[Rewrite] | None:
    month, day = int(match["month"]), int(match["day"])
    if not _is_date(month, day):
        return None
    time = f" {say_time(match['hour'], match['minute'])}" if match["hour"] else ""
    return say(match, f"{_say_date(match['year'], month, day)}{time}")


def _numeric(match: Match) -> list[Rewrite] | None:
    """The American order, unless the first number can be no month or full stops part the numbers."""
    month, day = int(match["a"]), int(match["b"])
    if not _is_date(month, day) or (match["mark"] == "." and _is_date(day, month)):
        month, day = day, month
        if not _is_date(month, day):
            return None
        return say(match, f"the {say_ordinal(str(day))} of {MONTH_NAMES[month - 1]} {_full_year(match['year'])}")
    return say(match, _say_date(match["year"], month, day))


def _short_numeric(match: Match) -> list[Rewrite] | None:
    month, day = int(match["a"]), int(match["b"])
    dated = word_before(match).lower() in _DATED_BEFORE or match["b"].lstrip("0") not in _PARTS
    if not _is_date(month, day) or not dated or match[0] == "9/11":
        return None
    return say(match, f"{MONTH_NAMES[month - 1]} {say_ordinal(str(day))}")


def _era(match: Match) -> list[Rewrite]:
    year = match["year"].replace(",", "")
    end = match.end() - (match["era"].endswith(".") and is_last(match.string, match.end()))
    said = say_year(year) if len(year) in {3, 4} else say_cardinal(year)
    return [*say(match, said, "year"), Rewrite(match.start("era"), end, _ERAS[match["era"].replace(".", "")])]


def _era_first(match: Match) -> list[Rewrite]:
    return say_each(match, era=_ERAS[match["era"].replace(".", "")], year=say_year(match["year"]))


_ERA: Final = r"(?P<era>(?:AD|BCE|BC|CE)(?![^\W_])|A\.D\.|B\.C\.(?:E\.)?|C\.E\.)"

DIGITS: Final = (
    rule(
        rf"(?P<year>[0-9]{{4}})(?P<mark>[-/.])(?P<month>[0-9]{{2}})(?P=mark)(?P<day>[0-9]{{2}})(?:{END}|(?=T))"
        r"(?:[T ](?P<hour>[0-2][0-9]):(?P<minute>[0-5][0-9])(?::[0-5][0-9])?(?:\.[0-9]{1,6})?"
        r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
        r"(?![-/.:][0-9])",
        _iso,
    ),
    rule(
        rf"(?P<a>[0-9]{{1,2}})(?P<mark>[-/.])(?P<b>[0-9]{{1,2}})(?P=mark)(?P<year>[12][0-9]{{3}}|[0-9]{{2}}){END}"
        r"(?![-/.][0-9])",
        _numeric,
    ),
    rule(rf"(?P<a>[0-9]{{1,2}})/(?P<b>[0-9]{{1,2}}){END}(?!/)", _short_numeric),
    rule(rf"(?P<year>[0-9]{{1,4}}|[0-9]{{1,3}},[0-9]{{3}}){SPACE}?{_ERA}", _era),
)
CAPITALS: Final = (rule(rf"(?P<era>AD|A\.D\.){SPACE}?(?P<year>[0-9]{{1,4}}){END}", _era_first),)
