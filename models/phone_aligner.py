"""Forced alignment with the English acoustic model of pocketsphinx: words as phones, found in the audio."""

import math
import os
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from pocketsphinx import Decoder

from models.pauses import Times, without_pauses
from models.pronunciation import Phones, Pronouncer
from speech.audio import Audio, Samples
from speech.codec import resample
from speech.timings import Span

MODEL_RATE: Final = 16_000
"""Hz, of the acoustic model."""
FRAME_S: Final = 0.01
PADDING_S: Final = 0.2
"""Silence before and after, so that the first and the last phone have a neighbour as they had in training."""
PEAK: Final = 26_214
"""The loudest sample of the padded utterance in 16-bit steps: 0.8 of full scale."""
SILENT_BELOW: Final = 1e-3
"""Peak under which an utterance counts as silence, -60 dB of full scale: scaled up it would be noise."""
NOISE_DRAWS: Final = ((64, 0), (64, 1), (128, 2), (256, 3))
"""(sigma in 16-bit steps, seed) of the noise that is added, one after the other until the words fit.

Digital silence has no likelihood in the model, and where the search loses the words in one draw it finds them in
another. Sigma 64 was measured to place words best.
"""
WORST_FIT: Final = -45.0
"""Mean logarithm (base 1.0001) of the path's likelihood per frame, under which text and audio have nothing in common.

Measured: right texts -9 … -35 over voices, rates, noise and echo, other texts -26 … -68. It refuses gross mistakes
only: a refusal costs a caller all timings, and whether each word was really said is another module's question.
"""
SEARCH: Final = {"beam": 1e-100, "wbeam": 1e-80, "pbeam": 1e-100, "bestpath": False}
"""Beams wide enough to lose no word."""


class AlignmentError(Exception):
    """The words cannot be fitted to the audio. The message holds nothing of the text."""


class PhoneAligner:
    """Finds the words of one language in audio, by their phones. Holds nothing of them: safe from several threads."""

    def __init__(self, pronouncer: Pronouncer) -> None:
        self._pronouncer = pronouncer
        _new_decoder()  # so that the model's files are in the page cache

    def align(self, audio: Audio, words: Sequence[str]) -> list[Span]:
        """As `Aligner.align`."""
        if not words:
            return []
        said = self._pronouncer.pronounce(words)
        known = [phones for form in said for phones in form if phones]
        times = without_pauses(_find(resample(audio, MODEL_RATE).samples, known), audio)
        return _spans(said, [_within(audio.duration_s, word) for word in times], audio.duration_s)


def _find(samples: Samples, known: Sequence[Phones]) -> list[Times]:
    """Where each sequence of phones is in the samples, which have `MODEL_RATE`."""
    if not known:
        raise AlignmentError("no word has a known pronunciation")
    peak = float(np.abs(samples).max(initial=0))
    if not peak > SILENT_BELOW:  # so written, NaN is refused too
        raise AlignmentError("the audio is silent")
    padded = np.pad(samples * np.float32(PEAK / peak), round(PADDING_S * MODEL_RATE))
    for sigma, seed in NOISE_DRAWS:
        noise = np.random.default_rng(seed).normal(0, sigma, len(padded))
        times = _search((padded + noise).clip(-32768, 32767).astype(np.int16).tobytes(), known)
        if len(times) == len(known):
            return times
    raise AlignmentError("the words do not fit the audio")


def _new_decoder() -> Decoder:
    """The acoustic model with an empty dictionary.

    It takes 7 ms, of which an alignment takes twenty times as many. A decoder that is kept would grow with each word
    it learns, need a lock, and carry state from one utterance to the next.
    """
    return Decoder(lm=None, dict=os.devnull, loglevel="FATAL", **SEARCH)


def _search(pcm: bytes, known: Sequence[Phones]) -> list[Times]:
    """The best path of the words through 16-bit samples: all of them, or fewer where it got lost."""
    decoder = _new_decoder()
    names = [f"word{index}" for index in range(len(known))]
    for name, phones in zip(names, known, strict=True):
        decoder.add_word(name, " ".join(phones), update=False)
    decoder.set_align_text(" ".join(names))
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None or _fit(decoder) < WORST_FIT:
        return []
    return [
        Times(segment.start_frame * FRAME_S - PADDING_S, (segment.end_frame + 1) * FRAME_S - PADDING_S)
        for segment in decoder.seg()
        if segment.word.startswith("word")  # the others are silences
    ]


def _fit(decoder: Decoder) -> float:
    likelihood = decoder.hyp().score
    return math.log(likelihood) / math.log(1.0001) / decoder.n_frames() if likelihood > 0 else -math.inf


def _within(duration_s: float, times: Times) -> Times:
    """Without the part that lies in the padding."""
    return Times(*(min(max(time_s, 0.0), duration_s) for time_s in times))


def _spans(said: Sequence[tuple[Phones, ...]], times: Sequence[Times], duration_s: float) -> list[Span]:
    """A span per form, from the times of the spoken words that have phones."""
    spans: list[Span] = []
    in_order = iter(times)
    heard_until_s, silent_forms = 0.0, 0
    for form in said:
        heard = [next(in_order) for phones in form if phones]
        if not heard:
            silent_forms += 1
            continue
        spans += _gap(silent_forms, heard_until_s, heard[0].start_s)
        spans.append(Span(heard[0].start_s, heard[-1].end_s, "aligned"))
        heard_until_s, silent_forms = heard[-1].end_s, 0
    return [*spans, *_gap(silent_forms, heard_until_s, duration_s)]


def _gap(forms: int, start_s: float, end_s: float) -> Iterator[Span]:
    """Equal parts of the gap for forms of which nothing is known."""
    for start, end in pairwise(np.linspace(start_s, end_s, forms + 1).tolist()):
        yield Span(start, end, "interpolated")
