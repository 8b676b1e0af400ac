"""Pauses that a text asks for: "[pause 600ms]", "(2 seconds pause)"."""

import re
from collections.abc import Iterator
from typing import Final

from speech.normalise.markup.aside import Aside
from speech.normalise.plain import Pause

MAX_PAUSE_S: Final = 10.0
DEFAULT_PAUSE_S: Final = 0.5

_NUMBER: Final = r"\d{1,7}+(?:[.,]\d{1,6}+)?|[.,]\d{1,6}+"
_UNIT: Final = r"milliseconds?|msecs?|ms|seconds?|secs?|s"
NAMES: Final = "pause|silence|break|beat|wait"
"""What a pause is called, as alternatives of a regular expression."""
_PAUSE: Final = re.compile(
    r"(?P<opening>[\[({<]) ?(?:"
    rf"(?P<length>long |short )?(?P<name>{NAMES})"
    rf"(?:[ :=]{{1,3}}(?:(?:of|for) )?(?P<number>{_NUMBER}) ?(?P<unit>{_UNIT})?)?"
    rf"|(?P<number_first>{_NUMBER})[ -]?(?P<unit_first>{_UNIT})(?: of)? (?:{NAMES})"
    r") ?(?P<closing>[\])}]|/?>)",
    re.IGNORECASE,
)
_PAIRS: Final = {"[": "]", "(": ")", "{": "}", "<": ">"}
_LENGTHS: Final = {"long ": 2 * DEFAULT_PAUSE_S, "short ": DEFAULT_PAUSE_S / 2}
# "(pause)" is a direction; "(break)" and "(wait)" are words of a sentence.
_ALWAYS: Final = frozenset({"pause", "beat"})
# A key or a button: "press [Pause]".
_KEY_BEFORE: Final = re.compile(r"\b(?:press|hit|click|push|tap|hold|the|your|or)[ \t*_`\"]{1,3}\Z", re.IGNORECASE)
_KEY_BEHIND: Final = re.compile(r"[*_`\"]{0,3}[ \t]?(?:or[ \t]{1,2}[\[(]|key|button|menu)\b", re.IGNORECASE)
_NEAR: Final = 12


def find_pauses(text: str) -> Iterator[Aside]:
    """The pauses in order."""
    for found in _PAUSE.finditer(text):
        if found["closing"][-1] != _PAIRS[found["opening"]]:
            continue
        if not found["number"] and not found["number_first"] and not _is_bare_pause(text, found):
            continue
        yield pause_of(*found.span(), _seconds(found))


def pause_of(start: int, end: int, seconds: float) -> Aside:
    """A pause of at most MAX_PAUSE_S; none at all for one of no length."""
    if seconds <= 0:
        return Aside(start, end)
    return Aside(start, end, Pause(min(seconds, MAX_PAUSE_S)), shortened=seconds > MAX_PAUSE_S)


def _is_bare_pause(text: str, found: re.Match[str]) -> bool:
    """Whether the word alone, without a time, asks for silence."""
    if found["opening"] == "(" and found["name"].lower() not in _ALWAYS:
        return False
    # HTML has its own reading of <break/>.
    if found["opening"] == "<" and found["name"].lower() == "break":
        return False
    before = text[max(0, found.start() - _NEAR) : found.start()]
    return not _KEY_BEFORE.search(before) and not _KEY_BEHIND.match(text, found.end())


def _seconds(found: re.Match[str]) -> float:
    written = found["number"] or found["number_first"]
    if written is None:
        return _LENGTHS.get((found["length"] or "").lower(), DEFAULT_PAUSE_S)
    number = float(written.replace(",", "."))
    unit = (found["unit"] or found["unit_first"] or "").lower()
    # Nobody asks for 50 seconds of silence, nor for 49 milliseconds.
    in_milliseconds = unit.startswith("m") if unit else number >= 50  # noqa: PLR2004 - the line between the two
    return number / 1000 if in_milliseconds else number
