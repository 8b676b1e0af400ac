"""Pieces that the rules' regular expressions are made of, and what stands beside a match.

Every repeat over digits or letters is possessive or has a bound, so that no text takes more than linear time.
They are written for re.VERBOSE: a space stands in a class.
"""

import re
from typing import Final

from speech.normalise.english.numerals import say_number
from speech.normalise.english.rule import Match, say, say_spaced
from speech.normalise.rewrite import Rewrite

BLANKS: Final = " \u00a0\u2007\u2009\u202f"
"""Not "\\s", which the marks of structure match as well."""
SPACE: Final = f"[{BLANKS}]"
GAP: Final = rf"{SPACE}{{1,3}}"
END: Final = r"(?![^\W_])"
"""No letter or digit follows."""
DASH: Final = "[-\u2010\u2011\u2012\u2013\u2014\u2212]"
GROUPED: Final = (
    "(?:[0-9]{1,3}(?:[,\u00a0\u2007\u2009\u202f][0-9]{3}){1,12}+|[0-9]{1,2}(?:,[0-9]{2}(?![0-9])){1,6}+,[0-9]{3}"
    "|[1-9][0-9]{0,2}(?:[ ]000){1,10}+)(?![0-9])"
)
"""1,234,567; 12,34,567 as in India; 1 000 000, with plain spaces only before zeros."""
INTEGER: Final = rf"(?:{GROUPED}|[0-9]++)"
NUMBER: Final = rf"(?:{INTEGER}(?:\.[0-9]++)?|(?<![.\w])\.[0-9]++)"
SIGN: Final = r"(?P<sign>(?:(?<![-\w)\]%'\u2019\"])[-\u2212\u2013]|[+\u00b1~\u2248<>\u2264\u2265])?)"
"""What may stand right before a number; `SIGNS` names it. After a word a dash is no minus."""
SIGNS: Final = {
    **dict.fromkeys("-\u2212\u2013", "minus "),
    "+": "plus ",
    "\u00b1": "plus or minus ",
    **dict.fromkeys("~\u2248", "about "),
    "<": "less than ",
    ">": "more than ",
    "\u2264": "at most ",
    "\u2265": "at least ",
    "": "",
}
QUANTITY: Final = rf"{SIGN}(?P<low>{NUMBER})(?:(?P<dash>{SPACE}?[-\u2010-\u2013]{SPACE}?)(?P<high>{NUMBER}))?"
"""A number, or a range of two. Groups: sign, low, dash, high."""

_HYPHENS: Final = ("-", "\u2010", "\u2011")
_WORD_BEFORE: Final = re.compile(rf"([^\W\d_][\w'\u2019.]*)[-\u2013]?{SPACE}*$")
_WORD_AFTER: Final = re.compile(rf"{GAP}([^\W\d_][\w'\u2019]{{0,30}})")


def word_before(match: Match) -> str:
    """The word that ends right before the match, or "" where none does; at most its last 24 characters."""
    start = match.start()
    found = _WORD_BEFORE.search(match.string, max(0, start - 24), start)
    return found[1] if found else ""


def word_after(match: Match, group: str | int = 0) -> str:
    """The word that follows after white space, or ""."""
    found = _WORD_AFTER.match(match.string, match.end(group))
    return found[1] if found else ""


def is_tied(match: Match) -> bool:
    """Whether a hyphen ties the number to letters, as in "B-52s" and "i7-9700K"."""
    start = match.start()
    return match.string[max(0, start - 1) : start] in _HYPHENS and match.string[max(0, start - 2)].isalnum()


def is_one(match: Match) -> bool:
    """Whether a `QUANTITY` takes the singular."""
    return match["low"] == "1" and not match["high"]


def say_quantity(match: Match) -> str:
    """A `QUANTITY` in words."""
    low = f"{SIGNS[match['sign']]}{say_number(match['low'])}"
    if not match["high"]:
        return low
    return f"{low}{'' if match['low'] == match['high'] else ' to'} {say_number(match['high'])}"


def quantity_words(match: Match) -> list[Rewrite]:
    """A `QUANTITY` as written words: one, or three where the dash stands between spaces."""
    dash = say_spaced(match, "dash", "to")
    if not dash:
        return [Rewrite(match.start("sign"), match.end("high" if match["high"] else "low"), say_quantity(match))]
    low = Rewrite(match.start("sign"), match.end("low"), f"{SIGNS[match['sign']]}{say_number(match['low'])}")
    return [low, *dash, *say(match, say_number(match["high"]), "high")]
