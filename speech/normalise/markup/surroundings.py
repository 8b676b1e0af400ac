"""What stands around a place in a text: the clause before it, and how the text goes on behind it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

# A clause's first words and a few blanks and quotation marks; a bound keeps the search linear.
_NEAR: Final = 64
_MOST_TAGS: Final = 4
_SKIPPED: Final = " \t\"'“‘«„”’»」』([*_>#-\ufeff\u200b"
_OPENING_QUOTES: Final = frozenset("\"'“‘«„「『")
_SENTENCE_ENDS: Final = frozenset(".!?…。！？।\n\r\u2028\u2029")
_CLAUSE_ENDS: Final = frozenset(",;，；—–)]}>")
_CLAUSE_BREAK: Final = re.compile(r"[.!?…。！？।\n\r\u2028\u2029,;:，；：—–()\[\]{}<>\"“”„«»]")
# "e.g.", "vs.": a full stop that ends no sentence.
_SHORT: Final = re.compile(r"(?:\b[a-z]\.[a-z]|\b(?:vs|cf|approx|incl|esp|dr|mr|mrs|ms))\.\Z", re.IGNORECASE)
_WORD: Final = re.compile(r"[\w'’]++")
_BEHIND: Final = re.compile(
    r"[ \t\"'“”‘’«»„*_>)\]]{0,16}"
    r"(?:(?P<end>\Z|[\n\r\u2028\u2029])|(?P<dots>…|\.\.\.)|(?P<colon>:)|(?P<stop>[.!?,;。！？।，；：)])"
    r"|(?P<i>I\b)|(?P<letter>[^\W\d_]))?"
)


class Place(Enum):
    """Where in a sentence something stands."""

    START = auto()
    QUOTE = auto()
    """Right behind an opening quotation mark."""
    COLON = auto()
    CLAUSE = auto()
    """Behind a comma, a dash or a bracket."""
    WITHIN = auto()


class Behind(Enum):
    """How the text goes on."""

    END = auto()
    """The line ends."""
    DOTS = auto()
    COLON = auto()
    STOP = auto()
    """A full stop, comma or the like."""
    CAPITAL = auto()
    """A sentence of its own: a capital, or anything but a letter."""
    SMALL = auto()


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before a place."""

    place: Place
    clause: tuple[str, ...]
    """The words since the last punctuation, before a comma or colon the words that it ends; lower case."""
    begins_line: bool
    follows_tag: bool
    """Whether the last thing is a tag."""

    @property
    def word(self) -> str:
        """The last word, in lower case."""
        return self.clause[-1] if self.clause else ""


_BEHINDS: Final = {
    "end": Behind.END,
    "dots": Behind.DOTS,
    "colon": Behind.COLON,
    "stop": Behind.STOP,
    "i": Behind.CAPITAL,
}


def before(text: str, start: int, taken: Mapping[int, int]) -> Before:
    """What stands before `text[start]`, tags aside; `taken` has the tags' starts by their ends."""
    opens_quote = text[max(0, start - 1) : start] in _OPENING_QUOTES
    place = start
    follows_tag = False
    for _ in range(_MOST_TAGS):
        place = _trimmed(text, place, taken)
        if place not in taken:
            break
        follows_tag, place = True, taken[place]
    head = text[max(0, place - _NEAR) : place]
    last = head[-1:]
    if not last or (last in _SENTENCE_ENDS and not _SHORT.search(head)):
        return Before(Place.START, (), not last or last in "\n\r\u2028\u2029", follows_tag)
    if opens_quote:
        return Before(Place.QUOTE, (), begins_line=False, follows_tag=follows_tag)
    where = Place.COLON if last in ":：" else Place.CLAUSE if last in _CLAUSE_ENDS else Place.WITHIN
    clause = _CLAUSE_BREAK.split(head if where is Place.WITHIN else head[:-1])[-1]
    words = tuple(word.lower().replace("’", "'") for word in _WORD.findall(clause))
    if where is Place.WITHIN and not words and last not in _SENTENCE_ENDS:
        where = Place.START
    return Before(where, words, begins_line=False, follows_tag=follows_tag)


def behind(text: str, end: int) -> Behind:
    """How the text goes on at `text[end]`."""
    found = _BEHIND.match(text, end)
    if not found or found.lastgroup is None:
        return Behind.CAPITAL
    if found.lastgroup == "letter":
        return Behind.SMALL if found["letter"].islower() else Behind.CAPITAL
    return _BEHINDS[found.lastgroup]


def _trimmed(text: str, end: int, taken: Mapping[int, int]) -> int:
    """Where blanks, quotation marks and marks of Markdown before `end` begin, or the last tag among them ends."""
    least = max(0, end - _NEAR)
    while end > least and end not in taken and text[end - 1] in _SKIPPED:
        end -= 1
    return end
