"""A CTC model's files: what is read from them, and what is refused."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from models.ctc_folder import CtcFiles, UnusableModel, languages_in, read
from models.spelling import Vocabulary

CONFIG = {"model_type": "wav2vec2", "pad_token_id": 0}
LETTERS = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, "|": 4, "E": 5, "T": 6}
PREPROCESSOR = {"do_normalize": True, "sampling_rate": 16_000}


def _write(folder: Path, files: Mapping[str, Any]) -> Path:
    """The folder of a model of two letters, with these files in place of its own, or without those that are None."""
    whole = {
        "config.json": CONFIG,
        "model.safetensors": {},
        "vocab.json": LETTERS,
        "preprocessor_config.json": PREPROCESSOR,
        **files,
    }
    folder.mkdir(parents=True)
    for name, content in whole.items():
        if content is not None:
            (folder / name).write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return folder


def test_the_files_are_read(tmp_path: Path) -> None:
    """Letters without the special ones, blank, delimiter, rate and normalisation are those of the files."""
    expected = CtcFiles(Vocabulary({"E": 5, "T": 6}, 0, 4), 16_000, normalises=True, adapter=None)
    assert expected == read(_write(tmp_path / "en", {}))


@pytest.mark.parametrize(
    ("labels", "tokenizer", "delimiter"),
    [
        ({"E": 1, "#": 2}, {"word_delimiter_token": "#"}, 2),
        ({"E": 1, "|": 2}, {"word_delimiter_token": None}, 2),
        ({"E": 1, " ": 2}, None, 2),
        ({"E": 1, "T": 2}, None, None),
    ],
    ids=["named", "usual", "space", "none"],
)
def test_the_delimiter_is_found(
    tmp_path: Path, labels: Mapping[str, int], tokenizer: Mapping[str, Any] | None, delimiter: int | None
) -> None:
    """The delimiter is the tokenizer's, else the usual one, and never a letter; a vocabulary may have none."""
    vocabulary = read(_write(tmp_path / "en", {"vocab.json": labels, "tokenizer_config.json": tokenizer})).vocabulary

    assert delimiter == vocabulary.delimiter
    assert delimiter not in vocabulary.letters.values()


def test_one_language_is_read_of_many(tmp_path: Path) -> None:
    """Of MMS's vocabularies the one of the target language is read, and its adapter is named."""
    files = {
        "vocab.json": {"eng": {"e": 1, "|": 2}, "fra": {"é": 3, "|": 4}},
        "tokenizer_config.json": {"target_lang": "fra"},
    }
    expected = CtcFiles(Vocabulary({"é": 3}, 0, 4), 16_000, normalises=True, adapter="fra")
    assert expected == read(_write(tmp_path / "fr", files))


UNUSABLE: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "no weights": ({"model.safetensors": None}, "lacks model.safetensors"),
    "a pickle": ({"model.safetensors": None, "pytorch_model.bin": "x"}, "lacks model.safetensors"),
    "no vocabulary": ({"vocab.json": None}, "lacks vocab.json"),
    "no preprocessor": ({"preprocessor_config.json": None}, "lacks preprocessor_config.json"),
    "no JSON": ({"vocab.json": "{"}, "vocab.json cannot be read"),
    "no object": ({"config.json": "[]"}, "config.json is no JSON object"),
    "another kind": ({"config.json": {"model_type": "whisper", "pad_token_id": 0}}, "the model is none of"),
    "phonemes": ({"tokenizer_config.json": {"tokenizer_class": "Wav2Vec2PhonemeCTCTokenizer"}}, "phonemes"),
    "no blank": ({"config.json": {"model_type": "wav2vec2"}}, "no blank"),
    "no letters": ({"vocab.json": {"<pad>": 0, "aɪ": 1}}, "no letters"),
    "no target language": ({"vocab.json": {"eng": {"e": 1}}}, "no letters"),
}


@pytest.mark.parametrize(("files", "reason"), UNUSABLE.values(), ids=UNUSABLE)
def test_an_unusable_folder_is_refused(tmp_path: Path, files: Mapping[str, Any], reason: str) -> None:
    """What words cannot be aligned with is UnusableModel, and says which file is why."""
    with pytest.raises(UnusableModel, match=reason):
        read(_write(tmp_path / "en", files))


def test_languages_are_folders_with_a_model(tmp_path: Path) -> None:
    """Each sub-folder with a config is a language; other files, empty folders and a missing folder are none."""
    _write(tmp_path / "en", {})
    _write(tmp_path / "de", {})
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("")

    assert {"en", "de"} == languages_in(tmp_path)
    assert frozenset() == languages_in(tmp_path / "nowhere")
