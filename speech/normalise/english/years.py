"""Years that are written in a way of their own: 1990s, '80s, '68, 1914-18, and 1000s of people."""

from typing import Final

from speech.normalise.english.numerals import make_plural, say_cardinal, say_two, say_year
from speech.normalise.english.patterns import END, GAP
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.rewrite import Rewrite


def _decade(match: Match) -> list[Rewrite]:
    return say(match, make_plural(say_year(match["digits"])))


def _short_decade(match: Match) -> list[Rewrite]:
    return say(match, make_plural(say_cardinal(match["digits"])))


def _many(match: Match) -> list[Rewrite]:
    """As in "1,000s of people"."""
    return say(match, make_plural(say_cardinal(match["digits"].replace(",", "")).removeprefix("one ")))


def _short_year(match: Match) -> list[Rewrite]:
    return say(match, say_two(match["digits"]))


def _years(match: Match) -> list[Rewrite] | None:
    end = match["end"]
    if len(end) == 2 and end[0] != "0" and end <= match["start"][2:]:  # noqa: PLR2004 - 1990-12 is no range
        return None
    if "/" in match[0] and int(end[-2:]) != (int(match["start"][2:]) + 1) % 100:
        return None
    return say(match, f"{say_year(match['start'])} to {say_year(end) if len(end) > 2 else say_two(end)}")  # noqa: PLR2004 - as above


DIGITS: Final = (
    rule(
        r"(?P<start>1[1-9][0-9]{2}|20[0-9]{2})[-/\u2010-\u2013](?P<end>1[1-9][0-9]{2}|20[0-9]{2}|[0-9]{2})" + END,
        _years,
    ),
    rule(rf"(?P<digits>10{{2,3}}|10?0?,000)s(?={GAP}of{END})", _many),
    rule(rf"(?P<digits>[0-9]{{3}}0)['\u2019]?s{END}", _decade),
    rule(rf"(?P<digits>[0-9]?0|[1-9])['\u2019]?s{END}", _short_decade),
)
SIGNS: Final = (
    rule(rf"['\u2019\u2018](?P<digits>[0-9]0)s{END}", _short_decade),
    rule(rf"['\u2019\u2018](?P<digits>[0-9]{{2}}){END}(?!['\u2019])", _short_year),
)
