"""Voices made of clips, held to what upstream's `prepare_conditionals` makes of the same files."""

import copy
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

import librosa
import numpy as np
import pytest
import soundfile
import torch

from models.chatterbox.encoders import Encoders, to_16_khz
from models.chatterbox.loudness import at_loudness
from models.chatterbox.packages import ChatterboxTurboTTS
from models.chatterbox.voices import Voice, from_conditionals, tensors_of
from models.engine import UnusableClip
from models.f5.packages import EXAMPLES
from speech.audio import Audio, Samples
from speech.decode import decode
from speech.resampling import resample
from tests.clips import hibari_speech
from tests.tiny_chatterbox import Variant, write_model
from tests.upstream_chatterbox import load, real_libraries

RATE: Final = 24_000
TURBO_LUFS: Final = -27.0


@dataclass(frozen=True, slots=True)
class Model:
    """Upstream's, loaded, and our encoders of it."""

    upstream: Any
    encoders: Encoders
    folder: Path

    def prepared(self, clip: Audio) -> Voice:
        """What upstream makes of the clip in a file."""
        path = self.folder / "clip.wav"
        soundfile.write(path, clip.samples, clip.sample_rate, subtype="FLOAT")
        upstream = copy.copy(self.upstream)
        if isinstance(upstream, ChatterboxTurboTTS):
            upstream.norm_loudness = _in_float32(upstream.norm_loudness)
        with real_libraries(), warnings.catch_warnings(action="ignore"):  # librosa imports what Python 3.13 lacks
            upstream.prepare_conditionals(path)
        return from_conditionals(upstream.conds)


def _in_float32(norm_loudness: Callable[..., Samples]) -> Callable[..., Samples]:
    """Upstream's under NumPy 2, where its gain would make doubles, which its tokenizer cannot read."""
    return lambda *arguments: norm_loudness(*arguments).astype(np.float32)


def _our_loudness(_: Any, samples: Samples, rate: int, target_lufs: float = TURBO_LUFS) -> Samples:
    return at_loudness(Audio(samples, rate), target_lufs).samples


@pytest.fixture(scope="module")
def load_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Variant], Model]:
    """Makes a small one of each kind, once."""
    return cache(lambda variant: _load(variant, tmp_path_factory.mktemp(variant)))


@pytest.fixture(params=get_args(Variant))
def model(request: pytest.FixtureRequest, load_model: Callable[[Variant], Model]) -> Model:
    """One of each kind, not to be changed."""
    return load_model(request.param)


def _load(variant: Variant, folder: Path) -> Model:
    write_model(folder, variant)
    upstream = load(folder, variant)
    with torch.no_grad():
        # Random weights give few different tokens: further from zero, their signs still differ, and more often.
        upstream.s3gen.tokenizer.quantizer._codebook.project_down.weight.mul_(30)  # noqa: SLF001 - upstream's
    is_turbo = variant == "chatterbox-turbo"
    encoders = Encoders(upstream, shortest_s=5.0 if is_turbo else 1.0, loudness_lufs=TURBO_LUFS if is_turbo else None)
    return Model(upstream, encoders, folder)


@cache
def _clip() -> Audio:
    return decode((EXAMPLES / "basic" / "basic_ref_en.wav").read_bytes(), max_duration_s=12).audio


def _cut(n_samples: int) -> Audio:
    """So much of the clip, over and over."""
    return Audio(np.resize(_clip().samples, n_samples), RATE)


def _noise(n_samples: int) -> Samples:
    return np.random.default_rng(0).normal(0, 0.1, n_samples).astype(np.float32)


def _error_db(expected: Samples, found: Samples) -> float:
    return float(10 * np.log10(np.mean((expected - found) ** 2) / np.mean(expected**2)))


def _are_equal(one: Voice, other: Voice) -> bool:
    return all(torch.equal(tensor, getattr(other, name)) for name, tensor in tensors_of(one).items())


def _difference(one: Voice, other: Voice, name: str) -> float:
    return float((getattr(one, name) - getattr(other, name)).abs().max())


