"""The decoding loop: the tokens that upstream's own loop draws under the same seed, of each row in any batch."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import torch
from torch import Tensor

from models.chatterbox.cache import Cache
from models.chatterbox.checkpoint import Upstream
from models.chatterbox.decoding import Decoder
from models.chatterbox.draws import Draw, Row
from models.chatterbox.sampling import N_TOKENS, START, Knobs
from models.chatterbox.t3 import LONGEST, T3
from models.chatterbox.voices import from_conditionals
from tests import upstream_chatterbox
from tests.tiny_chatterbox import After, after, write_model

GUIDED: Final = ("chatterbox", "chatterbox-multilingual")
TEXTS: Final = (tuple(range(10, 16)), tuple(range(30, 50)), tuple(range(60, 63)), tuple(range(70, 84)))
"""Text ids of four sentences."""
LIMIT: Final = 60
GREEDY: Final = 1e-9
"""A temperature at which the likeliest token is drawn."""
HEADS: Final = {12: 15, 13: 11, 9: 2}


class Scene:
    """One variant: upstream's model, ours of the same weights, and the voice of both."""

    def __init__(self, name: str, model: Upstream) -> None:
        self.name = name
        self.upstream = copy.copy(model)
        self.upstream.t3 = copy.deepcopy(model.t3)
        if name == "chatterbox-turbo":
            # Upstream may draw the start of speech, which ours never does.
            self.upstream.t3.speech_head.bias.data[START] = -1e4
        self.t3 = T3(copy.deepcopy(self.upstream.t3), torch.device("cpu"), torch.float32)
        self.voice = from_conditionals(model.conds)
        self.is_turbo = name == "chatterbox-turbo"

    def knobs(self, temperature: float = 0.8) -> Knobs:
        """Upstream's defaults."""
        if self.is_turbo:
            return Knobs(temperature, repetition_penalty=1.2, top_p=0.95, top_k=1000)
        return Knobs(temperature, repetition_penalty=1.2, top_p=1.0, min_p=0.05)

    def row(self, text: tuple[int, ...], seed: int, guidance: float = 0.5, **changes: Any) -> Row:
        """A sentence with upstream's defaults."""
        prompt = self.t3.prompt(self.voice, text, 0.5)
        return replace(Row(prompt, self.knobs(), 0.0 if self.is_turbo else guidance, seed, LIMIT), **changes)

    def rows(self, **changes: Any) -> list[Row]:
        """The four sentences, with seeds 0 … 3."""
        return [self.row(text, seed, **changes) for seed, text in enumerate(TEXTS)]

    def draw(self, rows: Sequence[Row], stop: Callable[[], bool] = lambda: False) -> list[Draw]:
        """What our loop draws."""
        return Decoder(self.t3).draw(rows, stop)

    def drawn_upstream(
        self, text: tuple[int, ...], seed: int, guidance: float = 0.5, temperature: float = 0.8
    ) -> Tensor:
        """What upstream's own loop draws, one sentence at a time."""
        knobs = self.knobs(temperature)
        options: dict[str, Any] = {"temperature": temperature, "repetition_penalty": 1.2, "top_p": knobs.top_p}
        if self.is_turbo:
            options["top_k"] = knobs.top_k
        else:
            options |= {"min_p": knobs.min_p, "cfg_weight": guidance}
        return upstream_chatterbox.draw(
            self.upstream.t3,
            self.upstream.conds.t3,
            torch.tensor(text if self.is_turbo else (255, *text, 0)),
            seed=seed,
            max_new_tokens=LIMIT,
            **options,
        )


@pytest.fixture(scope="module")
def scenes(upstream: Mapping[str, Upstream]) -> Mapping[str, Scene]:
    """All variants."""
    return {name: Scene(name, model) for name, model in upstream.items()}


@pytest.fixture(params=[*GUIDED, "chatterbox-turbo"])
def scene(request: pytest.FixtureRequest, scenes: Mapping[str, Scene]) -> Scene:
    """Each variant in turn."""
    return scenes[request.param]


def _tokens(draws: Sequence[Draw]) -> list[list[int]]:
    return [draw.tokens.tolist() for draw in draws]


@pytest.mark.parametrize("temperature", [0.8, GREEDY])
def test_a_batch_draws_what_upstream_draws_one_by_one(scene: Scene, temperature: float) -> None:
    """Four sentences of different length in one batch: the very tokens of upstream's loop under the rows' seeds."""
    expected = [scene.drawn_upstream(text, seed, temperature=temperature) for seed, text in enumerate(TEXTS)]
    found = scene.draw(scene.rows(knobs=scene.knobs(temperature)))

    assert [tokens.tolist() for tokens in expected] == _tokens(found)
    assert len({tuple(tokens.tolist()) for tokens in expected}) == len(TEXTS)
    assert max(map(len, expected)) > 10


