"""Speech of Festival's voices, whose word starts are known: they put recorded sounds one behind the other.

Festival is a measuring instrument here, and comes from Debian: `festival`, `festival-hi`, `festvox-hi-nsk`,
`festvox-ru`, `festvox-italp16k`, `festival-czech` and `festvox-czech-dita`.
"""

import re
import shutil
import subprocess
import wave
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

import numpy as np

from bench.espeak_truth import MARKS
from bench.known_starts import KnownStarts
from speech.audio import Audio

VOICES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "cs": ("czech_dita", "iso-8859-2"),
        "hi": ("hindi_NSK_diphone", "utf-8"),
        "it": ("lp_diphone", "iso-8859-1"),
        "ru": ("msu_ru_nsh_clunits", "utf-8"),
    }
)
"""Language → Festival's voice, and the encoding that it reads."""

_FOLDER: Final = Path("/usr/share/festival/voices")
_PROGRAM: Final = """
(voice_{voice})
(set! utterance (SynthText "{text}"))
(utt.save.wave utterance "{wav}" 'riff)
(mapcar (lambda (word) (format t "WORD %s %f\\n" (item.name word) (item.feat word 'word_start)))
        (utt.relation.items utterance 'Word))
"""
_WORD: Final = re.compile(r"^WORD (\S+) ([0-9.]+)$", re.MULTILINE)


def is_installed(language: str) -> bool:
    """Whether Festival and its voice of this language are here."""
    return shutil.which("festival") is not None and any(_FOLDER.glob(f"*/{VOICES[language][0]}"))


def speak(texts: Iterable[str], language: str) -> list[KnownStarts]:
    """Speak texts with the voice of one of `VOICES`; those are left out of which Festival leaves words out (दरवाज़ा)."""
    return [known for text in texts if len((known := _speak(text, language)).starts_s) == len(known.words)]


def _speak(text: str, language: str) -> KnownStarts:
    voice, encoding = VOICES[language]
    with TemporaryDirectory() as folder:
        wav, program = Path(folder, "speech.wav"), Path(folder, "program.scm")
        program.write_text(_PROGRAM.format(voice=voice, text=text, wav=wav), encoding)
        command = [shutil.which("festival") or "festival", "-b", str(program)]
        printed = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - our own program
        audio = _read(wav)
    starts = [float(start) for _, start in _WORD.findall(printed.decode(encoding, "replace"))]
    words = tuple(word.strip(MARKS) for word in text.split())
    return KnownStarts(audio, words, tuple(starts))


def _read(path: Path) -> Audio:
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / np.float32(32_768)
        return Audio(samples, file.getframerate())
