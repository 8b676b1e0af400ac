"""A real https server on this machine, with a certificate authority of its own."""

import datetime as dt
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST: Final = "clips.example"
"""The name that the certificate is for."""
_DAY: Final = dt.timedelta(days=1)

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class HttpsServer:
    """A running server: `answers` maps paths to what is answered there, `requests` holds the heads of all requests."""

    address: str
    port: int
    ca_file: Path
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Certificates:
    """PEM files: whom to trust, and what the server shows (certificate and key in one)."""

    ca_file: Path
    server_file: Path


def make_certificates(folder: Path) -> Certificates:
    """A new authority, and a certificate of its for HOST."""
    ca_key, ca_name = ec.generate_private_key(ec.SECP256R1()), _name("test authority")
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    ca = _certificate(ca_name, ca_name, ca_key).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName(HOST)])
    leaf = _certificate(_name(HOST), ca_name, key).add_extension(names, critical=False)
    certificates = Certificates(folder / "ca.pem", folder / "server.pem")
    signed_ca = ca.add_extension(usage, critical=True).sign(ca_key, hashes.SHA256())
    certificates.ca_file.write_bytes(signed_ca.public_bytes(serialization.Encoding.PEM))
    certificates.server_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + leaf.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return certificates


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return x509.CertificateBuilder(
        issuer, subject, key.public_key(), x509.random_serial_number(), now - _DAY, now + _DAY
    )


@contextmanager
def https_server(certificates: Certificates, address: str = "127.0.0.1") -> Iterator[HttpsServer]:
    """A server on a port of its own until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            running.requests.append((self.path, dict(self.headers.items())))
            # A client that has seen enough hangs up.
            with suppress(OSError):
                running.answers[self.path](self)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Keep the test output clean."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that refuses our certificate is part of the tests."""

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.server_file)
    with Server((address, 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        running = HttpsServer(address, server.server_port, certificates.ca_file)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield running
        finally:
            running.stopping.set()
            server.shutdown()
            thread.join()


def body(data: bytes, *, declared: int | None = -1, encoding: str | None = None) -> Answer:
    """Answer with bytes, their length declared truly (-1), falsely, or not at all (None)."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        if declared is not None:
            request.send_header("Content-Length", str(len(data) if declared < 0 else declared))
        if encoding:
            request.send_header("Content-Encoding", encoding)
        request.end_headers()
        request.wfile.write(data)

    return answer


def chunked(data: bytes, *, complete: bool = True) -> Answer:
    """Answer with bytes in one chunk, with or without the end mark."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"%x\r\n%b\r\n" % (len(data), data) + (b"0\r\n\r\n" if complete else b""))

    return answer


def status(code: int) -> Answer:
    """Answer with a status and no body."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def redirect(location: str, code: int = 302) -> Answer:
    """Answer with a redirect."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        request.send_header("Location", location)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def drip(server: HttpsServer, head: bytes, pieces: int = 200) -> Answer:
    """Answer with a head, then a byte every 50 ms: each read soon has something, and the end is 10 s away."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        for _ in range(pieces):
            if server.stopping.wait(0.05):
                return
            request.wfile.write(b"x")

    return answer
