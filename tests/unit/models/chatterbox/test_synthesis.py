"""Utterances to speech: held to upstream, each as it is alone, drawn again where it finds no end."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import torch

from models.chatterbox.attempts import Attempts
from models.chatterbox.checkpoint import Upstream
from models.chatterbox.decoding import Decoder
from models.chatterbox.draws import Draw, Row
from models.chatterbox.options import GuidedOptions, Rehearsal, SamplingOptions, TurboOptions
from models.chatterbox.sound import SoundMaker, SoundRow
from models.chatterbox.synthesis import Parts, Synthesis
from models.chatterbox.t3 import T3
from models.chatterbox.text import EnglishReader, TurboReader
from models.chatterbox.voices import Voice, from_conditionals
from models.engine import EngineError, EngineOptions, Speech, UnspeakableText, Utterance, VoiceState
from models.speeches import speeches
from speech.audio import Samples
from tests import upstream_chatterbox
from tests.s3gen_rows import random_voice
from tests.tiny_chatterbox import Ends, after, random_t3

CPU: Final = torch.device("cpu")
PER_TOKEN: Final = 960
"""Samples."""
SILENCE: Final = 4299
OPTIONS: Final[Mapping[str, type[SamplingOptions]]] = {"chatterbox": GuidedOptions, "chatterbox-turbo": TurboOptions}


def _never() -> bool:
    return False


class _NotedDecoder(Decoder):
    """Keeps what it was asked for and what it drew."""

    def __init__(self, t3: T3) -> None:
        super().__init__(t3)
        self.calls: list[tuple[list[Row], list[Draw]]] = []

    def draw(self, rows: Sequence[Row], stop: Callable[[], bool]) -> list[Draw]:
        """As ever."""
        draws = super().draw(rows, stop)
        self.calls.append((list(rows), draws))
        return draws


class _NotedSound(SoundMaker):
    """Keeps what it was asked for."""

    def __init__(self, s3gen: Any) -> None:
        super().__init__(s3gen, is_batched=False)
        self.calls: list[tuple[list[SoundRow], int]] = []

    def decode(self, rows: Sequence[SoundRow], n_steps: int, stop: Callable[[], bool]) -> list[Samples]:
        """As ever."""
        self.calls.append((list(rows), n_steps))
        return super().decode(rows, n_steps, stop)


class Scene:
    """A variant's synthesis, which keeps what goes on in it."""

    def __init__(self, name: str, model: Upstream, t3: T3, sound: _NotedSound) -> None:
        self.name = name
        self.is_turbo = name == "chatterbox-turbo"
        self.voice = from_conditionals(model.conds)
        self._reader = (TurboReader if self.is_turbo else EnglishReader)(model.tokenizer)
        self._t3 = t3
        self.decoder = _NotedDecoder(t3)
        self.sound = sound
        sound.calls.clear()

    def synthesis(self, max_rows: int = 8, decoder: Decoder | None = None) -> Synthesis:
        """Draws so many rows at once."""
        attempts = Attempts(self._t3, decoder or self.decoder, max_rows)
        return Synthesis(Parts(self._reader, self._t3, attempts, self.sound, None))

    def narrow(self, n_rows: int) -> Decoder:
        """A decoder with memory for so many rows."""
        return _Narrow(self._t3, n_rows)

    def utterance(self, text: str = "Hi.", seed: int = 7, voice: VoiceState | None = None, **options: Any) -> Utterance:
        """In the variant's own voice; made sound in one step, unless it is said."""
        chosen = OPTIONS[self.name](**{"n_cfm_timesteps": 1, **options})
        return Utterance(text, "en", voice or self.voice, 1.0, seed, chosen)

    def speak(self, *utterances: Utterance, max_rows: int = 8) -> list[Speech]:
        """All of them."""
        return speeches(self.synthesis(max_rows).speak(utterances, _never))


class _Narrow(Decoder):
    """Has memory for so many rows."""

    def __init__(self, t3: T3, n_rows: int) -> None:
        super().__init__(t3)
        self._n_rows = n_rows

    def draw(self, rows: Sequence[Row], stop: Callable[[], bool]) -> list[Draw]:
        """Asks for a petabyte where there are more."""
        if len(rows) > self._n_rows:
            torch.empty(2**50, dtype=torch.uint8)
        return super().draw(rows, stop)


