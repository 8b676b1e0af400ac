"""Where a text may be parted, and how long a reader pauses there: what stands between one word and the next."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from speech.abbreviations import ABBREVIATIONS, ENDING
from speech.normalise.plain import BLOCK_END, LINE_END, MARK


class Break(IntEnum):
    """How strongly a gap parts two words."""

    WORD = 0
    CLAUSE = 1
    SENTENCE = 2
    BLOCK = 3


PAUSE_S: Final = {Break.WORD: 0.0, Break.CLAUSE: 0.25, Break.SENTENCE: 0.6, Break.BLOCK: 1.0}
"""Silence where two chunks meet, at the voice's own pace. Readers pause 0.2-1 s at most boundaries and about twice as
long between paragraphs as between sentences (Campione & Véronis, "A large-scale multilingual study of silent pause
duration", Speech Prosody 2002); inside a chunk hibari pauses 0.7 s between sentences."""

_CLOSING: Final = "\"'”’“‘»)\\]}」』）】》"  # “ closes in German and Czech
_OPENING: Final = "“‘„«([{「『（【《¿¡"
_STRAIGHT: Final = "\"'"
# A dash, colon or bracket parts clauses too, though a reader hardly stops there.
_SENTENCE_END: Final = re.compile(rf"[.!?…؟।॥][{_CLOSING}]*+(?=[\s{MARK}]|$)|[。！？｡][{_CLOSING}]*+")
_GREEK_QUESTION: Final = re.compile(rf"[;\u037e][{_CLOSING}]*+(?=[\s{MARK}]|$)")
_SPACED_GUILLEMET: Final = re.compile(r"[ \u00a0\u202f]»")
_CLAUSE_END: Final = re.compile(rf"[,;:،؛—–-][{_CLOSING}]*+(?=[\s{MARK}]|$)|[、，；：—…]|\.\.\.|--|[()]|{LINE_END}")
_DOTTED_ORDINALS: Final = frozenset({"cs", "da", "de", "fi", "hu", "no", "pl", "tr"})
"""Languages in which "XIV." is "the fourteenth"."""
_ROMAN: Final = re.compile(r"[IVXLC]+")
_SHORT: Final = 3
"""Letters of a word whose full stop before a small letter is that of an abbreviation: "case no. is"."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What parts two words."""

    kind: Break
    cut: int
    """Up to here the characters of the gap belong to the word before, from here on to the word after."""


def judge(gap: str, before: str, after: str, language: str) -> Gap:
    """What `gap` between the words `before` and `after` (either may be empty: the text's ends) amounts to."""
    if (block := gap.rfind(BLOCK_END)) >= 0:
        return Gap(Break.BLOCK, block + 1)
    ending = _sentence_end(gap, language)
    if ending and not _goes_on(ending, before, after, language):
        closing = _SPACED_GUILLEMET.match(gap, ending.end()) if language == "fr" else None
        return Gap(Break.SENTENCE, (closing or ending).end())
    clause = _CLAUSE_END.search(gap)
    return Gap(Break.CLAUSE if clause or ending else Break.WORD, _openers_start(gap))


def _openers_start(gap: str) -> int:
    """Where the marks begin that open something for the word after the gap."""
    start = len(gap)
    while start and (
        gap[start - 1] in _OPENING or (gap[start - 1] in _STRAIGHT and gap[max(0, start - 2) : start - 1].isspace())
    ):
        start -= 1
    return start


def _sentence_end(gap: str, language: str) -> re.Match[str] | None:
    found = list(_SENTENCE_END.finditer(gap)) or (list(_GREEK_QUESTION.finditer(gap)) if language == "el" else [])
    return found[-1] if found else None


def _goes_on(ending: re.Match[str], before: str, after: str, language: str) -> bool:
    """Whether the sentence goes on behind the mark: "Dr. Smith", "“Stop!” he said", "well… no", "Tél. : 5"."""
    mark = ending.group()
    if ending.string[ending.end() :].lstrip()[:1] in tuple(",;:"):
        return True
    goes_on_small = after[:1].islower()
    if mark[0] == ".":
        dotted = ending.string[: ending.start()].endswith(".")
        return (goes_on_small and (dotted or len(before) <= _SHORT)) or _is_abbreviated(before, after, language)
    return goes_on_small and (len(mark) > 1 or mark == "…")


def _is_abbreviated(word: str, after: str, language: str) -> bool:
    """Whether a full stop belongs to the word: an initial ("J. K. Rowling", "z. B."), an ordinal, an abbreviation."""
    if word.lower() in ENDING:
        return not after[:1].isupper()
    is_initial = len(word) == 1 and word.isalpha() and (language != "en" or (word.isupper() and word != "I"))
    is_ordinal = language in _DOTTED_ORDINALS and _ROMAN.fullmatch(word) is not None
    return is_initial or is_ordinal or word.lower() in ABBREVIATIONS.get(language, ())
