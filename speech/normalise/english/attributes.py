"""Whether an amount says what kind of thing follows, and so stays singular: "a $5 bill", "the 10 km run"."""

from typing import Final

from speech.normalise.english.patterns import word_after, word_before
from speech.normalise.english.rule import Match
from speech.normalise.english.tables import words

_BEFORE: Final = words("a an the his her my your our their its another each every this that one these those all any")
_NO_NOUN: Final = words(
    "a across again ago all already also always an and annually apart are around as at away back because before "
    "but by can come could daily deep down during each either even ever extra far fewer for from had has have he "
    "here high i if in instead into is it just last later less long longer made may might monthly more must need "
    "never next not now of off often on only or out over per she should since so still tall taller than that the "
    "their them then there these they thick this those through to today together tomorrow tonight too under until "
    "up via was we weekly went were what when where which while who why wide wider will with within without would "
    "yearly yesterday yet you am came cost costs do does fell go goes got grew lasted left rose took worth x"
)
"""Words after which, or instead of which, no noun is described."""
_IS: Final = words("it's that's he's she's here's there's what's who's where's how's let's this's")
"""Not possessive: what follows them is no attribute."""
_HALVES: Final = words("AM PM AD BC CE BCE")


def is_attribute(match: Match) -> bool:
    """Whether an article or the like stands before the match and a noun after it."""
    if match.string.startswith("-a-", match.end()):
        return True
    if not is_before_noun(match):
        return False
    before = word_before(match).lower().replace("\u2019", "'")
    return before in _BEFORE or (before.endswith("'s") and before not in _IS)


def is_before_noun(match: Match) -> bool:
    """Whether a word follows that may be a noun: in lower case, or an initialism such as "TV"."""
    after = word_after(match)
    if after.isupper():
        return len(after) > 1 and after not in _HALVES
    return after.islower() and after not in _NO_NOUN and not after.endswith(("ly", "ed"))