MakeScene = Callable[..., Scene]


@pytest.fixture(scope="module")
def sounds(files: Mapping[str, Mapping[str, Path]]) -> Mapping[str, _NotedSound]:
    """Each variant's, of models of their own: copies of a vocoder are not independent."""
    return {name: _NotedSound(upstream_chatterbox.load(files[name]["s3gen"].parent, name).s3gen) for name in OPTIONS}  # type: ignore[arg-type] # the names are the variants


@pytest.fixture(scope="module")
def t3s(upstream: Mapping[str, Upstream]) -> Mapping[str, T3]:
    """Each variant's."""
    return {name: T3(copy.deepcopy(upstream[name].t3), CPU, torch.float32) for name in OPTIONS}


@pytest.fixture
def make_scene(upstream: Mapping[str, Upstream], t3s: Mapping[str, T3], sounds: Mapping[str, _NotedSound]) -> MakeScene:
    """Makes scenes, also of models that end elsewhere."""

    def make(name: str, ends: Ends | None = None, *, illegal: bool = False) -> Scene:
        t3 = T3(random_t3(name, ends=ends, illegal=illegal), CPU, torch.float32) if ends else t3s[name]  # type: ignore[arg-type] # the names are the variants
        return Scene(name, upstream[name], t3, sounds[name])

    return make


@pytest.fixture(params=OPTIONS)
def scene(request: pytest.FixtureRequest, make_scene: MakeScene) -> Scene:
    """The model with guidance and the one without, in turn."""
    return make_scene(request.param)


@pytest.fixture
def english(make_scene: MakeScene) -> Scene:
    """The one with guidance."""
    return make_scene("chatterbox")


def _are_same(expected: Sequence[Speech], found: Sequence[Speech]) -> bool:
    return len(expected) == len(found) and all(
        np.array_equal(one.audio.samples, other.audio.samples) and one.attempts == other.attempts
        for one, other in zip(expected, found, strict=True)
    )


@pytest.mark.parametrize("seed", [0, 7, 2**63 - 1])
def test_what_is_spoken_is_what_upstream_speaks(scene: Scene, upstream: Mapping[str, Upstream], seed: int) -> None:
    """From text, voice and seed: upstream's ids, upstream's tokens under the seed, upstream's sound of them."""
    model, text, n_steps = upstream[scene.name], "You there.", 2
    (speech,) = scene.speak(scene.utterance(text, seed, n_cfm_timesteps=n_steps))
    (((row,), _),) = scene.sound.calls

    knobs: dict[str, Any] = {"temperature": 0.8, "repetition_penalty": 1.2}
    if scene.is_turbo:
        read, closing = torch.tensor(model.tokenizer(text).input_ids), [SILENCE] * 3
        drawn = upstream_chatterbox.draw(model.t3, model.conds.t3, read, seed=seed, **knobs, top_k=1000, top_p=0.95)
        heard = torch.cat([drawn, torch.tensor(closing)])
    else:
        read = torch.tensor([255, *model.tokenizer.encode(text), 0])
        knobs |= {"cfg_weight": 0.5, "min_p": 0.05, "top_p": 1.0}
        heard = upstream_chatterbox.draw(model.t3, model.conds.t3, read, seed=seed, **knobs)[:-1]
    expected = upstream_chatterbox.sound(model.s3gen, heard, model.conds.gen, seed=row.seed, n_steps=n_steps).numpy()

    assert heard.tolist() == row.tokens.tolist()
    assert expected.shape == speech.audio.samples.shape
    assert float(np.abs(expected - speech.audio.samples).max()) < 1e-4 * float(np.abs(expected).max())


