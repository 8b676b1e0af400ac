"""Utterances to sound: upstream's own way from a clip and a text, in batches."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from models.engine import EngineError, EngineOptions, Speech, Utterance, VoiceState
from models.f5.checkpoint import Checkpoint, load_checkpoint, load_vocoder
from models.f5.limits import ROW_BY_ROW, Limits
from models.f5.network import Network
from models.f5.options import F5Options
from models.f5.packages import EXAMPLES, DiT, Vocos
from models.f5.reference import Reference, mel_magnitudes
from models.f5.sampler import Row, Sampler, Schedule
from models.f5.synthesis import Synthesis
from models.f5.text import as_upstream_writes, n_speech_frames, tokens
from models.f5.vocoder import Vocoder
from models.speeches import speeches
from speech.audio import Audio, Samples
from speech.decode import decode
from tests.f5_rows import CLOSE
from tests.tiny_f5 import ARCHITECTURE
from tests.upstream_f5 import CFM, MelSpec, utils_infer

QUICK: Final = F5Options(nfe_step=2)
TEXT: Final = "Good morning, and 你好."
FRAME_S: Final = 256 / 24_000
TOGETHER: Final = Limits(rows=8, frames=8 * 400)


@pytest.fixture(scope="module")
def model(files: Mapping[str, Path]) -> Checkpoint:
    """The network and its tokens."""
    return load_checkpoint(files)


@pytest.fixture(scope="module")
def vocos(files: Mapping[str, Path]) -> Vocos:
    """The vocoder."""
    return load_vocoder(files)


def _never() -> bool:
    return False


class _Noting(Sampler):
    """Notes what is asked of it, and samples nothing: mels of zeros."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.batches: list[tuple[Sequence[Row], Schedule]] = []

    @property
    def rows(self) -> list[Row]:
        """All rows in their order."""
        return [row for batch, _ in self.batches for row in batch]

    def sample(self, rows: Sequence[Row], schedule: Schedule, stop: Callable[[], bool]) -> list[Tensor]:
        """Zeros of the right lengths."""
        del stop
        self.batches.append((rows, schedule))
        return [torch.zeros(row.conditions.n_frames - len(row.conditions.reference), 100) for row in rows]


class _Parts:
    """A synthesis whose sampler takes notes."""

    def __init__(self, model: Checkpoint, vocos: Vocos, limits: Limits = ROW_BY_ROW) -> None:
        self.sampler = _Noting(Network(model.network))
        self.synthesis = Synthesis(self.sampler, Vocoder(vocos), model.vocabulary, limits)

    def speak(self, *utterances: Utterance) -> list[Audio]:
        """One after the other or together. Raises the first error among them."""
        return _audios(self.synthesis.speak(utterances, _never))


@pytest.fixture
def parts(model: Checkpoint, vocos: Vocos) -> _Parts:
    """A synthesis whose sampler takes notes, row by row."""
    return _Parts(model, vocos)


def _speak(model: Checkpoint, vocos: Vocos, utterances: Sequence[Utterance], limits: Limits) -> list[Audio]:
    synthesis = Synthesis(Sampler(Network(model.network)), Vocoder(vocos), model.vocabulary, limits)
    return _audios(synthesis.speak(utterances, _never))


def _audios(spoken: Sequence[Speech | EngineError]) -> list[Audio]:
    return [speech.audio for speech in speeches(spoken)]


def _reference(n_frames: int = 40, transcript: str = "Hello there.", rms: float = 0.2, seed: int = 0) -> Reference:
    magnitudes = torch.rand(n_frames, 100, generator=torch.Generator().manual_seed(seed))
    return Reference(magnitudes, rms, n_frames - 10, as_upstream_writes(transcript))


def _utterance(
    text: str = TEXT,
    options: EngineOptions = QUICK,
    voice: VoiceState | None = None,
    speed: float = 1.0,
    seed: int = 7,
) -> Utterance:
    return Utterance(text, "en", voice or _reference(), speed, seed, options)


