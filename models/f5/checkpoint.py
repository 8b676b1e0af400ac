"""Files to modules: checkpoint, vocabulary, architecture and vocoder in the formats that upstream publishes."""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import is_zipfile

import safetensors
import safetensors.torch
import torch
import yaml

from models.engine import EngineError
from models.f5.packages import CONFIGS, EXAMPLES, DiT, Vocos, get_tokenizer
from models.undrawn import undrawn

PUBLISHED: Final = "F5TTS_v1_Base"
"""The architecture of a model that brings no YAML of its own."""
N_MELS: Final = 100
_EMA: Final = "ema_model."
_TRANSFORMER: Final = "transformer."
_VOCOS: Final = {
    "feature_extractor": "vocos.feature_extractors.MelSpectrogramFeatures",
    "backbone": "vocos.models.VocosBackbone",
    "head": "vocos.heads.ISTFTHead",
}
_BROKEN: Final = (
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    pickle.UnpicklingError,
    safetensors.SafetensorError,
    yaml.YAMLError,
)
"""What torch, safetensors, yaml and upstream's modules raise for a file that is not what it should be."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A network in fp32 on the CPU, in evaluation mode, and the tokens it knows."""

    network: DiT
    vocabulary: Mapping[str, int]


def files_in(folder: Path) -> dict[str, Path]:
    """What a fine-tuned model's folder holds: one .safetensors or .pt, maybe vocab.txt, one .yaml, vocos/.

    Raises EngineError.
    """
    files = {
        "model": _the_one(folder, "*.safetensors", "*.pt"),
        "vocabulary": folder / "vocab.txt",
        "architecture": _at_most_one(folder, "*.yaml"),
        "vocoder_config": folder / "vocos" / "config.yaml",
        "vocoder": folder / "vocos" / "pytorch_model.bin",
    }
    return {role: path for role, path in files.items() if path is not None and path.is_file()}


def load_checkpoint(files: Mapping[str, Path]) -> Checkpoint:
    """The network of the files `model`, `vocabulary` and `architecture`, the last two upstream's where absent.

    Raises EngineError.
    """
    vocabulary, size = _vocabulary(files.get("vocabulary", EXAMPLES / "vocab.txt"))
    network = _network(files.get("architecture", CONFIGS / f"{PUBLISHED}.yaml"), size)
    path = files["model"]
    try:
        network.load_state_dict(_read(path), assign=True)
    except _BROKEN as error:
        raise EngineError(f"{path.name} is no checkpoint of this architecture ({_brief(error)})") from error
    return Checkpoint(network.eval().requires_grad_(requires_grad=False).float(), vocabulary)


def load_vocoder(files: Mapping[str, Path]) -> Vocos:
    """The vocoder of the files `vocoder_config` and `vocoder`, on the CPU. Raises EngineError."""
    config, weights = files["vocoder_config"], files["vocoder"]
    try:
        described = yaml.safe_load(config.read_text("utf-8"))
        # Vocos makes an instance of whatever class a configuration names, with whatever arguments.
        if {part: described[part]["class_path"] for part in _VOCOS} != _VOCOS:
            raise ValueError(f"not of {', '.join(_VOCOS.values())}")
        vocoder = Vocos.from_hparams(str(config))
    except _BROKEN as error:
        raise EngineError(f"{config} describes no Vocos for mels ({_brief(error)})") from error
    try:
        vocoder.load_state_dict(_unpickle(weights))
    except _BROKEN as error:
        raise EngineError(f"{weights.name} is no Vocos of its {config.name} ({_brief(error)})") from error
    return vocoder.eval().requires_grad_(requires_grad=False)


def _the_one(folder: Path, *patterns: str) -> Path:
    found = _at_most_one(folder, *patterns)
    if found is None:
        raise EngineError(f"{folder} holds no {' or '.join(patterns)}")
    return found


def _at_most_one(folder: Path, *patterns: str) -> Path | None:
    found = [path for pattern in patterns for path in sorted(folder.glob(pattern))]
    if len(found) > 1:
        raise EngineError(f"{folder} holds {len(found)} of {' and '.join(patterns)}: leave one there")
    return found[0] if found else None


def _vocabulary(path: Path) -> tuple[Mapping[str, int], int]:
    """The tokens, and how many."""
    try:
        vocabulary, size = get_tokenizer(str(path), "custom")
    except _BROKEN as error:
        raise EngineError(f"{path} is no vocabulary ({_brief(error)})") from error
    return vocabulary, size


def _network(path: Path, vocabulary_size: int) -> DiT:
    """A network without weights, from YAML in the form of upstream's configs/."""
    try:
        model = yaml.safe_load(path.read_text("utf-8"))["model"]
        backbone, mel = model["backbone"], model["mel_spec"]["mel_spec_type"]
        if (backbone, mel) != ("DiT", "vocos"):
            raise EngineError(f"{path} describes a {backbone} with {mel}: this engine speaks with a DiT and vocos")
        # Attention is computed by models/f5/network.py.
        arguments = {**model["arch"], "attn_backend": "torch", "attn_mask_enabled": False}
        with undrawn():
            return DiT(**arguments, text_num_embeds=vocabulary_size, mel_dim=N_MELS)
    except _BROKEN as error:
        raise EngineError(f"{path} is no architecture as in F5-TTS's configs/*.yaml ({_brief(error)})") from error


def _read(path: Path) -> dict[str, torch.Tensor]:
    """The network's weights: of a .safetensors all, of a .pt its moving average."""
    if path.suffix == ".safetensors":
        state = safetensors.torch.load_file(path)
    else:
        state = _unpickle(path)["ema_model_state_dict"]
    weights = {name.removeprefix(_EMA): value for name, value in state.items()}
    # The rest is a count of steps and, in older files, the filters of the spectrogram.
    return {name.removeprefix(_TRANSFORMER): value for name, value in weights.items() if name.startswith(_TRANSFORMER)}


def _unpickle(path: Path) -> dict[str, Any]:
    """Of a file of torch's: tensors alone, and no code. Before 1.6 it wrote files that cannot be mapped."""
    loaded: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True, mmap=is_zipfile(path))
    return loaded


def _brief(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