@pytest.mark.parametrize("guidance", [0.0, 1.0])
@pytest.mark.parametrize("name", GUIDED)
def test_guidance_is_upstreams(scenes: Mapping[str, Scene], name: str, guidance: float) -> None:
    """Without guidance, for which upstream's `generate` fails, and with all of it."""
    expected = [scenes[name].drawn_upstream(text, seed, guidance) for seed, text in enumerate(TEXTS)]

    assert [tokens.tolist() for tokens in expected] == _tokens(scenes[name].draw(scenes[name].rows(guidance=guidance)))


def _without_positions(scene: Scene) -> None:
    table = scene.t3._speech_positions if scene.t3.is_guided else scene.t3.backbone._positions  # type: ignore[attr-defined] # noqa: SLF001 - to break it
    assert table is not None
    table[:] = table[0].clone()


def _without_masks(scene: Scene) -> None:
    scene.t3.backbone.__class__ = type(  # the same, but blind to padding
        "Unmasked",
        (type(scene.t3.backbone),),
        {
            "_attend": lambda self, layer, qkv, place, cache, watch: super(type(self), self)._attend(
                layer, qkv, replace(place, mask=None if qkv.shape[1] == 1 else place.mask), cache, watch
            )
        },
    )


def _with_another_voice(scene: Scene) -> None:
    scene.voice = replace(scene.voice, speaker=-scene.voice.speaker)


@pytest.mark.parametrize("break_it", [_without_positions, _without_masks, _with_another_voice])
def test_the_comparison_would_notice(
    scene: Scene, upstream: Mapping[str, Upstream], break_it: Callable[[Scene], None]
) -> None:
    """A loop without positions, without masks for padding, or with another voice draws other tokens."""
    broken = Scene(scene.name, upstream[scene.name])
    break_it(broken)

    assert _tokens(scene.draw(scene.rows())) != _tokens(broken.draw(broken.rows()))


def test_a_row_is_alone_in_its_batch(scene: Scene) -> None:
    """Rows with other knobs, guidance, limits and seeds, ending one by one, are drawn as each is alone, in order."""
    rows = [
        scene.row(TEXTS[1], 5),
        scene.row(TEXTS[0], 6, guidance=0.0),
        scene.row(TEXTS[2], 7, limit=5),
        scene.row(TEXTS[3], 8, guidance=0.9, knobs=replace(scene.knobs(), temperature=1.5, top_p=0.7)),
        scene.row(TEXTS[1], 5, limit=1),
        scene.row(TEXTS[1], 9),
    ]
    alone = [scene.draw([row])[0] for row in rows]
    together = scene.draw(rows)

    assert _tokens(alone) == _tokens(together)
    assert [draw.has_ended for draw in alone] == [draw.has_ended for draw in together]
    assert len({tuple(tokens) for tokens in _tokens(together)}) == len(rows)


def test_a_limit_is_kept(scene: Scene) -> None:
    """Speech that doesn't end by its limit is as long as the limit, is what it would have been, and says so."""
    (whole,) = scene.draw([scene.row(TEXTS[1], 1)])
    (cut,) = scene.draw([scene.row(TEXTS[1], 1, limit=7)])

    assert 7 == len(cut.tokens)
    assert not cut.has_ended
    assert whole.has_ended
    assert torch.equal(whole.tokens[:7], cut.tokens)


@pytest.mark.parametrize("more", [0, 1])
def test_an_end_at_the_limit_is_no_end(scene: Scene, more: int) -> None:
    """What ends with its last allowed token has ended; what would have ended with the next has not."""
    (whole,) = scene.draw([scene.row(TEXTS[2], 3)])
    (found,) = scene.draw([scene.row(TEXTS[2], 3, limit=len(whole.tokens) + more)])

    assert bool(more) == found.has_ended
    assert torch.equal(whole.tokens, found.tokens)


@pytest.mark.parametrize("step", [0, 1, 20])
@pytest.mark.parametrize("name", [*GUIDED, "chatterbox-turbo"])
def test_an_end_is_an_end_at_any_step(name: str, step: int, tmp_path: Path, upstream: Mapping[str, Upstream]) -> None:
    """Of weights that end after so many tokens, whatever the seed, all rows have just those."""
    state = upstream_chatterbox.load(_write(tmp_path, name, after(step)), name)  # type: ignore[arg-type] # the names are the variants
    scene = Scene(name, state)
    found = scene.draw(scene.rows())

    assert [step] * len(TEXTS) == [len(draw.tokens) for draw in found]
    assert all(draw.has_ended for draw in found)
    assert upstream[name] is not state


