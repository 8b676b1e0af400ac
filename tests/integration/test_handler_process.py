"""`python handler.py` at a terminal, without RunPod and without S3: one job, or the SDK's local API."""

import io
import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import soundfile
import urllib3

from tests.worker_process import HANDLER, ROOT, WorkerProcess, free_port, started

_START_S = 120


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An empty folder for the local store."""
    return tmp_path / "store"


def test_test_input(tmp_path: Path, store: Path) -> None:
    """`--test_input` prints the reply as JSON, whose URL is a WAV in the local store, and exits with 0."""
    with run(tmp_path, "--test_input", json.dumps({"input": {"text": "Hello there."}})) as worker:
        assert 0 == worker.wait()
        reply = printed(worker)
    samples, rate = soundfile.read(io.BytesIO(audio(reply, store)))
    assert ("COMPLETED", "wav", rate) == (reply["status"], reply["format"], reply["sample_rate"])
    assert reply["duration"] == pytest.approx(len(samples) / rate, abs=0.001)
    assert ["Hello", "there"] == [timing["word"] for timing in reply["word_timings"]]
    assert reply["expires_at"] is None


def test_leaves_nothing_else(tmp_path: Path) -> None:
    """A run writes into its store alone: no file in the working directory, the home or TMPDIR, and only JSON logs."""
    with run(tmp_path, "--test_input", json.dumps({"input": {"text": "A confidential remark."}})) as worker:
        assert 0 == worker.wait()
        assert all(isinstance(json.loads(line), dict) for line in worker.stderr.splitlines())
        assert "confidential remark" not in worker.stdout + worker.stderr
        assert [] == worker.files_left


def test_two_texts(tmp_path: Path, store: Path) -> None:
    """A second run is another job, not a repeat of the first: each text gets its own audio."""
    replies = []
    for number, text in enumerate(["One.", "Something quite different."]):
        with run(tmp_path / str(number), "--test_input", json.dumps({"input": {"text": text}}), store=store) as worker:
            assert 0 == worker.wait()
            replies.append(printed(worker))
    first, second = replies
    assert first["job_id"] != second["job_id"]
    assert audio(first, store) != audio(second, store)


def test_error(tmp_path: Path) -> None:
    """An error is printed as JSON too, and the exit status is 1."""
    with run(tmp_path, "--test_input", json.dumps({"input": {"text": "A confidential remark.", "speed": 3}})) as worker:
        assert 1 == worker.wait()
        reply = printed(worker)
        assert "confidential" not in worker.stdout + worker.stderr
    assert "invalid_input: speed must be between 0.5 and 2.0" == reply["error"]
    assert ("invalid_input", "speed", False) == (reply["code"], reply["field"], reply["retryable"])


def test_test_input_json(tmp_path: Path, store: Path) -> None:
    """Without arguments the repository's test_input.json is spoken."""
    text = json.loads((ROOT / "test_input.json").read_text())["input"]["text"]
    with run(tmp_path, cwd=ROOT) as worker:
        assert 0 == worker.wait()
        reply = printed(worker)
    assert all(text[timing["char_start"] : timing["char_end"]] == timing["word"] for timing in reply["word_timings"])
    assert audio(reply, store)


def test_local_api(tmp_path: Path, store: Path) -> None:
    """`--rp_serve_api` answers POST /runsync, one job after another, errors included."""
    port = str(free_port())
    with run(tmp_path, "--rp_serve_api", "--rp_api_host", "127.0.0.1", "--rp_api_port", port) as worker:
        url = f"http://127.0.0.1:{port}/runsync"
        await_port(worker, int(port))
        done = post(url, {"input": {"text": "Hello there."}})
        failed = post(url, {"input": {"text": "Hello there.", "speed": 3}})
        again = post(url, {"input": {"text": "Hello again."}})
    assert ["COMPLETED", "FAILED", "COMPLETED"] == [answer["status"] for answer in (done, failed, again)]
    assert "invalid_input: speed must be between 0.5 and 2.0" == failed["error"]
    assert audio(done["output"], store) != audio(again["output"], store)


@contextmanager
def run(folder: Path, *arguments: str, cwd: Path | None = None, store: Path | None = None) -> Iterator[WorkerProcess]:
    """`python handler.py` with these arguments and a local store."""
    environment = {"LOCAL_STORE_DIR": str(store or folder / "store")}
    with started([HANDLER, *arguments], environment, folder, cwd) as worker:
        yield worker


def printed(worker: WorkerProcess) -> Mapping[str, Any]:
    """The reply in what a worker wrote: the one JSON object among lines for people."""
    written = worker.stdout
    reply: Mapping[str, Any] = json.JSONDecoder().raw_decode(written[written.index("{") :])[0]
    return reply


def audio(reply: Mapping[str, Any], store: Path) -> bytes:
    """The file that a reply's URL names, which lies in the store where its key says."""
    url = urlsplit(reply["audio_url"])
    path = Path(unquote(url.path))
    assert "file" == url.scheme
    assert store / reply["audio_key"] == path
    return path.read_bytes()


def post(url: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The JSON that answers a POST."""
    with urllib3.PoolManager() as pool:
        answer: Mapping[str, Any] = pool.request("POST", url, json=body).json()
        return answer


def await_port(worker: WorkerProcess, port: int) -> None:
    """Wait until the worker listens."""
    deadline = time.monotonic() + _START_S
    while not listens(port):
        assert worker.process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Whether somebody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
