"""Times of day in figures: "14:30", "14h30", "14.30"."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.locales import plural
from speech.normalise.foreign.numbers import LETTER, SPACE, join
from speech.normalise.foreign.spellout import cardinal, ordinal
from speech.normalise.foreign.words import WORDS, pick
from speech.normalise.rewrite import Rewrite

_HOURS: Final = 24
_MINUTES: Final = 60
_NATIVE_HOURS: Final = 12
"""Up to here Korean counts hours with its own numbers, beyond, as a soldier does, with Chinese ones."""
_STOP_IS_TIME: Final = frozenset({"da", "fi"})
"""Languages in which CLDR writes 14.30."""
_WRITTEN_H: Final = frozenset({"es", "fr", "it", "pt"})
_CUE: Final = re.compile(
    rf"(?:\bkl\.?|\bklo|\bklokken|\bklockan|\bore|\balle|\bpukul|\bgodz\.|\bum|\bom|\bo|\bsaat){SPACE}\Z", re.IGNORECASE
)
_LOOK_BACK: Final = 16
_POLISH_OBLIQUE: Final = re.compile(
    rf"\b(?:o|po|od|do|przed|około){SPACE}(?:godz\.?{SPACE}|godzin(?:ie|y){SPACE})?\Z", re.IGNORECASE
)
_GODZ: Final = re.compile(rf"\b(?:(?P<at>o|po|od|do|około){SPACE})?(?P<word>godz\.?){SPACE}\Z", re.IGNORECASE)
_GODZ_CASES: Final[Mapping[str, str]] = MappingProxyType(
    {"o": "godzinie", "po": "godzinie", "od": "godziny", "do": "godziny", "około": "godziny"}
)
_KOREAN_COUNT: Final = re.compile(
    rf"(?P<n>\d{{1,2}})(?={SPACE}?(?:시간|번째|개(?!월)|명|살|마리|잔|권|장(?!관)|달(?!러)|그루|송이|켤레|벌|병))"
)
_KOREAN_HOUR: Final = re.compile(rf"(?P<n>0?[1-9]|1[0-2])(?={SPACE}?시(?![즌리장간]))")
_CHINESE_TWO: Final = re.compile(
    rf"[2２](?={SPACE}?(?:[个個位只本条次天点块件张种家间套份名辆杯层棵倍万亿]|小时|分钟))"
)
_ARABIC_MINUTES: Final = "دقيقة|دقائق|دقيقة|دقيقة"
_ARABIC_HOURS: Final[Mapping[int, str]] = MappingProxyType({0: "صفر", 1: "الواحدة"})


@cache
def _pattern(language: str) -> re.Pattern[str]:
    word = WORDS[language].clock_word
    after = rf"(?:{SPACE}?(?:{word})(?!{LETTER}|{SPACE}\d))?" if word else ""
    h = rf"|(?P<hour>\d{{1,2}}){SPACE}?h{SPACE}?(?P<minute>\d{{2}})?(?!\d|{LETTER})" if language in _WRITTEN_H else ""
    return re.compile(
        rf"(?:(?P<h>\d{{1,2}})(?P<mark>[:.：])(?P<m>\d{{2}})(?:[:：](?P<s>\d{{2}}))?(?!\d|[:.,]\d|{LETTER})(?P<after>{after}){h})"
    )


def time_of_day(text: str, first: int, at: int, language: str) -> list[Rewrite]:
    """A time that begins with the digit at `at`, or a number that Korean or Chinese counts in a way of its own."""
    if language == "ko":
        count = _KOREAN_COUNT.match(text, at) or _KOREAN_HOUR.match(text, at)
        if count:
            return [Rewrite(at, count.end(), cardinal("ko", int(count["n"]), "native-attributive"))]
    if language == "zh" and _CHINESE_TWO.match(text, at):
        return [Rewrite(at, at + 1, "两")]
    found = _pattern(language).match(text, at)
    if found is None:
        return []
    parts = found.groupdict()
    hour, minute = int(parts["h"] or parts["hour"]), int(parts["m"] or parts.get("minute") or 0)
    cue = parts["mark"] != "." or _is_time(text, at, parts["after"] or "", language)
    if hour > _HOURS or minute >= _MINUTES or not cue:
        return []
    seconds = cardinal(language, int(parts["s"])) if parts["s"] else ""
    before = _hour_word(text, first, at, language)
    spoken = join(language, say(hour, minute, language, oblique=_is_oblique(text, at, language)), seconds)
    return [*before, Rewrite(at, found.end(), spoken)]


def _is_time(text: str, at: int, after: str, language: str) -> bool:
    """Whether 14.30 is a time: in a language that writes it so, or beside a word that says so."""
    return language in _STOP_IS_TIME or bool(after) or _CUE.search(text, max(0, at - _LOOK_BACK), at) is not None


def _hour_word(text: str, first: int, at: int, language: str) -> list[Rewrite]:
    """Polish "godz." before a time, in the case that the preposition asks for."""
    found = _GODZ.search(text, max(first, at - _LOOK_BACK), at) if language == "pl" else None
    if found is None:
        return []
    return [Rewrite(*found.span("word"), _GODZ_CASES.get((found["at"] or "").lower(), "godzina"))]


def _is_oblique(text: str, at: int, language: str) -> bool:
    return language == "pl" and _POLISH_OBLIQUE.search(text, max(0, at - _LOOK_BACK), at) is not None


def say(hour: int, minute: int, language: str, *, oblique: bool = False) -> str:
    """A time in words."""
    words = WORDS[language]
    frame = pick(words.clock if minute else words.hour, plural(language, Decimal(hour)))
    minutes = cardinal(language, minute, "feminine" if language == "ar" else "")
    if language == "ar":
        minutes += " " + pick(_ARABIC_MINUTES, plural(language, Decimal(minute)))
    if 0 < minute < 10 and words.zero:  # noqa: PLR2004 - one digit
        minutes = join(language, words.zero, minutes)
    return frame.format(h=_say_hour(hour, language, oblique=oblique), m=minutes)


def _say_hour(hour: int, language: str, *, oblique: bool) -> str:
    form = WORDS[language].clock_form
    if language == "ar" and hour in _ARABIC_HOURS:
        return _ARABIC_HOURS[hour]
    if language == "zh" and hour == 2:  # noqa: PLR2004 - 两点, not 二点
        return "两"
    if language == "ko" and 0 < hour <= _NATIVE_HOURS:
        return cardinal(language, hour, "native-attributive")
    if form.startswith("ordinal-"):
        return ordinal(language, hour, form.removeprefix("ordinal-") + ("-locative" if oblique else ""))
    return cardinal(language, hour, form)
