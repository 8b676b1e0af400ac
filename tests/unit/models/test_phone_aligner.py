"""The acoustic model's limits: fast, long, repetitive, faint and distorted speech, and what is none."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest

from bench import alignment
from bench.espeak_truth import Truth, speak
from bench.sentences import TUNING
from bench.word_starts import errors
from models.phone_aligner import WORST_FIT, WORST_FOREIGN_FIT, AlignmentError, PhoneAligner
from models.pronunciation import Phones
from models.pronunciation.english import EnglishPronouncer
from speech.audio import Audio

ALIGNER = PhoneAligner(EnglishPronouncer.load())
SENTENCE = "The baker opens his shop long before sunrise."


class Spelt:
    """A pronouncer whose words are phones: "T-IY"."""

    def pronounce(self, forms: Sequence[str]) -> list[tuple[Phones, ...]]:
        """As `Pronouncer.pronounce`."""
        return [(tuple(form.split("-")),) for form in forms]


def _mean_error_ms(truth: Truth) -> float:
    return float(np.mean(errors(ALIGNER.align(truth.audio, truth.words), truth).exact_starts))


@pytest.mark.parametrize("rate", [90, 175, 260, 340])
def test_slow_and_fast_speech_is_aligned_alike(rate: int) -> None:
    """From half to twice the normal speed words begin where they are heard, to 15 ms in the mean."""
    assert _mean_error_ms(speak(SENTENCE, "en-us", rate)) < 15


@pytest.mark.parametrize("channel", alignment.CHANNELS)
def test_distorted_speech_is_aligned(channel: str) -> None:
    """Noise, an echo, a faint signal and a telephone move word starts by less than 25 ms in the mean."""
    truth = speak(SENTENCE)
    heard = alignment.CHANNELS[channel](truth.audio)

    starts = [span.start_s for span in ALIGNER.align(heard, truth.words)]
    clean = [span.start_s for span in ALIGNER.align(truth.audio, truth.words)]

    assert float(np.mean(np.abs(np.subtract(starts, clean)))) < 0.025


def test_a_long_repetition_is_aligned() -> None:
    """Forty times the same word have forty spans that are about as long as each other."""
    truth = speak(" ".join(["no"] * 40))
    spans = ALIGNER.align(truth.audio, truth.words)

    lengths = [later.start_s - earlier.start_s for earlier, later in pairwise(spans)]
    assert 40 == len(spans)
    assert max(lengths) < 3 * float(np.median(lengths))


def test_threads_find_what_one_thread_finds() -> None:
    """Two threads at once give each utterance the same spans, bit for bit, as one after the other."""
    truths = [speak(text) for text in TUNING[:8]]

    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(lambda truth: ALIGNER.align(truth.audio, truth.words), truths))

    assert [ALIGNER.align(truth.audio, truth.words) for truth in truths] == together


@pytest.mark.parametrize("n_samples", [0, 1, 80, 160, 220, 441])
def test_a_frame_of_audio_is_refused(n_samples: int) -> None:
    """Audio of one frame or less has no room for a word."""
    samples = np.sin(np.arange(n_samples, dtype=np.float32))

    with pytest.raises(AlignmentError):
        ALIGNER.align(Audio(samples, 22_050), ["word"])


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf], ids=["silence", "NaN", "infinity"])
def test_what_is_no_sound_is_refused(value: float) -> None:
    """Silence and values that are no numbers are errors, not times."""
    with pytest.raises(AlignmentError):
        ALIGNER.align(Audio(np.full(16_000, value, np.float32), 16_000), ["word"])


def test_forms_of_several_words_have_one_span() -> None:
    """A form is as long as its words together."""
    audio = speak("Pay five dollars now.").audio
    pay, five, dollars, now = ALIGNER.align(audio, ["Pay", "five", "dollars", "now"])

    form = ALIGNER.align(audio, ["Pay", "five dollars", "now"])

    assert [pay, now] == [form[0], form[2]]
    assert (five.start_s, dollars.end_s) == (form[1].start_s, form[1].end_s)


@pytest.mark.parametrize(("text", "name"), [("Tina saw it.", "T-IY-N-AH"), ("Teen saw it.", "T-IY-N")])
def test_a_last_vowel_that_may_be_silent_is_heard_where_it_is(text: str, name: str) -> None:
    """A word that may or may not end in a vowel is aligned as the one of its readings that was spoken."""
    aligner, audio = PhoneAligner(Spelt()), speak(text).audio

    assert aligner.align(audio, [name, "S-AO", "IH-T"]) == aligner.align(audio, ["T-IY-N-(AH)", "S-AO", "IH-T"])


@pytest.mark.parametrize("worst_fit", [WORST_FIT, WORST_FOREIGN_FIT])
def test_an_english_sentence_fits(worst_fit: float) -> None:
    """Neither threshold refuses what was said."""
    truth = speak(SENTENCE)

    assert len(truth.words) == len(PhoneAligner(EnglishPronouncer.load(), worst_fit).align(truth.audio, truth.words))


def test_what_fits_worse_than_it_may_is_refused() -> None:
    """No text fits as well as a threshold above every fit asks for."""
    truth = speak(SENTENCE)

    with pytest.raises(AlignmentError):
        PhoneAligner(EnglishPronouncer.load(), 100.0).align(truth.audio, truth.words)
