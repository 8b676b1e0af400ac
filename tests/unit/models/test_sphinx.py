"""The door to pocketsphinx's C library: what its own wrapper gives, with the interpreter free meanwhile."""

import os
import pathlib
import time
from threading import Event, Thread

import numpy as np
import pytest
from pocketsphinx import Decoder

from bench.espeak_truth import speak
from models.phone_aligner import MODEL_RATE, SEARCH
from models.pronunciation.english import EnglishPronouncer
from models.sphinx import Path, SphinxError, new_decoder
from speech.resampling import resample

PRONOUNCER = EnglishPronouncer.load()
SENTENCES = ("Put the blue folder on top of the cupboard, please.", "An old clock was ticking.")


def _utterance(text: str, voice: str = "en-us") -> tuple[bytes, list[tuple[str, ...]]]:
    """16-bit samples with a little noise, and the phones of each word."""
    truth = speak(text, voice)
    samples = 20_000 * resample(truth.audio, MODEL_RATE).samples
    noisy = samples + np.random.default_rng(0).normal(0, 64, len(samples))
    return noisy.astype(np.int16).tobytes(), [phones for form in PRONOUNCER.pronounce(truth.words) for phones in form]


def _find(pcm: bytes, known: list[tuple[str, ...]]) -> Path | None:
    names = [f"word{index}" for index in range(len(known))]
    with new_decoder(SEARCH) as decoder:
        for name, phones in zip(names, known, strict=True):
            decoder.add_word(name, phones)
        return decoder.find(names, pcm)


def _wrapper(pcm: bytes, known: list[tuple[str, ...]]) -> Decoder:
    """The wheel's own decoder, when it has searched."""
    decoder = Decoder(lm=None, dict=os.devnull, loglevel="FATAL", **SEARCH)
    names = [f"word{index}" for index in range(len(known))]
    for name, phones in zip(names, known, strict=True):
        decoder.add_word(name, " ".join(phones), update=False)
    decoder.set_align_text(" ".join(names))
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    return decoder


def _segments(path: Path | None) -> list[tuple[str, int, int]]:
    return [(segment.word, segment.first_frame, segment.last_frame) for segment in path.segments] if path else []


@pytest.mark.parametrize("voice", ["en-us", "en-gb-x-rp"])
@pytest.mark.parametrize("text", SENTENCES)
def test_paths_are_those_of_the_wheels_own_wrapper(text: str, voice: str) -> None:
    """Every word and silence has the same frames, and the path the same length and likelihood."""
    pcm, known = _utterance(text, voice)
    expected = _wrapper(pcm, known)
    path = _find(pcm, known)

    assert path is not None
    assert [(segment.word, segment.start_frame, segment.end_frame) for segment in expected.seg()] == _segments(path)
    assert expected.n_frames() == path.n_frames
    assert pytest.approx(expected.hyp().score) == 1.0001**path.log_likelihood


def test_other_words_have_another_path() -> None:
    """The parity above is none of constants: the phones in another order are found elsewhere."""
    pcm, known = _utterance(SENTENCES[0])

    assert _segments(_find(pcm, known)) != _segments(_find(pcm, known[::-1]))


def test_other_threads_run_while_it_searches() -> None:
    """Another thread gets its thousand turns while one search of seconds of audio is under way."""
    pcm, known = _utterance(" ".join(SENTENCES))
    begun, ended = Event(), Event()

    def search() -> None:
        with new_decoder(SEARCH) as decoder:
            for index, phones in enumerate(known * 4):
                decoder.add_word(f"word{index}", phones)
            begun.set()
            decoder.find([f"word{index}" for index in range(len(known) * 4)], pcm * 4)
            ended.set()

    thread = Thread(target=search)
    thread.start()
    begun.wait()
    turns = 0
    # Sleeping gives the interpreter away: a search that keeps it returns it at its end (after 57 turns at most).
    while not ended.is_set() and turns < 1000:
        time.sleep(0)
        turns += 1
    thread.join()

    assert turns == 1000


def test_words_that_do_not_fit_have_no_path() -> None:
    """More words than the audio has frames for are None, not an error."""
    pcm, known = _utterance(SENTENCES[1])

    assert _find(pcm, known * 20) is None


@pytest.mark.parametrize(
    ("options", "word", "pcm"),
    [
        ({"no_such_option": 1}, ("AA",), b"\0\0"),
        ({"hmm": "/nowhere"}, ("AA",), b"\0\0"),
        ({}, ("XX",), b"\0\0"),
        ({}, ("AA",), b""),
    ],
    ids=["unknown option", "no model", "unknown phone", "no samples"],
)
def test_what_the_library_refuses_is_an_error(options: dict[str, str | int], word: tuple[str, ...], pcm: bytes) -> None:
    """Each refusal of the library is a SphinxError, none a crash."""
    with pytest.raises(SphinxError), new_decoder(options) as decoder:
        decoder.add_word("word", word)
        decoder.find(["word"], pcm)


def test_a_decoder_leaves_no_memory_behind() -> None:
    """A hundred alignments grow the process by less than 3 MB."""
    pcm, known = _utterance(SENTENCES[1])
    for _ in range(5):
        _find(pcm, known)
    before = _resident_bytes()
    for _ in range(100):
        _find(pcm, known)

    assert _resident_bytes() - before < 3_000_000


def _resident_bytes() -> int:
    statm = pathlib.Path("/proc/self/statm").read_text(encoding="ascii")
    return int(statm.split()[1]) * os.sysconf("SC_PAGE_SIZE")
