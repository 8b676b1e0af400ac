"""Numbers with European marks, as the same number of characters with ours: "1.234,56" as "1,234.56"."""

import re
from typing import Final

_END: Final = "(?![0-9]|[.,][0-9])"
_GROUPED: Final = re.compile(rf"(?<![\w.,])[0-9]{{1,3}}(?:\.[0-9]{{3}}){{1,6}},[0-9]{{1,2}}{_END}")
_AMOUNT: Final = re.compile(
    rf"[$£€][ \u00a0]?[0-9]{{1,9}},[0-9]{{2}}{_END}|(?<![\w.,])[0-9]{{1,9}},[0-9]{{2}}(?=[ \u00a0\u202f]?€)"
)
_MEASURE: Final = re.compile(
    r"(?<![\w.,])[0-9]{1,4},[0-9]{1,2}(?=[ \u00a0\u202f]?(?:%|°C|km/h|kWh|km|cm|mm|kg|mg|ml|GB|MB|kW)(?!\w))"
)
_SWAPPED: Final = str.maketrans(".,", ",.")


def with_our_marks(text: str) -> str:
    """The text with such numbers rewritten, every character in its place; takes linear time."""
    if "," not in text:
        return text
    for pattern in (_GROUPED, _AMOUNT, _MEASURE):
        text = pattern.sub(lambda number: number[0].translate(_SWAPPED), text)
    return text
