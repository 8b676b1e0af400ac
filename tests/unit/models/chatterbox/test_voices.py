"""Voices as values and as bytes: what comes back is the voice that was kept, or nothing."""

import pickle
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest
import safetensors.torch
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from models.chatterbox.packages import Conditionals, T3Cond
from models.chatterbox.voices import FORMAT, Voice, dump, from_conditionals, load, make_voice, tensors_of
from models.engine import EngineError, UnusableVoice


def _voice(seed: int = 0, *, n_prompt: int = 9, n_tokens: int = 5) -> Voice:
    draw = torch.Generator().manual_seed(seed)
    return Voice(
        torch.randn(1, 256, generator=draw),
        torch.randint(6561, (1, n_prompt), generator=draw),
        torch.randint(6561, (1, n_tokens), generator=draw),
        torch.randn(1, 2 * n_tokens, 80, generator=draw),
        torch.randn(1, 192, generator=draw),
    )


def _are_equal(one: Voice, other: Voice) -> bool:
    pairs = zip(tensors_of(one).values(), tensors_of(other).values(), strict=True)
    return all(torch.equal(left, right) for left, right in pairs)


def _signed(content: bytes) -> bytes:
    """As a hostile writer would keep it: the digest fits."""
    return sha256(content).digest() + content


def _written(changes: dict[str, Tensor], format_: str = FORMAT) -> bytes:
    return _signed(safetensors.torch.save({**tensors_of(VOICE), **changes}, {"format": format_}))


VOICE: Final = _voice()
DUMPED: Final = dump(VOICE)
CONTENT: Final = DUMPED[32:]


@pytest.mark.parametrize(("n_prompt", "n_tokens"), [(1, 1), (150, 250), (375, 250)])
def test_what_was_kept_comes_back(n_prompt: int, n_tokens: int) -> None:
    """Every bit of a voice survives, and the same voice always gives the same bytes: 170 kB at most."""
    voice = _voice(n_prompt=n_prompt, n_tokens=n_tokens)

    assert _are_equal(voice, load(dump(voice)))
    assert dump(voice) == dump(load(dump(voice)))
    assert len(dump(voice)) < 170_000
    assert not _are_equal(voice, _voice(1, n_prompt=n_prompt, n_tokens=n_tokens))


