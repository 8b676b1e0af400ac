"""What T3 reads, held to upstream's own way from a text to its ids."""

import json
import warnings
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from string import ascii_letters, digits, punctuation
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Whitespace

from models.chatterbox.packages import (
    SUPPORTED_LANGUAGES,
    AutoTokenizer,
    EnTokenizer,
    MTLTokenizer,
    normalise_english,
    normalise_multilingual,
    normalise_turbo,
)
from models.chatterbox.text import (
    NOTHING,
    SOUND_TAGS,
    EnglishReader,
    MultilingualReader,
    Reader,
    TurboReader,
    has_speakable,
    weight,
)
from models.engine import UnspeakableText

MERGES: Final = ["t h", "th e", "h e", "i n", "l l", "e r"]
SCRIPTS: Final = ((0xA1, 0x100), (0x300, 0x530), (0x600, 0x700), (0x900, 0x980), (0x1100, 0x1200), (0x3001, 0x3100))
ENGLISH: Final = [
    "Hello there, world!",
    "the quick brown fox; it's “here”, isn't it?",
    "ellipsis... and … more — dashes – here - there: done",
    "  spaces \t and\nlines  ",
    "unknown: 你好 é 😀 letters",
    "It ends (so)",
    "x",
    "Numbers 3.14, 50% & a_b@c.d",
]
OTHERS: Final = {
    "ar": "مرحبا بالعالم، كيف حالك؟",
    "de": "Äpfel und Öl für die Straße",
    "el": "Ο Οδυσσέας ΟΔΥΣΣΕΥΣ είναι εδώ",
    "fr": "L’été où ça naît, cœur…",
    "hi": "नमस्ते दुनिया",
    "ja": "「カタカナ」と ひらがな だけ、ガギグ。",
    "ko": "안녕하세요, 값이 얼마예요?",
    "tr": "İstanbul ıslak",
    "sv": "ﬁnt ½ ２０２４ kök",
}


def _write(path: Path, letters: Iterable[str], tags: Iterable[str]) -> str:
    """A tokenizer of upstream's kind: letters, a few syllables, and tags of its own."""
    special = ["[STOP]", "[UNK]", "[SPACE]", "[START]", *tags]
    merged = [pair.replace(" ", "") for pair in MERGES]
    vocabulary = {token: number for number, token in enumerate([*special, *letters, *merged])}
    merges = [(left, right) for left, right in map(str.split, MERGES)]
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=merges, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(path))
    return str(path)


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> EnTokenizer:
    """Upstream's, of the letters, digits and signs of ASCII."""
    folder = tmp_path_factory.mktemp("english")
    return EnTokenizer(_write(folder / "tokenizer.json", ascii_letters + digits + punctuation, ()))


@pytest.fixture(scope="module")
def multilingual(tmp_path_factory: pytest.TempPathFactory) -> MTLTokenizer:
    """Upstream's, of many scripts, without Chinese."""
    folder = tmp_path_factory.mktemp("multilingual")
    letters = [*ascii_letters, *digits, *punctuation, *(chr(code) for script in SCRIPTS for code in range(*script))]
    tags = [f"[{language}]" for language in SUPPORTED_LANGUAGES]
    return MTLTokenizer(_write(folder / "grapheme_mtl_merged_expanded_v1.json", letters, tags))


@pytest.fixture(scope="module")
def turbo(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """GPT-2's, of single bytes and a few syllables, in the files that the published one has."""
    folder = tmp_path_factory.mktemp("turbo")
    tokens = [*sorted(ByteLevel.alphabet()), *(pair.replace(" ", "") for pair in MERGES), "Ġw", "<|endoftext|>"]
    files: Mapping[str, Any] = {
        "vocab.json": {token: number for number, token in enumerate(tokens)},
        "added_tokens.json": {f"[{tag}]": len(tokens) + place for place, tag in enumerate(sorted(SOUND_TAGS))},
        "tokenizer_config.json": {"tokenizer_class": "GPT2Tokenizer", "model_max_length": 64},
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content))
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *MERGES, "Ġ w"]))
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of how transformers 5.2 makes it
        tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.pad_token = tokenizer.eos_token  # as upstream's from_local does
    return tokenizer


