"""Months with their days and years: "Nov. 20, 2026", "20 November 2026", "May 3-5", "May '68"."""

from typing import Final

from speech.normalise.english.numerals import say_cardinal, say_ordinal, say_year
from speech.normalise.english.patterns import END, GAP, SPACE, word_before
from speech.normalise.english.rule import Match, rule, say
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
SHORT_MONTHS: Final = [name for name in MONTHS if name not in MONTH_NAMES]
_MONTH_BEFORE: Final = words("and or in of by since until till from to last next early late mid this every")
"""Where "Jan" at a sentence's end is a month and no friend."""
DAYS_OF_MONTH: Final = 31


def _month_first(match: Match) -> list[Rewrite] | None:
    """As in "Nov. 20, 2026": each written word is said for itself."""
    day, last = match["day"], match["last"]
    if int(day) > DAYS_OF_MONTH or int(day) == 0:
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
    if not 0 < int(day) <= DAYS_OF_MONTH or not 0 < int(last) <= DAYS_OF_MONTH:
        return None
    said, month = say_ordinal(day), MONTHS[match["name2"]]
    end = match.end("month2")
    after = [Rewrite(*match.span("days2"), say_ordinal(last))]
    if match["dash"].strip() == match["dash"]:
        return [*_month(match), Rewrite(match.start("day"), end, f"{said} to {month}"), *after]
    at = match.start("dash") + len(match["dash"]) - len(match["dash"].lstrip())
    words = [Rewrite(*match.span("days"), said), Rewrite(at, at + 1, "to"), Rewrite(match.start("name2"), end, month)]
    return [*_month(match), *words, *after]


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
    if int(day) > DAYS_OF_MONTH or int(day) == 0:
        return None
    said = say_ordinal(day) if word_before(match).lower() == "the" else f"the {say_ordinal(day)}"
    if last:
        said = f"{said} to the {say_ordinal(last)}"
    preposition = Rewrite(match.start("day"), match.end("days"), f"{said} of")
    year = say(match, say_year(match["year"]), "year") if match["year"] else []
    return [preposition, *_month(match), *year]


def _month_and_year(match: Match) -> list[Rewrite]:
    year = match["year"]
    if len(year) == 2:  # noqa: PLR2004 - as in May '68
        said = f"oh {say_cardinal(year[1])}" if year[0] == "0" else say_cardinal(year)
    else:
        said = say_year(year)
    start = match.start("year") - (match["apostrophe"] is not None)
    return [*_month(match), Rewrite(start, match.end("year"), said)]


def _short_month(match: Match) -> list[Rewrite]:
    ended = ends_sentence(match.string, match.end())
    if ended and word_before(match).lower() not in _MONTH_BEFORE:
        return []
    return [Rewrite(match.start(), match.end() - ended, MONTHS[match["name"]])]


_SHORT: Final = "|".join(sorted(SHORT_MONTHS, key=len, reverse=True))
_MONTH: Final = rf"(?P<name>(?:{'|'.join(MONTH_NAMES)}|{_SHORT})){END}\.?"
_DAY: Final = "(?P<days>(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?:[-\u2010-\u2013](?P<last>[0-3]?[0-9])(?:st|nd|rd|th)?)?)"
_YEAR: Final = rf"(?:,?{GAP}(?P<year>[12][0-9]{{3}}){END}(?![-:]|,[0-9]))?"
DIGITS: Final = (rule(rf"{_DAY}{GAP}{_MONTH}{_YEAR}", _day_first),)
_ONE_DAY: Final = "(?P<days>(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?)"
_NEXT_MONTH: Final = rf"(?P<month2>(?P<name2>{'|'.join(MONTH_NAMES)}|{_SHORT}){END}\.?)"
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
