"""Signs that nobody says become part of the word beside them: an arrow, the dollars around a formula of TeX.

Between numbers an arrow is said: "1,204 → 1,350" is "to".
"""

import re
from collections.abc import Iterator
from typing import Final

from speech.normalise.english.patterns import BLANKS, SPACE
from speech.normalise.plain import BLOCK_END, LINE_END
from speech.normalise.rewrite import Rewrite

_ARROW: Final = re.compile("(?<![-=<>])(?:<?[-=]{1,4}>|[\u2192\u21d2\u2794\u279c\u27a1\u27f6])(?![->=])")
_SIGN: Final = re.compile(
    rf"(?P<arrow>{_ARROW.pattern})"
    r"|(?<![\w$])\$(?=[A-Za-z\\])"
    r"(?:[^$\s]{1,60}|[^$\n\u2028\u2029\ufffc]{1,80}[=^_\\][^$\n\u2028\u2029\ufffc]{0,80}\S)\$(?![\w$])"
)
_NUMBER_BEFORE: Final = re.compile(rf"[0-9][^\s]{{0,8}}(?:{SPACE}[^\s0-9]{{1,12}})?{SPACE}{{0,2}}$")
_NUMBER_AFTER: Final = re.compile(rf"{SPACE}{{0,2}}[-+\u2212~$\u00a3\u20ac\u00a5v]?[.]?[0-9]")
_WORD_BEFORE: Final = re.compile(rf"(?<![^\W_])(?<!['\u2019])([^\W\d_]{{1,30}}){SPACE}{{0,2}}$")
_WORD_AFTER: Final = re.compile(rf"{SPACE}{{0,2}}([^\W\d_]{{1,30}})(?=[\s,.;:!?=+^*/$_-]|\Z)")
_OPENING: Final = "("
"""A sign that goes with the word behind it."""
_SILENT: Final = ""
_PAUSE: Final = ","
_ANYTHING_AFTER: Final = re.compile(rf"{SPACE}{{0,2}}[\"'\u201c\u2018(\[]{{0,2}}[^\W_]")
_REACH: Final = 40
"""Characters before a sign that are looked at."""
_NEAR: Final = 3
"""Fewer characters stand between a sign and the word that it goes with."""
_LINE_START: Final = re.compile(rf"(?:\A|[\n{LINE_END}{BLOCK_END}]){SPACE}{{0,2}}$")


def attach(text: str, rewrites: list[Rewrite]) -> list[Rewrite]:
    """The rewrites, with silent signs that stand beside them or beside plain words; in linear time."""
    waiting = iter(rewrites)
    following = next(waiting, None)
    done: list[Rewrite] = []
    for sign in _signs(text):
        while following and following.end <= sign.start:
            done.append(following)
            following = next(waiting, None)
        if following and following.start < sign.end:
            continue
        if sign.spoken != _OPENING:
            _add(text, done, sign)
        elif following and following.start - sign.end < _NEAR and not text[sign.end : following.start].strip(BLANKS):
            following = Rewrite(sign.start, following.end, following.spoken)
        else:
            _open(text, done, sign, following.start if following else len(text))
    if following:
        done += [following, *waiting]
    return done


def _signs(text: str) -> Iterator[Rewrite]:
    """Where a sign stands, and what is said for it or one of the three above."""
    for found in _SIGN.finditer(text):
        start, end = found.span()
        if found["arrow"]:
            yield Rewrite(start, end, _say_arrow(text, start, end))
        else:
            yield Rewrite(start, start + 1, _OPENING)
            for arrow in _ARROW.finditer(text, start + 1, end - 1):
                yield Rewrite(*arrow.span(), _say_arrow(text, *arrow.span()))
            yield Rewrite(end - 1, end, _SILENT)


def _say_arrow(text: str, start: int, end: int) -> str:
    touching = text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()
    numbers = _NUMBER_BEFORE.search(text, max(0, start - _REACH), start) and _NUMBER_AFTER.match(text, end)
    if touching or numbers:
        return "to"
    return _OPENING if _LINE_START.search(text, max(0, start - _NEAR), start) else _PAUSE


def _add(text: str, done: list[Rewrite], sign: Rewrite) -> None:
    """The sign as a word of its own, or with the word before it."""
    if sign.spoken not in {_SILENT, _PAUSE}:
        done.append(sign)
        return
    last = done[-1] if done else None
    if last and sign.start - last.end < _NEAR and not text[last.end : sign.start].strip(BLANKS):
        done[-1] = Rewrite(last.start, sign.end, f"{last.spoken.rstrip(',')}{sign.spoken}")
        return
    word = _WORD_BEFORE.search(text, max(0, sign.start - _REACH), sign.start)
    if word and word[1].isalpha() and not (last and word.start() < last.end):
        done.append(Rewrite(word.start(), sign.end, f"{word[1]}{sign.spoken}"))
    elif sign.spoken == _PAUSE and text[sign.start].isascii() and _ANYTHING_AFTER.match(text, sign.end):
        done.append(Rewrite(sign.start, sign.end, "to"))


def _open(text: str, done: list[Rewrite], sign: Rewrite, least: int) -> None:
    """The sign with the plain word behind it, which ends before `least`."""
    word = _WORD_AFTER.match(text, sign.end)
    if word and word[1].isalpha() and word.end() <= least:
        done.append(Rewrite(sign.start, word.end(), word[1]))
    elif "=" in text[sign.start : sign.end]:
        done.append(Rewrite(sign.start, sign.end, "to"))
