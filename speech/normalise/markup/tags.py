"""Tags in a text: pauses, and the feelings and sounds of stage directions; none of them is read aloud."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from speech.normalise.markup.aside import Aside
from speech.normalise.markup.characters import SILENT
from speech.normalise.markup.direction import Direction, Kind, kind_of
from speech.normalise.markup.pauses import DEFAULT_PAUSE_S, find_pauses, pause_of
from speech.normalise.markup.stage import Stage
from speech.normalise.markup.tag_forms import NOISE_FILLERS, NOISES
from speech.normalise.markup.tag_words import FILLERS, TERMS
from speech.normalise.plain import EngineTag

_WORDS: Final = "[a-z][a-z _,&/'’-]{0,40}+"
_TAG: Final = re.compile(
    # A link's text stays text: "[happy](…)". A colon behind a tag that begins a line belongs to it: "[happy]: Hello".
    rf"\[(?P<square_closing>/)? ?(?P<square>{_WORDS})\.?\](?!\()(?::(?=\s))?"
    rf"|\( ?(?P<round>{_WORDS})(?P<stop>\.)? ?\)"
    rf"|<(?P<angle_closing>/)?(?P<angle>{_WORDS})/?>"
    rf"|\{{ ?(?P<curly>{_WORDS})\}}"
    # "*laughs*", as it is written in role play.
    r"|(?<![*_\w\\])(?P<stars>\*{1,3}+|_{1,2}+)(?P<acted>[a-z][a-z ,'’]{0,40}+)(?P=stars)(?![*_\w])",
    re.IGNORECASE,
)
_EFFECT: Final = re.compile(
    r"\[ ?(?:sfx|fx|sounds?(?: effects?| cue)?|music|audio) ?(?::|\bof\b)[^\[\]\n]{1,60}+\](?!\()"
    r"|\( ?(?:sfx|fx|sound effects?|sound cue) ?:[^()\[\]\n]{1,60}+\)",
    re.IGNORECASE,
)
_SEPARATORS: Final = re.compile(r"[\s_,&/-]+")
_SUBJECTS: Final = frozenset({"he", "she", "they", "everyone", "everybody", "both", "all"})


def find_tags(text: str, engine_tags: Collection[str]) -> list[Aside]:
    """Pauses and tags in order, perhaps one within another; one that the engine doesn't know is SILENT.

    A known word in square brackets, "<…>" or "{…}" is a tag nearly anywhere; in round ones and between stars only where
    a stage direction stands and prose does not.
    """
    spaced = {" ".join(_SEPARATORS.split(tag)): tag for tag in sorted(engine_tags)}
    known = {TERMS.get(name, name): tag for name, tag in spaced.items()} | spaced
    pauses = list(find_pauses(text))
    effects = [Aside(*found.span(), SILENT, ignored="sound effect") for found in _EFFECT.finditer(text)]
    stage = Stage(text, {tag.end: tag.start for tag in (*pauses, *effects)})
    directions = _find_directions(text, known, stage)
    return sorted([*pauses, *effects, *directions], key=lambda aside: aside.start)


def _find_directions(text: str, known: dict[str, str], stage: Stage) -> Iterator[Aside]:
    for found in _TAG.finditer(text):
        direction = _direction(found, known)
        if direction is None or stage.is_taken(found.end()) or not stage.has(direction):
            continue
        stage.note(direction)
        engine_tag = known.get(direction.name) or known.get(TERMS.get(direction.name, direction.name))
        if direction.closes:
            yield Aside(*found.span(), SILENT)
        elif engine_tag is not None:
            yield Aside(*found.span(), EngineTag(f"[{engine_tag}]"))
        elif TERMS.get(direction.name) == "pause":
            yield pause_of(*found.span(), DEFAULT_PAUSE_S)
        else:
            yield Aside(*found.span(), SILENT, ignored=direction.name)


def _direction(found: re.Match[str], known: dict[str, str]) -> Direction | None:
    written = found["square"] or found["round"] or found["angle"] or found["curly"] or found["acted"]
    words = [word for word in _SEPARATORS.split(written.lower().replace("’", "'")) if word]
    has_subject = len(words) > 1 and words[0] in _SUBJECTS and not found["acted"]
    name = _name(words[has_subject:], known)
    kind = kind_of(name, known) if name else None
    if not name and (found["square"] or found["round"]) and _is_noise(words):
        name, kind = " ".join(words), Kind.NOISE
    if kind is None:
        return None
    return Direction(
        start=found.start(),
        end=found.end(),
        opening=found[0][0],
        name=name,
        kind=kind,
        is_capital=written[0].isupper(),
        is_sentence=has_subject or found["stop"] is not None,
        closes=bool(found["square_closing"] or found["angle_closing"]),
    )


def _name(words: list[str], known: dict[str, str]) -> str:
    """The tag that the words amount to ("laughs", "very_happy" → "happy"), or nothing."""
    whole = " ".join(words)
    if whole in TERMS or whole in known:
        return whole
    kernel = [word for word in words if word not in FILLERS]
    if not kernel or any(word not in TERMS for word in kernel):
        return ""
    return next((word for word in kernel if TERMS[word] in known), kernel[0])


def _is_noise(words: list[str]) -> bool:
    return not NOISES.isdisjoint(words) and all(word in NOISES or word in NOISE_FILLERS for word in words)
