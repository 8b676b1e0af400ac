"""Quantities with a unit: 5 km/h, 20 °C, 50%, 6 ft, 10k, 6 l/100 km."""

import re
from typing import Final

from speech.normalise.english.attributes import is_attribute
from speech.normalise.english.numerals import say_number
from speech.normalise.english.patterns import (
    BLANKS,
    END,
    GAP,
    NUMBER,
    QUANTITY,
    SIGN,
    is_one,
    is_tied,
    quantity_words,
    say_quantity,
    word_after,
)
from speech.normalise.english.points import is_before_change, is_point
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.sentences import end_with_stop
from speech.normalise.english.tables import pairs, words
from speech.normalise.english.thousands import PEOPLE, THOUSANDS
from speech.normalise.english.units import NEVER_SPACED, UNITS, say_unit
from speech.normalise.rewrite import Rewrite

_NOT_INCHES: Final = words("a an the my his her its our their this that these those total all")
_INCHES_AFTER: Final = words("tall wide long deep high thick by x in diameter screen tv monitor")
_NO_END: Final = frozenset(f"-{BLANKS}") | {""}
_PLACE: Final = re.compile(
    r"(?i:\b(?:seat|size|gate|exit|room|apartment|apt\.?|unit|row|block|platform|flat|suite|section|bus|class|grade|form"
    r"|aisle|bay|dock|hall|level|lot|stand|table|terminal|zone)s? (?:is |was |number |no\. )?)$"
)
_TIED_AFTER: Final = re.compile("[-\u2010\u2011][0-9]")
_BITS: Final = 4
"""Digits from which on "bps" are bits per second; fewer are basis points of a rate of interest."""


def _measure(match: Match) -> list[Rewrite] | None:
    symbol, space = _symbol(match["unit"]), match["gap"]
    if not space and (is_tied(match) or _TIED_AFTER.match(match.string, match.end())):
        return None
    if not _is_unit(match, symbol, spaced=bool(space) and space != "-"):
        return None
    if symbol == "pt" and is_point(match):
        symbol = "pts"
    one = (
        (symbol == "pts" and is_before_change(match))
        or is_one(match)
        or space == "-"
        or (symbol != "%" and is_attribute(match))
    )
    unit = say_unit("bp" if symbol == "bps" and len(match["low"]) < _BITS else symbol, one=one)
    if unit is None:
        return None
    end = end_with_stop(match, "unit")
    if space and space != "-":
        return [*quantity_words(match), Rewrite(match.start("unit"), end, unit)]
    return [Rewrite(match.start(), end, f"{say_quantity(match)} {unit}")]


def _symbol(written: str) -> str:
    """As it stands in the table of units; only cups keep their full stop."""
    return written if written == "c." else re.sub("[-. \u00a0\u00b7\u22c5]", "", written)


def _same_unit(match: Match) -> list[Rewrite] | None:
    """As in "5%-10%": the unit is said once."""
    unit = say_unit(match["unit"], one=False)
    return say(match, f"{say_quantity(match)} {unit}") if unit else None


def _is_unit(match: Match, symbol: str, *, spaced: bool) -> bool:
    """Whether letters that may be a word as well are a unit here."""
    if symbol == "in" and spaced:
        after = word_after(match)
        ends = match.string[match.end("unit") : match.end("unit") + 1]
        dotted = match["unit"].endswith(".") and after not in _NOT_INCHES
        return dotted or after in _INCHES_AFTER or (not after and ends not in _NO_END)
    if symbol == "c.":
        return spaced and word_after(match).islower()
    if not spaced and len(symbol) == 1 and symbol.isupper() and _is_place(match):
        return False
    if symbol in NEVER_SPACED:
        return (symbol not in {"K", "B"} and not spaced and len(match["low"]) > 1) or (
            spaced and symbol in {"F", "C", "K"} and len(match["low"]) > 1
        )
    return not (symbol == "m" and not spaced and word_after(match) in PEOPLE)


def _is_place(match: Match) -> bool:
    """Whether "14C" is a seat or a size rather than a temperature."""
    start = match.start()
    return _PLACE.search(match.string, max(0, start - 24), start) is not None


_UNIT: Final = (
    r"(?P<unit>(?:(?:ft[-\u00b7\u22c5]?lb[fs]?|lbf?[-\u00b7\u22c5]?ft|N[\u00b7\u22c5-]m)(?![A-Za-z/])"
    r"|[°º]?[A-Za-zµμΩ\u2126Å]{1,5}+(?:\^?[23]|[²³])?(?:/[A-Za-z]{1,12}+(?:\^?[23]|[²³])?)?\.?"
    r"|[°º][ \u00a0][CF](?![\w.])|[%‰℃℉°º]))"
)
_AREA: Final = rf"(?P<kind>sq|cu|square|cubic|fl)\.?{GAP}(?P<unit>(?:ft|in|mi|yd|m|km|cm|oz)\.?)"
_KINDS: Final = pairs("sq square, square square, cu cubic, cubic cubic, fl fluid")


def _area(match: Match) -> list[Rewrite] | None:
    unit = say_unit(match["unit"].rstrip("."), one=is_one(match) or is_attribute(match))
    if unit is None:
        return None
    place = match.end("kind") + (match.string[match.end("kind")] == ".")
    kind = Rewrite(match.start("kind"), place, _KINDS[match["kind"]])
    return [*quantity_words(match), kind, Rewrite(match.start("unit"), end_with_stop(match, "unit"), unit)]


def _magnitude_unit(match: Match) -> list[Rewrite] | None:
    """As in "3 million km": the number and the magnitude are words of their own."""
    unit = say_unit(match["unit"].rstrip("."), one=False) if match["unit"] in UNITS else None
    if unit is None or match["unit"] in NEVER_SPACED | {"in"}:
        return None
    return [*quantity_words(match), *say(match, unit, "unit")]


def _per_quantity(match: Match) -> list[Rewrite] | None:
    """As in "6 l/100 km": a unit for so many of another."""
    unit, per = say_unit(match["unit"], one=is_one(match)), say_unit(match["other"], one=False)
    if not unit or not per:
        return None
    rate = Rewrite(match.start("unit"), match.end("many"), f"{unit} per {say_number(match['many'])}")
    return [*quantity_words(match), rate, *say(match, per, "other")]


_SAME: Final = rf"(?P<first>%|°[CF]?|[A-Za-z]{{1,4}})[-\u2010-\u2013](?P<high>{NUMBER})(?P<unit>(?P=first)){END}"
_QUANTITIES: Final = (
    rule(rf"{SIGN}(?P<low>{NUMBER}){_SAME}", _same_unit),
    rule(rf"{QUANTITY}{GAP}(?:[mb]illion|trillion|thousand){GAP}{_UNIT}{END}", _magnitude_unit),
    rule(rf"{QUANTITY}{GAP}{_AREA}{END}", _area),
    THOUSANDS,
    rule(rf"{QUANTITY}(?P<gap>{GAP}|-)?{_UNIT}{END}(?!\.[A-Za-z]\.)", _measure),
)
DIGITS: Final = (
    rule(
        rf"{QUANTITY}{GAP}(?P<unit>[A-Za-z]{{1,3}})/(?P<many>{NUMBER}){GAP}(?P<other>[A-Za-z]{{1,3}}){END}",
        _per_quantity,
    ),
    *_QUANTITIES,
)
SIGNS: Final = _QUANTITIES
