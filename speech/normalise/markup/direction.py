"""What in a text has the form of a stage direction, and which kind of one it would be."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from speech.normalise.markup.tag_forms import DOES, DOING, NAMED
from speech.normalise.markup.tag_words import FEELINGS, MANNERS, TERMS


class Kind(Enum):
    """How sure a word's form alone makes it that a stage direction is meant."""

    DOES = auto()
    """Says what someone does: "laughs"."""
    DOING = auto()
    """Says what someone is doing: "laughing"."""
    NAMED = auto()
    """Names a sound: "laugh"."""
    SOUND = auto()
    """Names a sound or an act as prose does, too: "cry", "smile", "shouted"."""
    MANNER = auto()
    """A way of speaking: "slowly"."""
    FEELING = auto()
    """A feeling: "happy"; or a word that only the engine knows."""
    NOISE = auto()
    """A noise that a caption tells of: "music"."""


SOUNDS: Final = frozenset({Kind.DOES, Kind.DOING, Kind.NAMED, Kind.SOUND})
"""Kinds that are heard or seen."""


@dataclass(frozen=True, slots=True)
class Direction:
    """What has the form of a stage direction."""

    start: int
    end: int
    opening: str
    """Its first character: a bracket, a star or an underscore."""
    name: str
    """The word that it comes down to: "happy" for "(very happy)"."""
    kind: Kind
    is_capital: bool
    """Whether it is written with a capital."""
    is_sentence: bool
    """Whether it has a subject or a full stop of its own: "(He laughs.)"."""
    closes: bool
    """Whether it ends what another one began: "[/whispers]"."""


def kind_of(name: str, engine_tags: Collection[str]) -> Kind | None:
    """The kind of a direction of this name, None for no such."""
    if name not in TERMS:
        return Kind.FEELING if name in engine_tags else None
    kinds = (
        (DOES, Kind.DOES),
        (DOING, Kind.DOING),
        (NAMED, Kind.NAMED),
        (MANNERS, Kind.MANNER),
        (FEELINGS, Kind.FEELING),
    )
    return next((kind for names, kind in kinds if name in names), Kind.SOUND)
