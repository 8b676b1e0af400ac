"""What it costs a reader when a subtitle breaks behind a word: little at a clause's end, much within a phrase."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from speech.subtitles.endings import Ending
from speech.subtitles.words import Piece

# Ratios follow the order of the Netflix Timed Text Style Guide (line treatment): breaks stand after punctuation, then
# before conjunctions and prepositions; they never part an article, adjective, preposition, pronoun or auxiliary from
# what it belongs to, nor first from last name. The numbers were set by reading the cues of bench/subtitles.py's text.
_ENDINGS: Final[Mapping[Ending, float]] = MappingProxyType(
    {
        Ending.JOINED: 20.0,
        Ending.WORD: 8.0,
        Ending.CLAUSE: 3.0,
        Ending.LINE: 0.5,
        Ending.SENTENCE: 0.0,
        Ending.PARAGRAPH: 0.0,
    }
)
_BEFORE_A_PHRASE: Final = 5.0
_WITHIN_A_GROUP: Final = 11.0
_WITHIN_A_PHRASE: Final = 16.0
_AT_A_PAUSE: Final = 0.5  # a voice that pauses has shown where the phrase ends
_PAUSE_MS: Final = 200
_LINE: Final = 0.5  # a break between lines costs so much of one between cues, unless it is one within a phrase
_INNER: Final[Mapping[Ending, float]] = MappingProxyType(
    # Under the price of a cue for a clause and a line, over it for a sentence: sentences get cues of their own.
    {
        Ending.JOINED: 0.0,
        Ending.WORD: 0.0,
        Ending.CLAUSE: 0.1,
        Ending.LINE: 0.5,
        Ending.SENTENCE: 7.0,
        Ending.PARAGRAPH: 12.0,
    }
)

_CONJUNCTIONS: Final = (
    "and or but nor so yet because although though unless until while when whenever where whereas whether which who "
    "whom whose that than if as since after before about above across against along among around at behind below "
    "beneath beside between beyond by despite down during except for from in inside into like near of off on onto "
    "out outside over past through throughout to toward towards under underneath up upon via with within without"
)
_ARTICLES: Final = (
    "a an the this these those my your his her its our their no every each some any mr mrs ms dr prof st "
    "hundred thousand million i.e e.g cf vs approx ca fig vol no nos pp"
)
_PRONOUNS: Final = (
    "i you he she it we they is are was were be been being am has have had do does did will would shall should can "
    "could may might must not don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't i'm you're he's "
    "she's it's we're they're i've you've we've they've i'll you'll he'll she'll we'll they'll very too "
    "two three four five six seven eight nine ten"
)
# Of other languages only words that English doesn't have: whose language a text is in isn't known here.
_FOREIGN_CONJUNCTIONS: Final = (
    "und oder aber weil dass wenn als mit von für auf aus bei nach zu zum zur et ou mais que qui dont avec dans pour "
    "sur par sans chez y o u pero porque con por para sin sobre entre e ma perché che per tra fra mas com em"
)
_FOREIGN_ARTICLES: Final = (
    "der das den dem ein eine einen einem einer eines im am vom le la les un une du de au aux el los las una del al il "
    "lo gli di da della dello dei degli delle nel nella os um uma ao dos"
)
_OPENING_A_PHRASE: Final = frozenset([*_CONJUNCTIONS.split(), *_FOREIGN_CONJUNCTIONS.split()])
"""Conjunctions, relative pronouns and prepositions: a break before one parts phrases, a break behind one a phrase."""
_LEANING_ON: Final = frozenset([*_ARTICLES.split(), *_FOREIGN_ARTICLES.split()])
"""Articles, possessives, titles, great numbers, abbreviations: they belong to what follows."""
_LEANING_LOOSELY: Final = frozenset(_PRONOUNS.split())
"""Pronouns, auxiliaries and numbers, which mostly do, too."""
_GREAT_NUMBERS: Final = frozenset({"hundred", "thousand", "million", "billion"})
_OBJECTS: Final = frozenset({"it", "me", "him", "them", "us", "myself", "himself", "herself", "itself", "themselves"})
"""They mostly belong to what is before them: "who has taken it"."""
_EDGES: Final = re.compile(r"^\W+|\W+$")


def cue_break_cost(piece: Piece, following: Piece | None) -> float:
    """What it costs to end a cue with this piece; nothing at a passage's end."""
    if following is None:
        return 0.0
    cost = _word_break_cost(piece.text, following.text) if piece.ending is Ending.WORD else _ENDINGS[piece.ending]
    return cost * _AT_A_PAUSE if following.start_ms - piece.end_ms >= _PAUSE_MS else cost


def line_break_cost(piece: Piece, following: Piece | None) -> float:
    """What it costs to end a line with this piece."""
    cost = cue_break_cost(piece, following)
    return cost if cost > _ENDINGS[Ending.WORD] else _LINE * cost


def inner_cost(piece: Piece) -> float:
    """What it costs when a cue goes on behind this piece."""
    return _INNER[piece.ending]


def _word_break_cost(shown: str, following: str) -> float:
    word, after = _EDGES.sub("", shown).lower(), _EDGES.sub("", following).lower()
    if word in _LEANING_ON or word in _OPENING_A_PHRASE or after in _GREAT_NUMBERS:
        return _WITHIN_A_PHRASE
    if shown.endswith(".") and (word.isdecimal() or following[:1].isdecimal()):
        return _WITHIN_A_PHRASE  # the number of a list's item, as in "2. Eggs", or "Oct. 6"
    is_name = shown[:1].isupper() and following[:1].isupper()
    if word in _LEANING_LOOSELY or after in _OBJECTS or is_name or word[-1:].isdigit():
        return _WITHIN_A_GROUP
    return _BEFORE_A_PHRASE if after in _OPENING_A_PHRASE else _ENDINGS[Ending.WORD]
