"""Sums and formulas: 2+2=4, 5*3, 10^6, x², 6.02x10^23."""

import re
from typing import Final

from speech.normalise.english.numerals import say_cardinal, say_number, say_ordinal
from speech.normalise.english.patterns import BLANKS, END, NUMBER, SPACE
from speech.normalise.english.rule import Match, rule, say, say_spaced
from speech.normalise.rewrite import Rewrite

OPERATORS: Final = {
    **dict.fromkeys("-\u2212\u2013", "minus"),
    **dict.fromkeys("*\u00d7x\u22c5\u00b7", "times"),
    **dict.fromkeys("/\u00f7", "divided by"),
    "+": "plus",
    "=": "equals",
    "\u00b1": "plus or minus",
}
_SUPERSCRIPTS: Final = {
    **dict(zip("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789", strict=True)),
    "\u207b": "-",
}
_TERM: Final = re.compile(rf"{NUMBER}|[^0-9.]", re.VERBOSE)
_WRITTEN: Final = re.compile(f"[^{BLANKS}]+")


def _sum(match: Match) -> list[Rewrite]:
    """Each written word for itself: "2 + 2" is three of them and "2+2" is one."""
    words = _WRITTEN.finditer(match.string, *match.span())
    return [Rewrite(word.start(), word.end(), " ".join(map(_say_term, _TERM.findall(word[0])))) for word in words]


def _say_term(term: str) -> str:
    return OPERATORS[term] if term in OPERATORS else say_number(term)


def _say_power(exponent: str) -> str:
    """As in "squared", "cubed", "to the tenth", "to the minus third"."""
    digits = exponent.lstrip("-\u2212")
    sign = "minus " if digits != exponent else ""
    if not sign and digits in {"2", "3"}:
        return "squared" if digits == "2" else "cubed"
    return f"to the {sign}{say_cardinal(digits) if sign else say_ordinal(digits)}"


def _power(match: Match) -> list[Rewrite]:
    return say(match, _say_power_of(match))


def _say_power_of(match: Match) -> str:
    exponent = match["exponent"] or "".join(_SUPERSCRIPTS[sign] for sign in match["raised"])
    base = match["base"]
    said = say_number(base) if base[0] in ".0123456789" else _say_base(base)
    return f"{said} {_say_power(exponent)}" if exponent.strip("-") else said


def _scientific(match: Match) -> list[Rewrite]:
    """As in "6.02 x 10^23", which is three words, and "6.02x10^23", which is one."""
    mantissa, power = say_number(match["mantissa"]), _say_power_of(match)
    times = say_spaced(match, "times", "times")
    if not times:
        return say(match, f"{mantissa} times {power}")
    return [*say(match, mantissa, "mantissa"), *times, *say(match, power, "ten")]


def _exponential(match: Match) -> list[Rewrite] | None:
    """As in "5e-3", "6.02e23"; but "1e6" may be a code."""
    exponent = match["exponent"]
    if exponent.isdigit() and "." not in match["mantissa"]:
        return None
    sign, digits = "-" if exponent[0] in "-\u2212" else "", exponent.lstrip("+-\u22120") or "0"
    return say(match, f"{say_number(match['mantissa'])} times ten {_say_power(sign + digits)}")


def _say_base(letters: str) -> str:
    """Letters of a formula each for themselves, a word as it is: "m c" and "pi r", but "grid"."""
    short = len(letters) <= 3  # noqa: PLR2004 - as in "mc"
    return " ".join("pi" if letter == "\u03c0" else letter.upper() for letter in letters) if short else letters


_RAISED: Final = f"(?:\\^\\{{?(?P<exponent>[-\u2212]?[0-9]{{1,9}})\\}}?|(?P<raised>[{''.join(_SUPERSCRIPTS)}]{{1,6}}))"
_OPERATOR: Final = "[-+*/\u00d7\u00f7\u2212\u2013x\u22c5\u00b7]"

_TEN: Final = rf"{SPACE}?[\u00d7x*\u22c5\u00b7]{SPACE}?"
DIGITS: Final = (
    rule(rf"(?P<mantissa>{NUMBER})(?P<times>{_TEN})(?P<ten>(?P<base>10){_RAISED})", _scientific),
    rule(rf"{NUMBER}(?:{SPACE}?{_OPERATOR}{SPACE}?{NUMBER}){{1,8}}{SPACE}?={SPACE}?[-\u2212]?(?:{NUMBER})?", _sum),
    rule(rf"{NUMBER}(?:(?:\+|\u00f7|\*){NUMBER}){{1,8}}{END}", _sum),
    rule(rf"(?P<base>{NUMBER}){_RAISED}", _power),
    rule(rf"(?P<mantissa>{NUMBER})[eE](?P<exponent>[-+\u2212]?[0-9]{{1,3}}){END}(?!\.[0-9])", _exponential),
)
LETTERS: Final = (rule(rf"(?P<base>[A-Za-z\u03c0]{{1,12}}){_RAISED}{END}", _power),)
