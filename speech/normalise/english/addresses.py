"""How addresses of mail, of the web and of files are said: "example dot com slash a underscore b"."""

import re
import unicodedata
from typing import Final

from speech.normalise.english.capitals import spell
from speech.normalise.english.letters import say_code_digits, say_run
from speech.normalise.english.tables import pairs, words

_SIGNS: Final = pairs(
    ". dot, / slash, \\ backslash, - dash, _ underscore, ~ tilde, @ at, + plus, ? question mark, = equals, & and, "
    "# hash, % percent, : colon, ! exclamation mark, * star, $ dollar"
)
_WORDS: Final = words("at be by do go he if in is it me my no of on or so to up us we co app net old")
_SPELT: Final = words("io ai avi api usr py exe iso ico usa uk url ui ux id tv eu ip aws ios ini edu")
_KNOWN_LETTERS: Final = words("bbc cnn nbc cbs abc nhs fbi cia irs ibm html http https css php sql pdf faq usb")
_PIECE: Final = re.compile("[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]|[0-9]+|[^\\W\\d_]+|[^\\w]|_")
_MOST_PIECES: Final = 24
"""Of an address that is longer, nobody listens to the rest."""
_LONGEST_PIECE: Final = 24


def say_address(written: str) -> str:
    """Word by word, with the names of the signs between: "example dot com slash a underscore b"."""
    # Raised, circled and Roman numerals become digits and letters, which have names.
    written = unicodedata.normalize("NFKC", written)
    said: list[str] = []
    for found in _PIECE.finditer(written):
        if len(said) == _MOST_PIECES or len(found[0]) > _LONGEST_PIECE:
            break
        after_dot = written[found.start() - 1 : found.start()] == "."
        said.append(_say_piece(found[0], after_dot=after_dot))
    return " ".join(filter(None, said))


def _say_piece(piece: str, *, after_dot: bool) -> str:
    if piece in _SIGNS:
        return _SIGNS[piece]
    if not piece[0].isalnum():
        return ""
    if piece[0] in "0123456789":
        return say_code_digits(piece)
    if not piece.isascii():
        return "".join(filter(str.isalpha, piece)).lower()
    lower = piece.lower()
    if lower in _SPELT or (after_dot and len(lower) == 2 and lower not in _WORDS):  # noqa: PLR2004 - countries and the like
        return spell(lower)
    return say_run(piece) if piece.isupper() or lower in _KNOWN_LETTERS else _say_word(lower)


def _say_word(lower: str) -> str:
    return lower if set(lower) & set("aeiouy") else say_run(lower)
