"""Thousands and more in short: 10k, 20M people, 2.5B; but the company 3M, a 4K screen."""

from typing import Final

from speech.normalise.english.patterns import END, QUANTITY, is_tied, say_quantity, word_after
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.tables import words
from speech.normalise.rewrite import Rewrite

MAGNITUDES: Final = {
    **dict.fromkeys(("k", "K", "thousand"), "thousand"),
    **dict.fromkeys(("m", "M", "mn", "mm", "MM", "mil", "mln", "million"), "million"),
    **dict.fromkeys(("b", "B", "bn", "Bn", "BN", "bln", "billion"), "billion"),
    **dict.fromkeys(("t", "T", "tn", "trn", "trillion"), "trillion"),
}
"""Written: spoken; after an amount of money all of them."""
PEOPLE: Final = words(
    "people users views subscribers followers copies downloads jobs customers soldiers workers "
    "voters homes members passengers visitors tourists children adults shares households units listeners streams"
)
"""Of whom one counts thousands; some have no plural s."""


def _thousands(match: Match) -> list[Rewrite] | None:
    if is_tied(match) or not _is_thousands(match, match["letter"], match["low"]):
        return None
    return say(match, f"{say_quantity(match)} {MAGNITUDES[match['letter']]}")


def _is_thousands(match: Match, letter: str, number: str) -> bool:
    """Whether "m" is for millions and "k" or "B" is no name: 5m people, 100k, 2.5B; but 5m, 3M, 4K, 10k, 221B."""
    after = word_after(match)
    counted = (after.islower() and after.endswith("s")) or after in PEOPLE
    if letter == "m":
        return after in PEOPLE
    if letter == "M" and len(number) == 1 and not counted and not match["high"]:
        return match.string.startswith("+", match.end())
    if counted or match["high"] or "." in number or letter not in {"k", "K", "B"}:
        return True
    return letter != "B" and len(number) >= len("100")


THOUSANDS: Final = rule(rf"{QUANTITY}(?P<letter>k|K|M|m|bn|B){END}", _thousands)
