"""Roman numerals: Henry VIII, World War II, Chapter IV, Rocky IV; never the pronoun, never a word."""

from typing import Final

from speech.normalise.english.numerals import say_cardinal, say_ordinal, say_year
from speech.normalise.english.patterns import END, GAP, word_before
from speech.normalise.english.rule import Match, rule
from speech.normalise.english.tables import words
from speech.normalise.rewrite import Rewrite

_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_REGNAL: Final = words(
    "Abdullah Adrian Albert Alexander Alexandra Alexios Alfonso Alfred Amadeus Anne Baldwin Baudouin Benedict "
    "Bonaparte Boniface Carl Carlos Casimir Catherine Charles Christian Christina Christopher Clement Cleopatra "
    "Clovis Conrad Constantine Cyrus Darius David Edmund Edward Eleanor Elizabeth Emmanuel Ferdinand Francis Franz "
    "Frederick Friedrich George Gregory Gustav Gustavus Haakon Hadrian Harald Harold Henri Henry Innocent Isabella "
    "Ivan James Joan Johan John Joseph Juan Julius Justinian Karl Leo Leopold Louis Ludwig Magnus Malcolm Margaret "
    "Margrethe Maria Mary Matthias Maximilian Mehmed Michael Mohammed Murad Napoleon Nicholas Olaf Olav Oscar Otto "
    "Paul Pedro Peter Philip Philippe Pius Ptolemy Rama Ramesses Ramses Richard Robert Roger Rudolf Selassie Selim "
    "Sigismund Sixtus Stephen Suleiman Theodosius Thutmose Urban Victor Victoria Vittorio Vladimir Wilhelm Willem "
    "William Xerxes Zog"
)
"""Names of kings, queens and popes, of whom one says "the eighth"."""
_RULERS: Final = words("King Queen Pope Emperor Empress Tsar Czar Kaiser Prince Princess Sultan Saint St.")
_PARTS: Final = words(
    "Act Apollo Appendix Article Book Bowl Canto Chapter Class Division Edition Episode Figure Grade Group Level "
    "Mark Number Page Part Phase Plate Psalm Saturn Scene Section Series Sonata Stage Step Symphony Table Title "
    "Tome Type Unit Vol Vol. Volume War"
)
"""What is numbered with Roman numerals, single letters among them."""
_AFTER_A_FIRST: Final = words("of was ruled reigned died became had and in who married succeeded")
_YEAR: Final = 1000
"""From here on a numeral is a year, such as that on a monument."""
_NUMBERED_SHORT: Final = words("vol ch pt no sec bk art fig nos vols act scene part book chapter")
_NOT_NUMERALS: Final = words("CD DC MC MD CM MM CC MIX DIV MCI LIV")
"""Names and words that the Romans could have written as numbers."""


def value_of(numeral: str) -> int | None:
    """What a Roman numeral stands for, or None when it isn't written as one."""
    total = 0
    for sign, following in zip(numeral, f"{numeral[1:]} ", strict=True):
        value, after = _VALUES[sign], _VALUES.get(following, 0)
        total += -value if value < after else value
    return total if total and _write(total) == numeral else None


def _write(number: int) -> str:
    signs = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
    written = ""
    for value, sign in (*signs, (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        written += sign * (number // value)
        number %= value
    return written


def _numbered(match: Match) -> list[Rewrite] | None:
    """A capitalised name and a numeral; the name keeps its own reading."""
    name, numeral = match["name"], match["numeral"]
    value = value_of(numeral)
    if value is None or numeral in _NOT_NUMERALS:
        return None
    if name in _PARTS:
        said = say_cardinal(str(value))
    elif name in _REGNAL or word_before(match) in _REGNAL | _RULERS:
        if not _is_regnal(match, name, numeral):
            return None
        said = f"the {say_ordinal(str(value))}"
    elif len(numeral) == 1 or not set(numeral) <= set("IVX"):
        return None
    else:
        said = say_cardinal(str(value))
    return [Rewrite(match.start("numeral"), match.end(), f"{said}{(match['possessive'] and chr(39) + 's') or ''}")]


def _is_regnal(match: Match, name: str, numeral: str) -> bool:
    """Whether one letter after a name is a number: "Elizabeth I was", but "Malcolm X" and "Mary, I think"."""
    if name == "Malcolm" and numeral == "X":
        return False
    if numeral != "I" or match["possessive"] or word_before(match) in _RULERS:
        return True
    rest = match.string[match.end() : match.end() + 12].lstrip()
    return not rest or not rest[0].isalnum() or rest.split(maxsplit=1)[0].rstrip(".,;:!?") in _AFTER_A_FIRST


def _alone(match: Match) -> list[Rewrite] | None:
    """As in "II." before a heading, "vol. IV"; and what is too long for an initialism: "III", "VIII"."""
    numeral = match["numeral"]
    value = value_of(numeral)
    if value is None:
        return None
    if value >= _YEAR and len(numeral) > len("MIX"):
        return [Rewrite(*match.span("numeral"), say_year(str(value)))]
    before = word_before(match).rstrip(".").lower()
    numbered = before in _NUMBERED_SHORT or match.string.startswith(". ", match.end())
    if set(numeral) <= set("IVX") and (numbered or numeral == "II" or len(numeral) > len("IV")):
        return [Rewrite(*match.span("numeral"), say_cardinal(str(value)))]
    return None


def _page(match: Match) -> list[Rewrite] | None:
    values = [value_of(match[group].upper()) for group in ("numeral", "last") if match[group]]
    said = [say_cardinal(str(value)) for value in values if value]
    return [Rewrite(match.start("numeral"), match.end(), " to ".join(said))] if len(said) == len(values) else None


LOWER: Final = (
    rule(rf"(?:page|pages|pp?\.){GAP}(?P<numeral>[ivxlc]{{1,9}})(?:[-\u2013](?P<last>[ivxlc]{{1,9}}))?{END}", _page),
)
CAPITALS: Final = (
    rule(
        rf"(?P<name>[A-Z][a-z\u00e0-\u00ff]{{1,20}}\.?){GAP}(?P<numeral>[IVXLCDM]{{1,9}}){END}(?P<possessive>['\u2019]s{END})?(?!['\u2019.][A-Za-z])",
        _numbered,
    ),
    rule(rf"(?P<numeral>[IVXLCDM]{{2,15}}){END}", _alone),
)
