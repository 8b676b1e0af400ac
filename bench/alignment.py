"""Whether alignment ever fails, how fast it is, and how well two threads share two cores.

`python -m bench.alignment`. 500 utterances of one to sixty words: names, initialisms, numbers in words, repetitions,
spoken by hibari and espeak-ng at half to double speed, clean, noisy, echoing, faint, or through a telephone.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np

from bench.espeak_truth import speak
from bench.report import Figure, at_most
from models.engine import Setup, Utterance
from models.hibari import HibariEngine
from models.phone_aligner import AlignmentError, PhoneAligner
from models.pronunciation.english import EnglishPronouncer
from models.speeches import speeches
from speech.audio import Audio
from speech.resampling import resample

N_UTTERANCES: Final = 500
N_TIMED: Final = 24
ROUNDS: Final = 5
VOICES: Final = ("en-us", "en-gb-x-rp", "en-us+f3", "en-gb-scotland", "en-029", "en-us+m3", "en-gb-x-rp+f2")
SUBJECTS: Final = (
    *("Theresa", "Mr O'Brien", "the old baker", "nobody", "F B I agents"),
    *("Zhang Wei", "my sister", "the N H S", "Siobhan", "Grandfather"),
)
VERBS: Final = (
    *("bought", "never saw", "wouldn't sell", "forgot", "asked about"),
    *("painted", "ate", "hid", "described", "owes us"),
)
OBJECTS: Final = (
    *("an apple", "twenty three violins", "the U S B cable", "one thousand and five euros"),
    *("Kyrgyzstan", "a well-known poem", "it", "three point one four", "no no no no no no"),
    *("oatmeal", "the thirty-first of October", "an hour"),
)
N_CLAUSES: Final = (*[1] * 12, *[2] * 5, *[3] * 2, 9)
JOINTS: Final = (" and ", ", but ", ". ", "; ", " because ")
SINGLE: Final = ("Yes", "No", "I", "Stop", "Thursday", "Antidisestablishmentarianism", "A", "Okay", "Eight", "W")


@dataclass(frozen=True, slots=True)
class Case:
    """An utterance and what is said in it."""

    words: tuple[str, ...]
    audio: Audio


def texts(draw: random.Random) -> Iterator[str]:
    """Endless texts: one word to about sixty."""
    while True:
        if draw.random() < 0.1:
            yield draw.choice(SINGLE)
            continue
        clauses = [
            f"{draw.choice(SUBJECTS)} {draw.choice(VERBS)} {draw.choice(OBJECTS)}"
            for _ in range(draw.choice(N_CLAUSES))
        ]
        yield clauses[0] + "".join(draw.choice(JOINTS) + clause for clause in clauses[1:]) + "."


def _clean(audio: Audio) -> Audio:
    return audio


def _noisy(audio: Audio) -> Audio:
    """15 dB above white noise."""
    level = float(np.sqrt(np.square(audio.samples).mean())) * 10 ** (-15 / 20)
    noise = np.random.default_rng(len(audio)).normal(0, level, len(audio)).astype(np.float32)
    return Audio(audio.samples + noise, audio.sample_rate)


def _echoing(audio: Audio) -> Audio:
    """A room: three echoes within a quarter of a second."""
    echoes = np.zeros(round(0.25 * audio.sample_rate), np.float32)
    echoes[[0, len(echoes) // 4, len(echoes) // 2, -1]] = 1, 0.4, 0.25, 0.15
    return Audio(np.convolve(audio.samples, echoes).astype(np.float32)[: len(audio)], audio.sample_rate)


def _faint(audio: Audio) -> Audio:
    return Audio(audio.samples * np.float32(0.01), audio.sample_rate)


def _telephone(audio: Audio) -> Audio:
    return resample(audio, 8_000)


CHANNELS: Final[Mapping[str, Callable[[Audio], Audio]]] = {
    "clean": _clean,
    "15 dB above noise": _noisy,
    "echo": _echoing,
    "-40 dB": _faint,
    "8 kHz": _telephone,
}


def cases(count: int) -> Iterator[Case]:
    """The same ones each time."""
    draw = random.Random(0)  # noqa: S311 -- no secret
    engine = HibariEngine.load(Setup())
    for number, text in zip(range(count), texts(draw), strict=False):
        speed = draw.choice((0.5, 0.75, 1.0, 1.0, 1.25, 1.5, 2.0))
        if number % 2:
            utterance = Utterance(text, "en", engine.voices["heart"], speed, number, engine.Options())
            (speech,) = speeches(engine.speak([utterance], lambda: False))
            audio = speech.audio
        else:
            audio = speak(text, draw.choice(VOICES), round(175 * speed)).audio
        channel = draw.choice(list(CHANNELS))
        yield Case(tuple(word.strip(",.;") for word in text.split()), CHANNELS[channel](audio))


def is_aligned(aligner: PhoneAligner, case: Case) -> bool:
    """Whether there is a result, every word of it found."""
    try:
        return all(span.source == "aligned" for span in aligner.align(case.audio, case.words))
    except AlignmentError:
        return False


def measure() -> list[Figure]:
    """Failures, time, and the ratio of two threads."""
    aligner = PhoneAligner(EnglishPronouncer.load())
    spoken = list(cases(N_UTTERANCES))
    started = time.process_time()
    with ThreadPoolExecutor(2) as threads:
        failures = N_UTTERANCES - sum(threads.map(lambda case: is_aligned(aligner, case), spoken))
    real_time_factor = (time.process_time() - started) / sum(case.audio.duration_s for case in spoken)
    return [
        at_most(f"failed alignments of {N_UTTERANCES} varied utterances", failures, 0, digits=0),
        at_most("alignment of these, seconds of one core per second of audio", real_time_factor, 0.03, digits=3),
        at_most("two threads' time ÷ one thread's", _parallel_ratio(aligner, spoken[:N_TIMED]), 0.65),
    ]


def _parallel_ratio(aligner: PhoneAligner, spoken: Sequence[Case]) -> float:
    """Median over rounds that are taken in turns."""
    return median(_elapsed_s(aligner, spoken, 2) / _elapsed_s(aligner, spoken, 1) for _ in range(ROUNDS))


def _elapsed_s(aligner: PhoneAligner, spoken: Sequence[Case], n_threads: int) -> float:
    with ThreadPoolExecutor(n_threads) as threads:
        started = time.perf_counter()
        list(threads.map(lambda case: aligner.align(case.audio, case.words), spoken))
        return time.perf_counter() - started


if __name__ == "__main__":
    print(*measure(), sep="\n")
