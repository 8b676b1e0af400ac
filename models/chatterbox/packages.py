"""The one door to chatterbox-tts and what it is made of: what we use of them, without what they import beside it."""

import warnings
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from models.chatterbox import librosa_parts
from models.stand_ins import standing_in


def _hann(name: str, length: int, *, fftbins: bool) -> NDArray[np.float64]:
    """What scipy's `get_window("hann", …)` says, the only one that is asked for."""
    if name != "hann":
        raise ValueError(name)
    return torch.hann_window(length, periodic=fftbins, dtype=torch.float64).numpy()


def _resource_filename(package: str, name: str) -> str:
    """What setuptools' function of the name says; perth finds its weights by it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return str(Path(spec.origin).parent / name)


_UNUSED: Final[dict[str, dict[str, Any]]] = {
    # Four small functions are called; librosa brings numba, llvmlite and scikit-learn, 250 MB and a second of import.
    "librosa": {
        "filters": SimpleNamespace(mel=librosa_parts.mel),
        "effects": SimpleNamespace(trim=librosa_parts.trim),
        "stft": librosa_parts.stft,
        "resample": librosa_parts.resample,
    },
    "librosa.filters": {"mel": librosa_parts.mel},
    # For converting checkpoints that come converted; 26 MB, and protobuf.
    "onnx": {},
    # A block that Chatterbox's decoder never asks for.
    "conformer": {"ConformerBlock": object},
    # A default argument.
    "omegaconf": {"DictConfig": dict},
    # Of setuptools before 81, for the one function.
    "pkg_resources": {"resource_filename": _resource_filename},
    # Turbo's loudness; ours is models/chatterbox/loudness.py, without scipy.
    "pyloudnorm": {},
}
if find_spec("scipy") is None:
    # A window of 16 samples, and filters that aren't called. Where it is installed it stays: see models/f5/packages.py.
    _UNUSED["scipy"] = {"signal": SimpleNamespace(get_window=_hann)}
    _UNUSED["scipy.signal"] = {"get_window": _hann, "butter": None, "filtfilt": None}

# The log is lines of JSON: what upstream's authors are warned of on import stays out of it.
with warnings.catch_warnings(action="ignore"):
    # Before anything stands in for librosa: transformers looks whether it is there, and refuses what stands in for it.
    from diffusers.models.attention_processor import Attention
    from transformers import AutoTokenizer, GPT2Model, LlamaModel

    with standing_in(_UNUSED):
        from chatterbox.models.s3gen import S3Gen
        from chatterbox.models.s3gen.const import S3GEN_SIL
        from chatterbox.models.t3 import T3
        from chatterbox.models.t3.modules.cond_enc import T3Cond
        from chatterbox.models.tokenizers import EnTokenizer, MTLTokenizer
        from chatterbox.models.tokenizers import tokenizer as tokenizer_module
        from chatterbox.models.voice_encoder import VoiceEncoder
        from chatterbox.mtl_tts import SUPPORTED_LANGUAGES, ChatterboxMultilingualTTS, Conditionals
        from chatterbox.mtl_tts import punc_norm as normalise_multilingual
        from chatterbox.tts import ChatterboxTTS
        from chatterbox.tts import punc_norm as normalise_english
        from chatterbox.tts_turbo import ChatterboxTurboTTS
        from chatterbox.tts_turbo import punc_norm as normalise_turbo
        from perth.perth_net.perth_net_implicit.perth_watermarker import PerthImplicitWatermarker

__all__ = [
    "S3GEN_SIL",
    "SUPPORTED_LANGUAGES",
    "T3",
    "Attention",
    "AutoTokenizer",
    "ChatterboxMultilingualTTS",
    "ChatterboxTTS",
    "ChatterboxTurboTTS",
    "Conditionals",
    "EnTokenizer",
    "GPT2Model",
    "LlamaModel",
    "MTLTokenizer",
    "PerthImplicitWatermarker",
    "S3Gen",
    "T3Cond",
    "VoiceEncoder",
    "normalise_english",
    "normalise_multilingual",
    "normalise_turbo",
]


def _beside(filename: str, cache_dir: str | Path, **_: Any) -> str:
    """What the tokenizer would download lies beside its vocabulary, whose folder it gives as a cache."""
    path = Path(cache_dir) / filename
    if not path.is_file():
        raise FileNotFoundError(f"there is no {filename} beside the weights")
    return str(path)


def _without_segmenter(converter: Any) -> None:
    """Where spacy-pkuseg is installed it would download a model; models/chatterbox/chinese.py gives it one."""
    converter.segmenter = None


tokenizer_module.hf_hub_download = _beside
tokenizer_module.ChineseCangjieConverter._init_segmenter = _without_segmenter  # noqa: SLF001 - the one place for it
