"""Tells stage directions from prose by where they stand; in doubt it is prose, and read."""

import re
from typing import Final

from speech.normalise.markup.direction import SOUNDS, Direction, Kind
from speech.normalise.markup.pauses import NAMES
from speech.normalise.markup.stage_words import DETERMINERS, GRAMMAR, INTERJECTIONS, LABELS, LEADS, SUBJECTS
from speech.normalise.markup.surroundings import Before, Behind, Place, before, behind
from speech.normalise.markup.tag_words import TERMS

_FREE: Final = frozenset({Place.START, Place.QUOTE, Place.COLON})
# Transcripts have these within sentences.
_CAPTIONS: Final = frozenset({"laughter", "applause"})
_CLOSING: Final = {"[": "]", "(": ")", "<": ">", "{": "}", "*": "*", "_": "_"}
_OPEN: Final = rf"[\[(<{{*_](?!(?:{NAMES})\b)"
_BRACKETED: Final = rf"(?:[ \t]{{0,2}}[,/|][ \t]{{0,2}}{_OPEN}[^\[\](){{}}<>*_\n]{{1,24}}+[\])>}}*_])"
_IN_CHOICE: Final = re.compile(rf"{_BRACKETED}{{0,6}}[ \t]{{0,2}},?[ \t]{{0,2}}(?:(?:or|and)[ \t]{{1,2}}|/ ?){_OPEN}")
_ENDS_CHOICE: Final = re.compile(r"[\])>}*_][ \t]{0,2},?[ \t]{0,2}(?:(?:or|and)[ \t]{1,2}|/ ?)\Z")
_IN_LIST: Final = re.compile(rf"[ \t]{{0,2}},[ \t]{{0,2}}{_OPEN}")
_ENDS_LIST: Final = re.compile(r"[\])>}*_][ \t]{0,2},[ \t]{0,2}\Z")
_SPOKEN_OF: Final = re.compile(
    r"[*_`\"]{0,3}[ \t](?:tags?|buttons?|keys?|modes?|emotions?|emojis?|effects?)\b", re.IGNORECASE
)
_NEAR: Final = 12


class Stage:
    """Judges what comes ever later in the text; `taken` are the tags found before, their starts by their ends."""

    def __init__(self, text: str, taken: dict[int, int]) -> None:
        self._text = text
        self._taken = taken
        self._read: Direction | None = None

    def note(self, direction: Direction) -> None:
        """What comes behind this one stands as it does."""
        self._taken[direction.end] = direction.start

    def is_taken(self, end: int) -> bool:
        """Whether a tag found before ends there."""
        return end in self._taken

    def has(self, direction: Direction) -> bool:
        """Whether it is meant as a stage direction."""
        if self._is_meant(direction):
            return True
        self._read = direction
        return False

    def _is_meant(self, direction: Direction) -> bool:
        if direction.closes:
            return True
        if _SPOKEN_OF.match(self._text, direction.end) or self._goes_on(direction):
            return False
        ahead = before(self._text, direction.start, self._taken)
        if self._is_among(direction, _IN_CHOICE, _ENDS_CHOICE) or (ahead.place is Place.COLON and ahead.word in LABELS):
            return False
        after = behind(self._text, direction.end)
        in_list = self._is_among(direction, _IN_LIST, _ENDS_LIST)
        if direction.opening in "*_":
            return _acts_between_stars(direction, ahead, after)
        if direction.opening == "(":
            return _stands_in_round(direction, ahead, after, in_list=in_list)
        return direction.kind in SOUNDS or (
            not self._is_index(direction) and _stands_in_square(ahead, after, in_list=in_list)
        )

    def _is_index(self, direction: Direction) -> bool:
        """Whether it is a part of something's name: "tool[fast]"."""
        return direction.kind is Kind.MANNER and self._text[max(0, direction.start - 1) : direction.start].isalnum()

    def _goes_on(self, direction: Direction) -> bool:
        """Whether it is the next of a list whose last one is read."""
        if self._read is None or self._read.opening != direction.opening:
            return False
        return self._text[self._read.end : min(direction.start, self._read.end + _NEAR)].strip() == ","

    def _is_among(self, direction: Direction, rest: re.Pattern[str], first: re.Pattern[str]) -> bool:
        """Whether others of its make stand behind it as `rest` has it, or before it as `first` has it."""
        more = rest.match(self._text, direction.end)
        less = first.search(self._text[max(0, direction.start - _NEAR) : direction.start])
        return bool(more and more[0][-1] == direction.opening) or bool(
            less and less[0][0] == _CLOSING[direction.opening]
        )


