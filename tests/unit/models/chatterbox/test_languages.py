"""Which languages are spoken, and how they are written for the model."""

import json
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rjieba
import torch
from tokenizers import Tokenizer
from tokenizers.models import BPE

from models.chatterbox import chinese, japanese
from models.chatterbox.languages import Writer, load_writers, stripped
from models.chatterbox.packages import SUPPORTED_LANGUAGES, MTLTokenizer
from models.chatterbox.traced import Traced
from models.engine import EngineError

CODES = {"一": "m", "中": "l", "人": "o", "你": "onf", "好": "vnd", "日": "a", "昌": "aa", "昍": "aa"}
PLAIN = {"ar", "da", "de", "el", "en", "es", "fi", "fr", "hi", "it", "ms", "nl", "no", "pl", "pt", "sv", "sw", "tr"}


def _tokenizer(folder: Path, codes: dict[str, str]) -> MTLTokenizer:
    """With the codes beside its vocabulary, as in the published repository."""
    vocabulary = folder / "grapheme_mtl_merged_expanded_v1.json"
    Tokenizer(BPE(vocab={"[START]": 0, "[STOP]": 1}, merges=[])).save(str(vocabulary))
    if codes:
        lines = [f"{character}\t{code}" for character, code in codes.items()]
        (folder / "Cangjie5_TC.json").write_text(json.dumps(lines, ensure_ascii=False))
    return MTLTokenizer(str(vocabulary))


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> MTLTokenizer:
    """Upstream's, with a segmenter of another kind than its own."""
    tokenizer = _tokenizer(tmp_path_factory.mktemp("tokenizer"), CODES)
    tokenizer.cangjie_converter.segmenter = rjieba
    return tokenizer


@pytest.fixture(scope="module")
def write_japanese(tokenizer: MTLTokenizer) -> Writer:
    """With the IPA dictionary."""
    return japanese.load(tokenizer, None)


@pytest.fixture(scope="module")
def write_russian(tokenizer: MTLTokenizer) -> Writer:
    """Where Silero's model is installed."""
    pytest.importorskip("silero_stress")
    return load_writers(tokenizer, None)["ru"]


def _written(write: Writer, text: str) -> str:
    """What is written for a text, composed, so that it can be read here."""
    return unicodedata.normalize("NFC", write(unicodedata.normalize("NFKD", text)).text)


def _origins(write: Writer, text: str) -> str:
    """What of the text each written character comes from."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(decomposed[origin] for origin in write(decomposed).origins)


def test_languages_are_those_that_need_no_help_and_those_that_have_it(tokenizer: MTLTokenizer) -> None:
    """Hebrew is never spoken, Chinese not without its segmenter's model, Russian where its model is installed."""
    expected = PLAIN | {"ja", "ko"} | ({"ru"} if find_spec("silero_stress") else set())
    assert expected == set(load_writers(tokenizer, None))
    assert {"he", "ru", "zh"} >= set(SUPPORTED_LANGUAGES) - expected


