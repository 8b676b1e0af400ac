"""One pass over the text: at the start of each token the rules are tried in their order."""

import re
from typing import Final

from speech.normalise.english import (
    abbreviations,
    chat,
    citations,
    dates,
    fractions,
    keys,
    letters,
    lists,
    maths,
    measures,
    money,
    months,
    phones,
    places,
    points,
    quantities,
    rates,
    roman,
    shouting,
    sizes,
    symbols,
    tex,
    times,
    web,
    weekdays,
    years,
)
from speech.normalise.english.rule import Rule
from speech.normalise.english.sieve import Sieve
from speech.normalise.rewrite import Rewrite

_TOKEN: Final = re.compile(
    rf"(?P<lower>(?:pages?|versions?)(?=[ \u00a0])|(?:{'|'.join((*points.WRITTEN, *chat.WRITTEN))})(?![^\W_])"
    r"|[a-z]++(?![ ,;!?\u2028\u2029])[^\W_]{0,99}+)"
    r"|(?P<capital>[A-Z][^\W_]{0,99}+)|(?P<digit>[0-9][^\W_]{0,99}+)"
    r"|(?P<sign>!(?==)|[^\w\s,;:!?\"\u201c\u201d\u2026\])}\u2014\ufffc]|[\u00bc-\u00be\u2150-\u215e\u03c0])|[^\W_]{1,99}+"
)
"""Lower-case words before a space or a comma need no look: but for those named first, none that we rewrite ends so."""
_RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "lower": (
        *lists.LOWER,
        *roman.LOWER,
        *web.LETTERS,
        *keys.LETTERS,
        *rates.LOWER,
        *symbols.LETTERS,
        *abbreviations.LOWER,
        *maths.LETTERS,
        *letters.LOWER,
        *letters.CODES,
    ),
    "capital": (
        *web.LETTERS,
        *keys.LETTERS,
        *citations.CAPITALS,
        *money.CAPITALS,
        *weekdays.CAPITALS,
        *months.CAPITALS,
        *dates.CAPITALS,
        *places.CAPITALS,
        *rates.CAPITALS,
        *abbreviations.CAPITALS,
        *roman.CAPITALS,
        *symbols.LETTERS,
        *maths.LETTERS,
        *shouting.CAPITALS,
        *letters.CAPITALS,
        *letters.CODES,
    ),
    "digit": (
        *lists.DIGITS,
        *phones.DIGITS,
        *citations.DIGITS,
        *dates.DIGITS,
        *months.DIGITS,
        *web.DIGITS,
        *times.DIGITS,
        *quantities.SERIES,
        *years.DIGITS,
        *maths.DIGITS,
        *money.DIGITS,
        *fractions.DIGITS,
        *places.DIGITS,
        *sizes.DIGITS,
        *measures.DIGITS,
        *symbols.DIGITS,
        *letters.CODES,
        *quantities.DIGITS,
    ),
    "sign": (
        *tex.SIGNS,
        *web.SIGNS,
        *phones.SIGNS,
        *money.SIGNS,
        *fractions.SIGNS,
        *maths.LETTERS,
        *symbols.SIGNS,
        *measures.SIGNS,
        *years.SIGNS,
        *quantities.SIGNS,
    ),
}
_SIEVES: Final = {kind: Sieve(rules) for kind, rules in _RULES.items()}


def scan(text: str) -> list[Rewrite]:
    """All rewrites, in order."""
    found: list[Rewrite] = []
    position = 0
    while token := _TOKEN.search(text, position):
        sieve = _SIEVES.get(token.lastgroup or "")
        rewritten = sieve.apply(text, token.start()) if sieve else None
        if rewritten is None:
            position = token.end()
        else:
            rewrites, position = rewritten
            found += rewrites
    return found
