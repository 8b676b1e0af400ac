"""What RunPod posts for each endpoint: the real SDK, handler, speech and S3, against a control plane that is played."""

import io
import json
import re
from base64 import b64encode

import pytest
import soundfile

from tests.clips import clip_file
from tests.control_plane import ControlPlane
from tests.sdk_loop import (
    SHORT,
    assert_discreet,
    assert_timed,
    fetch,
    lasting,
    verdict,
    voice_names,
)
from tests.worker_process import ROOT, WorkerProcess


def test_success(plane: ControlPlane) -> None:
    """A job's final post holds the reply of the contract, whose URL reads a WAV of the stated rate and duration."""
    job = plane.submit({"text": SHORT, "seed": 7, "subtitles": ["srt"]})
    post = plane.outcome(job)
    reply = post["output"]
    samples, rate = soundfile.read(io.BytesIO(fetch(reply["audio_url"])))
    assert {"output"} == set(post)
    assert (job, "COMPLETED", 7, "wav") == tuple(reply[key] for key in ("job_id", "status", "seed", "format"))
    assert ("hibari", "heart", "en", 1.0, []) == tuple(
        reply[key] for key in ("model", "voice", "language", "speed", "warnings")
    )
    assert reply["sample_rate"] == rate
    assert reply["duration"] == pytest.approx(len(samples) / rate, abs=0.001)
    assert reply["size_bytes"] == len(fetch(reply["audio_url"]))
    assert re.fullmatch(rf"outputs/\d{{4}}/\d\d/\d\d/{job}/[0-9a-f]{{12}}\.wav", reply["audio_key"])
    assert "Hello there" in fetch(reply["subtitles"]["srt"]).decode()
    assert_timed(SHORT, reply)


def test_error(plane: ControlPlane) -> None:
    """A refused job's post has a string `error` that begins with its code, and tells nothing of text or worker."""
    post = plane.ask({"text": "A confidential remark.", "speed": 99})
    assert post["error"] == "invalid_input: speed must be between 0.5 and 2.0"
    assert ("invalid_input", "speed", False) == tuple(post["output"][key] for key in ("code", "field", "retryable"))
    told = json.dumps(post)
    assert [] == [word for word in ("confidential", "Traceback", str(ROOT), "File ", ".py") if word in told]


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {},
        [],
        "text",
        {"text": ""},
        {"text": SHORT, "unheard_of": 1},
        {"text": SHORT, "\ud800": 1},
        {"text": "\ud800"},
        {"text": SHORT, "voice": "\ud800"},
        {"text": SHORT, "voice": "https://\ud800.test/"},
        {"text": SHORT, "model": "\ud800"},
        {"endpoint": "\ud800"},
        {"endpoint": "status", "job_id": "\ud800"},
    ],
)
def test_odd_input(plane: ControlPlane, raw: object) -> None:
    """Whatever the input is, lone surrogates included, the answer is an error that reaches RunPod."""
    post = plane.ask(raw)
    assert post["error"].startswith(f"{post['output']['code']}: ")
    assert not post["output"]["retryable"]


def test_voices(plane: ControlPlane) -> None:
    """A voice that is uploaded is listed, cannot be taken twice, and is gone after its removal."""
    upload = {"endpoint": "upload", "voice_name": "anna", "file": b64encode(clip_file("wav s16")).decode()}
    voice = plane.ask({**upload, "transcript": "the quick brown fox"})["output"]["voice"]
    assert ("anna", 24_000, "caller") == (voice["name"], voice["sample_rate"], voice["transcript_source"])
    assert plane.ask(upload)["error"].startswith("voice_exists: ")
    assert {"anna", "heart"} <= voice_names(plane)
    assert "COMPLETED" == plane.ask({"endpoint": "delete_voice", "voice_name": "anna"})["output"]["status"]
    assert "anna" not in voice_names(plane)


def test_models(plane: ControlPlane) -> None:
    """The loaded models are described."""
    (model,) = plane.ask({"endpoint": "models"})["output"]["models"]
    assert ("hibari", ["en"], 24_000, False) == tuple(
        model[key] for key in ("name", "languages", "sample_rate", "clones")
    )


def test_another_worker_answers(plane: ControlPlane, hasty: ControlPlane) -> None:
    """Status and result of a job come from any worker of the endpoint."""
    job = plane.submit({"text": SHORT})
    reply = plane.outcome(job)["output"]
    status = hasty.ask({"endpoint": "status", "job_id": job})["output"]
    result = hasty.ask({"endpoint": "result", "job_id": job})["output"]
    assert (job, "COMPLETED", {"done": 1, "total": 1}) == (status["job_id"], status["status"], status["progress"])
    assert lasting(reply) == lasting(result)
    assert fetch(reply["audio_url"]) == fetch(result["audio_url"])


def test_unknown_job(plane: ControlPlane) -> None:
    """Status and result of a job that never was are job_not_found."""
    for endpoint in ("status", "result"):
        post = plane.ask({"endpoint": endpoint, "job_id": "never"})
        assert ("job_not_found: there is no record of this job", "job_not_found", False) == verdict(post)


def test_status_of_failed_job(plane: ControlPlane, hasty: ControlPlane) -> None:
    """Asking about a failed job doesn't fail: its error is `job_error`, since RunPod takes `error` for the call's."""
    job = plane.submit({"text": "字"})
    assert plane.outcome(job)["error"].startswith("invalid_input: ")
    post = hasty.ask({"endpoint": "status", "job_id": job})
    assert {"output"} == set(post)
    assert ("FAILED", "invalid_input") == (post["output"]["status"], post["output"]["code"])
    assert post["output"]["job_error"].startswith("invalid_input: ")
    result = hasty.ask({"endpoint": "result", "job_id": job})
    assert ("job_not_finished", "FAILED") == (result["output"]["code"], result["output"]["status"])


def test_logs(worker: tuple[ControlPlane, WorkerProcess]) -> None:
    """At the most talkative level, all tests above are logged in JSON, without texts, clips, signatures, secrets."""
    assert_discreet(*worker)
