"""Days of the week in short, and ranges of days and months: "Mon.", "Mon-Fri", "Jan-Mar"."""

from typing import Final

from speech.normalise.english.months import MONTH_NAMES, MONTHS, SHORT_MONTHS
from speech.normalise.english.patterns import END, GAP, SPACE, word_before
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.sentences import ends_sentence
from speech.normalise.english.tables import pairs, words
from speech.normalise.rewrite import Rewrite

_DAYS: Final = pairs(
    "Mon Monday, Tue Tuesday, Tues Tuesday, Wed Wednesday, Weds Wednesday, Thu Thursday, Thur Thursday, "
    "Thurs Thursday, Fri Friday, Sat Saturday, Sun Sunday"
)
_CALENDAR: Final = {**MONTHS, **_DAYS}
_DAY_BEFORE: Final = words("and or on to through until till next last every this by from since")


def _short_day(match: Match) -> list[Rewrite]:
    return say(match, _DAYS[match["name"]], "written")


def _days(match: Match) -> list[Rewrite]:
    """As in "Mon-Fri": one word for each day, the dash with the second."""
    return [
        Rewrite(*match.span("first"), f"{_CALENDAR[match['first']]} to"),
        Rewrite(*match.span("second"), _CALENDAR[match["second"]]),
    ]


def _lone_day(match: Match) -> list[Rewrite] | None:
    """A short day where a day is expected: "on Sun.", "Sat. and Sun."."""
    if word_before(match).lower() not in _DAY_BEFORE:
        return None
    return [Rewrite(match.start(), match.end() - ends_sentence(match.string, match.end()), _DAYS[match["name"]])]


_MONTH_NAME: Final = "|".join((*MONTH_NAMES, *sorted(SHORT_MONTHS, key=len, reverse=True)))
_DAY_NAME: Final = "|".join(sorted(_DAYS, key=len, reverse=True))
_DASH: Final = rf"\.?(?:{SPACE}?[-\u2010-\u2013]{SPACE}?)"
_DATE_AFTER: Final = rf",?{GAP}(?:{'|'.join(name[:3] for name in MONTH_NAMES)}|[0-9])"
CAPITALS: Final = (
    rule(rf"(?P<first>{_MONTH_NAME}){_DASH}(?P<second>{_MONTH_NAME}){END}", _days),
    rule(rf"(?P<first>{_DAY_NAME}){_DASH}(?P<second>{_DAY_NAME}){END}", _days),
    rule(rf"(?P<written>(?P<name>{_DAY_NAME})\.)(?={SPACE}|,)", _short_day),
    rule(rf"(?P<name>{_DAY_NAME})\.", _lone_day),
    rule(rf"(?P<written>(?P<name>{_DAY_NAME})){END}(?={_DATE_AFTER})", _short_day),
)