class _Upstream:
    """Upstream's model and vocoder, and what they speak after a clip."""

    def __init__(self, files: Mapping[str, Path], samples: Samples) -> None:
        self._model: CFM = utils_infer.load_model(DiT, ARCHITECTURE, str(files["model"]), device="cpu")
        self.vocos = utils_infer.load_vocoder(is_local=True, local_path=str(files["vocoder"].parent), device="cpu")
        self.samples = samples

    def speak(self, text: str, n_frames: int, seed: int, **options: Any) -> Tensor:
        """The spectrogram (n, 100) of so many frames of reference and speech."""
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            _, _, spectrogram = next(
                utils_infer.infer_batch_process(
                    (torch.from_numpy(self.samples)[None], 24_000),
                    "Some call me nature. ",
                    [text],
                    self._model,
                    self.vocos,
                    fix_duration=(n_frames + 0.5) * FRAME_S,
                    device="cpu",
                    progress=None,
                    **options,
                )
            )
        return torch.from_numpy(spectrogram).T


@pytest.fixture(scope="module")
def clip() -> Samples:
    """A second and a half of speech."""
    samples = decode((EXAMPLES / "basic" / "basic_ref_en.wav").read_bytes(), max_duration_s=12).audio.samples
    return samples[12_000:48_000]


