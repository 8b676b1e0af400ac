"""The English grapheme-to-phoneme converter: hibari's, loaded once for the voice and the aligner together."""

import re
import threading
from functools import cache

from hibari.g2p import G2P

_loading = threading.Lock()
# Its words for numbers end at decillions, and beyond them it raises IndexError.
_NUMBER_TOO_LONG = re.compile(r"\d(?:[,.]?\d){36,}")


def english_g2p() -> G2P:
    """The process's only one. It keeps no state between calls, so that threads may share it."""
    with _loading:
        return _load()


def readable(text: str) -> str:
    """The text with its longest numbers digit by digit, so that the converter can read it."""
    return _NUMBER_TOO_LONG.sub(lambda number: " ".join(re.sub(r"\D", "", number[0])), text)


@cache
def _load() -> G2P:
    g2p = G2P()
    _ = g2p.oov  # loaded on first use otherwise, which would be a request
    return g2p
