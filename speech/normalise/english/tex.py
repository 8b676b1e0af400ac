r"""The few commands of TeX that stand in plain sentences: "\frac{1}{2}", "\sqrt{2}", "a \times b"."""

from typing import Final

from speech.normalise.english.fractions import say_fraction
from speech.normalise.english.numerals import say_number
from speech.normalise.english.patterns import END
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.tables import pairs
from speech.normalise.rewrite import Rewrite

_COMMANDS: Final = pairs(
    "times times, cdot times, div divided by, pm plus or minus, leq less than or equal to, geq greater than "
    "or equal to, le less than or equal to, ge greater than or equal to, neq is not equal to, ne is not equal to, "
    "approx is approximately equal to, infty infinity, to to, rightarrow to, sum sum, int integral, in in, "
    "ldots and so on, dots and so on, cdots and so on"
)
_MOST_PARTS: Final = 100
_LONGEST_PRODUCT: Final = 2


def _fraction(match: Match) -> list[Rewrite]:
    over, under = match["over"], match["under"]
    if over.isdigit() and under.isdigit() and 0 < int(over) < int(under) <= _MOST_PARTS:
        return say(match, say_fraction(int(over), int(under)))
    return say(match, f"{_say_part(over)} over {_say_part(under)}")


def _root(match: Match) -> list[Rewrite]:
    return say(match, f"the square root of {_say_part(match['under'])}")


def _command(match: Match) -> list[Rewrite] | None:
    said = _COMMANDS.get(match["name"])
    return say(match, said) if said else None


def _say_part(part: str) -> str:
    if part.isdigit():
        return say_number(part)
    return " ".join(part.upper()) if len(part) <= _LONGEST_PRODUCT else part


_PART: Final = "[0-9]{1,9}|[A-Za-z]{1,20}"
SIGNS: Final = (
    rule(rf"\\[dt]?frac\{{(?P<over>{_PART})\}}\{{(?P<under>{_PART})\}}", _fraction),
    rule(rf"\\sqrt\{{(?P<under>{_PART})\}}", _root),
    rule(rf"(?<![\w:\\/])\\(?P<name>[a-z]{{2,10}}){END}", _command),
)
