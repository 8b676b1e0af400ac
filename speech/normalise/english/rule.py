"""Rules: what is said where a pattern matches."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from speech.normalise.rewrite import Rewrite

Match: TypeAlias = "re.Match[str]"
Rewriter: TypeAlias = Callable[[Match], list[Rewrite] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is said where `pattern` matches from the start of a token on.

    `rewrite` gives None where the match is something else after all, and an empty list where it is to stay as it is.
    """

    pattern: re.Pattern[str]
    rewrite: Rewriter


def rule(pattern: str, rewrite: Rewriter) -> Rule:
    """A rule from the source of its pattern, which may be laid out over lines and spaces."""
    return Rule(re.compile(pattern, re.VERBOSE), rewrite)


def say(match: Match, spoken: str, group: str | int = 0) -> list[Rewrite]:
    """The match, or a group of it, as one word."""
    return [Rewrite(*match.span(group), spoken)]


def say_spaced(match: Match, group: str, spoken: str) -> list[Rewrite]:
    """A sign as a word of its own where a space stands beside it in its group, else nothing: it is inside a word."""
    written = match[group] or ""
    sign = written.strip()
    start = match.start(group) + written.index(sign)
    return [] if sign == written else [Rewrite(start, start + len(sign), spoken)]


def say_each(match: Match, **spoken: str) -> list[Rewrite]:
    """Each group that took part, in the order of the text, said as the argument of its name."""
    words = [Rewrite(*match.span(group), as_said) for group, as_said in spoken.items() if match[group]]
    return sorted(words, key=lambda word: word.start)
