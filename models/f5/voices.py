"""The reference clips that upstream's package brings: F5-TTS has no voice of its own, these stand in for it."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from models.f5.packages import EXAMPLES
from models.f5.reference import LONGEST_S, Reference, make_reference
from speech.decode import decode

_TRANSCRIPTS: Final = {
    "basic_ref_en": "Some call me nature, others call me mother nature.",
    "basic_ref_zh": "对，这就是我，万人敬仰的太乙真人。",
}
"""As upstream's infer/examples/basic/basic.toml and infer/speech_edit.py give them."""


@cache
def example_voices() -> Mapping[str, Reference]:
    """By the names of upstream's files."""
    return MappingProxyType({name: _read(name, transcript) for name, transcript in _TRANSCRIPTS.items()})


def _read(name: str, transcript: str) -> Reference:
    wav = (EXAMPLES / "basic" / f"{name}.wav").read_bytes()
    return make_reference(decode(wav, max_duration_s=LONGEST_S).audio, transcript)
