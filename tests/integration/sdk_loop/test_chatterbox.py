"""The three Chatterbox models in RunPod's own loop: real packages, real formats, tiny random weights that say noise."""

import io
import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, get_args

import pytest
import soundfile

from speech.audio import Audio
from storage.objects import ObjectStore
from tests import clips
from tests.control_plane import ControlPlane, control_plane
from tests.sdk_loop import SENTENCE, SHORT, assert_discreet, assert_timed, fetch
from tests.tiny_chatterbox import Variant, write_model
from tests.worker_process import ROOT, WorkerProcess, hosted
from worker.loading import LISTS

SCRIPT: Final = ROOT / "tests" / "workers" / "tiny_chatterbox.py"
VARIANTS: Final[tuple[Variant, ...]] = get_args(Variant)
VOICE: Final = "chatterbox-anna"
CLIP: Final = Audio(clips.hibari_speech().samples[: 6 * clips.RATE], clips.RATE)
"""Turbo takes none of 5 s or less."""


def _write_weights(folder: Path) -> Mapping[str, str]:
    """Tiny weights in the published lists' places: the settings that make a worker find them."""
    (folder / "lists").mkdir()
    for name in VARIANTS:
        published = (LISTS / f"{name}.toml").read_text("utf-8")
        (revision,) = re.findall(
            r'^revision = "(\w+)"', published.partition("\n[")[2].partition("\n[")[0], re.MULTILINE
        )
        write_model(folder / "weights" / name / revision, name)
        listed = re.sub(r"^(size_bytes|sha256) = .*\n", "", published, flags=re.MULTILINE)
        (folder / "lists" / f"{name}.toml").write_text(listed, "utf-8")
    return {"WEIGHT_LISTS": str(folder / "lists"), "WEIGHTS_DIR": str(folder / "weights")}


