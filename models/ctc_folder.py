"""The files of a CTC model as Hugging Face lays them out, one folder per language. Imports no torch.

    <weights>/en/config.json, model.safetensors, vocab.json, preprocessor_config.json, tokenizer_config.json (optional)

Tried layouts: facebook/wav2vec2-base-960h (upper case, "|" between words), XLSR models for one language (lower case),
and facebook/mms-1b-all (a vocabulary for each language and `adapter.<language>.safetensors`; which one is read stands
as `target_lang` in tokenizer_config.json).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from models.spelling import Vocabulary

CONFIG: Final = "config.json"
WEIGHTS: Final = "model.safetensors"
"""The only form that is read: pytorch_model.bin is a pickle, which runs what it likes."""
VOCABULARY: Final = "vocab.json"
PREPROCESSOR: Final = "preprocessor_config.json"
TOKENIZER: Final = "tokenizer_config.json"
FAMILIES: Final = frozenset({"hubert", "wav2vec2", "wavlm"})
"""Model types that read samples and whose frames lie on the grid of their convolutions."""


class UnusableModel(Exception):
    """A folder holds no CTC model that words can be aligned with; the message names the file."""


@dataclass(frozen=True, slots=True)
class CtcFiles:
    """What a folder says of its model beside the weights."""

    vocabulary: Vocabulary
    sample_rate: int
    """Hz, that the model was trained on."""
    normalises: bool
    """Whether it was trained on sound of mean 0 and variance 1."""
    adapter: str | None
    """The language of MMS whose adapter has to be loaded."""


def languages_in(folder: Path) -> frozenset[str]:
    """Names of the sub-folders that hold a model: primary subtags of the languages that can be aligned."""
    return frozenset(config.parent.name for config in folder.glob(f"*/{CONFIG}"))


def read(folder: Path) -> CtcFiles:
    """Raises UnusableModel."""
    if missing := [name for name in (CONFIG, WEIGHTS, VOCABULARY, PREPROCESSOR) if not (folder / name).is_file()]:
        raise UnusableModel(f"{folder} lacks {', '.join(missing)}")
    config, preprocessor = _object(folder / CONFIG), _object(folder / PREPROCESSOR)
    if config.get("model_type") not in FAMILIES:
        raise UnusableModel(f"{folder / CONFIG}: the model is none of {', '.join(sorted(FAMILIES))}")
    tokenizer = _object(folder / TOKENIZER) if (folder / TOKENIZER).is_file() else {}
    if "Phoneme" in str(tokenizer.get("tokenizer_class")):
        raise UnusableModel(f"{folder / TOKENIZER}: the model writes phonemes, not letters")
    labels, adapter = _object(folder / VOCABULARY), None
    if any(isinstance(value, dict) for value in labels.values()):
        adapter = tokenizer.get("target_lang")
        labels = labels.get(str(adapter), {})
    return CtcFiles(
        _vocabulary(folder, labels, config, tokenizer),
        int(preprocessor.get("sampling_rate", 16_000)),
        bool(preprocessor.get("do_normalize", True)),
        adapter,
    )


def _object(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UnusableModel(f"{path} cannot be read") from error
    if not isinstance(read, dict):
        raise UnusableModel(f"{path} is no JSON object")
    return read


def _vocabulary(
    folder: Path, labels: Mapping[str, int], config: Mapping[str, Any], tokenizer: Mapping[str, Any]
) -> Vocabulary:
    # The blank is the label that padding has: so `Wav2Vec2ForCTC` trains.
    blank = config.get("pad_token_id")
    tokens = (str(tokenizer.get("word_delimiter_token")), "|", " ")
    delimiter = next((labels[token] for token in tokens if token in labels), None)
    letters = {token: label for token, label in labels.items() if len(token) == 1 and label not in {blank, delimiter}}
    if not isinstance(blank, int) or not letters:
        raise UnusableModel(f"{folder}: no blank in {CONFIG}, or no letters in {VOCABULARY}")
    return Vocabulary(letters, blank, delimiter)
