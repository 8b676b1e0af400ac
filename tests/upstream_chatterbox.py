"""Upstream's own Chatterbox, which ours is held to: its voices, its draws, its sound, its way from text to samples."""

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import torch
from torch import Tensor

from models.chatterbox.packages import (
    T3,
    ChatterboxMultilingualTTS,
    ChatterboxTTS,
    ChatterboxTurboTTS,
    Conditionals,
    S3Gen,
    T3Cond,
)
from tests.tiny_chatterbox import SMALL, Size, Variant, sizes

_T3: Final = import_module("chatterbox.models.t3.t3")
_FLOW: Final = import_module("chatterbox.models.s3gen.flow_matching")
_REAL: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "librosa": [
        ("chatterbox.tts", "librosa"),
        ("chatterbox.mtl_tts", "librosa"),
        ("chatterbox.tts_turbo", "librosa"),
        ("chatterbox.vc", "librosa"),
        ("chatterbox.models.voice_encoder.voice_encoder", "librosa"),
        ("chatterbox.models.voice_encoder.melspec", "librosa"),
        ("chatterbox.models.s3tokenizer.s3tokenizer", "librosa"),
    ],
    "librosa.filters:mel": [("chatterbox.models.s3gen.utils.mel", "librosa_mel_fn")],
    "librosa:resample": [("perth.perth_net.perth_net_implicit.perth_watermarker", "resample")],
}
"""What our door has small functions in place of, and under which name which module of upstream's knows it."""
_CLASSES: Final[dict[Variant, Any]] = {
    "chatterbox": ChatterboxTTS,
    "chatterbox-multilingual": ChatterboxMultilingualTTS,
    "chatterbox-turbo": ChatterboxTurboTTS,
}


@contextmanager
def real_libraries() -> Iterator[None]:
    """While it lasts, upstream calls the real librosa (and so soxr) and pyloudnorm."""
    caches = (
        import_module("chatterbox.models.voice_encoder.melspec"),
        import_module("chatterbox.models.s3gen.utils.mel"),
    )
    with ExitStack() as patches:
        for source, places in _REAL.items():
            for module, name in places:
                patches.enter_context(patch.object(import_module(module), name, _real(source)))
        patches.enter_context(patch.object(import_module("chatterbox.tts_turbo"), "ln", SimpleNamespace(Meter=_meter)))
        # Filters that were made by the others.
        patches.enter_context(patch.dict(caches[1].mel_basis, clear=True))
        caches[0].mel_basis.cache_clear()
        patches.callback(caches[0].mel_basis.cache_clear)
        yield


def _meter(rate: int) -> Any:
    """A pyloudnorm.Meter as upstream means it, with NumPy < 2: NumPy's own float would turn the clip into float64."""
    meter = _real("pyloudnorm:Meter")(rate)
    return SimpleNamespace(integrated_loudness=lambda samples: float(meter.integrated_loudness(samples)))


def _real(source: str) -> Any:
    module, _, name = source.partition(":")
    with warnings.catch_warnings(action="ignore"):
        imported = import_module(module)
        return getattr(imported, name) if name else imported


def load(folder: Path, variant: Variant, size: Size = SMALL) -> Any:
    """What upstream's `from_local` makes of a model's folder."""
    with sizes(size), _quietly():
        return _CLASSES[variant].from_local(folder, "cpu")


def draw(
    t3: T3,
    voice: T3Cond,
    text_tokens: Tensor,
    *,
    seed: int = 0,
    max_new_tokens: int = 1000,
    choose: Callable[[Tensor], Tensor] | None = None,
    analyse: bool = False,
    **knobs: float,
) -> Tensor:
    """The speech tokens of one sentence (n,), without the end; text tokens (n_text,) as upstream's `generate` has them.

    `choose` takes the place of a random draw: probabilities (1, n_ids) to ids (1, 1). `analyse` lets the multilingual
    model's analyser forbid and force the end. `knobs` are those of upstream's `inference` and `inference_turbo`, and so
    are their defaults; a `cfg_weight` of 0 is guidance without weight, where upstream's `generate` fails.
    """
    with _alone(t3, analyser=None if analyse else _Idle) as model, _seeded(seed), _choosing(choose):
        if model.is_gpt:
            # It draws one more than it is told.
            drawn = model.inference_turbo(_fresh(voice), text_tokens[None], max_gen_len=max_new_tokens - 1, **knobs)
        else:
            both = text_tokens.expand(2, -1)
            drawn = model.inference(t3_cond=_fresh(voice), text_tokens=both, max_new_tokens=max_new_tokens, **knobs)
    tokens: Tensor = drawn[0].clone()
    return tokens[:-1] if tokens[-1] == t3.hp.stop_speech_token else tokens


