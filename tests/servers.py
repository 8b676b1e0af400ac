"""Real S3 servers for the tests: SeaweedFS, a JuiceFS gateway, and an HTTP front that answers in their place."""

import json
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import urllib3

from storage.objects import StorageError
from storage.s3 import S3Store

_START_S: Final = 90
_STOP_S: Final = 5  # weed mostly needs 2, and sometimes more than 20; nothing of it is kept
_LOG: Final = "output.log"
_TWIN: Final = 10_000  # weed serves gRPC on each of its ports plus this


@dataclass(frozen=True)
class Credentials:
    """Whom a server knows, and by what."""

    access_key_id: str
    secret_access_key: str = field(repr=False)


READ_WRITE: Final = Credentials("AKIAREADWRITE", "read-write-secret")
READ_ONLY: Final = Credentials("AKIAREADONLY", "read-only-secret")
NO_LIST: Final = Credentials("AKIANOLIST", "no-list-secret")


@dataclass(frozen=True)
class S3Server:
    """A running S3 server with one bucket. READ_WRITE may do everything on it."""

    endpoint_url: str
    bucket: str
    conditional_writes: bool
    domain: str | None = None
    """Where buckets are host names: `{bucket}.{domain}`."""

    def settings(self, who: Credentials = READ_WRITE) -> dict[str, Any]:
        """S3Store's arguments for this server; one attempt, so that refusals come at once."""
        return {
            "bucket": self.bucket,
            "endpoint_url": self.endpoint_url,
            "access_key_id": who.access_key_id,
            "secret_access_key": who.secret_access_key,
            "addressing_style": "path",
            "max_attempts": 1,
        }

    def store(self, who: Credentials = READ_WRITE, **settings: Any) -> closing[S3Store]:
        """A store on the bucket, to be used in `with`; `settings` replace those above."""
        return closing(S3Store(**self.settings(who) | settings))


@contextmanager
def seaweedfs() -> Iterator[S3Server]:
    """SeaweedFS, which has conditional writes and knows READ_WRITE, READ_ONLY and NO_LIST."""
    s3, master, volume, filer, admin = _free_ports(5)
    server = S3Server(f"http://127.0.0.1:{s3}", "speech", conditional_writes=True, domain=f"s3.localhost.test:{s3}")
    with _folder("seaweedfs") as folder:
        (folder / "s3.json").write_text(json.dumps({"identities": _IDENTITIES}))
        options = {
            "dir": folder,
            "ip": "127.0.0.1",
            "ip.bind": "127.0.0.1",
            "bucket": server.bucket,
            "s3.port": s3,
            "s3.config": folder / "s3.json",
            "s3.domainName": "s3.localhost.test",
            "s3.autoCreateBucket": "false",  # else a missing bucket appears on the first put
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
            "s3.localSocket": folder / "s3.sock",
            "master.port": master,
            "master.telemetry": "false",
            "volume.port": volume,
            "filer.port": filer,
            "filer.localSocket": folder / "filer.sock",
            "admin.port": admin,
            "admin.ui": "false",
            "webdav": "false",
        }
        argv = [_binary("weed"), "mini", *(f"-{name}={value}" for name, value in options.items())]
        with _running(argv, folder, {}, server):
            yield server


_IDENTITIES: Final = [
    {
        "name": who.access_key_id,
        "credentials": [{"accessKey": who.access_key_id, "secretKey": who.secret_access_key}],
        "actions": actions,
    }
    for who, actions in (
        (READ_WRITE, ["Admin", "Read", "Write", "List", "Tagging"]),
        (READ_ONLY, ["Read", "List"]),
        (NO_LIST, ["Read", "Write"]),
    )
]


