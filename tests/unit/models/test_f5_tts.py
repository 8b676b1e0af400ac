"""The F5-TTS engine: what it loads, what it takes, and what it leaves behind."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.engine import EngineError, EngineOptions, Setup, UnspeakableText, Utterance, VoiceState
from models.f5.options import F5Options
from models.f5.packages import EXAMPLES
from models.f5.reference import Reference, make_reference
from models.f5_tts import F5Engine
from models.speeches import speeches
from speech.audio import Audio
from speech.decode import decode
from speech.script import write_script
from tests.process_memory import CAN_BE_ASKED, grown_bytes
from tests.tiny_f5 import write_model
from tests.upstream_f5 import prepare

ROOT: Final = Path(__file__).parents[3]
QUICK: Final = F5Options(nfe_step=2)
RATE: Final = 24_000


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """All files of a model, not to be changed."""
    return write_model(tmp_path_factory.mktemp("f5-tts"))


@pytest.fixture(scope="module")
def engine(files: Mapping[str, Path]) -> F5Engine:
    """The engine on tiny weights."""
    return F5Engine.load(Setup(files=files))


def _clip(start_s: float = 0.0, duration_s: float = 12.0) -> Audio:
    samples = decode((EXAMPLES / "basic" / "basic_ref_en.wav").read_bytes(), max_duration_s=12).audio.samples
    return Audio(samples[round(start_s * RATE) :][: round(duration_s * RATE)], RATE)


@pytest.fixture(scope="module")
def voice() -> VoiceState:
    """A voice of a second and a half."""
    return make_reference(_clip(0.5, 1.5), "Some call me nature.")


def _speak(engine: F5Engine, *utterances: Utterance) -> list[Audio]:
    return [speech.audio for speech in speeches(engine.speak(utterances, lambda: False))]


def _in(voice: VoiceState, text: str, options: EngineOptions = QUICK, seed: int = 7) -> Utterance:
    return Utterance(text, "en", voice, 1.0, seed, options)


@pytest.mark.parametrize(
    ("roles", "missing"),
    [
        ([], "model, vocoder_config, vocoder"),
        (["model"], "vocoder_config, vocoder"),
        (["vocoder", "model"], "vocoder_config"),
    ],
    ids=str,
)
def test_missing_weights_are_named(files: Mapping[str, Path], roles: Sequence[str], missing: str) -> None:
    """Without some of its files the engine says which, by their names in the weight list."""
    with pytest.raises(EngineError, match=f"f5-tts lacks its weights: {missing}$"):
        F5Engine.load(Setup(files={role: files[role] for role in roles}))


@pytest.mark.skipif(torch.cuda.is_available(), reason="about machines without CUDA")
@pytest.mark.parametrize("wish", [{"device": "cuda"}, {"precision": "fp16"}], ids=str)
def test_what_the_machine_cannot_do_is_told(files: Mapping[str, Path], wish: Mapping[str, Any]) -> None:
    """A device or a precision that is not to be had is EngineError before any weights are read."""
    with pytest.raises(EngineError):
        F5Engine.load(Setup(files={**files, "model": files["model"].with_name("none.pt")}, **wish))


def test_it_speaks_the_languages_of_its_weights(files: Mapping[str, Path], engine: F5Engine) -> None:
    """The published model speaks English and Chinese; of a fine-tuned one its owner says."""
    assert {"en", "zh"} == engine.languages
    assert {"de"} == F5Engine.load(Setup(files=files, languages=frozenset({"de"}))).languages


def test_a_fine_tuned_models_folder_can_be_loaded(files: Mapping[str, Path], voice: VoiceState) -> None:
    """What `files_in` finds in a folder is what `load` takes."""
    found = F5Engine.files_in(files["model"].parent)
    (audio,) = _speak(F5Engine.load(Setup(files=found)), _in(voice, "Hello there."))

    assert files == found
    assert len(audio)


@pytest.mark.parametrize("cuda_graphs", [False, True])
def test_graphs_are_no_matter_without_cuda(
    files: Mapping[str, Path], engine: F5Engine, voice: VoiceState, *, cuda_graphs: bool
) -> None:
    """A setting for GPUs changes nothing elsewhere."""
    other = F5Engine.load(Setup(files=files, cuda_graphs=cuda_graphs, device="cpu"))
    (expected,), (found,) = (_speak(each, _in(voice, "Hello there.")) for each in (engine, other))

    assert np.array_equal(expected.samples, found.samples)


@pytest.mark.parametrize(
    "options",
    [
        {"nfe_step": 0},
        {"nfe_step": 65},
        {"nfe_step": 7.5},
        {"nfe_step": "32"},
        {"nfe_step": True},
        {"cfg_strength": -0.1},
        {"cfg_strength": 10.1},
        {"cfg_strength": float("nan")},
        {"sway_sampling_coef": -1.01},
        {"sway_sampling_coef": 1.6},
        {"sway_sampling_coef": None},
        {"target_rms": 0.0},
        {"target_rms": 1.01},
        {"fix_duration": 0},
        {"fix_duration": 3601},
        {"fix_duration": float("inf")},
        {"speed": 1.0},
    ],
    ids=str,
)
def test_options_out_of_range_are_refused(options: Mapping[str, Any]) -> None:
    """The error names the field."""
    with pytest.raises(ValidationError) as refused:
        F5Options.model_validate(options)

    assert [tuple(options)] == [error["loc"] for error in refused.value.errors()]


@pytest.mark.parametrize(
    "options",
    [
        {"nfe_step": 1, "cfg_strength": 0.0, "sway_sampling_coef": -1.0, "target_rms": 0.01, "fix_duration": 0.3},
        {"nfe_step": 64, "cfg_strength": 10, "sway_sampling_coef": 1.5, "target_rms": 1.0, "fix_duration": 1.0},
    ],
    ids=["least", "most"],
)
def test_options_at_their_limits_are_spoken(engine: F5Engine, voice: VoiceState, options: Mapping[str, Any]) -> None:
    """What the ranges allow gives sound, and no number that is none."""
    (audio,) = _speak(engine, _in(voice, "Hello there.", F5Options.model_validate(options)))

    assert len(audio) > 0
    assert bool(np.isfinite(audio.samples).all())
    assert audio.samples.any()


def test_a_fixed_duration_is_shared_out(engine: F5Engine) -> None:
    """A part of a text gets its share of the seconds; other options are every part's."""
    whole = F5Options(nfe_step=7, fix_duration=40.0)

    assert F5Options(nfe_step=7, fix_duration=10.0) == engine.options_for(whole, 0.25)
    assert QUICK == engine.options_for(QUICK, 0.25)
    assert EngineOptions() == engine.options_for(EngineOptions(), 0.25)


