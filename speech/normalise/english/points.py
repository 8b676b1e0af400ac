"""Whether "pt" is a pint or a point: "2 pt milk", "a 0.5-pt. cut", "12 pt type", "up 3 pts"."""

from typing import Final

from speech.normalise.english.patterns import END, word_after, word_before
from speech.normalise.english.rule import Match, rule
from speech.normalise.english.sentences import with_stop
from speech.normalise.english.tables import words
from speech.normalise.rewrite import Rewrite

WRITTEN: Final = ("pts", "pt")
"""Looked at in lower case before spaces, too."""
_KINDS: Final = words("percentage basis price match game set brownie bonus extra reward loyalty experience data")
_DRUNK: Final = words(
    "of ale basket basin bottle bowl carton container dish jug pan pot saucepan beer berries blood blueberries broth "
    "buttermilk cider cream fresh glass half heavy ice jar lager milk raspberries sour stock stout strawberries water "
    "whipping whole"
)
_CHANGED: Final = words(
    "advantage back bold bump climb comeback cut deck decline decrease deficit drop edge fall favorite favourite font "
    "fonts gain game heading headings hike increase jump lead leap loss lower margin mark move night outing paper "
    "performance rally reduction rise road rule scale shot size slide spread stroke surge swing text type typeface "
    "underdog victory win"
)
_MOVED: Final = words("up down by rose fell gained lost added shed slipped climbed dropped jumped")


def is_point(match: Match) -> bool:
    """Whether the unit "pt" of a `QUANTITY` stands for points: tied by a hyphen, or with what is measured so."""
    if is_before_change(match):
        return True
    return word_after(match).lower() not in _DRUNK and (match["gap"] == "-" or word_before(match).lower() in _MOVED)


def is_before_change(match: Match) -> bool:
    """Whether the points are those of what follows: "a 2 pt cut", "12 pt type"."""
    return word_after(match).lower() in _CHANGED


def _kind(match: Match) -> list[Rewrite] | None:
    """As in "2 percentage pts"."""
    if word_before(match).lower() not in _KINDS:
        return None
    said = "point" if match["written"] == "pt" else "points"
    return with_stop(match, said)


LOWER: Final = (rule(rf"(?P<written>pts?){END}\.?", _kind),)
