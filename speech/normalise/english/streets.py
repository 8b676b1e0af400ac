"""Abbreviations with two meanings: "St. John" and "Main St.", "Dr. Jones" and "Elm Dr."."""

import re
from typing import Final

from speech.normalise.english.patterns import SPACE, word_after, word_before
from speech.normalise.english.rule import Match, rule
from speech.normalise.english.sentences import ends_sentence, is_last, with_stop
from speech.normalise.rewrite import Rewrite


def _saint_or_street(match: Match) -> list[Rewrite]:
    return _by_place(match, "Saint", "Street")


def _doctor_or_drive(match: Match) -> list[Rewrite]:
    return _by_place(match, "Doctor", "Drive")


_STREET_NAME: Final = re.compile(rf"(?:[^\s.!?]{SPACE}[A-Z][\w'\u2019]{{1,24}}|[0-9](?:st|nd|rd|th)|[JS]r\.){SPACE}$")
"""A name that doesn't begin its sentence, or a numbered street."""


def _by_place(match: Match, before_name: str, after_name: str) -> list[Rewrite]:
    """One meaning before a name, as in "St. John", and the other after one, as in "Main St.", at the end too."""
    start, before = match.start(), word_before(match)
    follows_name = _STREET_NAME.search(match.string, max(0, start - 40), start) is not None
    if word_after(match)[:1].isupper():
        follows_name = follows_name and ends_sentence(match.string, match.end())
    elif before[:1].isupper() and not before.endswith("."):
        follows_name = True
    if follows_name:
        return with_stop(match, after_name)
    return [Rewrite(match.start(), match.end() - is_last(match.string, match.end()), before_name)]


CAPITALS: Final = (
    rule(r"S[tT]\.(?![A-Za-z])", _saint_or_street),
    rule(r"D[rR]\.(?![A-Za-z])", _doctor_or_drive),
)
