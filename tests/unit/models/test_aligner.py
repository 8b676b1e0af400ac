"""The aligner on real speech: a span per word, in order, and an error where nothing fits."""

import functools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hibari import Hibari
from hypothesis import given, settings
from hypothesis import strategies as st

from models.aligner import Aligner, AlignmentError
from speech.audio import Audio, Samples
from speech.resampling import resample
from tests.spans import assert_in_order, no_speech

RATE = 24_000
SENTENCES = (
    "The kettle boils on the old stove.",
    "I don't think Margaret's well-known uncle has ever been to Kyrgyzstan.",
    "She laughed.",
    "An apple a day keeps the doctor away, they say.",
    "NASA sends three people to the moon.",
)
VOCABULARY = sorted(
    {word for sentence in SENTENCES for word in sentence.split()} | {"你好", "$5", "😀", "NASA", "7:30"}
)


@functools.cache
def _voice() -> Hibari:
    return Hibari(threads=1)


@functools.cache
def _speech(text: str) -> Audio:
    return Audio(np.asarray(_voice()(text, seed=0), np.float32), RATE)


def _words(text: str) -> list[str]:
    return [word.strip(".,") for word in text.split()]


@pytest.mark.parametrize("text", SENTENCES)
def test_every_word_is_aligned(aligner: Aligner, text: str) -> None:
    """Plain words each have a span of their own, aligned, not empty, in order and inside the audio."""
    audio = _speech(text)
    spans = aligner.align(audio, _words(text))

    assert ["aligned"] * len(_words(text)) == [span.source for span in spans]
    assert all(span.start_s < span.end_s for span in spans)
    assert_in_order(spans, audio)


@settings(deadline=None, max_examples=30)
@given(words=st.lists(st.sampled_from(VOCABULARY), max_size=12), text=st.sampled_from(SENTENCES))
def test_any_words_give_a_span_each_or_an_error(aligner: Aligner, words: list[str], text: str) -> None:
    """Whatever the words, spans are as many as they, ordered and inside the audio; or AlignmentError is raised."""
    audio = _speech(text)
    try:
        spans = aligner.align(audio, words)
    except AlignmentError:
        return

    assert len(words) == len(spans)
    assert_in_order(spans, audio)


@pytest.mark.parametrize("sample_rate", [16_000, 22_050, 44_100, 48_000])
def test_the_sample_rate_moves_nothing(aligner: Aligner, sample_rate: int) -> None:
    """From 16 kHz upwards the words begin within two frames of where they begin in the voice's own rate."""
    audio, words = _speech(SENTENCES[0]), _words(SENTENCES[0])
    expected = [span.start_s for span in aligner.align(audio, words)]

    starts = [span.start_s for span in aligner.align(resample(audio, sample_rate), words)]

    assert pytest.approx(expected, abs=0.021) == starts


def test_silence_before_the_speech_moves_the_words_by_its_length(aligner: Aligner) -> None:
    """A second of silence in front puts each word a second later, to within two frames."""
    audio, words = _speech(SENTENCES[1]), _words(SENTENCES[1])
    later = Audio(np.concatenate([np.zeros(RATE, np.float32), audio.samples]), RATE)
    expected = [span.start_s + 1 for span in aligner.align(audio, words)]

    assert pytest.approx(expected, abs=0.021) == [span.start_s for span in aligner.align(later, words)]


def test_the_answer_depends_on_the_utterance_alone(aligner: Aligner) -> None:
    """The same audio and words give the same spans, whatever was aligned in between."""
    first = [aligner.align(_speech(text), _words(text)) for text in SENTENCES]

    again = [aligner.align(_speech(text), _words(text)) for text in reversed(SENTENCES)]

    assert first == again[::-1]


def test_threads_do_not_disturb_each_other(aligner: Aligner) -> None:
    """Several threads on one aligner get what one thread gets."""
    texts = SENTENCES * 3
    audios = [_speech(text) for text in texts]
    words = [_words(text) for text in texts]

    with ThreadPoolExecutor(3) as threads:
        together = list(threads.map(aligner.align, audios, words))

    assert [aligner.align(audio, own) for audio, own in zip(audios, words, strict=True)] == together


def test_spoken_forms_are_aligned_as_one(aligner: Aligner) -> None:
    """A word of the text that is spoken as several has one span, aligned as its neighbours are."""
    audio = _speech("The train at seven thirty costs five dollars and leaves on time.")
    forms = ["The", "train", "at", "seven thirty", "costs", "five dollars", "and", "leaves", "on", "time"]

    spans = aligner.align(audio, forms)

    assert {"aligned"} == {span.source for span in spans}
    assert_in_order(spans, audio)


def test_a_foreign_word_lies_between_its_neighbours(aligner: Aligner) -> None:
    """A word without known sounds takes the gap, and moves no other word."""
    audio, words = _speech("The kettle boils."), ["你好", "The", "kettle", "你好", "您好", "boils", "再见"]
    plain = aligner.align(audio, ["The", "kettle", "boils"])

    spans = aligner.align(audio, words)

    assert plain == [spans[1], spans[2], spans[5]]
    assert {"interpolated"} == {spans[index].source for index in (0, 3, 4, 6)}
    assert_in_order(spans, audio)


def test_a_minute_is_aligned_in_one_piece(aligner: Aligner) -> None:
    """A minute of speech gets each of its words, the last one near the end."""
    pieces = [_speech(text) for text in SENTENCES * 5]
    audio = Audio(np.concatenate([piece.samples for piece in pieces]), RATE)
    spans = aligner.align(audio, [word for text in SENTENCES * 5 for word in _words(text)])

    assert audio.duration_s > 60
    assert {"aligned"} == {span.source for span in spans}
    assert audio.duration_s - pieces[-1].duration_s < spans[-1].start_s
    assert_in_order(spans, audio)


def test_no_words_no_spans(aligner: Aligner) -> None:
    """Nothing said is nothing to find, whatever the audio."""
    assert [] == aligner.align(_speech(SENTENCES[0]), [])


UNFIT = {**no_speech(RATE), "tone": (0.3 * np.sin(np.arange(2 * RATE) / 10)).astype(np.float32)}


@pytest.mark.parametrize("samples", UNFIT.values(), ids=UNFIT)
def test_what_is_no_speech_is_refused(aligner: Aligner, samples: Samples) -> None:
    """Words that cannot be in the audio are an AlignmentError, never spans at random."""
    with pytest.raises(AlignmentError):
        aligner.align(Audio(samples, RATE), _words(SENTENCES[0]))


@pytest.mark.parametrize(
    "words",
    [_words(SENTENCES[1]), ["你好"], ["kettle"] * 50, ["nobody", "had", "expected", "such", "frost"]],
    ids=["another sentence", "unknown script", "too many words", "other words"],
)
def test_another_text_is_refused(aligner: Aligner, words: list[str]) -> None:
    """A text that has nothing to do with the speech is an AlignmentError without a word of the text."""
    with pytest.raises(AlignmentError) as refusal:
        aligner.align(_speech(SENTENCES[0]), words)

    assert not any(word in str(refusal.value).split() for word in words)


def test_a_language_that_letters_cannot_place_is_not_aligned() -> None:
    """Arabic, whose written words lack their vowels, is left to proportion rather than aligned worse than that."""
    assert {"en", "de"} == Aligner.load({"en", "de", "ar", "xx"}).languages
