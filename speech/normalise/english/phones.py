"""Telephone numbers and other numbers in groups: digit by digit, with a pause between groups."""

import re
from typing import Final

from speech.normalise.english.numerals import say_cardinal, say_digits
from speech.normalise.english.patterns import END, SPACE
from speech.normalise.english.rule import Match, rule
from speech.normalise.rewrite import Rewrite

_WRITTEN: Final = re.compile("[^ \u00a0()]+")
_GROUP: Final = re.compile("[0-9]+|[A-Z]+")
_LEAST_DIGITS: Final = 7


def _groups(match: Match) -> list[Rewrite] | None:
    """Each written word for itself; a comma where a group ends and another follows."""
    text, (start, end) = match.string, match.span()
    if sum(character.isdigit() for character in match[0]) < _LEAST_DIGITS and "-8" not in match[0]:
        return None
    words = [
        Rewrite(word.start(), word.end(), f"{_say_groups(word[0])},") for word in _WRITTEN.finditer(text, start, end)
    ]
    last = words.pop()
    return [*words, Rewrite(last.start, last.end, last.spoken.rstrip(","))]


def _say_groups(written: str) -> str:
    said = ", ".join(_say_group(group[0]) for group in _GROUP.finditer(written))
    return f"plus {said}" if written.startswith("+") else said


def _say_group(group: str) -> str:
    if group.isalpha():
        return group.lower()
    free_call = len(group) == 3 and group.endswith("00") and group[0] != "0"  # noqa: PLR2004 - as in 1-800
    return say_cardinal(group) if free_call else say_digits(group)


_OVER: Final = rf"{END}(?![-.][0-9])"
_SEPARATOR: Final = rf"(?:{SPACE}|[-.\u2010\u2011\u2013])"
_AREA: Final = rf"(?:\([0-9]{{3}}\){_SEPARATOR}?|[0-9]{{3}}{_SEPARATOR})"

DIGITS: Final = (
    rule(rf"(?:1{_SEPARATOR})?{_AREA}[0-9]{{3}}[-.\u2010\u2011 ][0-9]{{4}}{_OVER}", _groups),
    rule(rf"[0-9]{{3}}[-\u2010\u2011][0-9]{{4}}{_OVER}", _groups),
    rule(rf"1-8[0-9]{{2}}-(?:[0-9]{{3}}-)?[A-Z]{{3,10}}(?:-[A-Z]{{2,10}})?{END}", _groups),
    rule(rf"[0-9]{{3}}-[0-9]{{2}}-[0-9]{{4}}{_OVER}", _groups),
    rule(rf"[0-9]{{4}}(?:[- ][0-9]{{4}}){{3}}{_OVER}", _groups),
    rule(rf"[0-9]{{1,5}}(?:-[0-9]{{1,7}}){{3,5}}(?:-X)?{END}(?!-)", _groups),
    rule(rf"0[0-9]{{2,4}}(?:[- ][0-9]{{3,8}}){{1,3}}{_OVER}", _groups),
)
SIGNS: Final = (
    rule(rf"\+[0-9]{{1,3}}(?:{_SEPARATOR}?(?:\([0-9]{{1,5}}\)|[0-9]{{1,14}})){{1,6}}{_OVER}", _groups),
    rule(rf"\([0-9]{{2,5}}\){SPACE}?[0-9]{{3,4}}(?:{_SEPARATOR}[0-9]{{3,4}}){{1,2}}{_OVER}", _groups),
)
