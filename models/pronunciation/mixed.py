"""Utterances in two scripts: words in Latin letters are said by one pronouncer, everything else by another."""

import re
from collections.abc import Sequence
from typing import Final

from models.pronunciation import Phones, Pronouncer

_LATIN: Final = re.compile(r"((?:(?![ªº×÷])[A-Za-z\u00aa-\u024f]|(?<=[A-Za-z])['’](?=[A-Za-z]))+)")


class Mixed:
    """Pronounces each stretch of a form with the pronouncer of its script, in the context of its own kind."""

    def __init__(self, native: Pronouncer, latin: Pronouncer) -> None:
        self._native = native
        self._latin = latin

    def pronounce(self, forms: Sequence[str]) -> list[tuple[Phones, ...]]:
        """As `Pronouncer.pronounce`."""
        stretches = [_LATIN.split(form) for form in forms]  # Latin ones are those with an odd index
        native = iter(self._native.pronounce([text for form in stretches for text in form[::2]]))
        latin_texts = [text for form in stretches for text in form[1::2]]
        latin = iter(self._latin.pronounce(latin_texts) if latin_texts else ())
        return [
            tuple(phones for index in range(len(form)) for phones in next(latin if index % 2 else native) if phones)
            or ((),)
            for form in stretches
        ]
