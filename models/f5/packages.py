"""The one door to f5-tts, vocos and torchaudio: what we use of them, without what they import beside it."""

import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from models.stand_ins import prepare_torchaudio, standing_in

prepare_torchaudio()

_F5 = find_spec("f5_tts")
if _F5 is None or not _F5.submodule_search_locations:
    raise ModuleNotFoundError("No module named 'f5_tts'", name="f5_tts")

_FOLDER: Final = Path(_F5.submodule_search_locations[0])
_UNUSED: Final[dict[str, dict[str, Any]]] = {
    # Its __init__ imports the trainer (wandb, accelerate, ema_pytorch, datasets) and upstream's sampler.
    "f5_tts.model": {"__path__": [str(_FOLDER / "model")]},
    # A mel filter bank for BigVGAN alone; librosa brings numba, llvmlite and scikit-learn, 250 MB.
    "librosa": {},
    "librosa.filters": {"mel": None},
    # For x_transformers' wrappers, of which F5 uses the rotary embedding alone; imports sympy and torch._dynamo.
    "einx": {},
    # A feature extractor that mel vocoders have not.
    "encodec": {"EncodecModel": None},
}
if find_spec("scipy") is None:
    # For the MDCT heads of vocos. Where it is installed it stays: hibari is imported in another thread while engines
    # load (worker/startup.py), and would find an empty scipy and do without it.
    _UNUSED["scipy"] = {}

# The log is lines of JSON: what upstream's authors are warned of on import stays out of it.
with warnings.catch_warnings(action="ignore"), standing_in(_UNUSED):
    from f5_tts.model.backbones.dit import DiT
    from f5_tts.model.utils import convert_char_to_pinyin, get_epss_timesteps, get_tokenizer
    from torchaudio.transforms import MelSpectrogram
    from vocos.pretrained import Vocos

__all__ = [
    "CONFIGS",
    "EXAMPLES",
    "DiT",
    "MelSpectrogram",
    "Vocos",
    "convert_char_to_pinyin",
    "get_epss_timesteps",
    "get_tokenizer",
]

CONFIGS: Final = _FOLDER / "configs"
"""Architectures by name, as YAML."""
EXAMPLES: Final = _FOLDER / "infer" / "examples"
"""The published model's vocabulary, and reference clips."""
