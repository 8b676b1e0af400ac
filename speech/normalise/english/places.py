"""Places: states after a town ("Springfield, IL 62704"), streets ("89 W. 3rd St."), latitudes and longitudes."""

import re
from typing import Final

from speech.normalise.english.numerals import say_cardinal, say_number, say_pairs
from speech.normalise.english.patterns import END, GAP, NUMBER, SPACE, word_before
from speech.normalise.english.rule import Match, rule, say, say_each
from speech.normalise.english.tables import pairs, words
from speech.normalise.rewrite import Rewrite

_STATES: Final = pairs(
    "AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, "
    "FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky, "
    "LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, "
    "MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York, "
    "NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island, "
    "SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington, "
    "WV West Virginia, WI Wisconsin, WY Wyoming, DC D C"
)
_TOWN: Final = re.compile("[A-Z][a-z]{2,24},[ \u00a0]$")


def _state(match: Match) -> list[Rewrite] | None:
    start = match.start()
    after_town = _TOWN.search(match.string, max(0, start - 28), start)
    return say(match, _STATES[match[0]]) if after_town or match["zip"] is not None else None


def _house(match: Match) -> list[Rewrite]:
    """As in "89 W. 3rd St.", "I-405 N"."""
    return say_each(match, house=say_pairs(match["house"]), way=_say_way(match["way"]))


def _way(match: Match) -> list[Rewrite]:
    return say(match, _say_way(match["way"]), "way")


def _say_way(written: str) -> str:
    return "".join(_DIRECTIONS[letter] for letter in written if letter != ".")


def _coordinate(match: Match) -> list[Rewrite]:
    parts = [f"{say_number(match['degrees'])} {_named(match['degrees'], 'degree')}"]
    if match["minutes"]:
        parts.append(f"{say_cardinal(match['minutes'])} {_named(match['minutes'], 'minute')}")
    if match["seconds"]:
        parts.append(f"{say_number(match['seconds'])} {_named(match['seconds'], 'second')}")
    direction = _DIRECTIONS.get(match["direction"] or "", "")
    if match["direction"] and match.string[match.start("direction") - 1] in " \u00a0":
        return say_each(match, place=" ".join(parts), direction=direction)
    return say(match, " ".join([*parts, direction]).strip())


def _bearing(match: Match) -> list[Rewrite] | None:
    """As in "latitude 51.5 N"."""
    if word_before(match).lower().rstrip(".") not in _AXES:
        return None
    return say_each(match, degrees=say_number(match["degrees"]), direction=_DIRECTIONS[match["direction"]])


def _named(number: str, unit: str) -> str:
    return unit if number == "1" else f"{unit}s"


_DIRECTIONS: Final = {"N": "north", "S": "south", "E": "east", "W": "west"}
_AXES: Final = words("latitude longitude lat long lon")
_PLACE: Final = (
    rf"(?P<place>(?P<degrees>{NUMBER})\u00b0(?:{SPACE}?(?P<minutes>[0-9]{{1,2}})['\u2019\u2032]"
    rf"(?:{SPACE}?(?P<seconds>[0-9]{{1,2}}(?:\.[0-9]{{1,4}})?)(?:[\"\u201d\u2033]|''))?)?)"
)
_STREET: Final = (
    rf"(?:[0-9]{{1,3}}(?:st|nd|rd|th){END}|(?:[A-Z][a-z]{{1,20}}{GAP}){{1,2}}"
    r"(?:St|Ave|Blvd|Rd|Dr|Ln|Pl|Ct|Pkwy|Way|Street|Avenue|Boulevard|Road|Drive|Lane|Place|Court)(?![A-Za-z]))"
)
DIGITS: Final = (
    rule(rf"(?<=[A-Z]-)(?P<house>[0-9]{{1,3}}){GAP}(?P<way>[NSEW]){END}", _house),
    rule(rf"(?P<house>[0-9]{{1,5}}){GAP}(?P<way>(?:[NSEW]|[NS]\.?[EW])\.?){GAP}(?={_STREET})", _house),
    rule(rf"{_PLACE}{SPACE}?(?P<direction>[NSEW]){END}", _coordinate),
    rule(rf"(?P<degrees>{NUMBER}){GAP}(?P<direction>[NSEW]){END}", _bearing),
    rule(rf"(?=[0-9.]{{1,8}}\u00b0{SPACE}?[0-9]){_PLACE}(?P<direction>)", _coordinate),
)
CAPITALS: Final = (
    rule(rf"(?P<way>[NSEW]\.|[NS]\.?[EW]\.?){GAP}(?={_STREET})", _way),
    rule(rf"(?:{'|'.join(_STATES)}){END}(?P<zip>(?=[ \u00a0][0-9]{{5}}{END}))?", _state),
)