def _mixed(scene: Scene) -> list[Utterance]:
    """Lengths, voices and options in no order; of the third nothing can be spoken."""
    other, third = random_voice(30, seed=5), random_voice(12, seed=6)
    guided: list[dict[str, Any]] = [{"cfg_weight": 0.0}, {"exaggeration": 2.0}, {"cfg_weight": 1.0, "min_p": 0.2}]
    turbo: list[dict[str, Any]] = [{"top_k": 20}, {"top_k": 0}, {"top_p": 0.5}]
    one, two, three = turbo if scene.is_turbo else guided
    return [
        scene.utterance("One that is longer.", 1, **one),
        scene.utterance("Two.", 2, n_cfm_timesteps=3),
        scene.utterance("…", 3),
        scene.utterance("Three.", 4, other, temperature=1.5, **two),
        scene.utterance("Four and more.", 5, third, n_cfm_timesteps=3, repetition_penalty=2.0),
        scene.utterance("Two.", 2, other, n_cfm_timesteps=1, **three),
        scene.utterance("Two.", 2, max_length=60),
        scene.utterance("Six.", 6, **one),
    ]


@pytest.mark.parametrize("max_rows", [8, 3])
def test_each_is_spoken_as_if_alone_and_comes_back_in_order(scene: Scene, max_rows: int) -> None:
    """Whatever goes together, the samples are to the bit those of the utterance alone, in its place."""
    utterances = _mixed(scene)
    alone = [scene.speak(utterance)[0] for utterance in utterances]

    together = scene.speak(*utterances, max_rows=max_rows)

    assert _are_same(alone, together)
    assert [2] == [index for index, speech in enumerate(together) if not len(speech.audio)]
    # A limit changes nothing but where speech is given up: the seventh is the second but for its steps.
    assert len(utterances) == len({speech.audio.samples.tobytes() for speech in together})


def test_nobody_speaks_in_anothers_voice(scene: Scene) -> None:
    """A, B, A, one by one and together: each in its own; upstream keeps the voice of the call before."""
    own, other = scene.utterance(), scene.utterance(voice=random_voice(30, seed=5))
    first, second, again = (scene.speak(utterance)[0] for utterance in (own, other, own))

    assert _are_same([first], [again])
    assert not _are_same([first], [second])
    assert _are_same([first, second, first], scene.speak(own, other, own))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        *(("chatterbox", {"exaggeration": value}) for value in (0.0, 2.0)),
        *(("chatterbox", {"cfg_weight": value}) for value in (0.0, 1.0)),
        ("chatterbox", {"min_p": 1.0}),
        ("chatterbox-turbo", {"top_k": 1}),
        *((name, {"temperature": value}) for name in OPTIONS for value in (0.05, 5.0)),
        *((name, {"top_p": 1e-9}) for name in OPTIONS),
        *((name, {"n_cfm_timesteps": 50}) for name in OPTIONS),
    ],
    ids=str,
)
def test_every_option_is_heard(make_scene: MakeScene, name: str, options: Mapping[str, Any]) -> None:
    """At the ends of its range each gives sound, and another than the default's."""
    scene = make_scene(name)
    default, changed = scene.speak(scene.utterance(), scene.utterance(**options))

    _assert_heard(changed)
    assert not _are_same([default], [changed])


def test_a_penalty_for_repetition_is_heard(scene: Scene) -> None:
    """Of speech that is drawn nearly greedily, and so repeats itself."""
    text = "x" * 20
    without, penalised = scene.speak(
        *(scene.utterance(text, temperature=0.05, repetition_penalty=penalty) for penalty in (1.0, 10.0))
    )
    _assert_heard(without)
    _assert_heard(penalised)
    assert not _are_same([without], [penalised])


def _assert_heard(speech: Speech) -> None:
    assert np.isfinite(speech.audio.samples).all()
    assert 0.01 < float(np.abs(speech.audio.samples).max()) <= 1


def test_the_first_draw_is_the_seeds_and_the_sound_has_one_of_its_own(scene: Scene) -> None:
    """One stream of numbers is never used for two things, and all seeds of 63 bits are taken."""
    seeds = (0, 1, 2**63 - 1)
    scene.speak(*(scene.utterance(seed=seed) for seed in seeds))
    drawn = [row.seed for rows, _ in scene.decoder.calls for row in rows]
    heard = [row.seed for rows, _ in scene.sound.calls for row in rows]

    assert list(seeds) == drawn
    assert 6 == len({*drawn, *heard})
    assert all(0 <= seed < 2**63 for seed in heard)


