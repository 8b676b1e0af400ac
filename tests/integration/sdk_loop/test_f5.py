"""F5-TTS in RunPod's own loop: real package, real formats, tiny random weights, so that what it says is noise."""

import io
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
import soundfile

from models.f5.packages import EXAMPLES
from tests.control_plane import ControlPlane, control_plane
from tests.sdk_loop import SENTENCE, SHORT, assert_discreet, assert_timed, fetch
from tests.tiny_f5 import write_model
from tests.worker_process import WorkerProcess, hosted

CLIP: Final = b64encode((EXAMPLES / "basic" / "basic_ref_en.wav").read_bytes()).decode()
TRANSCRIPT: Final = "Some call me nature, others call me mother nature."


@pytest.fixture(scope="module")
def f5(
    settings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ControlPlane, WorkerProcess]]:
    """A worker that speaks with F5-TTS alone, and knows a voice with its transcript; with its plane."""
    weights = tmp_path_factory.mktemp("f5-weights")
    write_model(weights)
    environment = {**settings, "TTS_MODELS": "f5-tts", "F5_TTS_WEIGHTS": str(weights)}
    with control_plane() as plane, hosted(plane, environment, tmp_path_factory.mktemp("f5")) as process:
        upload = {
            "endpoint": "upload",
            "voice_name": "f5-anna",
            "file": CLIP,
            "transcript": TRANSCRIPT,
            "overwrite": True,
        }
        assert "COMPLETED" == plane.ask(upload)["output"]["status"]
        yield plane, process


@pytest.fixture
def plane(f5: tuple[ControlPlane, WorkerProcess]) -> ControlPlane:
    """The plane of that worker."""
    return f5[0]


def assert_told(text: str, reply: Mapping[str, Any]) -> None:
    """Each word has a time; or, where none was heard in the noise, a warning says so."""
    if reply["word_timings"] is None:
        assert any("could not be timed" in warning for warning in reply["warnings"])
    else:
        assert_timed(text, reply)


def samples(reply: Mapping[str, Any]) -> bytes:
    """The PCM of a reply's audio, of which the reply told the rate and the length."""
    wav = fetch(reply["audio_url"])
    info = soundfile.info(io.BytesIO(wav))
    assert (24_000, 1) == (info.samplerate, info.channels)
    assert reply["duration"] == pytest.approx(info.duration, abs=0.001)
    return wav[44:]


def test_a_cloned_voice_speaks(plane: ControlPlane) -> None:
    """A text in an uploaded voice comes back as a WAV of 24000 Hz with a time for each word; the seed decides on it."""
    request = {"text": SHORT, "voice": "f5-anna", "seed": 5, "nfe_step": 7}
    first, second, other = (plane.ask(job)["output"] for job in (request, request, {**request, "seed": 6}))
    assert_told(SHORT, first)
    assert ("f5-tts", "f5-anna", "en", 5) == tuple(first[key] for key in ("model", "voice", "language", "seed"))
    assert samples(first) == samples(second)
    assert samples(first) != samples(other)


def test_a_long_text(plane: ControlPlane) -> None:
    """A text of many passages keeps a time for every word, at any speed."""
    text = SENTENCE * 6
    for speed in (0.5, 1.0, 2.0):
        reply = plane.ask({"text": text, "voice": "f5-anna", "speed": speed, "nfe_step": 2})["output"]
        assert_told(text, reply)
        samples(reply)


def test_chinese(plane: ControlPlane) -> None:
    """The other language of the published weights, in the clip that upstream brings for it."""
    reply = plane.ask({"text": "你好，世界。", "language": "zh-CN", "voice": "basic_ref_zh", "nfe_step": 5})["output"]
    assert ("zh", "basic_ref_zh") == (reply["language"], reply["voice"])
    samples(reply)


def test_the_output_is_as_long_as_asked(plane: ControlPlane) -> None:
    """`fix_duration` is the length of what is heard, also of many parts; one too long for the text is refused."""
    request = {"text": SENTENCE * 6, "voice": "f5-anna", "nfe_step": 2, "fix_duration": 40}
    reply = plane.ask(request)["output"]
    pauses_s = 6 * 0.6
    assert 38 <= reply["duration"] <= 40 + pauses_s
    refused = plane.ask({**request, "text": SHORT})
    assert "invalid_input" == refused["output"]["code"]
    assert "fix_duration" in refused["error"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"nfe_step": 0}, "nfe_step"),
        ({"nfe_step": 7.5}, "nfe_step"),
        ({"cfg_strength": "2"}, "cfg_strength"),
        ({"sway_sampling_coef": -2}, "sway_sampling_coef"),
        ({"language": "de"}, "language"),
        ({"nfe_steps": 7}, "nfe_steps"),
        ({"voice": "nobody"}, "voice"),
        ({"text": "😀 …"}, "text"),
    ],
)
def test_bad_input(plane: ControlPlane, fields: Mapping[str, Any], field: str) -> None:
    """Whatever is wrong is named, and the worker speaks on."""
    error = plane.ask({"text": SHORT, "voice": "f5-anna", **fields})["output"]
    assert (field, False) == (error["field"], error["retryable"])
    assert "COMPLETED" == plane.ask({"text": "Yes.", "voice": "f5-anna", "nfe_step": 1})["output"]["status"]


def test_options_of_other_models(plane: ControlPlane) -> None:
    """An option that only other models have is a warning."""
    reply = plane.ask({"text": "Yes.", "voice": "f5-anna", "nfe_step": 1, "exaggeration": 0.5})["output"]
    assert any("exaggeration" in warning for warning in reply["warnings"])


def test_a_voice_without_transcript(plane: ControlPlane) -> None:
    """Without a recogniser a clip is kept without its words; speaking with it is an error that says what to do."""
    upload = plane.ask({"endpoint": "upload", "voice_name": "f5-mute", "file": CLIP, "overwrite": True})["output"]
    assert any("transcript" in warning for warning in upload["warnings"])
    refused = plane.ask({"text": SHORT, "voice": "f5-mute"})
    assert ("invalid_input", "voice") == (refused["output"]["code"], refused["output"]["field"])
    assert "transcript" in refused["error"]


def test_what_it_tells_of_itself(plane: ControlPlane) -> None:
    """`models` names languages, rate, options and licence."""
    (model,) = plane.ask({"endpoint": "models"})["output"]["models"]
    told = (model["name"], model["languages"], model["sample_rate"], model["clones"], model["weights_licence"])
    assert ("f5-tts", ["en", "zh"], 24_000, True, "CC-BY-NC-4.0") == told
    assert {"nfe_step", "cfg_strength", "sway_sampling_coef", "target_rms", "fix_duration"} == set(model["options"])


def test_it_is_discreet(f5: tuple[ControlPlane, WorkerProcess]) -> None:
    """Upstream prints texts, and leaves clips in the temp folder: here neither is to be found."""
    plane, process = f5
    plane.ask({"text": SENTENCE, "voice": "f5-anna", "nfe_step": 1})
    assert_discreet(plane, process)
    assert [] == process.files_left