def _stands_in_square(ahead: Before, after: Behind, *, in_list: bool) -> bool:
    """Whether a feeling, manner or noise is none that the sentence speaks of: "Set mode to [fast]."."""
    if ahead.place is Place.START:
        return True
    is_value = ahead.place is Place.COLON and after is Behind.END
    is_object = ahead.place is Place.WITHIN and ahead.word in LEADS
    return not (is_value or is_object or in_list)


def _acts_between_stars(direction: Direction, ahead: Before, after: Behind) -> bool:
    """Whether it is an act of role play: emphasis has the same marks."""
    if direction.kind not in SOUNDS:
        return False
    if ahead.place not in _FREE and not ahead.follows_tag and not _is_interjection(ahead):
        return False
    if direction.kind in {Kind.DOES, Kind.DOING} and not direction.is_capital:
        return ahead.place is not Place.COLON or after is not Behind.STOP
    # "*Laughter* is the best medicine", "*Crying* helps".
    return after in {Behind.CAPITAL, Behind.END, Behind.DOTS} or (
        after is Behind.STOP and direction.kind is not Kind.SOUND
    )


def _stands_in_round(direction: Direction, ahead: Before, after: Behind, *, in_list: bool) -> bool:
    if direction.kind in SOUNDS:
        return _sounds_in_round(direction, ahead, after)
    if direction.is_sentence or in_list:
        return False
    if direction.kind is Kind.NOISE:
        return ahead.begins_line and after is Behind.END
    if ahead.place in _FREE:
        return _begins_in_manner(direction, ahead, after)
    if ahead.follows_tag:
        return True
    is_alone = _is_interjection(ahead) and ahead.word not in LEADS
    return direction.kind is Kind.FEELING and is_alone and after in {Behind.CAPITAL, Behind.SMALL}


def _begins_in_manner(direction: Direction, ahead: Before, after: Behind) -> bool:
    """Whether a sentence's first word in round brackets is how to say it: "(sad) No", but "(Slowly) stir"."""
    if after is Behind.END:
        return ahead.begins_line and direction.kind is Kind.FEELING
    if after is Behind.CAPITAL or after is Behind.DOTS:
        return True
    is_adjective = direction.kind is Kind.FEELING and not direction.name.endswith("ly")
    return after is Behind.SMALL and is_adjective and not direction.is_capital


def _sounds_in_round(direction: Direction, ahead: Before, after: Behind) -> bool:
    if ahead.place in _FREE or ahead.follows_tag:
        return direction.kind is not Kind.SOUND or after is not Behind.SMALL or not direction.is_capital
    if direction.is_sentence or direction.kind is Kind.SOUND or _is_subject(direction, ahead, after):
        return False
    if direction.kind is Kind.DOES:
        # In "He cries and (laughs)." it is what he does.
        return ahead.word not in {"or", "and"} or after in {Behind.SMALL, Behind.CAPITAL}
    return (after is not Behind.SMALL or direction.name in _CAPTIONS) and ahead.word not in GRAMMAR


def _is_interjection(ahead: Before) -> bool:
    return len(ahead.clause) == 1 and ahead.word in INTERJECTIONS


def _is_subject(direction: Direction, ahead: Before, after: Behind) -> bool:
    """Whether the words ahead are who does it: "He (laughs) a lot", "Tom (laughs)."."""
    # In a script a speaker's name is read with its colon: "MARY (laughing): Hello".
    if ahead.place is not Place.WITHIN or after in {Behind.CAPITAL, Behind.COLON}:
        return False
    # "Cry (cries)" is grammar, not a direction.
    if ahead.word in SUBJECTS or TERMS.get(ahead.word, "") == TERMS.get(direction.name):
        return True
    if len(ahead.clause) == 1:
        return ahead.word not in INTERJECTIONS
    return 1 < len(ahead.clause) <= 3 and ahead.clause[0] in DETERMINERS  # noqa: PLR2004 - "my old dog"
