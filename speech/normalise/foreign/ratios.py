"""Scores, ratios and scales: "3:1"."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.numbers import LETTER, find, join
from speech.normalise.foreign.spellout import cardinal
from speech.normalise.rewrite import Rewrite

_RATIOS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ar": "{a} إلى {b}",
        "da": "{a} til {b}",
        "de": "{a} zu {b}",
        "el": "{a} προς {b}",
        "es": "{a} a {b}",
        "fr": "{a} à {b}",
        "it": "{a} a {b}",
        "ja": "{a}対{b}",
        "ko": "{a} 대 {b}",
        "ms": "{a} berbanding {b}",
        "nl": "{a} tegen {b}",
        "no": "{a} til {b}",
        "pl": "{a} do {b}",
        "pt": "{a} a {b}",
        "ru": "{a} к {b}",
        "sv": "{a} till {b}",
        "sw": "{a} kwa {b}",
        "zh": "{a}比{b}",
    }
)
"""Both numbers alone elsewhere, as in Czech "tři jedna"."""
_SECOND_FORMS: Final[Mapping[str, str]] = MappingProxyType({"pl": "masculine-genitive", "ru": "masculine-dative"})
_COLON: Final = re.compile(r"[:：∶](?=\d)")
_GOES_ON: Final = re.compile(rf"[:：∶.,/-]?\d|{LETTER}")


def ratio(text: str, at: int, language: str) -> list[Rewrite]:
    """Two whole numbers with a colon between them, the first of which begins at `at`, that were no time of day."""
    first = find(text, at, language)
    colon = _COLON.match(text, first.end) if first and not first.fraction else None
    second = find(text, colon.end(), language) if colon else None
    if first is None or second is None or first.is_long or second.is_long or second.fraction:
        return []
    if _GOES_ON.match(text, second.end):
        return []
    a = cardinal(language, int(first.whole))
    b = cardinal(language, int(second.whole), _SECOND_FORMS.get(language, ""))
    if language == "cs" and b == "jeden":
        b = "jedna"
    frame = _RATIOS.get(language)
    return [Rewrite(at, second.end, frame.format(a=a, b=b) if frame else join(language, a, b))]
