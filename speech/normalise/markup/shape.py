"""A text's shape for the Markdown parser: one ASCII character for each of the text's own.

Offsets of the shape are offsets of the text, whatever the parser counts in; the text's characters are read from the
text. What is no Markdown but would be taken for it has a letter or a comma in its place.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from speech.normalise.markup.aside import Aside

_INVISIBLE: Final = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INVISIBLE_FIRST: Final = re.compile(rf"^[{_INVISIBLE}]+", re.MULTILINE)
_INERT: Final = re.compile(
    # Products of numbers, "3~5" and one tilde alone: the parser would take them for emphasis.
    r"(?<=\d)\*(?=\d)|(?<!~)~(?!~)"
    # "src/*/x" and "*.txt".
    r"|(?<=/)\*(?=[/.\s]|\Z)|(?<!\S)\*(?=\.\w)"
    # HTML is dealt with before; only an address in angle brackets is left to the parser.
    r"|(?<!\]\()<"
    # ">= 5" and ">5" are comparisons, no quotations.
    r"|^>(?=[=\d])"
    # A lone "=" below a line is no underline.
    r"|(?:(?<=^)|(?<=^ )|(?<=^  )|(?<=^   ))=(?=[ \t]*+$)",
    re.MULTILINE,
)
# One star within a word is a product's, two are emphasis: "a*b", but "un*believ*able".
_PRODUCT: Final = re.compile(r"(?<!\S)(?P<head>[^\s*]*+)(?<=\w)\*(?=\w[^\s*]*+(?!\S))")
_ADDRESS: Final = re.compile(r"\b(?:https?://|ftp://|www\.|[a-z]:\\)[^\s<>]++", re.IGNORECASE)
_MARK_IN_ADDRESS: Final = re.compile(r"[*_~](?=\.?[\w/%\\(-])|\\")
# "[label]: address", unless it is a footnote; what begins as no address does makes it prose.
_DEFINITION: Final = re.compile(
    r"(?<!\\)\[(?P<label>(?!\^[^\[\]\n]++\])(?:[^\[\]\\]|\\.){1,999}+)\]:"
    r"(?P<address>[ \t]*+\n?[ \t]*+(?:<|/|#|\.|www\.|[a-z][a-z0-9+.-]{1,20}:\S))?",
    re.IGNORECASE,
)


class _Shape(dict[int, str]):
    """Filled as characters come up, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        shape = character
        if code >= 0x80:  # noqa: PLR2004 - the end of ASCII
            # East Asian punctuation counts as a letter: emphasis beside it is meant, though CommonMark says it is not.
            category = "L" if 0x3000 < code < 0x3040 or code >= 0xFF00 else unicodedata.category(character)[0]  # noqa: PLR2004 - Unicode blocks
            shape = " " if character.isspace() else "," if category in "PS" else "x"
        self[code] = shape
        return shape


def shape_of(text: str, asides: Iterable[Aside]) -> str:
    """As many ASCII characters as the text has, with all of its Markdown and none of what only looks like it."""
    shape = _INVISIBLE_FIRST.sub(lambda found: " " * len(found[0]), text)
    shape = shape.translate(_Shape()).replace("\r\n", " \n").replace("\r", "\n")
    shape = _covered(shape, asides)
    shape = _INERT.sub(",", shape)
    shape = _PRODUCT.sub(r"\g<head>,", shape)
    shape = _ADDRESS.sub(lambda address: _MARK_IN_ADDRESS.sub(",", address[0]), shape)
    return _DEFINITION.sub(lambda found: found[0] if found["address"] else _without_colon(found), shape)


def without_unused_definitions(shape: str, used: Iterable[str]) -> str:
    """The shape in which "[label]: address" is text where no link refers to the label."""
    labels = {_label(label) for label in used}
    return _DEFINITION.sub(
        lambda found: found[0] if _label(found["label"]) in labels else _without_colon(found),
        shape,
    )


def with_commas(shape: str, places: Iterable[int]) -> str:
    """The shape with a comma at each of these places."""
    characters = list(shape)
    for place in places:
        characters[place] = ","
    return "".join(characters)


def _without_colon(definition: re.Match[str]) -> str:
    colon = definition.end("label") + 1 - definition.start()
    return f"{definition[0][:colon]},{definition[0][colon + 1 :]}"


def _label(label: str) -> str:
    return " ".join(label.lower().split())


def _covered(shape: str, asides: Iterable[Aside]) -> str:
    pieces: list[str] = []
    done = 0
    for aside in asides:
        if aside.parsed:
            continue
        # Lines stay lines: a comment over several of them must not move what follows.
        pieces += (shape[done : aside.start], re.sub(r"[^\n]", ",", shape[aside.start : aside.end]))
        done = aside.end
    return "".join([*pieces, shape[done:]])