@given(st.integers(0, len(DUMPED) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, change: int) -> None:
    """No voice comes of bytes of which one is another, wherever it lies."""
    damaged = bytearray(DUMPED)
    damaged[place] ^= change

    with pytest.raises(UnusableVoice):
        load(bytes(damaged))


@given(st.integers(0, len(DUMPED) - 1), st.binary(max_size=40))
def test_bytes_that_are_missing_or_too_many_are_noticed(length: int, more: bytes) -> None:
    """A voice that was cut off, or written over by a longer or shorter one, is none."""
    with pytest.raises(UnusableVoice):
        load(DUMPED[:length])
    with pytest.raises(UnusableVoice):
        load(more + DUMPED[:length])
    with pytest.raises(UnusableVoice):
        load(DUMPED + b"\0" + more)


@given(st.binary(max_size=300), st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_damage_that_is_signed_is_a_voice_or_none(noise: bytes, place: int, change: int) -> None:
    """Bytes with a digest that fits are refused or are a voice in all its bounds: nothing else is ever raised."""
    damaged = bytearray(CONTENT)
    damaged[place] ^= change
    header = bytearray(CONTENT)
    header[place % 500] ^= change

    for content in (noise, bytes(damaged), bytes(header), CONTENT[:place], CONTENT + noise):
        try:
            voice = load(_signed(content))
        except UnusableVoice:
            continue
        assert isinstance(voice, Voice)
        assert int(voice.prompt.max()) <= 6560


@pytest.mark.parametrize(
    "changes",
    [
        {"speaker": torch.zeros(1, 255)},
        {"speaker": torch.zeros(256)},
        {"speaker": torch.zeros(1, 256, dtype=torch.float64)},
        {"speaker": torch.full((1, 256), torch.nan)},
        {"timbre": torch.zeros(2, 192)},
        {"timbre": torch.full((1, 192), torch.inf)},
        {"prompt": torch.full((1, 9), 6561)},
        {"prompt": torch.full((1, 9), -1)},
        {"prompt": torch.zeros(1, 0, dtype=torch.int64)},
        {"prompt": torch.zeros(9, dtype=torch.int64)},
        {"prompt": torch.zeros(1, 9)},
        {"prompt_tokens": torch.zeros(1, 5, dtype=torch.int32)},
        {"prompt_tokens": torch.tensor([[1, 2, 3, 4, 6561]])},
        {"prompt_tokens": torch.zeros(1, 4, dtype=torch.int64)},
        {"prompt_mel": torch.zeros(1, 11, 80)},
        {"prompt_mel": torch.zeros(1, 10, 79)},
        {"prompt_mel": torch.zeros(1, 10, 80, dtype=torch.bfloat16)},
        {"loudness": torch.zeros(1)},
    ],
)
def test_a_voice_outside_its_bounds_is_refused(changes: dict[str, Tensor]) -> None:
    """Shapes, types, ids and numbers that a model would choke on don't get as far as the model."""
    assert isinstance(load(_written({})), Voice)

    with pytest.raises(UnusableVoice):
        load(_written(changes))


def test_a_field_must_be_there() -> None:
    """A voice without its timbre is none."""
    tensors = tensors_of(VOICE)
    del tensors["timbre"]

    with pytest.raises(UnusableVoice):
        load(_signed(safetensors.torch.save(tensors, {"format": FORMAT})))


@pytest.mark.parametrize(
    "data",
    [
        _written({}, "chatterbox-voice-0"),
        _signed(safetensors.torch.save(tensors_of(VOICE))),
        _signed(pickle.dumps(tensors_of(VOICE))),
        pickle.dumps(tensors_of(VOICE)),
        b"",
    ],
    ids=["older", "no format", "signed pickle", "pickle", "nothing"],
)
def test_another_format_is_refused(data: bytes) -> None:
    """What this format does not say of itself is not guessed."""
    with pytest.raises(UnusableVoice):
        load(data)


def test_a_voice_too_large_is_refused_unread() -> None:
    """More than a megabyte is not even summed up: no clip gives as much."""
    huge = dump(_voice(n_tokens=1700))

    with pytest.raises(UnusableVoice, match="at most 1048576 bytes"):
        load(huge)


@pytest.mark.parametrize("voice", [_voice(n_prompt=150, n_tokens=250), load(DUMPED)], ids=["made", "loaded"])
def test_its_size_is_what_it_holds(voice: Voice) -> None:
    """A cache counts all of its memory: no larger tensor behind a view."""
    made = make_voice(**tensors_of(voice))

    for held in (voice, made):
        assert sum(tensor.untyped_storage().nbytes() for tensor in tensors_of(held).values()) == held.size_bytes


def test_a_voice_is_a_copy() -> None:
    """Nothing that is done to what it was made of changes a voice."""
    tensors = {name: tensor.clone() for name, tensor in tensors_of(VOICE).items()}
    voice = make_voice(**tensors)

    for tensor in tensors.values():
        tensor.zero_()

    assert _are_equal(VOICE, voice)


@pytest.mark.parametrize(
    ("n_tokens", "n_frames", "expected"), [(6, 11, 5), (6, 10, 5), (5, 11, 5), (5, 10, 5), (5, 12, 5)]
)
def test_the_prompt_has_two_frames_a_token(n_tokens: int, n_frames: int, expected: int) -> None:
    """What either has too much of at its end is left out, as much as must be and no more."""
    tensors = tensors_of(_voice(n_tokens=6))
    tokens, mel = tensors["prompt_tokens"][:, :n_tokens], tensors["prompt_mel"][:, :n_frames]

    voice = make_voice(**{**tensors, "prompt_tokens": tokens, "prompt_mel": mel})

    assert torch.equal(tokens[:, :expected], voice.prompt_tokens)
    assert torch.equal(mel[:, : 2 * expected], voice.prompt_mel)


def _conditionals(voice: Voice) -> Conditionals:
    t3 = T3Cond(
        speaker_emb=voice.speaker, cond_prompt_speech_tokens=voice.prompt, emotion_adv=torch.full((1, 1, 1), 0.5)
    )
    reference = {
        "prompt_token": voice.prompt_tokens,
        "prompt_token_len": torch.tensor([voice.prompt_tokens.shape[1]]),
        "prompt_feat": voice.prompt_mel,
        "prompt_feat_len": None,
        "embedding": voice.timbre,
    }
    return Conditionals(t3, reference)


def test_the_models_own_voice_is_upstreams(tmp_path: Path) -> None:
    """What upstream saves as conds.pt and loads from it is the voice, value for value, and stays as it is."""
    _conditionals(VOICE).save(tmp_path / "conds.pt")
    loaded = Conditionals.load(tmp_path / "conds.pt")

    voice = from_conditionals(loaded)

    assert _are_equal(VOICE, voice)
    loaded.gen["embedding"].zero_()
    assert _are_equal(VOICE, voice)


def test_a_broken_voice_of_a_model_is_the_engines_error() -> None:
    """A conds.pt that lacks a part, or holds ids that no token has, ends the load with a word of why."""
    whole = _conditionals(VOICE)
    changed: list[dict[str, Tensor | None]] = [
        {"prompt_token": VOICE.prompt_tokens + 6561},
        {"prompt_feat": VOICE.prompt_mel[0, 0, :7]},
        {"embedding": None},
    ]
    broken = [
        *(Conditionals(whole.t3, {**whole.gen, **change}) for change in changed),
        Conditionals(whole.t3, {}),
        Conditionals(T3Cond(speaker_emb=VOICE.speaker), whole.gen),
    ]

    for conditionals in broken:
        with pytest.raises(EngineError, match="the model's own voice is none"):
            from_conditionals(conditionals)
