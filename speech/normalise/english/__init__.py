"""English: how numbers, money, dates, units, abbreviations, initialisms and addresses are said."""

import re
import unicodedata
from typing import Final

from speech.normalise.english.attached import attach
from speech.normalise.english.european import with_our_marks
from speech.normalise.english.joined import join
from speech.normalise.english.scan import scan
from speech.normalise.rewrite import Rewrite

__all__ = ["rewrites"]

_OTHER_DIGIT: Final = re.compile(r"(?![0-9])\d")


def rewrites(text: str) -> list[Rewrite]:
    """What is said otherwise than it is written, in order; takes time in proportion to the text."""
    # Digits of other scripts are read as ours; each is one character before and after, so that no place moves.
    plain = text if text.isascii() else _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    plain = with_our_marks(plain)
    return attach(plain, join(plain, scan(plain)))
