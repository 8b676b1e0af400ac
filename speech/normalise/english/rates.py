"""So many of something per unit: "cells/mL", "requests/s", "mg/dL"."""

from typing import Final

from speech.normalise.english.patterns import END
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.tables import pairs, words
from speech.normalise.english.units import UNITS, say_unit
from speech.normalise.rewrite import Rewrite

_PER: Final = words(
    "second minute hour day night week month quarter year person user student employee household capita page unit "
    "item game season team gallon liter litre meter metre kilometer kilometre mile acre hectare kilogram gram "
    "pound ounce token word character request query message core node pixel cell patient share head piece box "
    "serving"
)
_NO_UNITS: Final = frozenset(
    {"in", "A", "K", "B", "b", "d", "F", "C", "t", "l", "W", "V", "J", "N", "ha", "mo", "ct", "pt"}
)
"""Symbols that are words, or would be something else without a number."""
_SHORT: Final = pairs(
    "req requests, tok tokens, it iterations, iter iterations, img images, msg messages, op operations, "
    "txn transactions"
)
_NO_PLURALS: Final = words("his hers its this ours yours theirs us as is was has does yes plus versus bus gas class")


def _rate(match: Match) -> list[Rewrite] | None:
    what, per = match["what"], match["per"]
    if what in _NO_PLURALS or what.endswith("ss"):
        return None
    if per in _PER and not match["power"]:
        return say(match, f"{what} per {per}")
    unit = say_unit(per + (match["power"] or ""), one=True) if per in UNITS and per not in _NO_UNITS else None
    return say(match, f"{what} per {unit}") if unit else None


def _short_rate(match: Match) -> list[Rewrite]:
    """As in "100 req/s"."""
    return say(match, f"{_SHORT[match['what']]} per {UNITS[match['per']][0]}")


def _unit(match: Match) -> list[Rewrite] | None:
    """As in "in mg/dL", without a number."""
    said = say_unit(match[0], one=False) if match["what"] in UNITS and match["per"] in UNITS else None
    return say(match, said) if said else None


def _capital_unit(match: Match) -> list[Rewrite] | None:
    """As in "in W/m\u00b2", "in GB/s"."""
    said = say_unit(match[0], one=False)
    return say(match, said) if said else None


_UNIT: Final = "(?P<per>[A-Za-z\u00b5\u03bc]{1,10})(?P<power>[23\u00b2\u00b3])?"
LOWER: Final = (
    rule(rf"(?P<what>{'|'.join(_SHORT)})/(?P<per>s|sec|min|h|hr){END}(?!/)", _short_rate),
    rule(rf"(?P<what>[a-z]{{3,20}}s)/{_UNIT}{END}(?!/)", _rate),
    rule(
        rf"(?P<what>[a-z]{{1,3}}[A-Z]?|[a-z]{{2,3}})/(?P<per>[a-z\u00b5]?[A-Z]|[a-z]?m[\u00b2\u00b3]){END}(?!/)", _unit
    ),
)
CAPITALS: Final = (
    rule(
        rf"[A-Z]/c?m[\u00b2\u00b3]{END}|(?:[KMGT][Bb]|[kMG]Wh?)/(?:s|h|min|day|yr){END}(?!/)",
        _capital_unit,
    ),
)
