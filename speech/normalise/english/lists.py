"""Items counted within a line: "1) Eggs 2) Milk", "a) yes b) no"."""

from typing import Final

from speech.normalise.english.numerals import say_cardinal
from speech.normalise.english.patterns import SPACE
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.rewrite import Rewrite

_REACH: Final = 120
"""Characters in which a bracket may have been opened."""


def _item(match: Match) -> list[Rewrite] | None:
    """The closing bracket is a pause, unless it closes what was opened before."""
    text, start = match.string, match.start()
    first = max(0, start - _REACH)
    if text.rfind("(", first, start) > text.rfind(")", first, start):
        return None
    item = match["item"]
    return say(match, f"{say_cardinal(item) if item.isdigit() else item.upper()},")


_AFTER: Final = rf"\)(?={SPACE}{{1,2}}[^\W_])"
DIGITS: Final = (rule(rf"(?<![^\s])(?P<item>[0-9]{{1,2}}){_AFTER}", _item),)
LOWER: Final = (rule(rf"(?<![^\s])(?P<item>[a-h]){_AFTER}", _item),)
