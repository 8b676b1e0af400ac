"""Every language's pronouncer: robust, deterministic, loaded only when it is asked for."""

import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.pronunciation import Pronouncer
from models.pronunciation.arpabet import LETTERS
from models.pronunciation.ipa import MAYBE
from models.pronunciation.languages import LANGUAGES, load_pronouncer

PHONES = {phone for phones in LETTERS for phone in phones.split()}
OTHERS = sorted(LANGUAGES - {"en"})
ODD = ("à", "w", "и", "OpenAI", "T恤", "rock’n’roll", "你好", "ﬁ", "🙂", "\ud800", "\0", "٣", "e\u0301", "--", "’")


@cache
def _pronouncer(language: str) -> Pronouncer:
    return load_pronouncer(language)


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("fr", "à"),
        ("pl", "w"),
        ("ru", "и"),
        ("es", "y"),
        ("it", "è"),
        ("pt", "o"),
        ("cs", "k"),
        ("hu", "a"),
        ("da", "å"),
    ],
)
def test_words_of_one_letter_have_a_sound(language: str, word: str) -> None:
    """They are words, not names of letters: at most one sound, or one and a glide."""
    ((phones,),) = _pronouncer(language).pronounce([word])

    assert 1 == len(phones)


@pytest.mark.parametrize("language", ["el", "he", "hi", "ja", "ko", "ru", "zh"])
def test_latin_words_are_english_among_other_scripts(language: str) -> None:
    """A brand's name inside a Russian or Chinese text is said as in English."""
    assert load_pronouncer("en").pronounce(["Windows"]) == _pronouncer(language).pronounce(["Windows"])


@pytest.mark.parametrize("language", ["de", "fr", "pl", "ru", "ko"])
@pytest.mark.parametrize("word", ["Москва", "서울", "Αθήνα"])
def test_other_scripts_are_romanised(language: str, word: str) -> None:
    """A word in a script that the language has no rules for is read letter by letter."""
    assert len(_pronouncer(language).pronounce([word])[0][0]) > 2


@pytest.mark.timeout(20)
@pytest.mark.parametrize("language", ["de", "ja", "ko", "zh"])
@pytest.mark.parametrize("letter", "ą각я人ア")
def test_endless_words_are_survived(language: str, letter: str) -> None:
    """Fifty thousand letters in one word are read in pieces, and in time."""
    assert _pronouncer(language).pronounce([letter * 50_000])[0]


@pytest.mark.parametrize("language", OTHERS)
@settings(max_examples=15)
@given(forms=st.lists(st.sampled_from(ODD) | st.text(max_size=12), max_size=6))
def test_every_form_is_pronounced(language: str, forms: list[str]) -> None:
    """Whatever a form holds, it has at least one word, of phones that the model knows, the same each time."""
    said = _pronouncer(language).pronounce(forms)

    assert len(forms) == len(said)
    assert all(form for form in said)
    assert {phone for form in said for word in form for phone in word} <= PHONES | {MAYBE}
    assert said == _pronouncer(language).pronounce(forms)


def test_english_alone_imports_no_other_languages_packages() -> None:
    """A worker that speaks English pays for no lexicon, in memory or in time."""
    program = "import sys, models.aligner as a; a.Aligner.load(('en',)); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout  # noqa: S603 - our own program

    assert set() == {"anyascii", "fugashi", "ipadic", "pycrfsuite", "pypinyin"} & set(loaded.split())


@pytest.mark.parametrize(
    ("language", "package"), [("ja", "fugashi"), ("zh", "pypinyin"), ("de", "gruut_lang_de"), ("pl", "epitran")]
)
def test_a_missing_package_says_how_to_install_it(language: str, package: str) -> None:
    """The start-up error names the package and the file that has all of them."""
    program = f"import sys; sys.modules[{package!r}] = None; import models.aligner as a; a.Aligner.load([{language!r}])"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, text=True)  # noqa: S603 - our own program

    assert 1 == ended.returncode
    assert f"MissingPackage: {package} is not installed: pip install" in ended.stderr
    assert "builder/requirements/languages.txt" in ended.stderr
