"""Whether the full stop of an abbreviation ends a sentence too."""

import re
from typing import Final

from speech.normalise.english.patterns import SPACE
from speech.normalise.english.rule import Match
from speech.normalise.english.tables import words
from speech.normalise.plain import BLOCK_END, LINE_END
from speech.normalise.rewrite import Rewrite

STARTERS: Final = words(
    "A According After All Also Although An And Another Any Are As At Because Before Both But By Can Did Do Does "
    "During Each Even Every Few Finally First For From Had Has Have He Her Here His How However I If In Indeed "
    "Instead Is It It's Its Just Last Later Let Many Maybe Meanwhile Most Much My Never Next No Nobody None Not "
    "Nothing Now Of On Once One Only Or Other Our Perhaps Please She Should Since So Some Someone Soon Still Such "
    "Than That That's The Their Then There There's These They They're This Those Though Thus To Today Too Two "
    "Under Until Was We We're Well Were What When Where Which While Who Why Will With Without Would Yes Yesterday "
    "Yet You Your"
)
"""Words that begin sentences so often that a capital on them says so."""

_AFTER: Final = re.compile(
    rf"[\"\u201d\u2019')\]]{{0,3}}(?:(?P<end>$|[{LINE_END}{BLOCK_END}\n])|{SPACE}{{1,3}}[\"\u201c\u2018'(]{{0,2}}"
    rf"(?P<end2>$|[{LINE_END}{BLOCK_END}\n])?(?P<next>[A-Z][\w'\u2019]{{0,20}})?)"
)


def is_last(text: str, position: int) -> bool:
    """Whether nothing of the block follows, but for closing quotes and brackets."""
    after = _AFTER.match(text, position)
    return after is not None and (after["end"] is not None or after["end2"] is not None)


def next_capital(text: str, position: int) -> str:
    """The word that follows after white space if it begins with a capital letter, or ""."""
    after = _AFTER.match(text, position)
    return (after["next"] or "") if after else ""


def end_with_stop(match: Match, group: str | int = 0) -> int:
    """Where a group ends; its full stop stays outside unless it is the abbreviation's alone: "5 in. of rain"."""
    text, end = match.string, match.end(group)
    return end - (match[group].endswith(".") and (is_last(text, end) or bool(next_capital(text, end))))


def ends_sentence(text: str, position: int) -> bool:
    """Whether a sentence ends before `position`: nothing follows, or a word that likes to begin sentences."""
    return is_last(text, position) or next_capital(text, position) in STARTERS


def with_stop(match: Match, said: str) -> list[Rewrite]:
    """The match said as one word; a full stop at its end stays outside where it ends a sentence too."""
    outside = match[0].endswith(".") and ends_sentence(match.string, match.end())
    return [Rewrite(match.start(), match.end() - outside, said)]