@pytest.mark.parametrize("options", [{}, {"exaggeration": 1.5, "cfg_weight": 0.3, "min_p": 0.1, "top_p": 0.9}], ids=str)
def test_what_is_asked_for_is_what_is_drawn_with(english: Scene, options: Mapping[str, Any]) -> None:
    """Guidance and knobs are the options', for each row its own."""
    asked = GuidedOptions(**options)
    english.speak(english.utterance(), english.utterance(**options))
    _, row = english.decoder.calls[0][0]

    assert asked.cfg_weight == row.guidance
    assert (asked.temperature, asked.repetition_penalty, asked.top_p, asked.min_p, 0) == (
        *(row.knobs.temperature, row.knobs.repetition_penalty, row.knobs.top_p, row.knobs.min_p),
        row.knobs.top_k,
    )


def test_the_last_token_is_not_heard_and_turbo_closes_with_silence(scene: Scene) -> None:
    """As upstream's users and upstream have it: what the last token stands for is often noise."""
    scene.speak(scene.utterance("You there."))
    ((_, (draw,)),) = scene.decoder.calls
    (((row,), _),) = scene.sound.calls

    expected = [*draw.tokens.tolist(), *[SILENCE] * 3] if scene.is_turbo else draw.tokens.tolist()[:-1]
    assert expected == row.tokens.tolist()


@pytest.mark.parametrize(("name", "n_tokens"), [("chatterbox", 1), ("chatterbox-turbo", 4)])
def test_one_token_is_speech(make_scene: MakeScene, name: str, n_tokens: int) -> None:
    """The shortest that there is keeps its only token."""
    scene = make_scene(name, after(1))

    assert n_tokens * PER_TOKEN == len(scene.speak(scene.utterance())[0].audio)


def _limits(scene: Scene, *utterances: Utterance) -> list[int]:
    scene.synthesis().speak(utterances, lambda: True)
    return [row.limit for rows, _ in scene.decoder.calls for row in rows]


def test_a_text_has_the_time_that_a_slow_speaker_takes(make_scene: MakeScene) -> None:
    """5 letters a second and 3 s, wide characters three letters; 3 s more for a sound; never beyond what was asked."""
    turbo = make_scene("chatterbox-turbo")
    texts = ("Hi.", "Hello [laugh] you.", "Hi. " * 20, "Hi. " * 200)
    utterances = [turbo.utterance(text) for text in texts]

    assert [90, 240, 475, 1000] == _limits(turbo, *utterances)
    assert [100] == _limits(make_scene("chatterbox-turbo"), turbo.utterance("你Hi"))
    short = [turbo.utterance(text, max_length=80 + number) for number, text in enumerate(texts)]
    assert [80, 81, 82, 83] == _limits(make_scene("chatterbox-turbo"), *short)


def test_what_finds_no_end_is_drawn_again(scene: Scene) -> None:
    """With another seed, and alone of its batch; what then ends is spoken, and tells that it took two attempts."""
    free = scene.speak(*(scene.utterance(seed=seed) for seed in range(16)))
    lengths = [len(draw.tokens) for draw in scene.decoder.calls[0][1] + scene.decoder.calls[1][1]]
    limit = max(lengths)
    scene.decoder.calls.clear()

    found = scene.synthesis(16).speak([scene.utterance(seed=seed, max_length=limit) for seed in range(16)], _never)

    again = [seed for seed, length in enumerate(lengths) if length == limit]
    (_, _), (rows, draws) = scene.decoder.calls
    assert 0 < len(again) < 16
    assert len(again) == len(rows) == len({row.seed for row in rows} - set(range(16)))
    for seed, speech in enumerate(found):
        if seed in again:
            draw = draws[again.index(seed)]
            assert draw.has_ended == isinstance(speech, Speech)
            assert isinstance(speech, EngineError) or 2 == speech.attempts
        else:
            assert isinstance(speech, Speech)
            assert _are_same([free[seed]], [speech])
    assert any(isinstance(speech, Speech) and speech.attempts == 2 for speech in found)


