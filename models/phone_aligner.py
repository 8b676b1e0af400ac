"""Forced alignment with the English acoustic model of pocketsphinx: words as phones, found in the audio."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

import numpy as np

from models.gaps import fill
from models.pauses import Times, settle
from models.pronunciation import Phones, Pronouncer
from models.pronunciation.ipa import MAYBE, MAYBE_SPOKEN
from models.sphinx import Option, Path, Segment, SphinxError, new_decoder
from speech.audio import Audio, Samples
from speech.resampling import resample
from speech.timings import Span

MODEL_RATE: Final = 16_000
"""Hz, of the acoustic model."""
FRAME_RATE: Final = 100
"""Hz, of the frames that the acoustic model was trained on."""
FAST: Final = 16
"""Phones a second, above which frames come twice as often.

A phone has three states and so takes three frames at least; at twice the normal speed many phones are shorter. Words
are placed as well, and none of those of `bench/alignment.py` is lost; at 100 Hz, 12 of 500 utterances were.
"""
FASTEST: Final = 2 * FRAME_RATE / 3
"""Phones a second that have room for their frames. More would end up in the padding."""
PADDING_S: Final = 0.2
"""Silence before and after, so that the first and the last phone have a neighbour as they had in training."""
PEAK: Final = 26_214
"""The loudest sample of the padded utterance in 16-bit steps: 0.8 of full scale."""
SILENT_BELOW: Final = 1e-3
"""Peak under which an utterance counts as silence, -60 dB of full scale: made louder it would be noise."""
NOISE_DRAWS: Final = ((64, 0), (64, 1), (128, 2), (256, 3))
"""(sigma in 16-bit steps, seed) of the noise that is added, one after the other until the words fit.

Digital silence has no likelihood in the model, and where the search loses the words in one draw it finds them in
another. Sigma 64 was measured to place words best.
"""
WORST_FIT: Final = -42.0
"""Mean logarithm (base 1.0001) of the path's likelihood per frame, under which text and audio have nothing in common.

Measured in `bench/alignment.py`: right texts -8 … -39 in their best draw, other texts -15 … -58. It refuses gross
mistakes only: a refusal costs a caller all timings, and whether each word was really said is another module's question.
"""
WORST_FOREIGN_FIT: Final = -52.0
"""The same for languages other than English, whose sounds the acoustic model does not quite have.

Right texts were measured down to -48 in Russian and -51 in Danish; the best of wrong texts reach -33 … -48, so that no
threshold tells all of them apart, and this one refuses no right text.
"""
OTHER: Final = "(2)"
"""Behind a word's name: another reading of it, in the library's dictionary."""
SEARCH: Final[Mapping[str, Option]] = {
    # Beams wide enough to lose no word.
    "beam": 1e-100,
    "wbeam": 1e-80,
    "pbeam": 1e-100,
    "bestpath": False,
    # Gaussians per frame and phone class. The model's 4 are meant for speed; on the tuning half of bench/word_starts.py
    # 8 bring the mean error from 12.1 to 11.7 ms for a sixth more time, 12 to 128 bring it to 11.5 for much more.
    "topn": 8,
}


class AlignmentError(Exception):
    """The words cannot be fitted to the audio. The message holds nothing of the text."""


class PhoneAligner:
    """Finds the words of one language in audio, by their phones. Holds nothing of them: safe from several threads."""

    def __init__(self, pronouncer: Pronouncer, worst_fit: float = WORST_FIT) -> None:
        """`worst_fit`: under which text and audio have nothing in common, as `WORST_FIT`."""
        self._pronouncer = pronouncer
        self._worst_fit = worst_fit
        with new_decoder(SEARCH):  # so that the model's files are in the page cache
            pass

    def align(self, audio: Audio, words: Sequence[str]) -> list[Span]:
        """As `Aligner.align`."""
        if not words:
            return []
        said = self._pronouncer.pronounce(words)
        known = [phones for form in said for phones in form if phones]
        heard = _find(resample(audio, MODEL_RATE).samples, _dictionary(known), self._worst_fit)
        times = [word.within(audio.duration_s) for word, _ in heard]  # in the padding there is nothing
        settled = settle(times, [phones for _, phones in heard], audio)
        return fill(list(_together(said, settled)), audio.duration_s)


def _dictionary(known: Sequence[Phones]) -> dict[str, Phones]:
    """A name of each word in order, and its phones; behind each word that ends in `MAYBE`, its other reading."""
    readings: dict[str, Phones] = {}
    for index, phones in enumerate(known):
        readings[f"word{index}"] = phones[:-1] if phones[-1] == MAYBE else phones
        if phones[-1] == MAYBE:
            readings[f"word{index}{OTHER}"] = (*phones[:-1], MAYBE_SPOKEN)
    return readings


def _find(samples: Samples, readings: Mapping[str, Phones], worst_fit: float) -> list[tuple[Times, Phones]]:
    """Where each word is in the samples, which have `MODEL_RATE`, and the phones by which it was found."""
    if not readings:
        raise AlignmentError("no word has a known pronunciation")
    peak = float(np.abs(samples).max(initial=0))
    if not SILENT_BELOW < peak < math.inf:  # so written, NaN is refused too
        raise AlignmentError("the audio is silent or no numbers")
    n_phones = sum(len(phones) for name, phones in readings.items() if not name.endswith(OTHER))
    phones_per_s = n_phones * MODEL_RATE / len(samples)
    if phones_per_s > FASTEST:
        raise AlignmentError("the audio is too short for the words")
    frame_rate = FRAME_RATE * 2 if phones_per_s > FAST else FRAME_RATE
    padded = np.pad(samples * np.float32(PEAK / peak), round(PADDING_S * MODEL_RATE))
    for sigma, seed in NOISE_DRAWS:
        noise = np.random.default_rng(seed).normal(0, sigma, len(padded))
        path = _search((padded + noise).clip(-32768, 32767).astype(np.int16).tobytes(), readings, frame_rate)
        if path and path.log_likelihood / path.n_frames >= worst_fit:
            # The other segments are silences.
            words = (segment for segment in path.segments if segment.word in readings)
            return [(_times(segment, frame_rate), readings[segment.word]) for segment in words]
    raise AlignmentError("the words do not fit the audio")


def _search(pcm: bytes, readings: Mapping[str, Phones], frame_rate: int) -> Path | None:
    """The best path of the words through 16-bit samples, if the search gets through.

    A new decoder takes 7 ms, of which an alignment takes twenty times as many. One that is kept would grow with each
    word it learns, need a lock, and carry state from one utterance to the next.
    """
    try:
        with new_decoder({**SEARCH, "frate": frame_rate}) as decoder:
            for name, phones in readings.items():
                decoder.add_word(name, phones)
            return decoder.find([name for name in readings if not name.endswith(OTHER)], pcm)
    except SphinxError as error:
        raise AlignmentError("the search failed") from error


def _times(segment: Segment, frame_rate: int) -> Times:
    return Times(segment.first_frame / frame_rate - PADDING_S, (segment.last_frame + 1) / frame_rate - PADDING_S)


def _together(said: Sequence[Sequence[Phones]], times: Sequence[Times]) -> Iterator[Times | None]:
    """The times of each form, from those of its spoken words that have phones; None where none has."""
    in_order = iter(times)
    for form in said:
        heard = list(islice(in_order, sum(map(bool, form))))
        yield Times(heard[0].start_s, heard[-1].end_s) if heard else None