def attention_maps(t3: T3, voice: T3Cond, text_tokens: Tensor, **arguments: Any) -> tuple[Tensor, Tensor]:
    """What `draw` draws with a Llama, and the attention by which it did: (n, n_text), a row for each token.

    As upstream's analyser sees it: the mean of its heads in the sequence with text; before it hides what lies ahead.
    """
    rows: list[Tensor] = []

    class Recorder(_T3.AlignmentStreamAnalyzer):  # type: ignore[name-defined, misc] # found at run time
        def step(self, logits: Tensor, **_: object) -> Tensor:
            rows.append(torch.stack(self.last_aligned_attns).mean(0)[-1, slice(*self.text_tokens_slice)].clone())
            return logits

    always = property(lambda _: True)  # upstream analyses the multilingual model alone
    with patch.object(_T3, "AlignmentStreamAnalyzer", Recorder), patch.object(type(t3.hp), "is_multilingual", always):
        tokens = draw(t3, voice, text_tokens, analyse=True, **arguments)
    return tokens, torch.stack(rows[: len(tokens)])


def sound(s3gen: S3Gen, tokens: Tensor, reference: Mapping[str, Any], *, seed: int = 0, n_steps: int = 10) -> Tensor:
    """Samples (n,) of speech tokens (n_tokens,), by upstream's `S3Gen.inference`."""
    with _quietly(), _seeded(seed):
        # It turns the numbers of what it is given into floats.
        samples, _ = s3gen.inference(tokens, ref_dict=dict(reference), n_cfm_timesteps=n_steps)
    return torch.as_tensor(samples[0].clone())


def generate(tts: Any, text: str, *, seed: int = 0, analyse: bool = False, **arguments: Any) -> Tensor:
    """Samples (n,) of upstream's whole `generate`, watermark and all; afterwards it has the voice that it had."""
    t3, voice = tts.t3, tts.conds
    tts.conds = voice and Conditionals(_fresh(voice.t3), dict(voice.gen))
    try:
        with _alone(t3, analyser=None if analyse else _Idle) as tts.t3, _seeded(seed):
            samples: Tensor = tts.generate(text, **arguments)
    finally:
        tts.t3, tts.conds = t3, voice
    return samples[0].clone()


def _fresh(voice: T3Cond) -> T3Cond:
    """Upstream leaves embeddings in it, which it would take for another model's."""
    tokens, exaggeration = voice.cond_prompt_speech_tokens, voice.emotion_adv
    return T3Cond(speaker_emb=voice.speaker_emb, cond_prompt_speech_tokens=tokens, emotion_adv=exaggeration)


class _Idle:
    """Stands for the analyser where it is not to interfere."""

    def __init__(self, *_: object, eos_idx: int, **__: object) -> None:
        self.eos_idx = eos_idx

    def step(self, logits: Tensor, **_: object) -> Tensor:
        return logits


@contextmanager
def _alone(t3: T3, analyser: type | None) -> Iterator[T3]:
    """A copy, in silence: upstream leaves a model within the model behind, and its analyser hooks and settings."""
    with ExitStack() as patches:
        patches.enter_context(_quietly())
        if analyser is not None:
            patches.enter_context(patch.object(_T3, "AlignmentStreamAnalyzer", analyser))
        yield deepcopy(t3)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


@contextmanager
def _choosing(choose: Callable[[Tensor], Tensor] | None) -> Iterator[None]:
    if choose is None:
        yield
    else:
        with patch.object(torch, "multinomial", lambda shares, num_samples: choose(shares)):  # noqa: ARG005 - its names
            yield


@contextmanager
def _quietly() -> Iterator[None]:
    def without_bar(steps: Iterable[Any], **_: object) -> Iterable[Any]:
        return steps

    with (
        patch.object(_T3, "tqdm", without_bar),
        patch.object(_FLOW, "tqdm", without_bar),
        redirect_stdout(io.StringIO()),
        warnings.catch_warnings(action="ignore"),
    ):
        yield
