"""Japanese speech whose word starts are known: Open JTalk's voice "mei", which gives each sound its own length.

`pip install --no-deps pyopenjtalk-plus sudachipy` (MIT, Apache-2.0; the voice is CC BY 3.0): for this bench alone.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from bench.espeak_truth import MARKS
from bench.known_starts import KnownStarts
from speech.audio import Audio

if TYPE_CHECKING:
    from pyopenjtalk.htsengine import HTSEngine  # noqa: TID251 - the bench's synthesiser

_PHONE: Final = re.compile(r"-(.+?)\+")
_ENDS_A_MORA: Final = frozenset("aiueoAIUEON") | {"cl"}
_SILENT: Final = frozenset({"sil", "pau"})


def is_installed() -> bool:
    """Whether Open JTalk is here."""
    return find_spec("pyopenjtalk") is not None


def speak(text: str) -> KnownStarts:
    """Speak a Japanese text whose words have spaces between them."""
    import pyopenjtalk  # noqa: PLC0415, TID251 - not always installed; the bench's synthesiser

    words = text.split()
    nodes = pyopenjtalk.run_frontend("".join(words), use_sudachi_kanji_yomi=False, predict_nani=False)
    labels = pyopenjtalk.make_label(nodes)
    # A label's length depends on nothing but the label: alone it has as many samples as among the others.
    lengths = [len(_synthesise((label,))) for label in labels]
    samples = _synthesise(labels)
    if sum(lengths) != len(samples):
        raise ValueError("Open JTalk's labels don't have lengths of their own")
    voice = _voice()
    rate = voice.get_sampling_frequency()
    onsets = list(_mora_onsets(labels, [0, *accumulate(lengths)]))
    starts = _starts([(node["string"], node["mora_size"]) for node in nodes], onsets)
    return KnownStarts(
        Audio((samples / 32_768).astype(np.float32), rate),
        tuple(word.strip(MARKS) for word in words),
        tuple(starts[place] / rate if place in starts else None for place in accumulate([0, *map(len, words[:-1])])),
    )


@cache
def _voice() -> "HTSEngine":
    from pyopenjtalk import DEFAULT_HTS_VOICE  # noqa: PLC0415, TID251 - as above
    from pyopenjtalk.htsengine import HTSEngine  # noqa: PLC0415, TID251 - as above

    return HTSEngine(DEFAULT_HTS_VOICE)


def _synthesise(labels: Sequence[str]) -> NDArray[np.float64]:
    """In 16-bit steps."""
    samples: NDArray[np.float64] = _voice().synthesize(list(labels))
    return samples


def _mora_onsets(labels: Sequence[str], samples: Sequence[int]) -> Iterator[int]:
    """The sample that each mora begins with."""
    begins = True
    for label, sample in zip(labels, samples, strict=False):
        found = _PHONE.search(label)
        phone = found[1] if found else "sil"
        if phone in _SILENT:
            continue
        if begins:
            yield sample
        begins = phone in _ENDS_A_MORA


def _starts(nodes: Sequence[tuple[str, int]], onsets: Sequence[int]) -> dict[int, int]:
    """Where each of Open JTalk's words begins in the text → the sample at which it is heard."""
    starts: dict[int, int] = {}
    place = morae = 0
    for surface, size in nodes:
        if size:
            starts[place] = onsets[morae]
        place += len(surface)
        morae += size
    return starts