@pytest.fixture(scope="module", params=["english", "multilingual", "turbo"])
def reader(request: pytest.FixtureRequest) -> Reader:
    """Each variant's in turn."""
    kinds = {"english": EnglishReader, "multilingual": MultilingualReader, "turbo": TurboReader}
    made: Reader = kinds[request.param](request.getfixturevalue(request.param))
    return made


def _pieces(text: str, starts: Iterable[int]) -> list[str]:
    """The text from where each id begins to where the next does."""
    begins = list(starts)
    return [text[begin:end] for begin, end in zip(begins, [*begins[1:], len(text)], strict=True)]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_upstreams(english: EnTokenizer, text: str) -> None:
    """The English model gets the ids that upstream gives it."""
    expected = english.text_to_tokens(normalise_english(text))[0].tolist()
    assert tuple(expected) == EnglishReader(english).tokens(text, "en").ids


@pytest.mark.parametrize(("language", "text"), [*OTHERS.items(), *(("en", text) for text in ENGLISH)])
def test_other_languages_are_upstreams(multilingual: MTLTokenizer, language: str, text: str) -> None:
    """The multilingual model gets the ids that upstream gives it, with the tag of its language first."""
    expected = multilingual.text_to_tokens(normalise_multilingual(text), language_id=language)[0].tolist()
    ids = MultilingualReader(multilingual).tokens(text, language).ids
    assert tuple(expected) == ids
    assert multilingual.tokenizer.token_to_id(f"[{language}]") == ids[0]


@pytest.mark.parametrize("text", [*(text for text in ENGLISH if len(text) < 40), "Well [laugh] yes", "[sigh]"])
def test_turbo_is_upstreams(turbo: Any, text: str) -> None:
    """Turbo gets the ids that upstream gives it."""
    expected = turbo(normalise_turbo(text), padding=True, truncation=True).input_ids
    assert tuple(expected) == TurboReader(turbo).tokens(text, "en").ids


def test_nothing_is_cut(turbo: Any) -> None:
    """Upstream cuts a text at the tokenizer's own idea of a longest one, here 64 tokens; ours reads it whole."""
    text = "A sentence that goes on. " * 10
    assert 64 == len(turbo(normalise_turbo(text), truncation=True).input_ids)
    tokens = TurboReader(turbo).tokens(text, "en")
    assert tuple(turbo(normalise_turbo(text)).input_ids) == tokens.ids
    assert len(text) - 2 == tokens.starts[-1]


def test_kanji_are_read_as_kana(multilingual: MTLTokenizer) -> None:
    """Japanese goes through our own writer: 学校 is read as がっこう, which upstream's tokenizer is then given."""
    reader = MultilingualReader(multilingual)
    assert reader.tokens("がっこうで", "ja").ids == reader.tokens("学校で", "ja").ids


@pytest.mark.parametrize("tag", sorted(SOUND_TAGS))
def test_a_sound_tag_is_one_token(turbo: Any, tag: str) -> None:
    """Every sound stands for itself, wherever it is."""
    text = f"Oh [{tag}], no."
    tokens = TurboReader(turbo).tokens(text, "en")
    assert f"[{tag}]" in _pieces(text, tokens.starts)
    assert turbo.convert_tokens_to_ids(f"[{tag}]") in tokens.ids


def test_english_tokens_begin_where_they_stand(english: EnTokenizer) -> None:
    """Syllables, letters, signs and the spaces between words."""
    text = "The inner, other."
    expected = ["T", "he", " ", "in", "n", "er", ",", " ", "o", "the", "r", "."]
    assert expected == _pieces(text, EnglishReader(english).tokens(text, "en").starts)


def test_multilingual_tokens_begin_where_they_stand(multilingual: MTLTokenizer) -> None:
    """The tag of the language begins before the text; a letter and its accents, a syllable's letters, begin as one."""
    reader = MultilingualReader(multilingual)
    assert (-1, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7) == reader.tokens("Été ici.", "fr").starts
    assert (-1, 0, 0, 0, 1, 1, 1, 2, 3, 3) == reader.tokens("안녕 가", "ko").starts[:10]


