"""Numbers, money, dates and times of other languages than English, in words; the rest is left to the engine."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.amounts import amount, measured
from speech.normalise.foreign.dates import date
from speech.normalise.foreign.digits import chain, glue, mixed, phone, word_start
from speech.normalise.foreign.numbers import LETTER
from speech.normalise.foreign.ordinals import ranked
from speech.normalise.foreign.ratios import ratio
from speech.normalise.foreign.spellout_repairs import oblique
from speech.normalise.foreign.times import time_of_day
from speech.normalise.foreign.weekdays import weekday
from speech.normalise.foreign.words import WORDS
from speech.normalise.rewrite import Rewrite

LANGUAGES: Final = frozenset(WORDS)
"""Primary subtags of the languages that are known here."""

_ALIASES: Final[Mapping[str, str]] = MappingProxyType({"nb": "no", "nn": "no", "iw": "he", "cmn": "zh"})
_DIGIT: Final = re.compile(r"\d")
_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)[!-~]++|(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,8}+", re.IGNORECASE
)
"""Web and mail addresses: read by the engine, whole."""
_UNSPEAKABLE: Final = re.compile(r"[^\w\s'’,\-\u0300-\u036f\u0591-\u05c7\u05f3\u05f4\u064b-\u0652\u0900-\u097f]|[\d_]")
_ENDINGS: Final = MappingProxyType(
    {
        "hu": re.compile(rf"[-‑]([a-záéíóöőúüű]{{1,8}}+)(?!{LETTER})"),
        "tr": re.compile(rf"['’]([a-zçğıöşü]{{1,8}}+)(?!{LETTER})"),
    }
)
_SPACES: Final = re.compile(r"\s+")


def rewrites(text: str, language: str) -> list[Rewrite]:
    """What of `text` is said otherwise than written, in order; nothing for a language that is not known.

    `language` is a BCP 47 tag, of which the primary subtag counts. Numbers are nominative, and masculine or what
    the language counts with, except where the text tells more.
    """
    primary = language.replace("_", "-").split("-", 1)[0].lower()
    primary = _ALIASES.get(primary, primary)
    return list(_scan(text, primary)) if primary in LANGUAGES else []


def _scan(text: str, language: str) -> Iterator[Rewrite]:
    """Each digit that no rewrite covers yet begins the next one, with what before it belongs to it."""
    addresses = deque(found.span() for found in _ADDRESS.finditer(text))
    first = 0
    while digit := _DIGIT.search(text, first):
        at = digit.start()
        while addresses and addresses[0][1] <= at:
            first = max(first, addresses.popleft()[1])
        if addresses and addresses[0][0] <= at:
            first = addresses.popleft()[1]
            continue
        found = _with_ending(text, _read(text, first, at, language), language)
        yield from (Rewrite(each.start, each.end, _tidy(each.spoken)) for each in found)
        first = found[-1].end


def _with_ending(text: str, found: list[Rewrite], language: str) -> list[Rewrite]:
    """With the case ending that Hungarian and Turkish write behind figures and signs: "5 %-kal", "07.05'te"."""
    last = found[-1]
    ending = _ENDINGS[language].match(text, last.end) if language in _ENDINGS else None
    return [*found[:-1], Rewrite(last.start, ending.end(), last.spoken + ending[1])] if ending else found


def _read(text: str, first: int, at: int, language: str) -> list[Rewrite]:
    before = text[word_start(text, first, at) : at]
    if not before:
        return _read_number(text, first, at, language)
    paid = amount(text, first, at, language)
    if paid and paid[0].start < at:
        return paid
    glued = glue(before, language)
    if not glued:
        return mixed(text, first, at, language)
    number, *rest = _read_number(text, at, at, language)
    # Arabic's glued prepositions take the genitive, its "and" does not.
    counted = oblique(number.spoken) if language == "ar" and glued in {"ب", "ك", "ل"} else number.spoken
    spoken = "pertama" if before.lower() == "ke-" and text[at : number.end] == "1" else glued + counted
    return [Rewrite(at - len(before), number.end, spoken), *rest]


def _read_number(text: str, first: int, at: int, language: str) -> list[Rewrite]:
    """The first reading that fits; the last one fits every digit."""
    dated = date(text, at, language)
    return (
        measured(text, first, at, language)
        or (dated and [*weekday(text, first, at, language), *dated])
        or time_of_day(text, first, at, language)
        or phone(text, first, at, language)
        or ranked(text, at, language)
        or amount(text, first, at, language)
        or ratio(text, at, language)
        or chain(text, at, language)
        or mixed(text, at, at, language)
    )


def _tidy(spoken: str) -> str:
    return _SPACES.sub(" ", _UNSPEAKABLE.sub(" ", spoken)).replace(" ,", ",").strip(" ,")
