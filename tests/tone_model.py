"""A real wav2vec2 model, tiny, that reads a language of tones: what it hears and when is known to the sample."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

from speech.audio import Audio, Samples

RATE: Final = 16_000
LETTERS: Final = "|ABCDEF"
HERTZ: Final[Mapping[str, float]] = dict(zip(LETTERS, (300, 500, 800, 1200, 1700, 2300, 3000), strict=True))
LABELS: Final = {"<pad>": 0, **{letter: label for label, letter in enumerate(LETTERS, 1)}}
STEPS: Final = 120
NOISY: Final = 0.15
"""How often a tone of a lesson has noise before it."""
WIDTH: Final = 32
CONFIG: Final[Mapping[str, Any]] = {
    "vocab_size": len(LABELS),
    "pad_token_id": 0,
    "hidden_size": WIDTH,
    "intermediate_size": 2 * WIDTH,
    "conv_dim": (WIDTH,) * 7,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "num_conv_pos_embeddings": 16,
    "num_conv_pos_embedding_groups": 2,
    "layerdrop": 0.0,
}


@dataclass(frozen=True, slots=True, eq=False)
class Tones:
    """Sound, and when each word in it begins and ends."""

    audio: Audio
    starts_s: list[float]
    ends_s: list[float]


def say(words: Sequence[str], seed: int = 0) -> Tones:
    """Each letter a tone of 60 to 120 ms, with pauses of 40 to 140 ms around it; the delimiter is one, too."""
    rng = np.random.default_rng(seed)
    pieces, edges = [_pause(rng)], []
    for index, word in enumerate(words):
        tones = [piece for letter in word.upper() for piece in (_tone(letter, rng), _pause(rng))]
        before = [_tone("|", rng), _pause(rng)] if index else []
        at = sum(len(piece) for piece in (*pieces, *before))
        edges.append((at / RATE, (at + sum(len(piece) for piece in tones[:-1])) / RATE))
        pieces += [*before, *tones]
    samples = np.concatenate(pieces)
    noisy = samples + rng.normal(0, 0.002, len(samples))
    return Tones(Audio(noisy.astype(np.float32), RATE), [start for start, _ in edges], [end for _, end in edges])


def _tone(letter: str, rng: np.random.Generator) -> Samples:
    time_s = np.arange(rng.integers(960, 1920)) / RATE
    return (0.3 * np.sin(2 * np.pi * HERTZ[letter] * time_s)).astype(np.float32)


def _pause(rng: np.random.Generator) -> Samples:
    return np.zeros(rng.integers(640, 2240), np.float32)


def _lesson(rng: np.random.Generator) -> tuple[Samples, NDArray[np.int64]]:
    """Two seconds of tones and a few bursts of noise, as the model hears them, and the label of each sample."""
    samples: list[Samples] = []
    labels: list[NDArray[np.int64]] = []
    while sum(len(piece) for piece in samples) < 2 * RATE:
        letter = LETTERS[rng.integers(len(LETTERS))]
        burst = rng.normal(0, 0.2, rng.integers(800, 8000) if rng.random() < NOISY else 0).astype(np.float32)
        for piece, label in ((_pause(rng), 0), (burst, 0), (_tone(letter, rng), LABELS[letter])):
            samples.append(piece)
            labels.append(np.full(len(piece), label, np.int64))
    heard = np.concatenate(samples)[: 2 * RATE] + rng.normal(0, 0.002, 2 * RATE).astype(np.float32)
    return ((heard - heard.mean()) / heard.std()).astype(np.float32), np.concatenate(labels)[: 2 * RATE]


def train() -> Wav2Vec2ForCTC:
    """The model, taught the label of each frame's middle. About 4 s of one core; the same weights each time."""
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    dropouts = [f"{name}_dropout" for name in ("hidden", "attention", "activation", "feat_proj", "final")]
    config = {**CONFIG, **dict.fromkeys(dropouts, 0.0), "apply_spec_augment": False}
    model = Wav2Vec2ForCTC(Wav2Vec2Config.from_dict(config))
    optimiser = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for _ in range(STEPS):
        lessons = [_lesson(rng) for _ in range(2)]
        logits = model(torch.tensor(np.stack([heard for heard, _ in lessons]))).logits
        middles = 200 + 320 * np.arange(logits.shape[1])
        taught = torch.tensor(np.stack([labels[middles] for _, labels in lessons]))
        optimiser.zero_grad()
        torch.autograd.backward(torch.nn.functional.cross_entropy(logits.transpose(1, 2), taught))
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
    return model


def write_files(folder: Path, labels: Mapping[str, Any] = LABELS) -> None:
    """The files beside the weights, as facebook/wav2vec2-base-960h has them."""
    preprocessor = {"do_normalize": True, "feature_size": 1, "padding_value": 0.0, "sampling_rate": RATE}
    tokenizer = {"pad_token": "<pad>", "unk_token": "<unk>", "do_lower_case": False}
    (folder / "vocab.json").write_text(json.dumps(labels))
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor))
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer))
