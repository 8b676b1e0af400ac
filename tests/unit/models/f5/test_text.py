"""What F5-TTS reads and how long it takes, held to upstream's own way from a text to its sampler."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.f5.packages import EXAMPLES, convert_char_to_pinyin, get_tokenizer
from models.f5.text import as_upstream_writes, has_speakable, n_speech_frames, tokens
from tests.upstream_f5 import ask, list_str_to_idx, prepare, utils_infer

TEXTS: Final = {
    "English": "The quick brown fox; it's “here”, isn't it?",
    "Chinese": "银行的行长很重视这一行。",
    "mixed": "我用Python写了3个程序，OK？",
    "digits": "In 2024 it cost $3.50, i.e. 10% more.",
    "emoji": "Fine 😀 thanks 👍🏽.",
    "curly quotes": "‘So’ she said: “don’t”…",
    "accents": "Él comió ñandú; naïve café.",
    "Japanese and Korean": "こんにちは、안녕하세요",
    "unknown": "नमस्ते Ⅳ \u200b",
    "line ends": "one\ntwo\tthree  four",
}


@pytest.fixture(scope="module")
def vocabulary() -> Mapping[str, int]:
    """The published model's."""
    vocabulary: Mapping[str, int] = get_tokenizer(str(EXAMPLES / "vocab.txt"), "custom")[0]
    return vocabulary


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_tokens_are_upstreams(vocabulary: Mapping[str, int], text: str) -> None:
    """Letters, pinyin and unknown characters have the numbers that upstream gives them."""
    asked = ask(torch.full((1, 24_000), 0.2), "Hello. ", text).text

    assert list_str_to_idx(asked, vocabulary)[0].tolist() == tokens(f"Hello.  {text}", vocabulary)
    assert list_str_to_idx(convert_char_to_pinyin([text]), vocabulary)[0].tolist() == tokens(text, vocabulary)


def test_chinese_is_read_as_pinyin_by_its_meaning(vocabulary: Mapping[str, int]) -> None:
    """A character of two readings has the one of its word: that the table above does not compare nothing to nothing."""
    syllables = [vocabulary[syllable] for syllable in ("yin2", "hang2", "zhang3")]

    read = tokens("银行行长", vocabulary)

    assert [0, syllables[0], 0, syllables[1], 0, syllables[1], 0, syllables[2]] == read


@pytest.mark.parametrize(
    ("text", "speakable"),
    [
        ("a", True),
        ("你", True),
        ("7", True),
        ("é", True),
        ("…7", True),
        ("😀 ok", True),
        ("", False),
        (" \n", False),
        ("…!?", False),
        ("“”", False),
        ("。，", False),
        ("😀", False),
        ("नमस्ते", False),
        ("Ⅳ", False),
    ],
)
def test_only_letters_that_the_model_knows_are_speakable(
    vocabulary: Mapping[str, int], text: str, *, speakable: bool
) -> None:
    """Marks and letters of scripts outside the vocabulary are nothing to speak: of them the model makes noise."""
    assert speakable == has_speakable(text, vocabulary)


def _as_upstream_reads(transcript: str, folder: Path) -> str:
    """The transcript as upstream's preparation and its batch process leave it."""
    clip = folder / "clip.wav"
    clip.write_bytes(b"")
    _, prepared = prepare(clip, transcript, folder)
    asked = ask(torch.full((1, 24_000), 0.2), prepared, "").text
    return "".join(asked[0])


@pytest.fixture
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Upstream's preparation of every clip is done: what is left of it is its rule for transcripts."""
    any_clip = {"d41d8cd98f00b204e9800998ecf8427e": "clip.wav"}  # MD5 of nothing
    monkeypatch.setattr(utils_infer, "_ref_audio_cache", any_clip)


ENDINGS: Final = {
    "Hello": "Hello.  ",
    "Hello.": "Hello.  ",
    "Hello. ": "Hello.  ",
    "Hello?": "Hello?.  ",
    "Hello!": "Hello!.  ",
    "Hello,": "Hello,.  ",
    "Hello…": "Hello….  ",
    "Hello。": "Hello。",
    "Hello.”": "Hello.”.  ",
}


@pytest.mark.usefixtures("_prepared")
@pytest.mark.parametrize("transcript", ENDINGS)
def test_transcripts_end_as_upstreams_do(tmp_path: Path, transcript: str) -> None:
    """The end of a sentence and the spaces behind it are upstream's, to the character."""
    written = as_upstream_writes(transcript)

    assert ENDINGS[transcript] == written
    assert _as_upstream_reads(transcript, tmp_path) == "".join(convert_char_to_pinyin([written])[0])


@pytest.mark.usefixtures("_prepared")
@pytest.mark.parametrize(
    ("transcript", "written", "upstreams"),
    [
        ("Hello.\n", "Hello.  ", "Hello.\n.  "),
        ("Hello.  ", "Hello.  ", "Hello.  .  "),
        (" Hello ", "Hello.  ", " Hello .  "),
        ("a\n\n b", "a b.  ", "a\n\n b.  "),
        ("Hello。 ", "Hello。", "Hello。 .  "),
    ],
    ids=ascii,
)
def test_where_they_do_not(tmp_path: Path, transcript: str, written: str, upstreams: str) -> None:
    """Spaces and line ends around and between words are one space here, and bring no second full stop."""
    assert written == as_upstream_writes(transcript)
    assert upstreams == _as_upstream_reads(transcript, tmp_path)


@given(
    st.integers(46, 1125),
    st.text("abc é你。", min_size=1, max_size=80),
    st.text("abc é你.", min_size=1, max_size=60),
    st.sampled_from([0.5, 0.8, 0.9, 1.0, 1.1, 1.25, 2.0]),
)
@settings(max_examples=150)
def test_durations_are_upstreams(n_pace_frames: int, transcript: str, text: str, speed: float) -> None:
    """Texts of 10 bytes and more take as many frames as upstream gives them, at every pace and speed."""
    text = text.ljust(10, "x")
    written = as_upstream_writes(f"x{transcript}")
    upstreams = written if written.endswith("。") else written[:-1]  # upstream adds the second space itself

    asked = ask(torch.full((1, 256 * n_pace_frames + 100), 0.2), upstreams, text, speed=speed)

    assert asked.n_speech_frames == n_speech_frames(text, n_pace_frames / len(written.encode()), speed)


@given(st.floats(1, 50), st.sampled_from([0.8, 1.0, 1.25]), st.text("aé你", max_size=40), st.sampled_from("aé你"))
def test_a_longer_text_never_takes_less(frames_per_byte: float, speed: float, text: str, more: str) -> None:
    """With every letter a text takes as long or longer; the shortest take the time of 10 bytes."""
    assert n_speech_frames(text, frames_per_byte, speed) <= n_speech_frames(text + more, frames_per_byte, speed)
    assert int(frames_per_byte * 10 / speed) <= n_speech_frames(text, frames_per_byte, speed)
    assert n_speech_frames("", frames_per_byte, speed) == n_speech_frames("x" * 10, frames_per_byte, speed)


def test_upstream_speaks_short_texts_longer_than_long_ones() -> None:
    """What the floor is for: upstream gives 9 bytes more than three times the time of 10, whatever speed is asked."""
    clip = torch.full((1, 24_000 * 5), 0.2)
    nine, ten = (ask(clip, "Some call me nature. ", "x" * n, speed=1.25).n_speech_frames for n in (9, 10))

    assert nine > 3 * ten
    assert n_speech_frames("x" * 9, 20.0, 1.25) == n_speech_frames("x" * 10, 20.0, 1.25)