def _write(folder: Path, name: str, ends: After) -> Path:
    write_model(folder, name, ends=ends)  # type: ignore[arg-type] # the names are the variants
    return folder


@pytest.mark.parametrize("name", GUIDED)
def test_ids_that_are_no_speech_are_never_drawn(name: str, tmp_path: Path) -> None:
    """Where the head likes an id beyond S3's best, which upstream draws, ours draws none of those."""
    write_model(tmp_path, name, illegal=True)  # type: ignore[arg-type] # the names are the variants
    scene = Scene(name, upstream_chatterbox.load(tmp_path, name))  # type: ignore[arg-type] # the names are the variants
    upstream = scene.drawn_upstream(TEXTS[0], 0)
    found = scene.draw(scene.rows())

    assert int(upstream.max()) >= N_TOKENS
    assert all(0 <= token < N_TOKENS - 2 for tokens in _tokens(found) for token in tokens)


@pytest.mark.parametrize("n_calls", [1, 2, 9])
def test_a_stopped_draw_is_what_there_is(scene: Scene, n_calls: int) -> None:
    """Once `stop` is true no more is drawn; what was drawn is the beginning, and the next draw is unaffected."""
    calls: list[None] = []

    def stop() -> bool:
        calls.append(None)
        return len(calls) >= n_calls

    whole = scene.draw(scene.rows())
    stopped = scene.draw(scene.rows(), stop)

    for draw, expected in zip(stopped, whole, strict=True):
        assert torch.equal(expected.tokens[: len(draw.tokens)], draw.tokens)
        assert len(draw.tokens) == min(n_calls, len(expected.tokens))
    assert _tokens(whole) == _tokens(scene.draw(scene.rows()))


def test_no_rows_are_no_draws(scene: Scene) -> None:
    """An empty batch."""
    assert [] == scene.draw([])


def test_torchs_own_random_state_is_left_alone(scene: Scene) -> None:
    """Other threads draw from it."""
    before = torch.get_rng_state()
    scene.draw(scene.rows())

    assert torch.equal(before, torch.get_rng_state())


def test_what_is_looked_at_is_upstreams(scenes: Mapping[str, Scene]) -> None:
    """For rows of a padded batch, what upstream's analyser records of its heads alone, token by token."""
    scene = scenes["chatterbox-multilingual"]
    rows = scene.rows()
    found = Decoder(scene.t3, is_watched=True).draw(rows, lambda: False)
    for seed, (text, draw) in enumerate(zip(TEXTS, found, strict=True)):
        tokens, maps = upstream_chatterbox.attention_maps(
            scene.upstream.t3,
            scene.upstream.conds.t3,
            torch.tensor((255, *text, 0)),
            seed=seed,
            max_new_tokens=LIMIT,
            temperature=0.8,
            repetition_penalty=1.2,
            top_p=1.0,
            min_p=0.05,
        )
        assert tokens.tolist() == draw.tokens.tolist()
        assert draw.attention is not None
        assert (len(tokens), len(text)) == draw.attention.shape
        assert torch.allclose(maps[:, 1:-1], draw.attention, atol=1e-6)
        assert float(maps.std()) > 1e-4


@pytest.mark.parametrize("name", ["chatterbox", "chatterbox-turbo"])
def test_heads_that_are_not_there_are_not_watched(scenes: Mapping[str, Scene], name: str) -> None:
    """Weights without upstream's heads, and Turbo, of which none are known, tell nothing."""
    scene = scenes[name]
    (draw,) = Decoder(scene.t3, is_watched=True).draw([scene.row(TEXTS[0], 0)], lambda: False)

    assert draw.attention is None
    assert HEADS == scenes["chatterbox-multilingual"].t3.aligned_heads


def test_a_rehearsal_takes_the_memory_of_the_longest_row(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache grows to the row's limit in one step; what is drawn later is what it would have been."""
    grown: list[int] = []
    resize = Cache.resize

    def watched(cache: Cache, n_positions: int) -> None:
        grown.append(n_positions)
        resize(cache, n_positions)

    monkeypatch.setattr(Cache, "resize", watched)
    expected = scene.draw(scene.rows())
    decoder, row = Decoder(scene.t3), scene.row(TEXTS[1], 0, limit=LONGEST)
    grown.clear()
    decoder.rehearse(row)

    assert [len(row.prompt.inputs) + LONGEST - 1] == grown
    assert _tokens(expected) == _tokens(decoder.draw(scene.rows(), lambda: False))
