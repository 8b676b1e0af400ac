"""Characters as a reader sees them: invisible ones gone, look-alikes made plain, emoji silent."""

import re
import unicodedata
from array import array
from typing import Final

SILENT: Final = "\ufff9"
"""Stands where something stood that nobody says, as an emoji; `clean` makes it space where words need one."""

# Unicode 16 emoji-data.txt: Emoji_Presentation=Yes below U+1F300, and all of the pictographic planes above it.
_EMOJI: Final = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"
    "\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a"
    "\U0001f1e6-\U0001f1ff\U0001f201\U0001f21a\U0001f22f\U0001f232-\U0001f236\U0001f238-\U0001f23a\U0001f250\U0001f251"
    "\U0001f300-\U0001faff"
)
# ™ and © keep their names even when a phone adds the emoji selector; the rest up to ㊙ are pictures then.
_PICTURE: Final = "\u203c-\u2121\u2123-\u3299"
_ONE_EMOJI: Final = (
    f"(?:[{SILENT}{_EMOJI}]|[{_PICTURE}]\ufe0f|[0-9#*]\ufe0f?\u20e3)"
    f"(?:[\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f]|\u200d[{_PICTURE}{_EMOJI}]?)*+"
)
# Western faces and the names of emoji in chats, only where nothing but space or the end of a sentence is around them:
# "(see 8:)" is no face. A name of one word is one of the usual ones: ":note:" is read.
_NAME: Final = (
    "[+-]1|100|[a-z]{2,20}+(?:_[a-z]{1,20}+){1,4}+|smiley?|grin|grinning|laughing|joy|wink|blush|kiss|heart|fire|tada|cry"
    "|sob|rocket|thumbsup|thumbsdown|clap|wave|eyes|thinking|sunglasses|star|sparkles|pray|muscle|skull|scream|rofl"
)
_FACE: Final = rf"(?<!\S)(?:[:;][-'^o]?[)(DPpOo|/\\*\]\[]++|=[)(]++|:(?:{_NAME}):|xD|XD|\^_?\^)(?=[\s.,!?]|\Z)"
_SILENT: Final = f"(?:{_ONE_EMOJI}(?:\x20?{_ONE_EMOJI})*+|{_FACE})"
# The joiners shape the letters of Arabic and Indic scripts; elsewhere they are left over from copying.
_JOINED: Final = "\u0600-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"

_KINDS: Final = {
    "silent": rf"\x20?{_SILENT}(?=[.,;:!?…。！？，、])",
    "gap": _SILENT,
    "joiner": f"(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])",
    "invisible": (
        "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
        "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U0001bca0-\U0001bca3"
        "\U000e0000-\U000e0fff]+"
    ),
    "group": r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d)",
    "space": (
        "[\\t\\n\\x0b\\x0c\\r\\x1c-\\x1f\x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0"
        "\ufffd-\uffff\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]"
    ),
    "hyphen": "[\u2010\u2011]",
    "apostrophe": "[’‘ʼ‛＇]|(?<=[^\\W\\d_])[´`](?=[^\\W\\d_])",
    "composed": "[^\\W\\d_][\u0300-\u036f\u3099\u309a]{1,8}+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?",
    # Full-width comma, stop, colon and the like end clauses in Chinese and Japanese: plain between digits only.
    "wide": (
        r"(?<=[\d０-９])[，．：](?=[\d０-９])|[＂-＇＊＋－／-９＜-＞＠-～￠-￦]"
        "|[\u2102\u210a-\u210e\u2110-\u2113\u2115\u2119-\u211d\u2124\u2128\u212a-\u212d\u212f-\u2131\u2133\u2134"
        "\ufb00-\ufb06\U0001d400-\U0001d7ff]"
    ),
}
# Most characters are plain ones before plain ones: seen at one glance, not by trying every kind.
_GLANCE: Final = "(?=[^ -~]|[:;=xX^`]|[ -~](?:[^ -~]|[:;=xX^])| [0-9#*][^ -~])"
_UNTIDY: Final = re.compile(
    _GLANCE + "(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()) + ")"
)
_PLAIN: Final = {"silent": "", "invisible": "", "gap": " ", "space": " ", "apostrophe": "'", "hyphen": "-"}
_GROUPING: Final = {"\u2007": "\u202f", "\u2009": "\u202f"}


def clean(text: str, starts: "array[int]", ends: "array[int]") -> "tuple[str, array[int], array[int]]":
    """The text with plain characters only, and for each of them the piece of the original that it stands for.

    Apostrophes become ', hyphens -, full-width and mathematical letters and digits plain ones, letters and their
    combining marks one character, emoji and :-) a space, any space but one between digits U+0020. Quotation marks stay.
    """
    pieces: list[str] = []
    clean_starts, clean_ends = array("i"), array("i")
    done = 0
    for untidy in _UNTIDY.finditer(text):
        start, end = untidy.span()
        pieces.append(text[done:start])
        clean_starts += starts[done:start]
        clean_ends += ends[done:start]
        plain = _plain(untidy.lastgroup or "", untidy[0])
        pieces.append(plain)
        clean_starts.extend([starts[start]] * len(plain))
        clean_ends.extend([ends[end - 1]] * len(plain))
        done = end
    pieces.append(text[done:])
    return "".join(pieces), clean_starts + starts[done:], clean_ends + ends[done:]


def _plain(kind: str, untidy: str) -> str:
    match kind:
        case "joiner":
            return untidy
        case "group":
            return _GROUPING.get(untidy, untidy)
        case "composed":
            return unicodedata.normalize("NFC", untidy)
        case "wide":
            return unicodedata.normalize("NFKC", untidy)
    return _PLAIN[kind]
