"""Words with hyphens stay one word: "mid-1990s", "5-year-old", "R2-D2"."""

import re
from itertools import pairwise
from typing import Final

from speech.normalise.rewrite import Rewrite

_HYPHENS: Final = "-\u2010\u2011"
_BEFORE: Final = re.compile(f"(?<![\\w@/.])((?:[^\\W_]{{1,30}}[{_HYPHENS}]){{1,5}})$")
_AFTER: Final = re.compile(
    f"(?:(?:[{_HYPHENS}][^\\W\\d_]{{1,30}}){{1,5}}(?![{_HYPHENS}]?[^\\W_]))?(?:['\u2019]s)?(?![^\\W_])"
)
_TIES: Final = tuple(_HYPHENS)
_LINK: Final = re.compile(f"[{_HYPHENS}](?:[^\\W\\d_]{{1,30}}[{_HYPHENS}]){{0,3}}")
_LONGEST: Final = 180
_MOST: Final = 6


def join(text: str, rewrites: list[Rewrite]) -> list[Rewrite]:
    """The rewrites, with what hyphens tie to them."""
    joined: list[Rewrite] = []
    run: list[Rewrite] = []
    for rewrite in rewrites:
        if run and not (_is_tied(text, run[-1], rewrite) and len(run) < _MOST):
            joined.append(_tie(text, run, joined[-1].end if joined else 0, rewrite.start))
            run = []
        run.append(rewrite)
    if run:
        joined.append(_tie(text, run, joined[-1].end if joined else 0, len(text)))
    return joined


def _is_tied(text: str, first: Rewrite, second: Rewrite) -> bool:
    between = text[first.end : min(second.start, first.end + _LONGEST)]
    if not between.startswith(_TIES) or first.end + len(between) != second.start:
        return False
    return _LINK.fullmatch(between) is not None and _is_plain(between)


def _tie(text: str, run: list[Rewrite], least: int, most: int) -> Rewrite:
    """One word of a run of rewrites and the plain words that hang on its ends, between `least` and `most`."""
    start, end = run[0].start, run[-1].end
    spoken = [run[0].spoken]
    for first, second in pairwise(run):
        spoken += [_plain(text[first.end : second.start]), second.spoken]
    before = _BEFORE.search(text, max(least, start - _LONGEST), start) if text[start - 1 : start] in _TIES else None
    if before and _is_plain(before[1]):
        start = before.start(1)
        spoken.insert(0, _plain(before[1]))
    after = _AFTER.match(text, end, most)
    if after and after.end() > end and _is_plain(re.sub("['\u2019]s$", "", after[0])):
        end = after.end()
        possessive = after[0].startswith(("'", "\u2019"))
        spoken = [f"{' '.join(filter(None, spoken))}'s"] if possessive else [*spoken, _plain(after[0])]
    return Rewrite(start, end, " ".join(filter(None, spoken)))


def _is_plain(words: str) -> bool:
    return all(word.isalpha() for word in re.split(f"[{_HYPHENS}]", words) if word)


def _plain(words: str) -> str:
    return " ".join(re.split(f"[{_HYPHENS}]", words)).strip()
