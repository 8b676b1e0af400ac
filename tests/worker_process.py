"""The worker as RunPod runs it: a process of its own, which sees of the environment only what it is given."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.control_plane import ControlPlane
from tests.servers import READ_WRITE, Credentials, S3Server

ROOT: Final = Path(__file__).resolve().parent.parent
HANDLER: Final = ROOT / "handler.py"
_PLACES: Final = ("cwd", "tmp", "home")
_START_S: Final = 120
_STOP_S: Final = 60


@dataclass(frozen=True)
class WorkerProcess:
    """A started worker. What it writes is kept in files under `folder`, so that no pipe can fill up and block it."""

    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def stdout(self) -> str:
        """What it wrote so far to standard output."""
        return (self.folder / "stdout.log").read_text()

    @property
    def stderr(self) -> str:
        """What it wrote so far to standard error."""
        return (self.folder / "stderr.log").read_text()

    @property
    def files_left(self) -> list[Path]:
        """What it wrote of its own accord: into its working directory, its TMPDIR and its home."""
        places = (self.folder / name for name in _PLACES)
        return [path for place in places for path in place.rglob("*") if path.is_file()]

    def wait_ready(self, plane: ControlPlane) -> None:
        """Wait until it asks for jobs. Raises RuntimeError when it ends instead, or never does."""
        deadline = time.monotonic() + _START_S
        while not plane.is_polled(timeout_s=0.1):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"no worker (exit status {self.process.poll()}):\n{self.stdout}\n{self.stderr}")

    def wait(self) -> int:
        """Wait for its end; the exit status."""
        return self.process.wait(_STOP_S)

    def terminate(self) -> None:
        """Send SIGTERM, to it alone: its children are its own affair."""
        self.process.terminate()

    def kill(self) -> None:
        """End it at once with every child: the SDK's heartbeat outlives a kill -9 of its parent."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def started(
    arguments: Sequence[str | Path], environment: Mapping[str, str], folder: Path, cwd: Path | None = None
) -> Iterator[WorkerProcess]:
    """A running `python {arguments}`, with a home, a TMPDIR and (unless given) a working directory under `folder`."""
    for name in _PLACES:
        (folder / name).mkdir(parents=True, exist_ok=True)
    with (folder / "stdout.log").open("wb") as stdout, (folder / "stderr.log").open("wb") as stderr:
        process = subprocess.Popen(  # noqa: S603 - the test's own command
            [sys.executable, *arguments],
            cwd=cwd or folder / "cwd",
            env=_base_environment(folder) | dict(environment),
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
    worker = WorkerProcess(process, folder)
    try:
        yield worker
    finally:
        worker.kill()


@contextmanager
def hosted(
    plane: ControlPlane, environment: Mapping[str, str], folder: Path, script: Path = HANDLER
) -> Iterator[WorkerProcess]:
    """A worker that has loaded everything and takes the plane's jobs."""
    with started([script], {**plane.environment(), **environment}, folder) as worker:
        worker.wait_ready(plane)
        yield worker


def s3_environment(server: S3Server, prefix: str, who: Credentials = READ_WRITE) -> dict[str, str]:
    """The settings that point a worker at a part of a server's bucket."""
    return {
        "S3_BUCKET": server.bucket,
        "S3_ENDPOINT_URL": server.endpoint_url,
        "S3_PREFIX": prefix,
        "AWS_ACCESS_KEY_ID": who.access_key_id,
        "AWS_SECRET_ACCESS_KEY": who.secret_access_key,
    }


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _base_environment(folder: Path) -> dict[str, str]:
    """Nothing of the outer environment: least of all its AWS_*, S3_* and RUNPOD_* variables."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONPATH": str(ROOT),
    }
