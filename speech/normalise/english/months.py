"""Months with their days and years: "Nov. 20, 2026", "20 November 2026", "May 3-5", "May '68"."""

from typing import Final

from speech.normalise.english.numerals import say_ordinal, say_two, say_year
from speech.normalise.english.patterns import END, GAP, SPACE, word_before
from speech.normalise.english.rule import Match, rule, say, say_spaced
from speech.normalise.english.sentences import ends_sentence
from speech.normalise.english.tables import words
from speech.normalise.rewrite import Rewrite

MONTH_NAMES: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)
MONTHS: Final = {
    **{name: name for name in MONTH_NAMES},
    **{name[:3]: name for name in MONTH_NAMES},
    **{name[:3].upper(): name for name in MONTH_NAMES},
    "Sept": "September",
}
"""Written: spoken; the short forms without their full stop."""
MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
"""The pattern of a month, written out or short."""
_MONTH_BEFORE: Final = words("and or in of by since until till from to last next early late mid this every")
"""Where "Jan" at a sentence's end is a month and no friend."""
DAYS_OF_MONTH: Final = 31


def _month_first(match: Match) -> list[Rewrite] | None:
    """As in "Nov. 20, 2026": each written word is said for itself."""
    day, last = match["day"], match["last"]
    if not _is_day(day):
        return None
    said = say_ordinal(day)
    if last:
        said = f"{said} to {say_ordinal(last)}"
    days = Rewrite(match.start("day"), match.end("days"), said)
    year = say(match, say_year(match["year"]), "year") if match["year"] else []
    return [*_month(match), days, *year]


def _to_month(match: Match) -> list[Rewrite] | None:
    """As in "Jan. 5 - Feb. 3": the dash is "to", a word of its own only between spaces."""
    day, last = match["day"], match["last"]
    if not _is_day(day) or not _is_day(last):
        return None
    said, month = say_ordinal(day), MONTHS[match["name2"]]
    dash = say_spaced(match, "dash", "to")
    if dash:
        between = [*say(match, said, "days"), *dash, *say(match, month, "month2")]
    else:
        between = [Rewrite(match.start("day"), match.end("month2"), f"{said} to {month}")]
    return [*_month(match), *between, *say(match, say_ordinal(last), "days2")]


def _is_day(number: str) -> bool:
    return 1 <= int(number) <= DAYS_OF_MONTH


def _month(match: Match) -> list[Rewrite]:
    """The name of the month, where it is written short."""
    name = match["name"]
    if name in MONTH_NAMES:
        return []
    stop = match.string[match.end("name") : match.end("name") + 1] == "."
    return [Rewrite(match.start("name"), match.end("name") + stop, MONTHS[name])]


def _day_first(match: Match) -> list[Rewrite] | None:
    """As in "20 November 2026": "the twentieth of", "November", the year; "the" is left out after one."""
    day, last = match["day"], match["last"]
    if not _is_day(day):
        return None
    said = say_ordinal(day) if word_before(match).lower() == "the" else f"the {say_ordinal(day)}"
    if last:
        said = f"{said} to the {say_ordinal(last)}"
    preposition = Rewrite(match.start("day"), match.end("days"), f"{said} of")
    year = say(match, say_year(match["year"]), "year") if match["year"] else []
    return [preposition, *_month(match), *year]


def _month_and_year(match: Match) -> list[Rewrite]:
    year = match["year"]
    said = say_two(year) if match["apostrophe"] else say_year(year)
    start = match.start("apostrophe" if match["apostrophe"] else "year")
    return [*_month(match), Rewrite(start, match.end("year"), said)]


def _short_month(match: Match) -> list[Rewrite]:
    ended = ends_sentence(match.string, match.end())
    if ended and word_before(match).lower() not in _MONTH_BEFORE:
        return []
    return [Rewrite(match.start(), match.end() - ended, MONTHS[match["name"]])]


_MONTH: Final = rf"(?P<name>{MONTH}){END}\.?"
_DAY: Final = "(?P<days>(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?:[-\u2010-\u2013](?P<last>[0-3]?[0-9])(?:st|nd|rd|th)?)?)"
_YEAR: Final = rf"(?:,?{GAP}(?P<year>[12][0-9]{{3}}){END}(?![-:]|,[0-9]))?"
DIGITS: Final = (rule(rf"{_DAY}{GAP}{_MONTH}{_YEAR}", _day_first),)
_ONE_DAY: Final = "(?P<days>(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?)"
_NEXT_MONTH: Final = rf"(?P<month2>(?P<name2>{MONTH}){END}\.?)"
_SHORT: Final = "|".join(name for name in MONTHS if name not in MONTH_NAMES)
CAPITALS: Final = (
    rule(
        rf"{_MONTH}{GAP}{_ONE_DAY}(?P<dash>{SPACE}?[-\u2010-\u2014]{SPACE}?){_NEXT_MONTH}{GAP}"
        rf"(?P<days2>(?P<last>[0-3]?[0-9])(?:st|nd|rd|th)?){END}(?![:.,][0-9])",
        _to_month,
    ),
    rule(rf"{_MONTH}{GAP}{_DAY}{END}(?![:.,][0-9]|{SPACE}?[%°$€£/]){_YEAR}", _month_first),
    rule(
        rf"{_MONTH},?{GAP}(?:(?P<apostrophe>['\u2019\u2018]))?(?P<year>(?(apostrophe)[0-9]{{2}}|[12][0-9]{{3}})){END}",
        _month_and_year,
    ),
    rule(rf"(?P<name>{_SHORT})\.", _short_month),
)