def test_a_second_attempt_is_the_same_in_any_company(scene: Scene) -> None:
    """A row that is drawn again is spoken as it is alone."""
    limit = max(len(scene.speak(scene.utterance(seed=seed))[0].audio) for seed in range(8)) // PER_TOKEN
    limit += -3 if scene.is_turbo else 1
    utterances = [scene.utterance(seed=seed, max_length=limit) for seed in range(8)]
    together = scene.synthesis().speak(utterances, _never)
    alone = [scene.synthesis().speak([utterance], _never)[0] for utterance in utterances]

    assert any(isinstance(each, Speech) and each.attempts == 2 for each in alone)
    for one, other in zip(alone, together, strict=True):
        assert str(one) == str(other) if isinstance(one, EngineError) else _are_same([one], speeches([other]))


def test_what_never_ends_is_an_error(make_scene: MakeScene, scene: Scene) -> None:
    """After two attempts by different numbers it is told how long was waited, and nothing of the text."""
    endless = make_scene(scene.name, "never")

    (error,) = endless.synthesis().speak([endless.utterance("Xylophone.", seed=3, max_length=25)], _never)

    assert isinstance(error, EngineError)
    assert "no end within 1.0 s in 2 attempts" in str(error)
    assert "ylo" not in str(error)
    first, second = (draws[0].tokens for _, draws in endless.decoder.calls)
    assert 25 == len(first) == len(second)
    assert not torch.equal(first, second)
    assert [] == [row for rows, _ in endless.sound.calls for row in rows]


def test_what_ends_before_it_begins_is_an_error(make_scene: MakeScene) -> None:
    """A draw of nothing is no speech, and not told as one without end."""
    mute = make_scene("chatterbox", after(0))
    (error,) = mute.synthesis().speak([mute.utterance()], _never)

    assert isinstance(error, EngineError)
    assert "over before it began in 2 attempts" in str(error)


def test_an_error_is_that_of_its_utterance_alone(scene: Scene) -> None:
    """Beside one without end and one of too much text the others are spoken, in their places, as without them."""
    company = [scene.utterance("One.", 1), scene.utterance("Two and a half.", 2)]
    expected = scene.speak(*company)
    long = scene.utterance("x" * 2100)

    first, endless, refused, last = scene.synthesis().speak(
        [company[0], scene.utterance("Three.", max_length=2), long, company[1]], _never
    )

    assert _are_same(expected, speeches([first, last]))
    assert isinstance(endless, EngineError)
    assert isinstance(refused, UnspeakableText)


@pytest.mark.parametrize("name", OPTIONS)
def test_ids_that_are_no_sound_are_never_heard(make_scene: MakeScene, name: str) -> None:
    """Of a model that likes them best; one of them on its way to the sound ends a CUDA process."""
    scene = make_scene(name, after(12), illegal=True)
    scene.speak(scene.utterance(), scene.utterance(seed=8))

    tokens = [row.tokens for rows, _ in scene.sound.calls for row in rows]
    assert 2 == len(tokens)
    assert all(int(each.max()) < 6561 for each in tokens)


def test_nothing_to_speak_costs_nothing(scene: Scene) -> None:
    """Utterances of marks alone are no sound, and no work."""
    spoken = scene.speak(scene.utterance("…"), scene.utterance(" "), scene.utterance("😀"))

    assert [0, 0, 0] == [len(speech.audio) for speech in spoken]
    assert [] == [*scene.decoder.calls, *scene.speak()]


def test_like_lengths_go_together(english: Scene) -> None:
    """Rows are sorted by length first, so that little is padding; no batch has more of them than there may be."""
    texts = ["x" * n for n in (20, 3, 18, 4, 19, 5)]
    english.speak(*(english.utterance(text, n_cfm_timesteps=1) for text in texts), max_rows=3)

    assert [[3, 4, 5], [18, 19, 20]] == [sorted(row.n_text - 1 for row in rows) for rows, _ in english.decoder.calls]


def test_steps_are_each_utterances_own(english: Scene) -> None:
    """Those that take as many steps go to the sound together."""
    english.speak(*(english.utterance(seed=n, n_cfm_timesteps=steps) for n, steps in enumerate((3, 1, 3, 2))))

    assert [(1, 1), (1, 2), (2, 3)] == [(len(rows), n_steps) for rows, n_steps in english.sound.calls]