@pytest.mark.parametrize(("share", "told"), [(1.0, "40 s a passage, 30 at most"), (0.8, "32 s")])
def test_a_fixed_duration_that_is_too_long_is_refused(engine: F5Engine, share: float, told: str) -> None:
    """Beyond what the models were trained on there is no speech: the error says how long it would be."""
    with pytest.raises(UnspeakableText, match=told):
        engine.options_for(F5Options(fix_duration=40.0), share)


def _slow() -> Reference:
    """The slowest voice that is taken: 12 s for 26 bytes."""
    return make_reference(Audio(np.tile(_clip().samples, 3)[: 12 * RATE], RATE), "A transcript with words")


def test_a_letter_always_fits(engine: F5Engine) -> None:
    """However slow the voice, a text can be cut small enough: one character fits, at the slowest speed."""
    slow = _slow()

    assert slow.frames_per_byte > 40
    for letter in ("a", "你", "😀"):
        assert engine.fits(letter, "en", slow, engine.native_speed[0])


@given(st.text("ab é你。 ", max_size=700), st.integers(0, 700), st.sampled_from([0.8, 1.0, 1.25]))
def test_what_is_part_of_a_text_that_fits_fits(
    engine: F5Engine, voice: VoiceState, text: str, cut: int, speed: float
) -> None:
    """Packing relies on it: a shorter text, or a faster voice, never stops fitting."""
    if engine.fits(text, "en", voice, speed):
        assert engine.fits(text[:cut], "en", voice, speed)
        assert engine.fits(text[cut:], "en", voice, speed)
        assert engine.fits(text, "en", voice, speed + 0.1)


def _longest(engine: F5Engine, voice: VoiceState, letter: str = "x", speed: float = 1.0) -> int:
    return max(n for n in range(1000) if engine.fits(letter * n, "en", voice, speed))


