"""Chunks of hibari's joined: the steps at their joints, their levels, and what trimming takes away.

`python -m bench.joins` prints the table.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from bench.report import Figure, at_most, render
from bench.sentences import JUDGED
from models.aligner import Aligner
from models.engine import Setup, Utterance
from models.hibari import HibariEngine
from models.speeches import speeches
from speech.audio import Audio, Samples
from speech.joining import Joiner
from speech.level import levelled, speech_level_db
from speech.trimming import Trimmed, trimmed

PAUSES_S: Final = (0.0, 0.15, 0.35)
_GAINS_DB: Final = (0, -6, 3, -9, 4, -3)
"""As an engine that begins each chunk anew may speak it louder or softer."""
_HEARD_DB: Final = 35
_ENDINGS: Final = (
    "He opened all the gifts.",
    "She drew a graph.",
    "It was beyond belief.",
    "He lost a tooth.",
    "We went to the north.",
    "That is what I want.",
    "She looked at the map.",
    "They walked back.",
    "He gave her a kiss.",
    "I have had enough.",
)
"""Sentences whose last sound is a faint one."""
_NOISES_DB: Final = (None, -75, -60)


def measure() -> list[Figure]:
    """Twenty joints for each pause, and the ends of ten sentences."""
    engine = HibariEngine.load(Setup())
    spoken = _speak(engine, JUDGED[:21])
    uneven = [_louder(audio, _GAINS_DB[index % len(_GAINS_DB)]) for index, audio in enumerate(spoken)]
    before, after = (_spread_db(audios) for audios in (uneven, [levelled(audio) for audio in uneven]))
    chunks = [trimmed(levelled(audio)) for audio in uneven]
    cut_db = max(_lost_db(audio, trimmed(audio)) for audio in spoken)
    return [
        *(_clicks(chunks, pause_s) for pause_s in PAUSES_S),
        *(_pause_error(chunks, pause_s) for pause_s in PAUSES_S if pause_s),
        at_most(f"levels of 21 chunks: from softest to loudest ({before:.1f} dB as spoken)", after, 1, " dB"),
        at_most("energy that trimming takes, of the whole", cut_db, -60, " dB", 1),
        *_word_ends(engine),
    ]


def _speak(engine: HibariEngine, texts: Sequence[str]) -> list[Audio]:
    voice, options = engine.voices["heart"], engine.Options()
    utterances = [Utterance(text, "en", voice, 1.0, 0, options) for text in texts]
    return [speech.audio for speech in speeches(engine.speak(utterances, lambda: False))]


def _louder(audio: Audio, gain_db: float) -> Audio:
    return Audio(audio.samples * np.float32(10 ** (gain_db / 20)), audio.sample_rate)


def _spread_db(audios: Sequence[Audio]) -> float:
    levels_db = [speech_level_db(audio) for audio in audios]
    return max(levels_db) - min(levels_db)


def _join(chunks: Sequence[Trimmed], pause_s: float) -> tuple[Samples, list[int]]:
    joiner = Joiner(chunks[0].audio.sample_rate)
    joined = [joiner.add(chunk, pause_s) for chunk in chunks]
    return np.concatenate([*(piece.samples for piece in joined), joiner.finish()]), [piece.start for piece in joined]


def _clicks(chunks: Sequence[Trimmed], pause_s: float) -> Figure:
    """How much more the joined sound moves from sample to sample than the chunks do there, each by itself."""
    samples, starts = _join(chunks, pause_s)
    alone = np.zeros(len(samples) - 1, np.float32)
    for start, chunk in zip(starts, chunks, strict=True):
        steps = alone[start : start + len(chunk.audio) - 1]
        np.maximum(steps, np.abs(np.diff(chunk.audio.samples)), out=steps)
    excess = float((np.abs(np.diff(samples)) - alone).max() / alone.max())
    return at_most(
        f"20 joints, pause {pause_s:g} s: largest step that joining adds ÷ largest in the speech",
        excess,
        0.05,
        digits=4,
    )


def _pause_error(chunks: Sequence[Trimmed], pause_s: float) -> Figure:
    """How far what is heard as a pause, softer than the speech by 35 dB, is from what was asked for."""
    samples, starts = _join(chunks, pause_s)
    rate = chunks[0].audio.sample_rate
    loud = np.flatnonzero(np.abs(samples) > 10 ** ((speech_level_db(chunks[0].audio) - _HEARD_DB) / 20))
    after = np.searchsorted(loud, starts[1:])
    errors_ms = 1000 * np.abs((loud[after] - loud[after - 1]) / rate - pause_s)
    return at_most(f"pause of {pause_s:g} s as it is heard: largest error", float(errors_ms.max()), 75, " ms", 0)


def _lost_db(audio: Audio, kept: Trimmed) -> float:
    energy = [float(np.square(samples, dtype=np.float64).sum()) for samples in (audio.samples, kept.audio.samples)]
    return 10 * float(np.log10(max(energy[0] - energy[1], 1e-12) / energy[0]))


def _word_ends(engine: HibariEngine) -> list[Figure]:
    """What trimming takes of a last word that is spoken 20 dB softer, in noise of three levels."""
    aligner = Aligner.load()
    starts = []
    sentences = _speak(engine, _ENDINGS)
    for text, audio in zip(_ENDINGS, sentences, strict=True):
        words = [word.strip(".") for word in text.split()]
        starts.append(round(aligner.align(audio, words)[-1].start_s * audio.sample_rate))
    return [
        at_most(
            f"energy that trimming takes of a last word 20 dB softer, {_described(noise_db)}",
            max(_lost_end_db(audio, start, noise_db) for audio, start in zip(sentences, starts, strict=True)),
            -15,
            " dB",
            1,
        )
        for noise_db in _NOISES_DB
    ]


def _described(noise_db: float | None) -> str:
    return "no noise" if noise_db is None else f"noise of {noise_db:g} dBFS"


def _lost_end_db(audio: Audio, start: int, noise_db: float | None) -> float:
    """Energy of what was cut of the word, without the noise, relative to the word's."""
    samples = audio.samples.copy()
    samples[start:] *= np.float32(0.1)
    sigma = 0.0 if noise_db is None else 10 ** (noise_db / 20)
    noise = (np.random.default_rng(5).standard_normal(len(samples)) * sigma).astype(np.float32)
    kept = trimmed(Audio(samples + noise, audio.sample_rate))
    # Where the kept part lies: its middle is unchanged by fades.
    first = _place(kept.audio.samples, samples + noise)
    word = np.square(samples[start:], dtype=np.float64)
    cut = word[max(0, first + len(kept.audio) - start) :]
    return 10 * float(np.log10(max(cut.sum(), 1e-12) / word.sum()))


def _place(part: Samples, whole: Samples) -> int:
    """Where a cut-out part begins."""
    middle = part[len(part) // 2 : len(part) // 2 + 2_000]
    return int(np.argmin(np.abs(np.lib.stride_tricks.sliding_window_view(whole, 2_000) - middle).sum(axis=1))) - (
        len(part) // 2
    )


if __name__ == "__main__":
    print(render(measure()))