class _Stop:
    """True from the n-th time on that it is asked."""

    def __init__(self, at: int) -> None:
        self._asked = count(1)
        self._at = at
        self.n_asked = 0

    def __call__(self) -> bool:
        self.n_asked = next(self._asked)
        return self.n_asked >= self._at


def test_it_stops_while_it_draws(scene: Scene) -> None:
    """Asked at every token; then no other batch is begun, nothing is drawn again or made sound, all is silence."""
    utterances = [scene.utterance("You there.", seed=seed) for seed in range(4)]
    expected = scene.speak(*utterances)
    scene.sound.calls.clear()
    for at in (1, 2, 9):
        scene.decoder.calls.clear()
        stopped = speeches(scene.synthesis(2).speak(utterances, _Stop(at)))

        assert [0] * 4 == [len(speech.audio) for speech in stopped]
        ((_, draws),) = scene.decoder.calls
        assert all(len(draw.tokens) <= at for draw in draws)
    assert [] == scene.sound.calls
    assert _are_same(expected, scene.speak(*utterances))


def test_it_stops_between_steps(scene: Scene) -> None:
    """Once the tokens are there, asked at every step from them to sound: what is done is heard, the rest is silence."""
    n_steps = 4
    utterances = [scene.utterance(seed=seed, n_cfm_timesteps=n_steps) for seed in range(3)]
    expected = scene.speak(*utterances)
    whole = _Stop(10**9)
    scene.synthesis().speak(utterances, whole)
    # Before each row, before each of its steps, and after them.
    n_asked_of_sound = 3 * (1 + n_steps + 1)

    stopped = speeches(scene.synthesis().speak(utterances, _Stop(whole.n_asked - n_asked_of_sound + 9)))

    assert _are_same(expected[:1], stopped[:1])
    assert [0, 0] == [len(speech.audio) for speech in stopped[1:]]
    assert _are_same(expected, scene.speak(*utterances))


def test_a_rehearsal_is_the_longest_speech_in_the_least_time(english: Scene) -> None:
    """As many tokens as there can ever be, none of them drawn, and one step; its company is spoken as ever."""
    company = english.utterance("Two.", 2)
    (expected,) = english.speak(company)
    english.decoder.calls.clear()
    rehearsed = replace(english.utterance("The longest text."), options=Rehearsal())

    longest, found = english.speak(rehearsed, company)

    assert 999 * PER_TOKEN == len(longest.audio)
    assert _are_same([expected], [found])
    ((rows, _),) = english.decoder.calls
    assert 1 == len(rows)


def test_without_memory_for_the_batch_its_parts_are_spoken(scene: Scene) -> None:
    """A batch that is too much for the memory is drawn in halves: the same speech in the same order."""
    utterances = [scene.utterance("x" * n, seed=n) for n in (8, 3, 6, 4, 7)]
    expected = scene.speak(*utterances)

    found = speeches(scene.synthesis(8, scene.narrow(2)).speak(utterances, _never))

    assert _are_same(expected, found)


def test_without_memory_for_one_it_is_a_memory_error(scene: Scene) -> None:
    """When not even one row can be drawn, MemoryError says so."""
    with pytest.raises(MemoryError, match="memory"):
        scene.synthesis(8, scene.narrow(0)).speak([scene.utterance()], _never)


class _OtherVoice(VoiceState):
    size_bytes = 0


@pytest.mark.parametrize("wrong", [{"voice": _OtherVoice()}, {"options": EngineOptions()}], ids=["voice", "options"])
def test_another_engines_utterance_is_a_mistake(scene: Scene, wrong: Mapping[str, Any]) -> None:
    """A voice or options of another engine are the caller's mistake."""
    with pytest.raises(TypeError, match="another engine's"):
        scene.speak(replace(scene.utterance(), **wrong))


def test_torchs_own_random_state_is_left_alone(scene: Scene) -> None:
    """Other threads draw from it."""
    before = torch.get_rng_state()
    scene.speak(scene.utterance())

    assert torch.equal(before, torch.get_rng_state())
    assert isinstance(scene.voice, Voice)