@pytest.mark.parametrize(
    ("model", "n_samples"),
    [
        ("chatterbox", 136 * 960),
        ("chatterbox", 136 * 960 + 300),
        ("chatterbox", 136 * 960 + 720),
        ("chatterbox", 400_001),
        ("chatterbox-multilingual", 400_001),
        ("chatterbox-turbo", 136 * 960 + 720),
        ("chatterbox-turbo", 400_001),
    ],
    indirect=["model"],
)
def test_a_voice_is_upstreams(model: Model, n_samples: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same sound, whatever its length, the tokens are upstream's and the rest is, but for rounding."""
    clip = _cut(n_samples)
    monkeypatch.setattr(librosa, "resample", lambda samples, **_: to_16_khz(samples))
    monkeypatch.setattr(ChatterboxTurboTTS, "norm_loudness", _our_loudness)
    expected = model.prepared(clip)

    found = model.encoders.encode(clip)

    assert torch.equal(expected.prompt, found.prompt)
    assert torch.equal(expected.prompt_tokens, found.prompt_tokens)
    assert len(set(found.prompt[0].tolist())) > 20
    assert min(n_samples, 240_000) // 960 == found.prompt_tokens.shape[1]
    # librosa's filters, with which upstream's mels are made, and torchaudio's differ in their last bits.
    assert 1e-4 > _difference(expected, found, "prompt_mel")
    assert 1e-5 > _difference(expected, found, "timbre")
    assert 1e-6 > _difference(expected, found, "speaker")


def test_a_voice_is_upstreams_by_its_own_resampling_and_loudness(model: Model) -> None:
    """By soxr and pyloudnorm, hardly one of T3's tokens and nothing that is heard of the speaker is another."""
    clip = hibari_speech()
    expected = model.prepared(clip)

    found = model.encoders.encode(clip)

    assert float((expected.prompt == found.prompt).float().mean()) > 0.98
    assert float((expected.prompt_tokens == found.prompt_tokens).float().mean()) > 0.98
    assert 1e-3 > _difference(expected, found, "prompt_mel")
    assert 1e-5 > _difference(expected, found, "timbre")
    assert 1e-6 > _difference(expected, found, "speaker")


@pytest.mark.parametrize("samples", [_clip().samples, _noise(RATE)], ids=["speech", "white noise"])
def test_16_khz_are_soxrs(samples: Samples) -> None:
    """Our samples for T3 differ from librosa's by a 3000th of them; FFmpeg's, by a 50th, would not pass."""
    expected = librosa.resample(samples, orig_sr=RATE, target_sr=16_000)

    assert len(expected) == len(to_16_khz(samples))
    assert -70 > _error_db(expected, to_16_khz(samples))
    assert -40 < _error_db(expected, resample(Audio(samples, RATE), 16_000).samples)


def test_encoding_leaves_nothing_behind(model: Model) -> None:
    """The same clip gives the same voice before another and after it, and the model's own voice stays its own."""
    own, before = model.upstream.conds, from_conditionals(model.upstream.conds)

    first, other, again = (model.encoders.encode(clip) for clip in (_clip(), hibari_speech(), _clip()))

    assert _are_equal(first, again)
    for name in tensors_of(first):
        assert not torch.equal(getattr(first, name), getattr(other, name))
    assert own is model.upstream.conds
    assert _are_equal(before, from_conditionals(own))


@pytest.mark.parametrize("model", ["chatterbox"], indirect=True)
def test_threads_encode_side_by_side(model: Model) -> None:
    """Clips that are encoded at once give the voices that they give alone."""
    clips = [_clip(), hibari_speech(), _cut(60_000), _cut(90_000)]
    expected = [model.encoders.encode(clip) for clip in clips]

    with ThreadPoolExecutor(2, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        found = list(pool.map(model.encoders.encode, clips))

    assert all(_are_equal(one, other) for one, other in zip(expected, found, strict=True))


@pytest.mark.parametrize(
    ("model", "n_samples"), [("chatterbox", 136 * 960 + 300), ("chatterbox", 20 * RATE)], indirect=["model"]
)
def test_encoding_is_silent(
    model: Model, n_samples: int, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Clips that upstream prints of, or warns of in the root logger, leave no line in ours."""
    model.encoders.encode(_cut(n_samples))

    assert ("", "") == tuple(capfd.readouterr())
    assert [] == caplog.records


@pytest.mark.parametrize("model", ["chatterbox"], indirect=True)
def test_a_voice_holds_no_graph_and_no_inference_tensor(model: Model) -> None:
    """Its tensors may be used anywhere: nothing keeps what they were computed from, nothing forbids their use."""
    for tensor in tensors_of(model.encoders.encode(_clip())).values():
        assert not tensor.requires_grad
        assert not tensor.is_inference()


def test_turbo_brings_clips_to_one_loudness(model: Model) -> None:
    """A softer copy of a clip is the same voice to Turbo, as upstream has it, and another to the others."""
    clip = _clip()
    found, softer = (model.encoders.encode(Audio(clip.samples * np.float32(gain), RATE)) for gain in (1.0, 0.25))

    is_same = 1e-3 > _difference(found, softer, "prompt_mel")

    assert isinstance(model.upstream, ChatterboxTurboTTS) == is_same


@pytest.mark.parametrize("model", ["chatterbox"], indirect=True)
def test_clips_of_another_rate_are_heard_at_24_khz(model: Model) -> None:
    """A clip of 48 kHz is as long and gives almost the same voice."""
    expected = model.encoders.encode(_clip())

    found = model.encoders.encode(resample(_clip(), 48_000))

    assert expected.prompt_mel.shape == found.prompt_mel.shape
    assert float(torch.cosine_similarity(expected.speaker, found.speaker)) > 0.99999
    assert 0.05 > float((expected.prompt_mel - found.prompt_mel)[..., :60].abs().mean())


def test_what_cannot_be_a_voice_is_refused_with_advice(model: Model) -> None:
    """Clips too short, silent, late or drowned by a click are refused with a word of what to do."""
    seconds = 5 if isinstance(model.upstream, ChatterboxTurboTTS) else 1
    speech = _cut(6 * RATE).samples
    click = speech * np.float32(0.05)
    click[3 * RATE : 3 * RATE + 100] = 1.0
    refused = {
        f"longer than {seconds} s: upload one of 10 s": speech[: seconds * RATE],
        "less than 0.5 s of speech in its first (6|10) s": np.zeros(6 * RATE, np.float32),
        "upload one of 10 s that begins with speech": np.pad(speech, (10 * RATE, 0)),
        "first (6|10) s: upload": np.full(6 * RATE, 0.5, np.float32),
        "over in less than 0.5 s: upload one of even speech, without clicks": click,
    }

    assert model.encoders.encode(Audio(speech[: seconds * RATE + 1], RATE))
    for advice, samples in refused.items():
        with pytest.raises(UnusableClip, match=advice):
            model.encoders.encode(Audio(samples, RATE))


@pytest.mark.parametrize("model", ["chatterbox"], indirect=True)
def test_a_voice_that_is_not_a_number_is_refused(model: Model) -> None:
    """Where the voice encoder hears nothing, its norm is 0 and its embedding 0 / 0: no voice is made of that."""
    deaf = copy.copy(model.upstream)
    deaf.ve = copy.deepcopy(deaf.ve)
    with torch.no_grad():
        deaf.ve.proj.bias.fill_(-100)

    with pytest.raises(UnusableClip, match=r"no voice is heard in the clip \(speaker is not finite\): upload another"):
        Encoders(deaf).encode(_clip())


@pytest.mark.parametrize("model", ["chatterbox"], indirect=True)
def test_the_fingerprint_is_of_the_weights(model: Model) -> None:
    """Another weight in any of the three encoders, or another way to hear, gives another; whatever else, the same."""
    expected = model.encoders.fingerprint
    s3gen = model.upstream.s3gen
    heard = [
        model.upstream.ve.proj.weight,
        s3gen.tokenizer.encoder.conv1.weight,
        s3gen.speaker_encoder.head.bn1.running_mean,
    ]
    unheard = [next(s3gen.flow.parameters()), s3gen.tokenizer.window]

    changed = {_fingerprint_with(weight, model) for weight in heard}
    unchanged = {_fingerprint_with(weight, model) for weight in unheard}

    assert 3 == len(changed - {expected})
    assert {expected} == unchanged
    assert expected != Encoders(model.upstream, loudness_lufs=-20.0).fingerprint
    assert 16 == len(expected)


def _fingerprint_with(weight: torch.Tensor, model: Model) -> str:
    """With another value in every thousandth place of the weight, which is put back."""
    before = weight.detach().clone()
    with torch.no_grad():
        weight.view(-1)[::1000] += 1e-3
        try:
            return Encoders(model.upstream).fingerprint
        finally:
            weight.copy_(before)
