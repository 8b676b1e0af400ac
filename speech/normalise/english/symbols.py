"""Signs that are said: & + = ~ < > § # @ ° / and what is written with them: C++, and/or, A+, 18+."""

import re
from typing import Final

from speech.normalise.english.letters import say_run
from speech.normalise.english.maths import OPERATORS
from speech.normalise.english.numerals import say_number
from speech.normalise.english.patterns import END, NUMBER, SPACE
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.tables import pairs
from speech.normalise.english.units import say_unit
from speech.normalise.rewrite import Rewrite

_ALONE: Final = pairs(
    "& and, && and, @ at, % percent, § section, §§ sections, № number, ¶ paragraph, © copyright, ∞ infinity, π pi, "
    "~ about, ≈ is approximately equal to, < is less than, > is greater than, ≤ less than or equal to, "
    "<= less than or equal to, ≥ greater than or equal to, >= greater than or equal to, ≠ is not equal to, "
    "!= is not equal to, = equals, == equals, ± plus or minus, + plus, × times, ÷ divided by, − minus"
)
_FIXED: Final = pairs(
    "w/ with, w/o without, b/c because, c/o care of, n/a N A, N/A N A, I/O I O, C# C sharp, F# F sharp, "
    "C++ C plus plus, c++ C plus plus, G++ G plus plus, Notepad++ notepad plus plus, A/C A C, "
    "a/k/a A K A, y/o years old"
)


def _alone(match: Match) -> list[Rewrite]:
    return say(match, _ALONE[match[0]])


def _fixed(match: Match) -> list[Rewrite] | None:
    return say(match, _FIXED[match[0]]) if match[0] in _FIXED else None


def _either(match: Match) -> list[Rewrite]:
    """As in "and/or", "TCP/IP", and units without a number: "km/h"."""
    if match[0].islower() and "/" in match[0]:
        unit = say_unit(match[0], one=False)
        if unit and (match[0].index("/") > 1 or match[0] == "m/s"):
            return say(match, unit)
    said = " ".join(say_run(word) if word.isupper() and word.isalpha() else word for word in match[0].split("/"))
    return say(match, said.replace("\u2019", "'"))


def _grade(match: Match) -> list[Rewrite]:
    sign = "plus" if match["sign"] == "+" else "minus"
    return say(match, f"{match['letter']} {sign}")


def _and_more(match: Match) -> list[Rewrite]:
    return say(match, f"{say_number(match['number'])} plus")


def _numbered(match: Match) -> list[Rewrite]:
    return say(match, f"number {say_number(match['number'])}")


def _root(match: Match) -> list[Rewrite]:
    return say(match, f"the square root of {say_number(match['number'])}")


def _note(match: Match) -> list[Rewrite]:
    """As in "E\u266d", "F\u266fm", "B\u266d4"."""
    minor, octave = match["minor"] and "minor", match["octave"] and say_number(match["octave"])
    return say(match, " ".join(filter(None, (match["note"], _ACCIDENTALS[match["sign"]], minor, octave))))


def _product(match: Match) -> list[Rewrite] | None:
    """As in "5 * 3", "n * (n - 1)": a star between numbers or single letters."""
    text, at = match.string, match.start()
    before = _FACTOR_BEFORE.search(text, max(0, at - 24), at)
    return say(match, "times") if before and _FACTOR_AFTER.match(text, match.end()) else None


def _equation(match: Match) -> list[Rewrite]:
    """As in "x=5", "a+b"."""
    right = match["right"]
    said = say_number(right) if right.isdigit() else right
    return say(match, f"{match['left']} {OPERATORS[match['sign']]} {said}")


_ACCIDENTALS: Final = pairs("\u266d flat, \u266f sharp, \u266e natural, # sharp")
_FACTOR_BEFORE: Final = re.compile(rf"(?:[0-9)]|(?<![\w'\u2019])[A-Za-z]){SPACE}?$")
_FACTOR_AFTER: Final = re.compile(rf"{SPACE}?(?:[0-9(]|[A-Za-z](?![\w'\u2019]))")
_WORD: Final = "[A-Za-z][A-Za-z'\u2019]{0,30}+"
LETTERS: Final = (
    rule(r"[A-Za-z]{1,8}(?:\#|\+\+|/[A-Za-z]?(?:/[a-z])?)(?![^\W_]|/)", _fixed),
    rule(r"(?P<letter>[A-F])(?P<sign>[-+\u2212])(?=[\s.,;:!?)\"'\u2019]|$)", _grade),
    rule(rf"(?P<note>[A-G])(?P<sign>[\u266d-\u266f\#])(?P<minor>m)?(?P<octave>[0-9])?{END}", _note),
    rule(rf"{_WORD}(?:/{_WORD}){{1,6}}{END}(?!/)", _either),
    rule(rf"(?P<left>[A-Za-z])(?P<sign>[=+])(?P<right>[A-Za-z]|[0-9]{{1,9}}){END}", _equation),
)
DIGITS: Final = (rule(rf"(?P<number>{NUMBER})\+(?![^\W_]|[0-9])", _and_more),)
_COMPARED: Final = "~\u2248\u2260\u2264\u2265<>\u00b1+=\u00d7\u00f7\u2212"
SIGNS: Final = (
    rule(rf"\#{SPACE}?(?P<number>[0-9]{{1,9}}){END}", _numbered),
    rule(rf"\u221a(?P<number>{NUMBER})", _root),
    rule(rf"(?:&&|==|!=|<=|>=|\u00a7\u00a7|[&@%\u00a7\u2116\u00b6\u00a9]|(?<![-=])[{_COMPARED}])(?={SPACE}|$)", _alone),
    rule("[&@\u00a7\u2116\u00b6\u00a9]|[\u221e\u03c0](?![^\\W_])", _alone),
    rule(rf"(?<=[\w)\]])(?:==|!=|<=|>=|[{_COMPARED}])(?=-?[\w(\[])", _alone),
    rule(r"\*", _product),
)
