"""HTML in a text: tags and comments that are not read, breaks and pauses that they ask for."""

import re
from collections.abc import Iterator
from typing import Final

from speech.normalise.markup.aside import Aside
from speech.normalise.markup.pauses import DEFAULT_PAUSE_S, pause_of
from speech.normalise.plain import BLOCK_END, LINE_END

# No part of it takes a "<", and none gives back what it took: what is read from one "<" ends before the next.
_TAG: Final = re.compile(
    r"<(?P<closing>/?)(?P<name>[a-z][\w:.-]*+)"
    r"(?P<attributes>(?:\s++(?:[a-z_:@][\w:.-]*+\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s\"'=<>`]++)"
    r"|(?:controls|checked|selected|disabled|hidden|open|loop|muted|autoplay|required|readonly|async|defer)\b))*+)"
    r"\s*+/?>",
    re.IGNORECASE,
)
_AUTOLINK: Final = re.compile(r"<(?:[a-z][a-z0-9+.-]{1,31}+:|[\w.+-]{1,64}+@)[^\s<>]*+>", re.IGNORECASE)
_CLOSED: Final = re.compile(r"</([a-z][\w:.-]*+)\s*+>", re.IGNORECASE)
_UNREAD: Final = re.compile(r"(?<!`)<(?P<name>!--|script\b|style\b|template\b)", re.IGNORECASE)
_TIME: Final = re.compile(r"time\s*=\s*[\"']?\+?(\d{1,7}+(?:\.\d{1,6}+)?|\.\d{1,6}+)\s{0,3}(ms|s)?", re.IGNORECASE)
_STRENGTH: Final = re.compile(r"strength\s*=\s*[\"']?([a-z-]{1,10})", re.IGNORECASE)
_STRENGTHS: Final = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 1.0, "x-strong": 2.0}

_BLOCK_NAMES: Final = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol p pre section summary table tbody td tfoot th"
    " thead title tr ul"
)
_INLINE_NAMES: Final = (
    "a abbr acronym audio b bdi bdo big button cite code col colgroup data del dfn em embed font i iframe img input ins"
    " kbd label link map mark meta meter noscript object optgroup option output param picture progress q rp rt ruby s"
    " samp script select small source span strike strong style sub sup svg template textarea time tt u var video wbr"
    # SSML, W3C 1.1
    " speak prosody emphasis say-as phoneme voice lang w token desc sentence paragraph break br"
)
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
# As placeholders ("at <time>") these are read, unless they have attributes or the text closes them.
_PLACEHOLDERS: Final = (
    "address article aside audio body button caption code data desc details dialog emphasis figure font footer form"
    " header input label lang legend link main map mark meter nav object option output paragraph param picture"
    " progress section select sentence source style summary table template textarea time title token video voice"
)
_WORDS: Final = frozenset(_PLACEHOLDERS.split())
_NAMES: Final = _BLOCKS | frozenset(_INLINE_NAMES.split())


def find_html(text: str) -> Iterator[Aside]:
    """Tags, comments and what is never shown, perhaps one within another.

    A tag of a name that HTML lacks is one only where the text closes it too: "Dear <name>" is read.
    """
    if "<" not in text:
        return
    yield from _find_unread(text)
    yield from _find_autolinks(text)
    yield from _find_tags(text, {tag[1].lower() for tag in _CLOSED.finditer(text)})


def _find_unread(text: str) -> Iterator[Aside]:
    lowered: str | None = None
    place = 0
    # One end that is missing is looked for once: the search stays linear in "<!--<!--<!--".
    missing: set[str] = set()
    while opening := _UNREAD.search(text, place):
        place = opening.end()
        name = opening["name"].lower()
        if name in missing:
            continue
        if lowered is None:
            lowered = text.lower() if len(text.lower()) == len(text) else text
        closing = "-->" if name == "!--" else f"</{name}>"
        end = lowered.find(closing, place)
        if end < 0:
            missing.add(name)
        else:
            place = end + len(closing)
            yield Aside(opening.start(), place)


def _find_autolinks(text: str) -> Iterator[Aside]:
    for link in _AUTOLINK.finditer(text):
        # A link's address in angle brackets belongs to its link.
        if text[link.start() - 2 : link.start()] != "](":
            yield Aside(link.start(), link.start() + 1)
            yield Aside(link.end() - 1, link.end())


def _find_tags(text: str, closed: set[str]) -> Iterator[Aside]:
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        if name not in closed and (name not in _NAMES or (name in _WORDS and not tag["attributes"])):
            continue
        if name == "break":
            yield _break(tag)
        elif name == "br":
            yield Aside(*tag.span(), LINE_END)
        elif name in _BLOCKS:
            yield Aside(*tag.span(), BLOCK_END)
        else:
            yield Aside(*tag.span())


def _break(tag: re.Match[str]) -> Aside:
    time = _TIME.search(tag["attributes"])
    if time:
        seconds = float(time[1]) / (1000 if (time[2] or "").lower() == "ms" else 1)
        return pause_of(*tag.span(), seconds)
    strength = _STRENGTH.search(tag["attributes"])
    return pause_of(*tag.span(), _STRENGTHS.get(strength[1].lower() if strength else "", DEFAULT_PAUSE_S))
