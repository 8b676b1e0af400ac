"""The two ways of stepping draw the same tokens, whatever was drawn before."""

import copy
from collections.abc import Mapping
from typing import Final

import pytest
import torch

from models.chatterbox.checkpoint import Upstream
from models.chatterbox.decoding import Decoder
from models.chatterbox.draws import Draw, Row
from models.chatterbox.sampling import Knobs
from models.chatterbox.t3 import T3
from models.chatterbox.voices import from_conditionals

LIVELY: Final = Knobs(temperature=0.8, repetition_penalty=1.2, top_p=1.0, min_p=0.05)
RANKED: Final = Knobs(temperature=0.8, repetition_penalty=1.2, top_p=0.9, top_k=100)
ROOM: Final = 1 << 28
"""Bytes for buffers: some batches."""
TEXTS: Final = (tuple(range(10, 16)), tuple(range(30, 50)), tuple(range(60, 63)), tuple(range(70, 84)))


@pytest.fixture(scope="module", params=["chatterbox", "chatterbox-multilingual", "chatterbox-turbo"])
def name(request: pytest.FixtureRequest) -> str:
    """Each variant in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def t3(name: str, upstream: Mapping[str, Upstream]) -> T3:
    """Its T3."""
    return T3(copy.deepcopy(upstream[name].t3), torch.device("cpu"), torch.float32)


def _rows(
    name: str, t3: T3, upstream: Mapping[str, Upstream], texts: tuple[tuple[int, ...], ...], seed: int
) -> list[Row]:
    voice = from_conditionals(upstream[name].conds)
    knobs = RANKED if name == "chatterbox-turbo" else LIVELY
    return [
        Row(t3.prompt(voice, text, 0.5), knobs, 0.5 * (index % 3 < 2), seed + index, 60)
        for index, text in enumerate(texts)
    ]


def _assert_same(expected: list[Draw], found: list[Draw]) -> None:
    assert [draw.has_ended for draw in expected] == [draw.has_ended for draw in found]
    for one, other in zip(expected, found, strict=True):
        assert torch.equal(one.tokens, other.tokens)
        assert (one.attention is None) == (other.attention is None)
        if one.attention is not None and other.attention is not None:
            assert torch.allclose(one.attention, other.attention, atol=1e-6)


def test_recorded_buffers_serve_batch_after_batch(name: str, t3: T3, upstream: Mapping[str, Upstream]) -> None:
    """Batches of one shape and of others, in turn, rows ending one by one: each is drawn as by plain steps."""
    plain, recorded = (Decoder(t3, is_watched=True, recorded_bytes=n_bytes) for n_bytes in (0, ROOM))
    batches = [
        _rows(name, t3, upstream, texts, seed)
        for texts, seed in ((TEXTS, 0), (TEXTS, 10), (TEXTS[:1], 20), (TEXTS[1:], 30), (TEXTS[::-1], 40), (TEXTS, 0))
    ]
    expected = [plain.draw(rows, lambda: False) for rows in batches]

    for rows, draws in zip(batches, expected, strict=True):
        _assert_same(draws, recorded.draw(rows, lambda: False))
    assert len({draw.tokens.numpy().tobytes() for draws in expected[:2] for draw in draws}) == 8


def test_draws_stay_when_the_buffers_are_used_again(name: str, t3: T3, upstream: Mapping[str, Upstream]) -> None:
    """What one batch got is its own: the next of the same shape does not write into it."""
    recorded = Decoder(t3, is_watched=True, recorded_bytes=ROOM)
    first = recorded.draw(_rows(name, t3, upstream, TEXTS, 0), lambda: False)
    kept = copy.deepcopy(first)
    recorded.draw(_rows(name, t3, upstream, TEXTS, 10), lambda: False)

    _assert_same(kept, first)


def test_more_shapes_than_are_kept(name: str, t3: T3, upstream: Mapping[str, Upstream]) -> None:
    """Buffers that were given up are made again."""
    plain, recorded = Decoder(t3), Decoder(t3, recorded_bytes=ROOM)
    for n_rows in (1, 2, 3, 4, 1, 2):
        for limit in (60, 400):
            rows = [
                Row(row.prompt, row.knobs, row.guidance, row.seed, limit)
                for row in _rows(name, t3, upstream, TEXTS[:n_rows], n_rows)
            ]
            _assert_same(plain.draw(rows, lambda: False), recorded.draw(rows, lambda: False))
