"""A file from a URL that a caller gave: over https, from the public internet, within a time and a size.

DownloadError                the file was not fetched; no message names the URL or an address
├── DownloadRefused          this URL is not fetched at all, however often it is tried
└── DownloadFailed           it did not work this time
"""

import http.client
import re
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urljoin, urlsplit

from worker.public_address import is_public, resolve

_HTTPS_PORT: Final = 443
"""The only one: any other port of a public host is somebody's other service, and no place for a clip."""
_MAX_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_READ_BYTES: Final = 65_536
_HOST: Final = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}")
_HEADERS: Final = {
    # What comes is what is counted: no compression that would have to be undone.
    "Accept-Encoding": "identity",
    "Accept": "audio/*, video/*, */*;q=0.5",
    "User-Agent": "runpod-speech-worker",
}


class DownloadError(Exception):
    """The file was not fetched."""


class DownloadRefused(DownloadError):
    """This URL is not fetched: not https, not public, malformed, too large, too many redirects."""


class DownloadFailed(DownloadError):
    """It did not work this time: name, connection, certificate, time-out, the server's own error."""


@dataclass(frozen=True, slots=True)
class Network:
    """The way out."""

    resolve: Callable[[str, int], Sequence[tuple[str, int]]] = resolve
    """Host and port → all addresses to dial, with their ports. Raises OSError."""
    is_allowed: Callable[[str], bool] = is_public
    """Whether an address may be dialled."""
    ca_file: Path | None = None
    """Whose certificates are trusted, PEM; None: the system's."""


_INTERNET: Final = Network()


def download(url: str, *, timeout_s: float, max_bytes: int, network: Network = _INTERNET) -> bytes:
    """The body behind an https URL, after at most three redirects. `timeout_s` covers everything but looking up names.

    Every hop's host is looked up once; if one of its addresses is not public the URL is refused, else one of these very
    addresses is dialled. Raises DownloadRefused, DownloadFailed.
    """
    deadline = time.monotonic() + timeout_s
    try:
        for _ in range(1 + _MAX_REDIRECTS):
            host, target = _parse(url)
            with closing(_connect(host, deadline, network)) as connection:
                connection.request("GET", target, headers=_HEADERS)
                response = connection.getresponse()
                if response.status not in _REDIRECTS:
                    return _body(response, max_bytes)
                url = _join(url, response.headers.get("Location", ""))
    except TimeoutError as error:
        raise DownloadFailed(f"the download took longer than {timeout_s:g} s") from error
    except ssl.SSLCertVerificationError as error:
        raise DownloadFailed("the server's certificate is not valid") from error
    except (OSError, http.client.HTTPException) as error:
        raise DownloadFailed("the server could not be reached, or broke off") from error
    raise DownloadRefused(f"the URL redirects more than {_MAX_REDIRECTS} times")


def _parse(url: str) -> tuple[str, str]:
    """The host, and what to ask it for. Raises DownloadRefused."""
    try:
        parts = urlsplit(url)
        # A dot at the end names the same host, but certificates and resolvers are not all of that mind.
        host = (parts.hostname or "").removesuffix(".").encode("idna").decode()
        port = parts.port
    except ValueError as error:
        raise DownloadRefused("the URL is malformed") from error
    if parts.scheme != "https":
        raise DownloadRefused("the URL, or one it redirects to, is not https")
    if parts.username is not None or parts.password is not None:
        raise DownloadRefused("the URL holds a user name or password")
    if port not in {None, _HTTPS_PORT}:
        raise DownloadRefused(f"the URL's port is not {_HTTPS_PORT}")
    if not _HOST.fullmatch(host):
        raise DownloadRefused("the URL's host is malformed")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # What may stand in a URL stays as it is, escapes too; anything else (spaces, letters beyond ASCII) is escaped.
    return host, quote(target, safe="/?%:@!$&'()*+,;=~-._")


def _join(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise DownloadRefused("the URL redirects to a malformed one") from error


def _connect(host: str, deadline: float, network: Network) -> http.client.HTTPSConnection:
    """A connection to one of the host's addresses, all of which have been found public."""
    addresses = network.resolve(host, _HTTPS_PORT)
    if not addresses or not all(network.is_allowed(address) for address, _ in addresses):
        raise DownloadRefused("the URL's host is not on the public internet")
    context = ssl.create_default_context(cafile=network.ca_file)
    context.sslsocket_class = _socket_with(deadline)
    connection = http.client.HTTPSConnection(host, context=context)
    # Else it would look the name up again if it ever had to open a second connection.
    connection.auto_open = 0
    connection.sock = _handshake(_dial(addresses, deadline), context, host, deadline)
    return connection


def _socket_with(deadline: float) -> type[ssl.SSLSocket]:
    """TLS sockets with one deadline for all reads: time-outs of single reads let a server drip for ever."""

    class DeadlineSocket(ssl.SSLSocket):
        def recv_into(self, *args: Any, **kwargs: Any) -> int:
            self.settimeout(_remaining(deadline))
            return super().recv_into(*args, **kwargs)

    return DeadlineSocket


def _dial(addresses: Sequence[tuple[str, int]], deadline: float) -> socket.socket:
    *others, last = addresses
    for tried, address in enumerate(others):
        # An address that swallows packets leaves the others their share of the time.
        with suppress(OSError):
            return socket.create_connection(address, timeout=_remaining(deadline) / (len(addresses) - tried))
    return socket.create_connection(last, timeout=_remaining(deadline))


def _handshake(plain: socket.socket, context: ssl.SSLContext, host: str, deadline: float) -> ssl.SSLSocket:
    try:
        plain.settimeout(_remaining(deadline))
        return context.wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise


def _body(response: http.client.HTTPResponse, max_bytes: int) -> bytes:
    if response.status != HTTPStatus.OK:
        raise DownloadFailed(f"the server answered with status {response.status}")
    if response.length is not None and response.length > max_bytes:
        raise DownloadRefused(f"the file is larger than {max_bytes} bytes")
    body = bytearray()
    while chunk := response.read(_READ_BYTES):
        body += chunk
        if len(body) > max_bytes:
            raise DownloadRefused(f"the file is larger than {max_bytes} bytes")
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return bytes(body)


def _remaining(deadline: float) -> float:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    return remaining