@pytest.fixture(scope="module")
def environment(settings: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Of a worker with the three."""
    weights = _write_weights(tmp_path_factory.mktemp("chatterbox-weights"))
    return {**settings, **weights, "TTS_MODELS": ",".join(VARIANTS), "ATTENTION_WORD_TIMES": "true"}


@pytest.fixture(scope="module")
def warm(
    environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[ControlPlane, WorkerProcess]]:
    """A worker that knows an uploaded voice; with its plane."""
    with control_plane() as plane, hosted(plane, environment, tmp_path_factory.mktemp("warm"), SCRIPT) as process:
        file = b64encode(clips.pcm_file(CLIP)).decode()
        upload = {"endpoint": "upload", "voice_name": VOICE, "file": file, "overwrite": True}
        assert "COMPLETED" == plane.ask(upload)["output"]["status"]
        yield plane, process


@pytest.fixture
def plane(warm: tuple[ControlPlane, WorkerProcess]) -> ControlPlane:
    """The plane of that worker."""
    return warm[0]


def _request(model: str, **fields: Any) -> dict[str, Any]:
    return {"text": SHORT, "model": model, "voice": VOICE, "seed": 5, "n_cfm_timesteps": 1, **fields}


def assert_told(text: str, reply: Mapping[str, Any]) -> None:
    """Each word has a time; or, where none was heard in the noise and no attention tells, a warning says so."""
    if reply["model"] == "chatterbox-multilingual" or reply["word_timings"] is not None:
        assert_timed(text, reply)
    else:
        assert any("could not be timed" in warning for warning in reply["warnings"])


def samples(reply: Mapping[str, Any]) -> bytes:
    """The PCM of a reply's audio, of which the reply told the rate and the length."""
    wav = fetch(reply["audio_url"])
    info = soundfile.info(io.BytesIO(wav))
    assert (24_000, 1) == (info.samplerate, info.channels)
    assert reply["duration"] == pytest.approx(info.duration, abs=0.001)
    return wav[44:]


@pytest.mark.parametrize("model", VARIANTS)
def test_a_cloned_voice_speaks(plane: ControlPlane, model: str) -> None:
    """A text in an uploaded voice comes back as a WAV of 24000 Hz with the caller's words; the seed decides on it."""
    requests = (_request(model), _request(model), _request(model, seed=6), _request(model, voice="chatterbox"))
    first, second, other, own = (plane.ask(request)["output"] for request in requests)

    assert_told(SHORT, first)
    assert (model, VOICE, "en", 5) == tuple(first[key] for key in ("model", "voice", "language", "seed"))
    assert samples(first) == samples(second)
    assert 3 == len({samples(first), samples(other), samples(own)})


@pytest.mark.parametrize("model", ["chatterbox", "chatterbox-turbo"])
def test_a_long_text(plane: ControlPlane, model: str) -> None:
    """A text of several passages keeps its words, twice as fast."""
    text = SENTENCE * 4
    reply = plane.ask(_request(model, text=text, speed=2.0))["output"]

    assert_told(text, reply)
    samples(reply)


def test_another_language(plane: ControlPlane) -> None:
    """Words that no aligner knows are timed by the model's own attention, with a warning."""
    text = "Ein Haus am See."
    reply = plane.ask(_request("chatterbox-multilingual", text=text, language="de"))["output"]

    assert_timed(text, reply)
    assert any("attention" in warning for warning in reply["warnings"])


def test_sounds(plane: ControlPlane) -> None:
    """Turbo laughs, and the others' callers are told that theirs don't."""
    laughed, silent = (
        plane.ask(_request(model, text="Well [laugh] yes."))["output"] for model in ("chatterbox-turbo", "chatterbox")
    )

    assert [] == [warning for warning in laughed["warnings"] if "laugh" in warning]
    assert [] != [warning for warning in silent["warnings"] if "laugh" in warning]


@pytest.mark.parametrize(
    ("model", "fields", "field"),
    [
        ("chatterbox", {"exaggeration": 2.5}, "exaggeration"),
        ("chatterbox", {"language": "de"}, "language"),
        ("chatterbox-multilingual", {"language": "he"}, "language"),
        ("chatterbox-turbo", {"temperature": "0.8"}, "temperature"),
        ("chatterbox-turbo", {"voice": "nobody"}, "voice"),
        ("chatterbox-turbo", {"text": "😀 …"}, "text"),
    ],
)
def test_bad_input(plane: ControlPlane, model: str, fields: Mapping[str, Any], field: str) -> None:
    """Whatever is wrong is named, and the worker speaks on."""
    error = plane.ask(_request(model, **fields))["output"]

    assert (field, False) == (error["field"], error["retryable"])
    assert "COMPLETED" == plane.ask(_request(model, text="Yes."))["output"]["status"]


def test_a_passage_without_end(plane: ControlPlane) -> None:
    """Speech that is not over by `max_length`, twice, is an error of the job."""
    refused = plane.ask(_request("chatterbox", max_length=2))

    assert "synthesis_failed" == refused["output"]["code"]
    assert "2 attempts" in refused["error"]


def test_options_of_other_models(plane: ControlPlane) -> None:
    """An option that only other models have is a warning."""
    reply = plane.ask(_request("chatterbox-turbo", exaggeration=0.5))["output"]

    assert any("exaggeration" in warning for warning in reply["warnings"])


def test_what_they_tell_of_themselves(plane: ControlPlane) -> None:
    """`models` names languages, rate, options and licence."""
    models = {model["name"]: model for model in plane.ask({"endpoint": "models"})["output"]["models"]}

    assert set(VARIANTS) == models.keys()
    assert all(
        (24_000, True, "MIT") == (model["sample_rate"], model["clones"], model["weights_licence"])
        for model in models.values()
    )
    assert {"de", "en", "fr", "sv"} < set(models["chatterbox-multilingual"]["languages"])
    options = {"temperature", "top_p", "repetition_penalty", "max_length", "n_cfm_timesteps"}
    assert options | {"exaggeration", "cfg_weight", "min_p"} == set(models["chatterbox"]["options"])
    assert options | {"top_k"} == set(models["chatterbox-turbo"]["options"])


def test_a_cold_worker_does_not_encode_again(
    plane: ControlPlane, environment: Mapping[str, str], store: ObjectStore, tmp_path: Path
) -> None:
    """It speaks in the voice as a warm one left it in the store, the same to the bit, even without the clip."""
    expected = samples(plane.ask(_request("chatterbox"))["output"])
    kept = list(store.keys(f"voices/{VOICE}/"))
    assert f"voices/{VOICE}/chatterbox.voice" in kept
    (clip,) = (key for key in kept if key.endswith(".wav"))
    store.delete(clip)

    with control_plane() as other, hosted(other, {**environment, "TTS_MODELS": "chatterbox"}, tmp_path, SCRIPT) as cold:
        found = samples(other.ask(_request("chatterbox"))["output"])

    assert expected == found
    assert set() == {"kept_voice_not_read", "voice_not_kept"} & {
        json.loads(line)["message"] for line in cold.stderr.splitlines()
    }


def test_they_are_discreet(warm: tuple[ControlPlane, WorkerProcess]) -> None:
    """Neither texts nor clips are in the log, and nothing of a job is left in a folder."""
    plane, process = warm
    plane.ask(_request("chatterbox", text=SENTENCE))

    assert_discreet(plane, process)
    # diffusers notes on import which of its caches it has seen.
    assert {"version_diffusers_cache.txt"} >= {path.name for path in process.files_left}
