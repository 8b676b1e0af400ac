"""Plain numbers: cardinals, ordinals, decades, years, and the numbers of rooms and flights."""

import re
from typing import Final

from speech.normalise.english.letters import say_code_digits
from speech.normalise.english.numerals import (
    say_cardinal,
    say_digits,
    say_ordinal,
    say_pairs,
    say_year,
)
from speech.normalise.english.patterns import END, GROUPED, QUANTITY, quantity_words, word_after, word_before
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.sentences import STARTERS
from speech.normalise.english.tables import words
from speech.normalise.rewrite import Rewrite

_YEAR_BEFORE: Final = words(
    "in since by until till from of year during after before circa spring summer autumn fall winter january "
    "february march april may june july august september october november december early late mid class"
)
_COUNTED: Final = words("people men women children feet mice sheep fish aircraft police percent of or")
"""Plurals without an "s", and words that follow numbers rather than years."""
_NO_PLURAL: Final = words("was is has his its this as us does plus versus")
_PAIRED_BEFORE: Final = words(
    "room flight route highway interstate boeing airbus apartment apt suite bus hwy rte channel no. docket"
)
_CALLED: Final = frozenset({"911", "999", "112", "411", "811", "211", "311", "101"})
_CALL: Final = words("call dial called dialed dialled calling dialing phone phoned ring a")
_ABOUT: Final = words("About Over Almost Around Some Add Use See Get Take Make Buy Sell Give Got")
_SECRET: Final = re.compile(
    r"(?i:\b(?:pin|zip|zip code|postal code|postcode|pass ?code|password|access code|area code|code|ends in|ending in"
    r"|last four|serial number|account number|account|order number|tracking number|confirmation number|extension)"
    r"(?: number)?(?: digits?)?(?: is| are| was|:)?[ \u00a0]*#?)$"
)
_CODE: Final = re.compile("(?<![\\w-])[A-Z]{1,8}[-\\u2010\\u2011]$")
"""Before the number of a model, a case, an order: "F-150", "A-7731", "ABC-123"."""
_ZIP: Final = 5
_ACCOUNT: Final = 10
"""From so many digits on, a number without marks is somebody's account and no amount."""
_PIECE: Final = 30


def _ordinal(match: Match) -> list[Rewrite]:
    return say(match, say_ordinal(re.sub("[^0-9]", "", match["digits"])))


def _is_year(match: Match) -> bool:
    """A bare number of four digits is a year, unless what is counted follows it."""
    digits = match[0]
    if word_before(match).lower().rstrip(".") in _YEAR_BEFORE:
        return "1000" <= digits <= "2999"
    after = word_after(match)
    plural = after.endswith("s") and not after.endswith(("ss", "'s", "\u2019s")) and after not in _NO_PLURAL
    return "1100" <= digits <= "2099" and not (after.islower() and (plural or after in _COUNTED))


def _is_zip(match: Match, before: str) -> bool:
    state = len(before.replace(".", "")) == 2 and before.isupper()  # noqa: PLR2004 - as in "NY 10001"
    return len(match[0]) == _ZIP and (state or before.lower() in {"zip", "zipcode"})


def _is_model(match: Match, before: str) -> bool:
    """Whether a number belongs to a name: "Boeing 747", "Fahrenheit 451"; not "About 350 people"."""
    after = word_after(match)
    counted = after.islower() and (after.endswith("s") or after in _COUNTED) and after not in _NO_PLURAL
    return before.istitle() and before not in STARTERS | _ABOUT and not before.endswith("ly") and not counted


def _is_secret(match: Match) -> bool:
    """Whether it is a PIN, a ZIP code or the end of a card's number that is told."""
    start = match.start()
    return len(match[0]) > 2 and _SECRET.search(match.string, max(0, start - 40), start) is not None  # noqa: PLR2004 - "code 42"


def _integer(match: Match) -> list[Rewrite]:
    digits = match[0]
    if len(digits) < _ACCOUNT or digits.endswith("000000"):
        return say(match, _say_integer(match, digits, word_before(match)))
    # In pieces, so that a chunk may end within the longest of them.
    starts = range(match.start(), match.end(), _PIECE)
    pieces = [(start, min(start + _PIECE, match.end())) for start in starts]
    return [Rewrite(start, end, say_digits(match.string[start:end])) for start, end in pieces]


def _say_integer(match: Match, digits: str, before: str) -> str:
    """One by one, in pairs, as a year or as an amount."""
    called = digits in _CALLED and before.lower() in _CALL
    if called or _is_zip(match, before) or _is_secret(match):
        return say_digits(digits)
    model = len(digits) == 3 and _is_model(match, before)  # noqa: PLR2004 - as "747"
    card = len(digits) == 4 and len(before) > 1 and before.isupper()  # noqa: PLR2004 - as "RTX 4090"
    if len(digits) > 2 and _is_coded(match):  # noqa: PLR2004 - as "F-150"
        return say_code_digits(digits)
    if model or card or before.lower() in _PAIRED_BEFORE:
        return say_pairs(digits)
    return say_year(digits) if len(digits) == 4 and _is_year(match) else say_cardinal(digits)  # noqa: PLR2004 - as "1986"


def _is_coded(match: Match) -> bool:
    start = match.start()
    return _CODE.search(match.string, max(0, start - 10), start) is not None


def _plan(match: Match) -> list[Rewrite]:
    """As in "401(k)", "501(c)(3)": paragraphs of the tax code."""
    rest = match["rest"].upper()
    numbers = map(say_cardinal, re.findall("[0-9]", rest))
    return say(match, " ".join([say_pairs(match["number"]), *re.findall("[A-Z]", rest), *numbers]))


def _steps(match: Match) -> list[Rewrite]:
    """As in "1-2-3", "4-4-2"."""
    return say(match, " ".join(map(say_cardinal, match[0].split("-"))))


def _quantity(match: Match) -> list[Rewrite] | None:
    plain = match["low"].isdigit() and not match["sign"] and not match["high"]
    whole = match["low"].isdigit() and (match["high"] or "").isdigit()
    if whole and word_before(match).lower().removesuffix("'s") in _PAIRED_BEFORE:
        return say(match, f"{say_pairs(match['low'])} {say_pairs(match['high'])}")
    if whole and match["dash"] == "-" and _is_coded(match):
        return say(match, f"{say_code_digits(match['low'])} {say_code_digits(match['high'])}")
    return None if plain else quantity_words(match)


_ACCOUNT_NUMBER: Final = rf"[0-9]{{{_ACCOUNT},}}+"
SERIES: Final = (
    rule(rf"[0-9]{{1,2}}(?:-[0-9]{{1,2}}){{2,7}}{END}(?!-)", _steps),
    rule(r"(?P<number>[0-9]{3})(?P<rest>\([a-z]\)(?:\([0-9]\))?)", _plan),
    rule(rf"(?P<number>401)(?P<rest>k){END}", _plan),
    rule(rf"(?P<digits>{GROUPED}|[0-9]{{1,36}}+)(?:st|nd|rd|th){END}", _ordinal),
)
DIGITS: Final = (
    rule(rf"(?!{_ACCOUNT_NUMBER}){QUANTITY}", _quantity),
    rule("[0-9]++", _integer),
)
SIGNS: Final = (rule(QUANTITY, _quantity),)
