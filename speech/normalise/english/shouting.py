"""Whether a word in capitals stands among others: "TO US?" is shouted, and "the US" is not."""

import re
from functools import lru_cache
from typing import Final

from speech.normalise.english.capitals import ACRONYMS, SHORT_WORDS, SPELT, is_pronounceable
from speech.normalise.english.patterns import BLANKS, END, SPACE, word_before
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.tables import words
from speech.normalise.plain import BLOCK_END, LINE_END
from speech.normalise.rewrite import Rewrite

_CAPITALS_BEFORE: Final = re.compile(rf"(?:^|[^\w'\u2019])(?:[A-Z]{{2,20}}|[AI])[{BLANKS},!]{{1,3}}$")
_CAPITALS_AFTER: Final = re.compile(rf"[{BLANKS},!]{{1,3}}([A-Z]{{2,20}}|[AI])(?![\w'\u2019])")
_BOUND: Final = re.compile(
    r"[.!?:;\u2026](?<!\b[A-Z]\.)(?<!\bDR\.)(?<!\bMR\.)(?<!\bMRS\.)(?<!\bMS\.)(?<!\bST\.)(?<!\bJR\.)(?<!\bSR\.)"
    rf"[\"'\u201d\u2019)\]]{{0,3}}\s|[\n{LINE_END}{BLOCK_END}]"
)
_WORD: Final = re.compile("(?<![A-Z'\u2019])[A-Z]{1,40}")
_REACH: Final = 160
"""Characters to either side that are looked at of a sentence."""
_LEAST: Final = 4
"""Letters of a word that is no initialism, where it can be said."""
_BEFORE_COUNTRY: Final = words("THE IN AND NEW ENTIRE VS THIS")
_LETTERED: Final = words("PLAN VITAMIN GRADE CLASS TYPE GROUP LEVEL OPTION TEAM HEPATITIS SERIES UNIT SECTION PART")


def is_among_capitals(match: Match) -> bool:
    """Whether the word right before the match, or right after it, is in capitals."""
    text, (start, end) = match.string, match.span()
    before = _CAPITALS_BEFORE.search(text, max(0, start - 24), start)
    return bool(before or _CAPITALS_AFTER.match(text, end))


def is_sentence_shouted(match: Match) -> bool:
    """Whether the whole sentence is in capitals, of two words or more, and one at least is no initialism."""
    text, (start, end) = match.string, match.span()
    first, last = max(0, start - _REACH), min(len(text), end + _REACH)
    for bound in _BOUND.finditer(text, first, start):
        first = bound.end()
    following = _BOUND.search(text, end, last)
    sentence = text[first : following.start() if following else last]
    if not sentence.isupper():
        return False
    found = _WORD.findall(sentence)
    return len(found) > 1 and any(map(_is_ordinary, found))


def is_country(match: Match) -> bool:
    """Whether a shouted "US" is the country: where its sentence begins, and after "THE"."""
    before = word_before(match)
    return not before or before.endswith(".") or before in _BEFORE_COUNTRY


def _contraction(match: Match) -> list[Rewrite]:
    """As in "DON'T", "I'M", "O'CLOCK"."""
    said = match[0].lower().replace("\u2019", "'")
    return say(match, f"I{said[1:]}" if match["head"] == "I" else said)


def _article(match: Match) -> list[Rewrite] | None:
    """A capital A that is shouted rather than a letter: "WHAT A DAY", but "PLAN A WORKS"."""
    before = word_before(match)
    if before in _LETTERED:
        return None
    shouted = (len(before) > 1 and before.isupper()) or is_sentence_shouted(match)
    return say(match, "a") if shouted else None


@lru_cache(maxsize=4096)
def _is_ordinary(word: str) -> bool:
    if len(word) < _LEAST:
        return len(word) > 1 and word in SHORT_WORDS
    return word not in ACRONYMS | SPELT and is_pronounceable(word)


CAPITALS: Final = (
    rule(rf"A(?={SPACE}(?:[A-Z]{{2}}|[0-9]))", _article),
    rule(rf"(?P<head>[A-Z]{{1,12}})['\u2019](?:T|RE|LL|VE|D|M){END}", _contraction),
    rule(rf"(?P<head>O)['\u2019][A-Z]{{2,20}}{END}", _contraction),
)