def test_reference_and_speech_share_22_seconds(engine: F5Engine) -> None:
    """What fits fills them to a tenth, after a clip of 5 s as after one of 12 s; a quicker speech holds more text."""
    published, slow = engine.voices["basic_ref_en"], _slow()
    for voice in (published, slow):
        assert isinstance(voice, Reference)
        (audio,) = _speak(engine, _in(voice, "x" * _longest(engine, voice), F5Options(nfe_step=1, cfg_strength=0.0)))
        left_s = 22 - len(voice.magnitudes) * 256 / RATE - audio.duration_s
        assert 0 < left_s < 0.1 + voice.frames_per_byte * 256 / RATE

    assert _longest(engine, slow) < _longest(engine, published) < _longest(engine, published, speed=1.25)
    assert 3 * _longest(engine, published, "你") == pytest.approx(_longest(engine, published), abs=3)


def test_no_voice_is_given_more_characters_than_declared(engine: F5Engine) -> None:
    """After a clip that was read very quickly there is time for more text than the engine takes."""
    quick = make_reference(_clip(0.5, 1.5), "Some call me nature. " * 5)

    assert engine.max_characters == _longest(engine, quick)


def test_another_engines_voice_is_a_mistake(engine: F5Engine) -> None:
    """Whether a text fits is asked of the engine's own voices."""

    class Other(VoiceState):
        size_bytes = 0

    with pytest.raises(TypeError, match="another engine's"):
        engine.fits("Hello", "en", Other(), 1.0)


@pytest.mark.parametrize("text", ["a" * 1000, "word " * 200, "我" * 400], ids=["a word", "words", "Chinese"])
def test_text_without_marks_is_cut_into_parts_that_fit(engine: F5Engine, text: str) -> None:
    """What upstream would speak as one breath of a minute is several utterances here, and nothing of it is lost."""
    voice = engine.voices["basic_ref_en"]
    fits = partial(engine.fits, language="en", voice=voice, speed=1.0)
    script = write_script(text, "zh" if text[0] == "我" else "en", fits)

    assert len(script.chunks) > 1
    assert all(fits(chunk.text) for chunk in script.chunks)
    said = "".join(chunk.text for chunk in script.chunks)
    assert text.replace(" ", "").lower() == "".join(character for character in said if character.isalnum()).lower()


@pytest.mark.parametrize("text", ["a", "7", "我", "I 我.", "他说 hello，然后走了。"])
def test_short_and_mixed_texts_are_spoken(engine: F5Engine, voice: VoiceState, text: str) -> None:
    """One character, one of each language, a sentence of both."""
    (audio,) = _speak(engine, _in(voice, text))

    assert 0.3 < audio.duration_s < 5
    assert audio.samples.any()


def test_schedules_may_differ_in_one_call(engine: F5Engine, voice: VoiceState) -> None:
    """Utterances of other steps and lengths come back in their order, each as it is alone."""
    utterances = [
        _in(voice, "The longest of the three.", F5Options(nfe_step=3)),
        _in(voice, "Short.", F5Options(nfe_step=2)),
        _in(voice, "In between.", F5Options(nfe_step=3, cfg_strength=0.0)),
        _in(voice, "?!"),
        _in(voice, "Short.", F5Options(nfe_step=2), seed=8),
    ]
    alone = [_speak(engine, utterance)[0] for utterance in utterances]

    together = _speak(engine, *utterances)

    assert all(np.array_equal(one.samples, other.samples) for one, other in zip(alone, together, strict=True))
    assert len(utterances) == len({audio.samples.tobytes() for audio in together})


def test_an_utterance_that_is_too_long_is_an_error(engine: F5Engine, voice: VoiceState) -> None:
    """What `fits` would have refused is EngineError, and the engine speaks on."""
    with pytest.raises(EngineError, match="too long for one utterance"):
        _speak(engine, _in(voice, "x" * 20_000))

    assert len(_speak(engine, _in(voice, "Hello."))[0])


def test_a_clip_becomes_a_voice(engine: F5Engine) -> None:
    """`encode` gives what `speak` takes: another clip is another sound of the same text."""
    first = engine.encode(_clip(0.5, 1.5), "Some call me nature.")
    second = engine.encode(_clip(2.0, 1.5), "Others call me.")
    (one,), (other,) = (_speak(engine, _in(voice, "Hello there.")) for voice in (first, second))

    assert one.samples.tobytes() != other.samples.tobytes()
    assert first.size_bytes > 0


