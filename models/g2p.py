"""The English grapheme-to-phoneme converter: hibari's, loaded once for the voice and the aligner together."""

import threading
from functools import cache

from hibari.g2p import G2P

_loading = threading.Lock()


def english_g2p() -> G2P:
    """The process's only one. It keeps no state between calls, so that threads may share it."""
    with _loading:
        return _load()


@cache
def _load() -> G2P:
    g2p = G2P()
    _ = g2p.oov  # loaded on first use otherwise, which would be a request
    return g2p
