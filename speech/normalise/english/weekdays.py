"""Days of the week in short, and ranges of days and months: "Mon.", "Mon-Fri", "Jan-Mar"."""

import re
from typing import Final

from speech.normalise.english.months import MONTH, MONTH_NAMES, MONTHS
from speech.normalise.english.patterns import END, GAP, SPACE, word_before
from speech.normalise.english.rule import Match, rule, say, say_spaced
from speech.normalise.english.sentences import end_with_stop, with_stop
from speech.normalise.english.tables import pairs, words
from speech.normalise.rewrite import Rewrite

_DAYS: Final = pairs(
    "Mon Monday, Tue Tuesday, Tues Tuesday, Wed Wednesday, Weds Wednesday, Thu Thursday, Thur Thursday, "
    "Thurs Thursday, Fri Friday, Sat Saturday, Sun Sunday"
)
_CALENDAR: Final = {**MONTHS, **_DAYS}
_FULL: Final = frozenset(MONTH_NAMES)
"""Written out, so that a full stop behind them is the sentence's."""
_DAY_BEFORE: Final = words("and or on to through until till next last every this by from since")


def _short_day(match: Match) -> list[Rewrite]:
    return say(match, _DAYS[match["name"]], "written")


def _days(match: Match) -> list[Rewrite]:
    """As in "Mon.\u2013Fri.", which is one word, and "Mon. \u2013 Fri.", which is three."""
    end = match.end("second") if match["second"] in _FULL else end_with_stop(match)
    first, second = _CALENDAR[match["first"]], _CALENDAR[match["second"]]
    dash = say_spaced(match, "dash", "to")
    if not dash:
        return [Rewrite(match.start(), end, f"{first} to {second}")]
    return [
        Rewrite(match.start(), match.start("dash"), first),
        *dash,
        Rewrite(match.start("second"), end, second),
    ]


def _listed_days(match: Match) -> list[Rewrite]:
    """As in "Mon/Wed/Fri", one word."""
    return say(match, ", ".join(_DAYS[name] for name in _NAMES.findall(match[0])))


def _lone_day(match: Match) -> list[Rewrite] | None:
    """A short day where a day is expected: "on Sun.", "Sat. and Sun."."""
    if word_before(match).lower() not in _DAY_BEFORE:
        return None
    return with_stop(match, _DAYS[match["name"]])


_DAY_NAME: Final = "|".join(sorted(_DAYS, key=len, reverse=True))
_NAMES: Final = re.compile("[A-Za-z]+")
_DASH: Final = rf"\.?(?P<dash>{SPACE}?[-\u2010-\u2013\u2192]{SPACE}?)"
_DATE_AFTER: Final = rf",?{GAP}(?:{'|'.join(name[:3] for name in MONTH_NAMES)}|[0-9])"
CAPITALS: Final = (
    rule(rf"(?P<first>{MONTH}){_DASH}(?P<second>{MONTH}){END}\.?(?!{GAP}[0-9]{{1,2}}{END})", _days),
    rule(rf"(?:{_DAY_NAME})(?:(?:/(?:{_DAY_NAME})){{1,6}}|(?:[-\u2013](?:{_DAY_NAME})){{2,6}}){END}", _listed_days),
    rule(rf"(?P<first>{_DAY_NAME}){_DASH}(?P<second>{_DAY_NAME}){END}\.?", _days),
    rule(rf"(?P<written>(?P<name>{_DAY_NAME})\.)(?={SPACE}|,)", _short_day),
    rule(rf"(?P<name>{_DAY_NAME})\.", _lone_day),
    rule(rf"(?P<written>(?P<name>{_DAY_NAME})){END}(?={_DATE_AFTER})", _short_day),
)
