"""F5-TTS checkpoints in the published formats, with random weights: small ones for tests, any size for benches."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
import yaml
from safetensors.torch import save_file

from models.f5.packages import EXAMPLES, DiT, Vocos, get_tokenizer

ARCHITECTURE: Final[Mapping[str, Any]] = {
    "dim": 64,
    "depth": 2,
    "heads": 2,
    "dim_head": 64,
    "ff_mult": 2,
    "text_dim": 32,
    "text_mask_padding": True,
    "qk_norm": None,
    "conv_layers": 2,
    "pe_attn_head": None,
    "attn_backend": "torch",
    "attn_mask_enabled": False,
}


@dataclass(frozen=True, slots=True)
class VocoderSize:
    """Of a Vocos."""

    dim: int = 64
    intermediate_dim: int = 192
    num_layers: int = 2


def write_model(
    folder: Path,
    architecture: Mapping[str, Any] = ARCHITECTURE,
    vocoder: VocoderSize = VocoderSize(),
    *,
    suffix: str = ".safetensors",
    seed: int = 0,
) -> dict[str, Path]:
    """Write all files of a model, the same for the same seed: their paths by role."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocos").mkdir(exist_ok=True)
    torch.manual_seed(seed)
    files = {
        "model": folder / f"model_1250000{suffix}",
        "architecture": folder / "architecture.yaml",
        "vocoder_config": folder / "vocos" / "config.yaml",
        "vocoder": folder / "vocos" / "pytorch_model.bin",
    }
    mel_spec = {"target_sample_rate": 24_000, "n_mel_channels": 100, "mel_spec_type": "vocos"}
    model = {"backbone": "DiT", "arch": dict(architecture), "mel_spec": mel_spec}
    files["architecture"].write_text(yaml.safe_dump({"model": model}))
    _write_checkpoint(files["model"], architecture)
    files["vocoder_config"].write_text(yaml.safe_dump(_vocoder_config(vocoder)))
    torch.save(Vocos.from_hparams(str(files["vocoder_config"])).state_dict(), files["vocoder"])
    return files


def random_network(architecture: Mapping[str, Any] = ARCHITECTURE, vocabulary_size: int = 64, std: float = 0.02) -> DiT:
    """A network with weights from torch's global generator."""
    network = DiT(**architecture, text_num_embeds=vocabulary_size, mel_dim=100)
    for parameter in network.parameters():
        # Upstream begins with modulations and outputs of zero: the velocity would be zero whatever goes in.
        if not parameter.detach().any():
            torch.nn.init.normal_(parameter, std=std)
    return network.eval().requires_grad_(requires_grad=False)


def _write_checkpoint(path: Path, architecture: Mapping[str, Any]) -> None:
    _, vocabulary_size = get_tokenizer(str(EXAMPLES / "vocab.txt"), "custom")
    network = random_network(architecture, vocabulary_size)
    state = {f"ema_model.transformer.{name}": value for name, value in network.state_dict().items()}
    counters = {"initted": torch.tensor(True), "step": torch.tensor(1_250_000)}
    if path.suffix == ".safetensors":
        save_file(state | counters, path)
    else:
        torch.save({"ema_model_state_dict": state | counters}, path)


def _vocoder_config(size: VocoderSize) -> dict[str, Any]:
    """As charactr/vocos-mel-24khz has it, but for the sizes."""
    return {
        "feature_extractor": {
            "class_path": "vocos.feature_extractors.MelSpectrogramFeatures",
            "init_args": {"sample_rate": 24_000, "n_fft": 1024, "hop_length": 256, "n_mels": 100, "padding": "center"},
        },
        "backbone": {
            "class_path": "vocos.models.VocosBackbone",
            "init_args": {
                "input_channels": 100,
                "dim": size.dim,
                "intermediate_dim": size.intermediate_dim,
                "num_layers": size.num_layers,
            },
        },
        "head": {
            "class_path": "vocos.heads.ISTFTHead",
            "init_args": {"dim": size.dim, "n_fft": 1024, "hop_length": 256, "padding": "center"},
        },
    }