_ABSENT: Final = (
    "accelerate",
    "einx",
    "encodec",
    "librosa",
    "matplotlib",
    "pydub",
    "scipy",
    "torchdiffeq",
    "transformers",
    "wandb",
)
"""Packages that upstream declares, and the image has not (builder/requirements/f5_tts.in)."""
_COLD_START: Final = f"""
import json, socket, sys
from importlib.machinery import PathFinder

class Image:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return None if name.partition(".")[0] in {_ABSENT!r} else PathFinder.find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Image

def refuse(*_, **__):
    raise AssertionError("the network was asked for")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse

from pathlib import Path
from models.engine import Setup, Utterance
from models.f5_tts import F5Engine

engine = F5Engine.load(Setup(files={{role: Path(path) for role, path in json.loads(sys.argv[1]).items()}}))
voice = engine.voices["basic_ref_en"]
(speech,) = engine.speak([Utterance("Xylophones.", "en", voice, 1.0, 7, engine.Options(nfe_step=2))], lambda: False)
print(json.dumps({{"n_samples": len(speech.audio), "modules": sorted(sys.modules)}}))
"""


@pytest.fixture(scope="module")
def cold_start(files: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """A process of its own that loads and speaks: what it tells, what it wrote, where."""
    temp = tmp_path_factory.mktemp("temp")
    command = [sys.executable, "-c", _COLD_START, json.dumps({role: str(path) for role, path in files.items()})]
    environment = {**os.environ, "TMPDIR": str(temp), "HOME": str(temp), "OMP_NUM_THREADS": "1"}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert 0 == ended.returncode, ended.stderr
    return {"out": ended.stdout, "err": ended.stderr, "left": sorted(temp.rglob("*"))}


def test_it_loads_and_speaks_offline_with_what_the_image_has(cold_start: Mapping[str, Any]) -> None:
    """No connection is opened and no name looked up, and packages that upstream only declares are not there."""
    assert json.loads(cold_start["out"].splitlines()[-1])["n_samples"] > 5_000


def test_a_cold_start_imports_no_more_than_it_needs(cold_start: Mapping[str, Any]) -> None:
    """None of the packages that cost a cold start its seconds is imported, by whichever road."""
    modules = set(json.loads(cold_start["out"].splitlines()[-1])["modules"])

    assert "f5_tts.model.backbones.dit" in modules
    assert set() == modules & {*_ABSENT, "torch._dynamo", "sympy", "datasets", "gradio", "onnxruntime"}


def test_it_is_silent_and_leaves_no_files(cold_start: Mapping[str, Any]) -> None:
    """One line is printed, the program's own; no file is left in the temp folder or at home."""
    assert 1 == len(cold_start["out"].splitlines())
    assert "" == cold_start["err"]
    assert [] == cold_start["left"]


def test_text_is_never_printed(
    engine: F5Engine, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a transcript nor a text is seen on the way to speech, on any level of the log; upstream prints both."""
    caplog.set_level(logging.DEBUG)
    prepare(EXAMPLES / "basic" / "basic_ref_en.wav", "Xylophones call me", tmp_path)
    assert "Xylophones" in "".join(capfd.readouterr())

    voice = engine.encode(_clip(0.5, 1.5), "Xylophones call me.")
    _speak(engine, _in(voice, "Xylophones again."))
    with pytest.raises(EngineError) as refused:
        _speak(engine, _in(voice, "Xylophones " * 2000))

    assert ("", "") == capfd.readouterr()
    assert [] == caplog.records
    assert "Xylophones" not in str(refused.value)


@pytest.mark.skipif(not CAN_BE_ASKED, reason="asks the C library of GNU and /proc")
def test_memory_stays_flat(engine: F5Engine) -> None:
    """Over 200 calls in 50 voices, of 100 schedules, the process grows by less than 25 kB a call; a leak is seen."""
    voices = [engine.encode(_clip(start / 25, 1.2 + start / 100), "Some call me nature.") for start in range(50)]
    limit = 200 * 25_000
    leaked: list[object] = []

    def speak(index: int) -> None:
        options = F5Options(nfe_step=2, cfg_strength=0.0, sway_sampling_coef=-1 + index % 100 / 100)
        _speak(engine, _in(voices[index % 50], "Hello."[: 2 + index % 5], options, seed=index))

    grown_bytes(speak, 50)

    assert grown_bytes(speak, 200) < limit
    assert grown_bytes(lambda _: leaked.append(np.ones(25_000)), 200) > 4 * limit