def test_a_language_whose_package_is_missing_is_not_spoken(
    tokenizer: MTLTokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without MeCab there is no Japanese, and all else is as before."""
    with_japanese = set(load_writers(tokenizer, None))
    monkeypatch.delitem(sys.modules, "models.chatterbox.japanese")
    monkeypatch.setitem(sys.modules, "fugashi", None)
    assert with_japanese - {"ja"} == set(load_writers(tokenizer, None))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("私は学校でラーメンを食べる。", "わたしはがっこうでラーメンをたべる。"),
        ("東京へ行った。", "とうきょうへいった。"),
        ("花と部屋", " はなと へや"),
        ("人々は話す", "ひとびとは はなす"),
        ("「ガラス」 test ok", "「ガラス」 test ok"),
        ("はい、へえ", "はい、へえ"),
        ("日本\x00の\n山", "にっぽん\x00の\nやま"),
        ("龘", "龘"),
        ("", ""),
    ],
)
def test_kanji_are_written_in_hiragana(write_japanese: Writer, text: str, written: str) -> None:
    """By the context, as upstream writes them: other words stay, a reading with は or へ first has a space before."""
    assert written == _written(write_japanese, text)


def test_japanese_is_decomposed_and_traced(write_japanese: Writer) -> None:
    """Voicing marks stand alone, and each kana comes from its word: がっこう from the first and second of 学校."""
    traced = write_japanese(unicodedata.normalize("NFKD", "学校が"))
    assert "か\u3099っこうか\u3099" == traced.text
    assert (0, 0, 0, 1, 1, 2, 2) == traced.origins


def test_threads_share_a_japanese_writer(write_japanese: Writer) -> None:
    """Many threads get what one gets."""
    texts = ["今日は学校に行く", "私の名前", "新しい星を見つけました"] * 30
    alone = [write_japanese(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert alone == list(pool.map(write_japanese, texts))


@pytest.mark.parametrize("text", ["你好", "中文 你好 abc", "日 昌 昍", "，你。", " 人", "[cj_a][cj_.] 你", "かな 人"])
def test_chinese_is_what_upstream_writes(tokenizer: MTLTokenizer, text: str) -> None:
    """With the segmenter that upstream's converter has."""
    assert tokenizer.cangjie_converter(text) == chinese.ChineseWriter(tokenizer.cangjie_converter)(text).text


def test_chinese_is_traced(tokenizer: MTLTokenizer) -> None:
    """Every part of a code comes from its character, a space between words from the next one."""
    write = chinese.ChineseWriter(tokenizer.cangjie_converter)
    assert "[cj_o][cj_n][cj_f][cj_.][cj_v][cj_n][cj_d][cj_.] a [cj_l][cj_.]" == write("你好a中").text
    assert "你" * 24 + "好" * 24 + "aa" + "中" * 13 == _origins(write, "你好a中")


def test_what_stands_for_a_code_does_not_break_the_trace(tokenizer: MTLTokenizer) -> None:
    """Text that looks like codes has origins within it, in order."""
    text = "[cj_a][cj_.] 你 [cj_.]"
    origins = chinese.ChineseWriter(tokenizer.cangjie_converter)(text).origins
    assert sorted(origins) == list(origins)
    assert max(origins) < len(text)


def _write_segmenter(folder: Path, features: dict[str, Any] | None = None) -> Path:
    """A model of spacy-pkuseg's, in which every character that its dictionary does not join is a word."""
    srsly = pytest.importorskip("srsly")
    folder.mkdir()
    known = features or {"unigram": [], "bigram": [], "feature_to_idx": {"$$": 0}, "tag_to_idx": {"B": 0, "I": 1}}
    srsly.write_msgpack(folder / "features.msgpack", known)
    np.savez(folder / "weights.npz", sizes=np.array([2, 1]), w=np.array([1.0, 0.0, 0, 0, 0, 0]))
    return folder


def test_chinese_is_spoken_with_a_segmenter(tmp_path: Path) -> None:
    """Where spacy-pkuseg is installed and has its model, Chinese is spoken, and upstream writes the same."""
    pytest.importorskip("spacy_pkuseg")
    tokenizer = _tokenizer(tmp_path, CODES)
    writers = load_writers(tokenizer, _write_segmenter(tmp_path / "segmenter"))
    assert "[cj_o][cj_n][cj_f][cj_.][cj_v][cj_n][cj_d][cj_.] [cj_a][cj_a][cj_.]" == writers["zh"]("你好昌").text
    assert tokenizer.cangjie_converter("你好昌") == writers["zh"]("你好昌").text


def test_chinese_is_not_spoken_without_its_codes_or_its_model(tmp_path: Path) -> None:
    """A missing file is no error: the language is not there."""
    pytest.importorskip("spacy_pkuseg")
    segmenter = _write_segmenter(tmp_path / "segmenter")
    assert "zh" not in load_writers(_tokenizer(tmp_path, {}), segmenter)
    (segmenter / "weights.npz").unlink()
    assert "zh" not in load_writers(_tokenizer(tmp_path, CODES), segmenter)


def test_a_damaged_segmenter_is_an_error(tmp_path: Path) -> None:
    """It is there and meant to be used."""
    pytest.importorskip("spacy_pkuseg")
    segmenter = _write_segmenter(tmp_path / "segmenter")
    (segmenter / "weights.npz").write_bytes(b"no archive")
    with pytest.raises(EngineError, match="segmenter"):
        load_writers(_tokenizer(tmp_path, CODES), segmenter)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("молоко и хлеб на столе.", "молоко́ и хлеб на столе́."),
        ("все ещё идёт дождь", "всё ещё идёт дождь"),
        ("за́мок и замо́к", "за́мок и замо́к"),
        ("3 + 4, c++ и ok", "3 + 4, c++ и ok"),
        ("", ""),
    ],
)
def test_russian_words_are_stressed(write_russian: Writer, text: str, written: str) -> None:
    """On words of two vowels or more, by an accent; not where ё says it, nor where the text does."""
    assert unicodedata.normalize("NFC", written) == _written(write_russian, text)


def test_russian_is_traced(write_russian: Writer) -> None:
    """An accent comes from its vowel."""
    assert "молокоо" == _origins(write_russian, "молоко")


def test_loading_russian_leaves_the_threads(tokenizer: MTLTokenizer) -> None:
    """Silero's package sets torch to one thread for all when it is imported; afterwards there are as many as before."""
    pytest.importorskip("silero_stress")
    before = torch.get_num_threads()
    load_writers(tokenizer, None)
    assert before == torch.get_num_threads()


def test_korean_is_stripped() -> None:
    """As upstream does, which else leaves what is decomposed."""
    assert Traced("가", (1,)) == stripped(" 가 ")