@pytest.mark.parametrize("level", [1.0, 0.1])
@pytest.mark.parametrize("steps", [7, 32])
def test_what_is_spoken_is_what_upstream_speaks(
    files: Mapping[str, Path], model: Checkpoint, clip: Samples, level: float, steps: int
) -> None:
    """From the same clip, text, seed and number of frames: tokens, level, steps and sound are upstream's, to 1e-4.

    But for its first frame, which is the clip's last.
    """
    samples = clip * np.float32(level)
    upstream, n_frames = _Upstream(files, samples), 240
    rms = float(np.sqrt(np.mean(np.square(samples))))
    spectrogram = upstream.speak(TEXT, n_frames, seed=7, nfe_step=steps)
    with torch.inference_mode():
        expected = upstream.vocos.decode(spectrogram[1:].T[None])[0].numpy() * min(1.0, rms / 0.1)
    reference = Reference(mel_magnitudes(samples), rms, len(samples) // 256, as_upstream_writes("Some call me nature."))
    options = F5Options(nfe_step=steps, fix_duration=(n_frames - len(reference.magnitudes)) * FRAME_S)

    (found,) = _speak(model, upstream.vocos, [_utterance(TEXT, options, reference)], ROW_BY_ROW)

    assert expected.shape == found.samples.shape
    assert float(np.abs(expected - found.samples).max()) < 1e-4 * float(np.abs(expected).max())
    assert (level < 1) == (rms < 0.1)


def test_upstreams_first_frame_is_reference_and_ours_is_not(
    files: Mapping[str, Path], model: Checkpoint, clip: Samples
) -> None:
    """A clip of n samples has 1 + n // 256 frames; upstream cuts off n // 256, and the clip's end is heard again."""
    upstream, n_frames = _Upstream(files, clip), 240
    spectrogram = upstream.speak(TEXT, n_frames, seed=7, nfe_step=7)
    mel = MelSpec()(torch.from_numpy(clip)[None])[0].T
    assert torch.equal(mel[-1], spectrogram[0])
    assert n_frames - len(mel) + 1 == len(spectrogram)

    row = _noted(model, upstream.vocos, _utterance(voice=Reference(mel_magnitudes(clip), 0.2, 140, "Hello.  ")))
    (found,) = Sampler(Network(model.network)).sample([row], Schedule(7, -1.0, is_guided=True), _never)

    assert torch.equal(mel, row.conditions.reference)
    assert row.conditions.n_frames - len(mel) == len(found)
    assert float((mel[-1] - found[0]).abs().max()) > 0.1


def _noted(model: Checkpoint, vocos: Vocos, utterance: Utterance) -> Row:
    parts = _Parts(model, vocos)
    parts.speak(utterance)
    (row,) = parts.sampler.rows
    return row


def _n_speech(model: Checkpoint, vocos: Vocos, utterance: Utterance) -> int:
    row = _noted(model, vocos, utterance)
    return row.conditions.n_frames - len(row.conditions.reference)


@pytest.mark.parametrize("speed", [0.8, 1.0, 1.25])
def test_a_text_takes_the_frames_of_its_voices_pace(model: Checkpoint, vocos: Vocos, speed: float) -> None:
    """The frames of the formula (test_text.py) lie behind the reference, and are what is heard but for the last hop."""
    voice = _reference(200)
    expected = n_speech_frames(TEXT, voice.frames_per_byte, speed)
    parts = _Parts(model, vocos)
    (audio,) = parts.speak(_utterance(voice=voice, speed=speed))

    assert expected == parts.sampler.rows[0].conditions.n_frames - 200
    assert (expected - 1) * 256 == len(audio)


@given(st.floats(0.05, 30), st.sampled_from([0.8, 1.0, 1.25]), st.integers(20, 400))
@settings(max_examples=40)
def test_a_fixed_duration_is_the_outputs(
    model: Checkpoint, vocos: Vocos, fixed_s: float, speed: float, n_reference: int
) -> None:
    """`fix_duration` is seconds of speech, whatever the reference is, divided by the speed: within a frame.

    Unless that were too short for the tokens. Upstream's counts the reference's seconds, and ignores the speed.
    """
    options = F5Options(nfe_step=2, fix_duration=fixed_s)
    voice = _reference(n_reference, transcript="So.")
    found = _n_speech(model, vocos, _utterance("Hm.", options, voice, speed))
    least = len("So.  Hm.") + 1 - n_reference

    assert found * FRAME_S == pytest.approx(max(fixed_s / speed, 2 * FRAME_S, least * FRAME_S), abs=0.6 * FRAME_S)


@pytest.mark.parametrize("n_letters", [60, 100, 300])
def test_every_token_has_a_frame(model: Checkpoint, vocos: Vocos, n_letters: int) -> None:
    """However short a duration was asked for, there are frames for all tokens and one more, as upstream has it."""
    voice, text = _reference(30), "x" * n_letters
    row = _noted(model, vocos, _utterance(text, F5Options(nfe_step=2, fix_duration=0.1), voice))
    upstreams, _ = CFM(model.network).sample(row.conditions.reference[None], row.conditions.tokens[None], 1, steps=1)

    assert upstreams.shape[1] == row.conditions.n_frames
    assert len(tokens(voice.transcript + text, model.vocabulary)) + 1 == row.conditions.n_frames


@pytest.mark.parametrize("fixed_s", [0.0001, 0.005, 0.01, 0.02])
def test_the_shortest_speech_is_heard(model: Checkpoint, vocos: Vocos, fixed_s: float) -> None:
    """A part of a text whose share of a fixed duration is next to nothing is still sound: at least 256 samples."""
    (audio,) = _speak(model, vocos, [_utterance("a", F5Options(nfe_step=2, fix_duration=fixed_s))], ROW_BY_ROW)

    assert 256 == len(audio)
    assert audio.samples.any()


def test_a_voice_is_heard_at_the_level_asked_for(parts: _Parts) -> None:
    """A soft voice is raised to `target_rms`, and the speech lowered by as much; a loud one stays as it is."""
    soft, loud = _reference(rms=0.05), _reference(rms=0.3)
    utterances = [
        _utterance(voice=voice, options=F5Options(nfe_step=2, target_rms=target_rms))
        for voice, target_rms in ((soft, 0.05), (soft, 0.2), (loud, 0.2))
    ]
    own, raised, kept = parts.speak(*utterances)
    heard = [row.conditions.reference.exp() for row in parts.sampler.rows]

    assert torch.allclose(4 * heard[0], heard[1], rtol=1e-4)
    assert torch.equal(heard[0], heard[2])
    assert np.allclose(own.samples, 4 * raised.samples, rtol=1e-5)
    assert np.array_equal(own.samples, kept.samples)


def test_each_utterance_has_its_own_options(model: Checkpoint, vocos: Vocos) -> None:
    """Seed, guidance, steps and sway are those asked for; below 1e-5 guidance is left out, as upstream does."""
    options = F5Options(nfe_step=12, cfg_strength=3.5, sway_sampling_coef=0.5)
    unguided = [F5Options(cfg_strength=strength) for strength in (0.0, 9e-6)]
    parts = _Parts(model, vocos)
    parts.speak(_utterance(options=options, seed=2**63 - 1))
    parts.speak(*(_utterance(options=each) for each in unguided))
    (rows, schedule), *others = parts.sampler.batches

    assert Schedule(12, 0.5, is_guided=True) == schedule
    assert (2**63 - 1, 3.5) == (rows[0].seed, rows[0].conditions.guidance)
    assert {Schedule(32, -1.0, is_guided=False)} == {schedule for _, schedule in others}


MIXED: Final = (
    _utterance("One sentence that is longer than the others are.", seed=1),
    _utterance("…", seed=2),
    _utterance("Two.", F5Options(nfe_step=3), seed=3),
    _utterance("And three 三.", voice=_reference(25, seed=5), seed=4),
    _utterance("Four.", F5Options(nfe_step=2, cfg_strength=0), seed=5),
    _utterance("Five and more.", F5Options(nfe_step=3), _reference(60, seed=6), seed=6),
    _utterance("Six.", F5Options(nfe_step=2, cfg_strength=5.0), seed=7),
)
"""Lengths, voices and schedules in no order; of the second nothing can be spoken."""


@pytest.mark.parametrize("limits", [ROW_BY_ROW, TOGETHER, Limits(rows=2, frames=200)], ids=str)
def test_what_goes_together_is_spoken_together_and_comes_back_in_order(
    model: Checkpoint, vocos: Vocos, limits: Limits
) -> None:
    """Whatever goes with what: each audio is in its place and the one that its utterance alone would give."""
    alone = [_speak(model, vocos, [utterance], ROW_BY_ROW)[0] for utterance in MIXED]

    together = _speak(model, vocos, MIXED, limits)

    assert [len(audio) for audio in alone] == [len(audio) for audio in together]
    assert [1] == [index for index, audio in enumerate(together) if not len(audio)]
    errors = [np.abs(one.samples - other.samples).max(initial=0) for one, other in zip(alone, together, strict=True)]
    assert max(errors) <= CLOSE
    sounds = {audio.samples.tobytes() for audio in together}
    assert len(MIXED) == len(sounds)


@pytest.mark.parametrize(
    ("limits", "sizes"),
    [
        (ROW_BY_ROW, [1] * 6),
        (TOGETHER, [1, 2, 3]),
        (Limits(rows=2, frames=10_000), [1, 1, 2, 2]),
        (Limits(rows=8, frames=250), [1, 1, 2, 2]),
    ],
    ids=str,
)
def test_batches_keep_within_the_limits(model: Checkpoint, vocos: Vocos, limits: Limits, sizes: Sequence[int]) -> None:
    """Rows of one schedule, of like length, as many as the memory holds with their padding; one always goes."""
    parts = _Parts(model, vocos, limits)
    parts.speak(*MIXED)
    batches = parts.sampler.batches

    assert sizes == sorted(len(rows) for rows, _ in batches)
    for rows, _ in batches:
        longest = max(row.conditions.n_frames for row in rows)
        assert len(rows) == 1 or (len(rows) <= limits.rows and len(rows) * longest <= limits.frames)


def test_like_lengths_go_together(model: Checkpoint, vocos: Vocos) -> None:
    """Rows are sorted by length first, so that little is padding, in whatever order they were asked for."""
    texts = ["x" * n for n in (90, 10, 80, 20, 85, 15)]
    parts = _Parts(model, vocos, Limits(rows=3, frames=10_000))
    parts.speak(*(_utterance(text) for text in texts))

    lengths = [[row.conditions.n_frames for row in rows] for rows, _ in parts.sampler.batches]
    assert 2 == len(lengths)
    assert max(lengths[0]) < min(lengths[1])


def test_nothing_to_speak_costs_nothing(parts: _Parts) -> None:
    """Utterances of marks alone are no sound, and no work."""
    audios = parts.speak(_utterance("…"), _utterance(" "), _utterance("😀"))

    assert [0, 0, 0] == [len(audio) for audio in audios]
    assert [] == parts.sampler.batches
    assert [] == parts.speak()


@pytest.mark.parametrize("n_spoken", [0, 1, 2])
def test_it_stops_between_batches(parts: _Parts, n_spoken: int) -> None:
    """Once `stop` is true nothing more is begun; what was not reached is empty, in its place."""
    utterances = [_utterance("x" * n) for n in (10, 20, 30)]
    audios = _audios(parts.synthesis.speak(utterances, lambda: len(parts.sampler.batches) >= n_spoken))

    # What is true after sampling holds for the batch that was sampled, too.
    assert max(0, n_spoken - 1) == sum(len(audio) > 0 for audio in audios)
    assert n_spoken == len(parts.sampler.batches)


def test_an_utterance_too_long_is_an_error(parts: _Parts) -> None:
    """Beyond the network's positions, 87 s, EngineError says how long it would be, and nothing of the text."""
    text = "supercalifragilistic " * 600
    with pytest.raises(EngineError, match=r"too long for one utterance: \d+ s") as refused:
        parts.speak(_utterance(text))

    assert "super" not in str(refused.value)
    assert [] == parts.sampler.batches


def test_an_error_is_that_of_its_utterance_alone(model: Checkpoint, vocos: Vocos) -> None:
    """Beside one that is too long the others are spoken, each in its place, as they are without it."""
    company = [_utterance("One.", seed=1), _utterance("Two and a half.", seed=2)]
    expected = _speak(model, vocos, company, TOGETHER)
    synthesis = Synthesis(Sampler(Network(model.network)), Vocoder(vocos), model.vocabulary, TOGETHER)

    first, refused, last = synthesis.speak([company[0], _utterance("long " * 3_000), company[1]], _never)

    assert isinstance(refused, EngineError)
    found = _audios([first, last])
    assert all(np.array_equal(one.samples, other.samples) for one, other in zip(expected, found, strict=True))


def test_the_longest_utterance_is_spoken(model: Checkpoint, vocos: Vocos) -> None:
    """What is not refused for its length can be computed: 8192 frames with the reference."""
    duration_s = (8192 - 40) * FRAME_S
    options = F5Options(nfe_step=1, cfg_strength=0, fix_duration=duration_s)
    (audio,) = _speak(model, vocos, [_utterance(options=options)], ROW_BY_ROW)

    assert pytest.approx(duration_s, abs=2 * FRAME_S) == audio.duration_s
    with pytest.raises(EngineError, match="too long"):
        _speak(model, vocos, [_utterance(options=F5Options(fix_duration=duration_s + FRAME_S))], ROW_BY_ROW)


class _Narrow(Sampler):
    """Has memory for so many rows."""

    n_rows = 2

    def sample(self, rows: Sequence[Row], schedule: Schedule, stop: Callable[[], bool]) -> list[Tensor]:
        """Asks for a petabyte where there are more."""
        if len(rows) > self.n_rows:
            torch.empty(2**50, dtype=torch.uint8)
        return super().sample(rows, schedule, stop)


def test_without_memory_for_the_batch_its_parts_are_spoken(model: Checkpoint, vocos: Vocos) -> None:
    """A batch that is too much for the memory is spoken in halves: the same audios in the same order."""
    utterances = [_utterance("x" * n, seed=n) for n in (30, 10, 20, 15, 25)]
    expected = _speak(model, vocos, utterances, ROW_BY_ROW)
    synthesis = Synthesis(_Narrow(Network(model.network)), Vocoder(vocos), model.vocabulary, TOGETHER)

    found = _audios(synthesis.speak(utterances, _never))

    assert all(np.allclose(one.samples, other.samples, atol=CLOSE) for one, other in zip(expected, found, strict=True))


def test_without_memory_for_one_it_is_a_memory_error(model: Checkpoint, vocos: Vocos) -> None:
    """When not even one row can be computed, MemoryError says so."""
    sampler = _Narrow(Network(model.network))
    sampler.n_rows = 0
    with pytest.raises(MemoryError, match="memory"):
        Synthesis(sampler, Vocoder(vocos), model.vocabulary, TOGETHER).speak([_utterance()], _never)


class _OtherVoice(VoiceState):
    size_bytes = 0


class _OtherOptions(EngineOptions):
    pass


@pytest.mark.parametrize("wrong", [{"voice": _OtherVoice()}, {"options": _OtherOptions()}], ids=["voice", "options"])
def test_another_engines_utterance_is_a_mistake(parts: _Parts, wrong: Mapping[str, Any]) -> None:
    """A voice or options of another engine are the caller's mistake."""
    with pytest.raises(TypeError, match="another engine's"):
        parts.speak(_utterance(**wrong))
