"""Tags in a text: pauses, and the feelings and sounds of stage directions; none of them is read aloud."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from speech.normalise.markup.tag_words import FILLERS, SOUNDS, TERMS
from speech.normalise.plain import EngineTag, Mark, Pause

MAX_PAUSE_S: Final = 10.0
DEFAULT_PAUSE_S: Final = 0.5

_PAUSE: Final = re.compile(
    r"[\[(](?P<length>long |short )?(?P<name>pause|silence|break|beat|wait)"
    r"(?:[ :=]{1,3}(?P<number>\d{1,7}+(?:[.,]\d{1,6}+)?|[.,]\d{1,6}+) ?"
    r"(?P<unit>ms|msecs?|milliseconds?|s|secs?|seconds?)?)? ?[\])]",
    re.IGNORECASE,
)
_LENGTHS: Final = {"long ": 2 * DEFAULT_PAUSE_S, "short ": DEFAULT_PAUSE_S / 2}
_TAG: Final = re.compile(
    # A link's text stays text: "[happy](…)". A colon behind a tag that begins a line belongs to it: "[happy]: Hello".
    r"\[(?P<square>[a-z][a-z _,&/'’-]{0,40}+)\](?!\()(?::(?=\s))?"
    r"|\((?P<round>[a-z][a-z _,&/'’-]{0,40}+)\)"
    # "*laughs*", as it is written in role play.
    r"|(?<![*_\w\\])(?P<stars>\*{1,3}+|_{1,2}+)(?P<acted>[a-z][a-z ,'’]{0,40}+)(?P=stars)(?![*_\w])",
    re.IGNORECASE,
)
_SEPARATORS: Final = re.compile(r"[\s_,&/-]+")
# Deep enough for a few blanks and quotation marks; a bound keeps the search linear.
_NEAR: Final = 16
_OPENING: Final = " \t\"'“‘«„([*_>#-\ufeff\u200b"
_OPENING_QUOTES: Final = frozenset("\"'“‘«„「『")
_STARTS_AFTER: Final = frozenset(".!?…。！？।:;,，：—–\n\r\u2028\u2029")
_ENDS_BEFORE: Final = re.compile(r"[ \t\"'”’»)\]*_]{0,16}(?:[.!?…。！？।\n\r\u2028\u2029]|\Z)")


@dataclass(frozen=True, slots=True)
class Aside:
    """A stretch of the original that is not read: `text[start:end]`."""

    start: int
    end: int
    effect: Mark | str = ""
    """What stands in its place: a mark, a structure character, SILENT, or nothing at all."""
    ignored: str = ""
    """The tag's name, where it is one that the engine does not know."""
    shortened: bool = False
    """Whether it asked for a longer pause than MAX_PAUSE_S."""


def find_tags(text: str, engine_tags: Collection[str], dropped: str) -> list[Aside]:
    """Pauses and tags in order; a tag that the engine doesn't know has the effect `dropped`.

    `[word]` is a tag anywhere when it is a known one; `(word)`, and `*word*` for a sound, where a stage direction
    stands: as a clause begins, or right before a sentence ends.
    """
    spaced = {" ".join(_SEPARATORS.split(tag)): tag for tag in sorted(engine_tags)}
    known = {TERMS.get(name, name): tag for name, tag in spaced.items()} | spaced
    pauses = list(_find_pauses(text))
    directions = _find_directions(text, known, dropped, {pause.end for pause in pauses})
    return sorted([*pauses, *directions], key=lambda aside: aside.start)


def pause_of(start: int, end: int, seconds: float) -> Aside:
    """A pause of at most MAX_PAUSE_S; none at all for one of no length."""
    if seconds <= 0:
        return Aside(start, end)
    return Aside(start, end, Pause(min(seconds, MAX_PAUSE_S)), shortened=seconds > MAX_PAUSE_S)


def _find_pauses(text: str) -> Iterator[Aside]:
    for found in _PAUSE.finditer(text):
        square = found[0][0] == "["
        # "(pause)" is a direction wherever it stands; "(break)", "(wait)" and "[pause)" are words of a sentence.
        if square != (found[0][-1] == "]") or not (square or found["number"] or found["name"].lower() in _ALWAYS):
            continue
        yield pause_of(*found.span(), _seconds(found))


_ALWAYS: Final = frozenset({"pause", "beat"})


def _seconds(found: re.Match[str]) -> float:
    if found["number"] is None:
        return _LENGTHS.get((found["length"] or "").lower(), DEFAULT_PAUSE_S)
    number = float(found["number"].replace(",", "."))
    unit = (found["unit"] or "").lower()
    # Nobody asks for 50 seconds of silence, nor for 49 milliseconds.
    in_milliseconds = unit.startswith("m") if unit else number >= 50  # noqa: PLR2004 - the line between the two
    return number / 1000 if in_milliseconds else number


def _find_directions(text: str, known: dict[str, str], dropped: str, tag_ends: set[int]) -> Iterator[Aside]:
    for found in _TAG.finditer(text):
        content = found["square"] or found["round"] or found["acted"]
        name = _name(content, known)
        if not name or not _stands_as_direction(text, found, name, tag_ends):
            continue
        tag_ends.add(found.end())
        engine_tag = known.get(name) or known.get(TERMS.get(name, name))
        if engine_tag is None:
            yield Aside(*found.span(), dropped, ignored=name)
        else:
            yield Aside(*found.span(), EngineTag(f"[{engine_tag}]"))


def _name(content: str, known: dict[str, str]) -> str:
    """The tag that the words amount to ("laughs", "very_happy" → "happy"), or nothing."""
    words = [word for word in _SEPARATORS.split(content.lower().replace("’", "'")) if word]
    whole = " ".join(words)
    if whole in TERMS or whole in known:
        return whole
    kernel = [word for word in words if word not in FILLERS]
    if not kernel or any(word not in TERMS for word in kernel):
        return ""
    return next((word for word in kernel if TERMS[word] in known), kernel[0])


def _stands_as_direction(text: str, found: re.Match[str], name: str, tag_ends: set[int]) -> bool:
    if found["square"]:
        return True
    if found["acted"] and TERMS.get(name, name) not in SOUNDS:
        return False
    before = text[max(0, found.start() - _NEAR) : found.start()]
    trimmed = before.rstrip(_OPENING)
    behind = found.start() - len(before) + len(trimmed)
    # In front of it the start of the text or of a quotation, a clause's end or another direction; or a sentence's end
    # behind it.
    return (
        behind == 0
        or before[-1:] in _OPENING_QUOTES
        or trimmed[-1:] in _STARTS_AFTER
        or not tag_ends.isdisjoint(range(behind, found.start() + 1))
        or _ENDS_BEFORE.match(text, found.end()) is not None
    )