@contextmanager
def juicefs() -> Iterator[S3Server]:
    """A JuiceFS gateway: a store that ignores the condition of a conditional write, and knows READ_WRITE alone."""
    s3, metrics = _free_ports(2)
    server = S3Server(f"http://127.0.0.1:{s3}", "speech", conditional_writes=False)
    with _folder("juicefs") as folder:
        tool, meta = [_binary("juicefs"), "--no-agent"], f"sqlite3://{folder}/meta.db"
        files = ["--storage", "file", "--bucket", f"{folder}/data/", "--trash-days", "0"]
        subprocess.run(  # noqa: S603 - the test's own command
            [*tool, "format", *files, meta, server.bucket],
            env=_environment(folder, {}),
            check=True,
            capture_output=True,
        )
        argv = [*tool, "gateway", meta, f"127.0.0.1:{s3}", "--metrics", f"127.0.0.1:{metrics}", "--no-usage-report"]
        argv += ["--cache-dir", "memory", "--backup-meta", "0", "--no-bgjob", "--log", f"{folder}/gateway.log"]
        root = {"MINIO_ROOT_USER": READ_WRITE.access_key_id, "MINIO_ROOT_PASSWORD": READ_WRITE.secret_access_key}
        with _running(argv, folder, root, server):
            yield server


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    # Short, unlike pytest's own: sockets lie in it, and a socket's path has at most 107 characters.
    with tempfile.TemporaryDirectory(prefix=f"{name}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _binary(name: str) -> str:
    """Found also where the virtual environment of the running Python is not activated."""
    path = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    if path is None:
        raise FileNotFoundError(f"{name} is missing: `make setup` brings the test tools")
    return path


def _free_ports(count: int) -> list[int]:
    """Ports that are free together with their twins, below those that the system gives to outgoing connections."""
    ports: set[int] = set()
    while len(ports) < count:
        port = 11_000 + secrets.randbelow(9_000)
        if _is_free(port) and _is_free(port + _TWIN):
            ports.add(port)
    return list(ports)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _environment(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    """All that a server sees: nothing of the caller's, above all none of its AWS_* and S3_* variables."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home), **more}


@contextmanager
def _running(argv: list[str], folder: Path, environment: Mapping[str, str], server: S3Server) -> Iterator[None]:
    with (folder / _LOG).open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - the test's own command
            argv, cwd=folder, env=_environment(folder, environment), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _await_first_put(process, server, folder)
        yield
    finally:
        _stop(process)


def _await_first_put(process: subprocess.Popen[bytes], server: S3Server, folder: Path) -> None:
    """An open port is not enough: SeaweedFS listens before it has a volume to write to."""
    deadline = time.monotonic() + _START_S
    with server.store(connect_timeout_s=1, read_timeout_s=5) as store:
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(StorageError):
                return store.put("ready", b"", "text/plain")
            time.sleep(0.1)
    tail = (folder / _LOG).read_text(errors="replace")[-4000:]
    raise RuntimeError(f"{folder.name} did not start (exit status {process.poll()}):\n{tail}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Ask:
    """A request as it came to the front."""

    method: str
    path: str
    """With its query."""
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What the front answers."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def refuse(status: int, code: str, detail: str = "") -> Reply:
    """S3's error document."""
    document = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{code} {detail}</Message></Error>"
    return Reply(status, document.encode(), {"Content-Type": "application/xml"})


def forward(ask: Ask, endpoint_url: str) -> Reply:
    """What the real server answers. Its caller's Host header stays, because the signature covers it."""
    with urllib3.PoolManager() as pool:
        answer = pool.request(
            ask.method, endpoint_url + ask.path, headers=dict(ask.headers), body=ask.body, redirect=False, retries=False
        )
    dropped = {"transfer-encoding", "content-length", "connection", "date", "server"}
    kept = {name: value for name, value in answer.headers.items() if name.lower() not in dropped}
    return Reply(answer.status, answer.data, kept)


@contextmanager
def front(answer: Callable[[Ask], Reply]) -> Iterator[str]:
    """An HTTP server that answers as told, at the URL that is yielded: what a real server cannot be made to say."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # with 1.0 boto3 waits a second for the answer to `Expect: 100-continue`

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            reply = answer(Ask(self.command, self.path, dict(self.headers), body))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        do_GET = do_HEAD = do_PUT = do_DELETE = _serve  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Not on the test's standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True  # a client's kept-alive connection must not hold the test up
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
