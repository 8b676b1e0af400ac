"""What both sides of bench/chatterbox.py are asked to say, in whose voice, and how often."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.chatterbox_cpu_time import DEFAULT_THREADS
from bench.sentences import TUNING
from speech.audio import Audio
from tests.clips import RATE, hibari_speech, pcm_file

SENTENCE: Final = TUNING[0]
"""45 letters, about 4 s."""
WORDS: Final = "The baker opens."
"""For models that take a CPU seconds for each letter."""
SENTENCES: Final = TUNING[:4]
"""Of which tokens are drawn: each goes on for longer than is drawn of it."""
PASSAGES: Final = tuple(
    " ".join(TUNING[start:end]) for start, end in ((0, 1), (1, 3), (3, 4), (4, 6), (6, 9), (9, 10), (10, 12), (12, 13))
)
"""One to three sentences each, as a text is cut."""
JOBS: Final = TUNING[:20]
"""Single sentences, as twenty people might send them at once."""
_CLIP_S: Final = 10
"""The most that S3Gen hears of a clip."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    rounds: int = 3
    """In which each side has its turn."""
    n_tokens: int = 60
    """That are drawn of a sentence, where they are counted."""
    n_texts: int = len(JOBS)
    """Of a batch, at most."""
    speech_tokens: int = 100
    """That are made sound, where they are not drawn: 4 s."""
    n_steps: int = 10
    """From tokens to sound: upstream's default."""
    threads: tuple[int, ...] = tuple(sorted({1, DEFAULT_THREADS}))
    """On a CPU: one, and what torch chooses. Threads that wait for each other take time, too, which is no work."""


MEASURED: Final = Effort()
SPARED: Final = Effort(rounds=2, speech_tokens=50, n_steps=2)
"""Where a CPU would take minutes; with more steps, both sides take longer in proportion."""
ONCE: Final = Effort(rounds=1, threads=(1,))
"""For what takes a CPU a minute each time."""
REHEARSED: Final = Effort(rounds=1, n_tokens=6, n_texts=3, speech_tokens=10, n_steps=2, threads=(1,))


def clip() -> Audio:
    """10 s of hibari's voice, 24 kHz."""
    return Audio(hibari_speech(" ".join(TUNING[:6])).samples[: _CLIP_S * RATE], RATE)


def write_clip(folder: Path) -> Path:
    """The clip as a WAV, for upstream."""
    path = folder / "clip.wav"
    path.write_bytes(pcm_file(clip()))
    return path
