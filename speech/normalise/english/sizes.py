"""Sizes and the like: 5'10", 12", 2x4, 1920x1080, 3x, 1h 30m."""

from typing import Final

from speech.normalise.english.attributes import is_attribute
from speech.normalise.english.numerals import make_plural, say_cardinal, say_number, say_pairs
from speech.normalise.english.patterns import END, GAP, NUMBER, QUANTITY, SPACE, say_quantity
from speech.normalise.english.rule import Match, rule, say, say_each
from speech.normalise.english.units import say_unit
from speech.normalise.rewrite import Rewrite


def _height(match: Match) -> list[Rewrite]:
    feet, inches = match["feet"], match["inches"]
    if not inches:
        return say(match, f"{say_number(feet)} {'foot' if feet == '1' else 'feet'}")
    name = "inch" if inches == "1" else "inches"
    return say(match, f"{say_number(feet)} {'foot' if feet == '1' else 'feet'} {say_number(inches)} {name}")


def _inches(match: Match) -> list[Rewrite] | None:
    """A straight quote is the sign of inches only where none was opened before."""
    opened = match.string.count('"', max(0, match.start() - 200), match.start()) % 2
    if match["sign_of_inches"] == '"' and opened:
        return None
    one = match["number"] == "1" or is_attribute(match)
    return say(match, f"{say_number(match['number'])} {'inch' if one else 'inches'}")


def _times(match: Match) -> list[Rewrite]:
    return say(match, f"{say_quantity(match)} times" if match["low"] != "1" else "one x")


def _size(match: Match) -> list[Rewrite] | None:
    sides = " by ".join(_side(side) for side in (match["a"], match["b"], match["c"]) if side)
    if match["unit"] == "s" and not match["gap"]:
        return say(match, make_plural(sides))
    unit = say_unit(match["unit"], one=False) if match["unit"] else None
    end = match.end("c" if match["c"] else "b")
    if unit and match["gap"]:
        return [Rewrite(match.start(), end, sides), *say(match, unit, "unit")]
    if unit:
        return say(match, f"{sides} {unit}")
    return [Rewrite(match.start(), end, sides)] if not match["unit"] or match["gap"] else None


def _side(written: str) -> str:
    return say_pairs(written) if len(written) == 4 and written.isdigit() else say_number(written)  # noqa: PLR2004 - pixels


def _hours(match: Match) -> list[Rewrite]:
    """As in "1h 30m": here "m" is for minutes."""
    said = {
        group: f"{say_cardinal(match[group][:-1])} {name}{'' if match[group][:-1] == '1' else 's'}"
        for group, name in (("hours", "hour"), ("minutes", "minute"), ("seconds", "second"))
        if match[group]
    }
    return say(match, " ".join(said.values())) if " " not in match[0] else say_each(match, **said)


_X: Final = rf"{SPACE}?[x×]{SPACE}?"
_UNIT: Final = rf"(?:(?P<gap>{GAP})?(?P<unit>[a-z]{{1,2}}){END})?"
_INCHES: Final = r"(?P<inches>[0-9]{1,2}(?:\.5)?)"
_DEEP: Final = "(?:tall|long|wide|deep|high)"
DIGITS: Final = (
    rule(
        rf"(?P<a>{NUMBER}){_X}(?P<b>{NUMBER})(?:{_X}(?P<c>{NUMBER}))?(?![0-9]|\.[0-9]){_UNIT}(?!{SPACE}?=)(?![A-Za-z])",
        _size,
    ),
    rule(
        rf"(?<!['\u2018\u2019\"\u201c])(?P<feet>[0-9]{{1,3}})['\u2019\u2032]{SPACE}?{_INCHES}(?:[\"\u201d\u2033]|''|{END})",
        _height,
    ),
    rule(rf"(?P<feet>{NUMBER})(?:\u2032|['\u2019](?={SPACE}{_DEEP}))(?P<inches>)", _height),
    rule(rf"(?P<number>{NUMBER})(?P<sign_of_inches>\u2033|[\"\u201d](?={SPACE}(?:[a-z]|$)))", _inches),
    rule(rf"{QUANTITY}[x×]{END}", _times),
    rule(
        rf"(?P<hours>[0-9]{{1,3}}h){SPACE}?(?P<minutes>[0-9]{{1,2}}m)(?:{SPACE}?(?P<seconds>[0-9]{{1,2}}s))?{END}",
        _hours,
    ),
    rule(rf"(?P<hours>)(?P<minutes>[0-9]{{1,3}}m){SPACE}?(?P<seconds>[0-9]{{1,2}}s){END}", _hours),
)
