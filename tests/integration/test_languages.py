"""Where words begin in languages other than English, against espeak-ng's own word events."""

from itertools import cycle, islice

import pytest

from bench.known_starts import KnownStarts
from bench.language_sentences import TUNING
from bench.languages import TUNING_VOICES, espeak, measure_row
from models.aligner import Aligner

LANGUAGES = ("de", "es", "ja", "ko", "zh")
LIMIT_MS = 40


@pytest.fixture(scope="module")
def languages_aligner() -> Aligner:
    """An aligner of five languages: by lexicon, by rules, and by two libraries for scripts without spaces."""
    return Aligner.load(LANGUAGES)


def _spoken(language: str) -> list[KnownStarts]:
    return espeak(language, TUNING, TUNING_VOICES[:1])[:4]


def test_a_language_that_nobody_can_pronounce_is_left_out() -> None:
    """The aligner says which languages it has, of those that were asked for."""
    assert {"ja", "zh"} == Aligner.load(("ja", "tlh", "zh")).languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_begin_where_they_are_heard(languages_aligner: Aligner, language: str) -> None:
    """Four sentences are aligned to 40 ms in the mean; `python -m bench.languages` has more, and closer limits."""
    row = measure_row(languages_aligner, language, "espeak-ng", _spoken(language))

    assert row.n_words > 15
    assert row.mean <= LIMIT_MS < row.proportion
    assert 0 == row.refused


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_another_language_are_not_found(languages_aligner: Aligner, language: str) -> None:
    """It is the words that decide: as many words of another language do not fit as well."""
    other = LANGUAGES[LANGUAGES.index(language) - 1]
    words = [word for known in _spoken(other) for word in known.words]
    wrong = [
        KnownStarts(known.audio, tuple(islice(cycle(words), len(known.words))), known.starts_s)
        for known in _spoken(language)
    ]
    row = measure_row(languages_aligner, other, "espeak-ng", wrong)

    assert row.mean > 2 * LIMIT_MS
