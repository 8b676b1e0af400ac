"""Sizes and the like: 5'10", 12", 2x4, 1920x1080, 3x, 1h 30m."""

from typing import Final

from speech.normalise.english.attributes import is_attribute, is_before_noun
from speech.normalise.english.numerals import make_plural, say_cardinal, say_number, say_pairs
from speech.normalise.english.patterns import END, GAP, NUMBER, QUANTITY, SPACE, say_quantity
from speech.normalise.english.rule import Match, rule, say, say_each
from speech.normalise.english.units import say_per, say_unit
from speech.normalise.plain import BLOCK_END, LINE_END
from speech.normalise.rewrite import Rewrite


def _height(match: Match) -> list[Rewrite]:
    feet, inches = match["feet"], match["inches"]
    if not inches:
        return say(match, f"{say_number(feet)} {'foot' if feet == '1' else 'feet'}")
    if is_attribute(match):
        return say(match, f"{say_number(feet)} foot {say_number(inches)}")
    name = "inch" if inches == "1" else "inches"
    return say(match, f"{say_number(feet)} {'foot' if feet == '1' else 'feet'} {say_number(inches)} {name}")


def is_quotation(match: Match, group: str) -> bool:
    """Whether a sign of inches closes a quotation instead, which began since no other sign closed it."""
    text, end = match.string, match.start(group)
    start = max(0, end - _QUOTED)
    if match[group] == "\u201d":
        opened = text.rfind("\u201c", start, end)
    else:
        opened = max(text.rfind(f'{lead}"', start, end) + 1 for lead in _LEADS)
        opened = opened or (0 if text.startswith('"') and not start else -1)
    return opened >= 0 and text.find(match[group], opened + 1, end) < 0


def _inches(match: Match) -> list[Rewrite] | None:
    if is_quotation(match, "sign_of_inches"):
        return None
    one = match["number"] == "1" or is_before_noun(match)
    return say(match, f"{say_number(match['number'])} {'inch' if one else 'inches'}")


def _times(match: Match) -> list[Rewrite]:
    per = f" {say_per(match['per'])}" if match["per"] else ""
    return say(match, f"{say_quantity(match)} times{per}" if match["low"] != "1" else f"one x{per}")


def _size(match: Match) -> list[Rewrite] | None:
    sides = " by ".join(_side(side) for side in (match["a"], match["b"], match["c"]) if side)
    if match["unit"] == "s" and not match["gap"]:
        return say(match, make_plural(sides))
    unit = say_unit(match["unit"], one=is_attribute(match)) if match["unit"] else None
    end = match.end("c" if match["c"] else "b")
    if unit and match["gap"]:
        return [Rewrite(match.start(), end, sides), *say(match, unit, "unit")]
    if unit:
        return say(match, f"{sides} {unit}")
    return [Rewrite(match.start(), end, sides)] if not match["unit"] or match["gap"] else None


def _same_unit(match: Match) -> list[Rewrite] | None:
    """As in "12 cm x 8 cm": the unit is said once."""
    mark = match["mark"].strip()
    unit = say_unit(_MARKS.get(mark, mark), one=is_attribute(match))
    sides = " by ".join(_side(side) for side in (match["a"], match["b"], match["c"]) if side)
    return say(match, f"{sides} {unit}") if unit else None


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


_QUOTED: Final = 1000
"""So far back a quotation may have begun."""
_LEADS: Final = f" \n(\u2014\u00a0{LINE_END}{BLOCK_END}"
_X: Final = rf"{SPACE}?[x×]{SPACE}?"
_UNIT: Final = rf"(?:(?P<gap>{GAP})?(?P<unit>[a-z]{{1,2}}){END})?"
_MARKS: Final = {'"': "in", "\u201d": "in", "\u2033": "in", "'": "ft", "\u2019": "ft", "\u2032": "ft"}
_MARK: Final = rf"(?P<mark>[{''.join(_MARKS)}]|(?:{GAP})?[a-z]{{1,2}}(?![a-z]))"
_INCHES: Final = r"(?P<inches>[0-9]{1,2}(?:\.5)?)"
_DEEP: Final = "(?:tall|long|wide|deep|high)"
DIGITS: Final = (
    rule(
        rf"(?P<a>{NUMBER}){_MARK}{_X}(?P<b>{NUMBER})(?P=mark)(?:{_X}(?P<c>{NUMBER})(?P=mark))?{END}",
        _same_unit,
    ),
    rule(
        rf"(?P<a>{NUMBER}){_X}(?P<b>{NUMBER})(?:{_X}(?P<c>{NUMBER}))?(?![0-9]|\.[0-9]){_UNIT}(?!{SPACE}?=)(?![A-Za-z])",
        _size,
    ),
    rule(
        rf"(?<!['\u2018\u2019\"\u201c])(?P<feet>[0-9]{{1,3}})['\u2019\u2032]{SPACE}?{_INCHES}(?:[\"\u201d\u2033]|''|{END})",
        _height,
    ),
    rule(rf"(?P<feet>{NUMBER})(?:\u2032|['\u2019](?={SPACE}{_DEEP}))(?P<inches>)", _height),
    rule(rf"(?P<number>{NUMBER})(?P<sign_of_inches>\u2033|[\"\u201d](?={SPACE}[A-Za-z(]|{SPACE}?$|[.,;:)]))", _inches),
    rule(
        rf"{QUANTITY}[x×](?:/(?P<per>[a-z]{{1,8}}))?{END}(?!{SPACE}?[=+*/^\u2212\u00f7\u00b2\u00b3]|{SPACE}-{SPACE})",
        _times,
    ),
    rule(
        rf"(?P<hours>[0-9]{{1,3}}h){SPACE}?(?P<minutes>[0-9]{{1,2}}m)(?:{SPACE}?(?P<seconds>[0-9]{{1,2}}s))?{END}",
        _hours,
    ),
    rule(rf"(?P<hours>)(?P<minutes>[0-9]{{1,3}}m){SPACE}?(?P<seconds>[0-9]{{1,2}}s){END}", _hours),
)
