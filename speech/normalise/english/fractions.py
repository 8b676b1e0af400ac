"""Fractions: 1/2, 2 3/4, ½, 2¾; marks such as 8/10; and the few that mean something else."""

from math import gcd
from typing import Final

from speech.normalise.english.attributes import is_attribute, is_before_noun
from speech.normalise.english.numerals import make_ordinal, make_plural, say_cardinal, say_number
from speech.normalise.english.patterns import END, GAP, NUMBER, word_after, word_before
from speech.normalise.english.rule import Match, rule, say, say_each
from speech.normalise.english.sentences import end_with_stop
from speech.normalise.english.sizes import is_quotation
from speech.normalise.english.tables import pairs, words
from speech.normalise.english.units import say_unit
from speech.normalise.rewrite import Rewrite

_VULGAR: Final = pairs(
    "½ 1/2, ⅓ 1/3, ⅔ 2/3, ¼ 1/4, ¾ 3/4, ⅕ 1/5, ⅖ 2/5, ⅗ 3/5, ⅘ 4/5, ⅙ 1/6, ⅚ 5/6, ⅐ 1/7, ⅛ 1/8, ⅜ 3/8, ⅝ 5/8, "
    "⅞ 7/8, ⅑ 1/9, ⅒ 1/10"
)
_FIXED: Final = {"24/7": "twenty-four seven", "9/11": "nine eleven", "50/50": "fifty fifty", "20/20": "twenty twenty"}
_MARKED_BEFORE: Final = words("rated rating rate scored score got gave give earned received")
_BEST_MARKS: Final = frozenset({5, 10, 20, 100})
_PRESSURE: Final = 40
"""Two numbers as large as these are a pressure of blood: "one hundred twenty over eighty"."""
_MAX_DENOMINATOR: Final = 100
"""Of larger parts one says "over"."""


def say_fraction(numerator: int, denominator: int) -> str:
    """As in "one half", "three quarters", "five sixteenths"."""
    part = {1: "whole", 2: "half", 4: "quarter"}.get(denominator) or make_ordinal(say_cardinal(str(denominator)))
    return f"{say_cardinal(str(numerator))} {part if numerator == 1 else make_plural(part)}"


def _say_part(numerator: int, denominator: int) -> str:
    """A fraction after a whole number: "and a half", "and three quarters"."""
    said = say_fraction(numerator, denominator)
    part = said.removeprefix("one ")
    if numerator == 1:
        said = f"{'an' if part.startswith('e') else 'a'} {part}"
    return f"and {said}"


def _fraction(match: Match) -> list[Rewrite] | None:
    numerator, denominator = int(match["numerator"]), int(match["denominator"])
    if match["written"] in _FIXED:
        return say(match, _FIXED[match["written"]], "written")
    if denominator == 0:
        return None
    marked = gcd(numerator, denominator) > 1 or word_before(match).lower() in _MARKED_BEFORE
    marked = marked or word_after(match, "written") in {"star", "stars"}
    if marked and denominator in _BEST_MARKS and numerator <= denominator:
        return say(match, f"{say_cardinal(match['numerator'])} out of {say_cardinal(match['denominator'])}", "written")
    if (
        denominator > _MAX_DENOMINATOR
        or min(numerator, denominator) >= _PRESSURE
        or denominator == 1
        or numerator > 2 * denominator
    ):
        said = f"{say_cardinal(match['numerator'])} over {say_cardinal(match['denominator'])}"
        return _with_unit(match, say(match, said, "written"), one=False)
    return _with_unit(match, say(match, say_fraction(numerator, denominator), "written"), one=numerator < denominator)


def _mixed(match: Match) -> list[Rewrite] | None:
    numerator, denominator = int(match["numerator"]), int(match["denominator"])
    if not 0 < numerator < denominator:
        return None
    parts = say_each(match, whole=say_cardinal(match["whole"]), part=_say_part(numerator, denominator))
    return _with_unit(match, parts, one=False)


def _with_unit(match: Match, parts: list[Rewrite], *, one: bool) -> list[Rewrite]:
    """As in "1/2 tsp" is one half teaspoon, "1 1/2 tsp" are teaspoons, and a sign of inches belongs to its number."""
    if match["inch"]:
        if is_quotation(match, "inch"):
            return parts
        sign = "inch" if one or is_before_noun(match) else "inches"
        return [*parts[:-1], Rewrite(parts[-1].start, match.end("inch"), f"{parts[-1].spoken} {sign}")]
    written = match["unit"] or ""
    symbol = written if written == "c." else written.rstrip(".")
    name = say_unit(symbol, one=one or is_attribute(match)) if written not in {"", "in"} else None
    if name is None:
        return parts
    return [*parts, Rewrite(match.start("unit"), end_with_stop(match, "unit"), name)]


def _mark(match: Match) -> list[Rewrite]:
    return say(match, f"{say_number(match['mark'])} out of {say_cardinal(match['best'])}")


def _vulgar(match: Match) -> list[Rewrite]:
    numerator, _, denominator = _VULGAR[match["part"]].partition("/")
    fraction = int(numerator), int(denominator)
    if not match["whole"]:
        return _with_unit(match, say(match, say_fraction(*fraction), "part"), one=True)
    if match["gap"]:
        parts = say_each(match, whole=say_cardinal(match["whole"]), part=_say_part(*fraction))
    else:
        said = f"{say_cardinal(match['whole'])} {_say_part(*fraction)}"
        parts = [Rewrite(match.start(), match.end("part"), said)]
    return _with_unit(match, parts, one=False)


_PLAIN: Final = "(?P<numerator>[0-9]{1,4}+)[/\u2044](?P<denominator>[0-9]{1,4}+)"
_UNIT: Final = rf"(?:{GAP}(?P<unit>(?:[A-Za-z]{{2,5}}{END}\.?|c\.(?={GAP}[a-z])))|(?P<inch>[\"\u201d\u2033]))?"
_SIGNS: Final = f"[{''.join(_VULGAR)}]"

DIGITS: Final = (
    rule(rf"(?P<whole>[0-9]{{1,9}}+)(?P<gap>{GAP}|-)(?P<part>{_PLAIN}){END}(?!/){_UNIT}", _mixed),
    rule(rf"(?<!/)(?P<written>{_PLAIN}){END}(?!/){_UNIT}", _fraction),
    rule(rf"(?P<mark>{NUMBER})/(?P<best>5|10|100){END}", _mark),
    rule(rf"(?P<whole>[0-9]{{1,9}}+)(?P<gap>{GAP})?(?P<part>{_SIGNS}){END}{_UNIT}", _vulgar),
)
SIGNS: Final = (rule(rf"(?P<whole>)(?P<gap>)(?P<part>{_SIGNS}){END}{_UNIT}", _vulgar),)
