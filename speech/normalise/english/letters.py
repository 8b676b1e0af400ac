"""Initialisms: FBI, U.S.A., CDs, FBI's, AT&T, PhD; words in capitals; MP3, H2O, 14C and other codes."""

import re
from typing import Final

from speech.normalise.english.capitals import (
    ACRONYMS,
    FIXED,
    INTERJECTIONS,
    SHORT_WORDS,
    is_pronounceable,
    is_spelt,
    spell,
)
from speech.normalise.english.numerals import say_digits, say_pairs
from speech.normalise.english.patterns import END, SPACE, word_before
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.sentences import ends_sentence, with_stop
from speech.normalise.english.shouting import is_among_capitals, is_country, is_sentence_shouted
from speech.normalise.english.tables import pairs
from speech.normalise.rewrite import Rewrite

_SUBSCRIPTS: Final = str.maketrans("\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089", "0123456789")
_RUN: Final = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\\W\\d_]|[^\\W_]")
_MIXED: Final = pairs(
    "PhD P H D, PhDs P H D's, iOS I O S, macOS mac O S, iPadOS iPad O S, LaTeX lay tech, MySQL my S Q L, "
    "NoSQL no S Q L, eBay e bay, GmbH G M B H, mRNA M R N A, tRNA T R N A, pH P H, "
    "kWh kilowatt hours, YoY year over year, MoM month over month, QoQ quarter over quarter"
)
_MANY_DIGITS: Final = 4


def say_run(run: str) -> str:
    """Letters of a code or an address: a word as it is, the rest letter by letter."""
    upper = run.upper()
    if upper in FIXED:
        return FIXED[upper]
    if len(run) == 1 or (run.isupper() and is_spelt(run)):
        return spell(run)
    known = upper in ACRONYMS or upper in SHORT_WORDS
    return run.lower() if known or is_pronounceable(run) else spell(run)


def say_code_digits(digits: str) -> str:
    """The digits of a code: "ninety-nine", "three twenty", "ten eighty", and longer ones one by one."""
    if digits[0] == "0" or len(digits) > _MANY_DIGITS:
        return say_digits(digits)
    return say_pairs(digits)


def say_code(code: str, *, formula: bool = False) -> str:
    """Letters and digits: "M P three", "P S five"; in a formula every letter for itself: "H two S O four"."""
    return " ".join(_say_piece(piece, formula=formula) for piece in _RUN.findall(code))


def _say_piece(piece: str, *, formula: bool) -> str:
    if piece.isascii() and piece.isdigit():
        return say_code_digits(piece)
    short = piece.isupper() and len(piece) <= 3 and piece not in ACRONYMS  # noqa: PLR2004 - as "NO2"
    return spell(piece) if formula or short else say_run(piece)


def _capitals(match: Match) -> list[Rewrite] | None:
    letters, tail = match["letters"], match["tail"]
    if letters in FIXED:
        return say(match, f"{FIXED[letters]}{_ending(tail)}")
    in_shouted, label = is_sentence_shouted(match), _is_label(match)
    shouted = in_shouted or is_among_capitals(match)
    spelt = is_spelt(letters, shouted=shouted, in_shouted=in_shouted or label)
    if INTERJECTIONS.fullmatch(letters):
        return say(match, letters.lower())
    if spelt or (letters == "US" and is_country(match)):
        return say(match, f"{spell(letters)}{_ending(tail)}")
    short = len(letters) <= 3 and not (shouted or label)  # noqa: PLR2004 - the voices know these
    known = letters in ACRONYMS or short
    return None if known else say(match, f"{letters.lower()}{_ending(tail, word=True)}")


def _is_label(match: Match) -> bool:
    """Whether it says who speaks: the "BOT:" at a line's start."""
    return match.string[match.end() : match.end() + 1] == ":" and not word_before(match)


def _ending(tail: str, *, word: bool = False) -> str:
    if not tail:
        return ""
    return "s" if word and tail == "s" else "'s"


def _dotted(match: Match) -> list[Rewrite]:
    letters = match["letters"].replace(".", "")
    return say(match, f"{spell(letters)}'s") if match["tail"] else with_stop(match, spell(letters))


def _initial(match: Match) -> list[Rewrite] | None:
    """The "F." of "John F. Kennedy", whose full stop ends no sentence."""
    return None if ends_sentence(match.string, match.end()) else say(match, match["letter"])


def _joined(match: Match) -> list[Rewrite]:
    return say(match, f"{spell(match['left'])} and {spell(match['right'])}{_ending(match['tail'] or '')}")


def _mixed(match: Match) -> list[Rewrite]:
    return say(match, _MIXED[match[0]])


def _code(match: Match) -> list[Rewrite] | None:
    formula = match["code"] != match["code"].translate(_SUBSCRIPTS)
    code, tail = match["code"].translate(_SUBSCRIPTS), match["tail"]
    if not tail and code[-1] == "s" and code[-2:-1].isdigit():
        code, tail = code[:-1], "s"
    said = say_code(code, formula=formula)
    if not said:
        return None
    if tail == "s" and said.endswith("x"):
        return say(match, f"{said}es")
    return say(match, f"{said}{_ending(tail or '', word=tail == 's')}")


CAPITALS: Final = (
    rule(
        rf"(?P<letters>(?:[A-Z]\.){{2,8}}[A-Z]?|[BMPE][a-z]?\.(?:[A-Z][a-z]{{0,3}}\.){{1,2}})(?P<tail>['\u2019]s)?{END}",
        _dotted,
    ),
    rule(rf"(?P<letter>[A-Z])\.(?={SPACE}?[A-Z])", _initial),
    rule(rf"(?P<left>[A-Z]{{1,4}})&(?P<right>[A-Z]{{1,4}})(?P<tail>s|['\u2019]s)?{END}", _joined),
    rule(rf"(?:{'|'.join(_MIXED)}){END}", _mixed),
    rule(rf"(?P<letters>[A-Z]{{2,40}})(?P<tail>s|['\u2019][sS])?{END}", _capitals),
)
LOWER: Final = (rule(rf"(?:{'|'.join(_MIXED)}){END}", _mixed),)
CODES: Final = (
    rule(
        rf"(?P<code>(?=[A-Za-z]{{0,60}}[0-9\u2080-\u2089])(?=[0-9]{{0,60}}[A-Za-z])[A-Za-z0-9\u2080-\u2089]{{2,60}}+)(?P<tail>['\u2019]s)?{END}",
        _code,
    ),
)