def test_kana_begin_where_their_kanji_stand(multilingual: MTLTokenizer) -> None:
    """What stands behind kanji begins where it does."""
    text = "東京の学校へ行く。"
    reader = MultilingualReader(multilingual)
    tokens = reader.tokens(text, "ja")
    word = [multilingual.tokenizer.id_to_token(number) for number in tokens.ids]
    assert {text.index("の")} == {start for start, kana in zip(tokens.starts, word, strict=True) if kana == "の"}
    assert text.index("行") == tokens.starts[word.index("い")]


def test_turbo_tokens_begin_at_their_letters(turbo: Any) -> None:
    """A word begins at its first letter, not at the space that its token has before it; bytes begin with theirs."""
    text = "Hi world 😀 é"
    assert (0, 1, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 10, 11, 11, 11) == TurboReader(turbo).tokens(text, "en").starts


@pytest.mark.parametrize("text", ["so… went", "so... went", "so — went", "  so:\n went", "“so”; went", "ßo... went"])
def test_what_follows_a_rewritten_place_begins_where_it_stands(reader: Reader, text: str) -> None:
    """Signs that upstream replaces, of other lengths, don't move the words behind them."""
    went = text.index("went")
    starts = [start for start in reader.tokens(text, "en").starts if start >= went]
    assert [went, went + 1, went + 2, went + 3] == starts[:4]


@given(st.text(min_size=1, max_size=60).filter(has_speakable))
@example("ǰo: in capitals it is two characters, one of them no letter")
def test_starts_never_fall_and_lie_in_the_text(reader: Reader, text: str) -> None:
    """Whatever the text is, there is a start for each id."""
    tokens = reader.tokens(text, "en")
    assert len(tokens.ids) == len(tokens.starts)
    assert sorted(tokens.starts) == list(tokens.starts)
    assert all(-1 <= start < len(text) for start in tokens.starts)


@pytest.mark.parametrize("text", ["", " ", "…", "!?", "😀", "[]"])
def test_nothing_to_speak_is_no_tokens(reader: Reader, text: str) -> None:
    """Upstream speaks "You need to add some text for me to talk." for an empty text, and noise for the others."""
    assert not has_speakable(text)
    assert reader.tokens(text, "en") == NOTHING


@pytest.mark.parametrize("text", ["a", "7", "你", "… é", "[laugh]"])
def test_letters_digits_and_sounds_can_be_spoken(text: str) -> None:
    """In any script."""
    assert has_speakable(text)


def test_letters_that_the_model_has_not_learnt_are_no_tokens(english: EnTokenizer, multilingual: MTLTokenizer) -> None:
    """A text of nothing but unknown letters would be noise; one known letter is enough, the language's tag is none."""
    assert EnglishReader(english).tokens("你好 吗", "en") == NOTHING
    assert MultilingualReader(multilingual).tokens("你好 吗", "en") == NOTHING
    assert english.tokenizer.token_to_id("[UNK]") in EnglishReader(english).tokens("你好 a", "en").ids


def test_more_than_the_model_has_positions_for_is_refused(multilingual: MTLTokenizer) -> None:
    """One character may become 18 letters; past position 2049 CUDA would fail for good."""
    reader = MultilingualReader(multilingual)
    assert 2048 >= len(reader.tokens("ﷺ" * 100, "ar").ids) > 1800
    with pytest.raises(UnspeakableText, match="2048"):
        reader.tokens("ﷺ" * 120, "ar")


@pytest.mark.parametrize(
    ("text", "expected"), [("", 0), ("abc d", 5), ("été", 3), ("你好", 6), ("カ。a", 7), ("안녕", 6)]
)
def test_wide_characters_weigh_three_letters(text: str, expected: int) -> None:
    """They take as long to speak."""
    assert expected == weight(text)


def test_threads_share_a_reader(reader: Reader) -> None:
    """Many threads get what one gets."""
    texts = [text for text in ENGLISH if has_speakable(text)] * 20
    alone = [reader.tokens(text, "en") for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert alone == list(pool.map(lambda text: reader.tokens(text, "en"), texts))
