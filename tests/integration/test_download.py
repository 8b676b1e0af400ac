"""Fetching what a caller's URL names, from a real https server, and nothing that it should not name."""

import gzip
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from tests.https_server import (
    HOST,
    Answer,
    Certificates,
    HttpsServer,
    body,
    chunked,
    drip,
    https_server,
    make_certificates,
    redirect,
    status,
)
from worker.download import DownloadFailed, DownloadRefused, Network, download

URL = f"https://{HOST}"
CLIP = b"RIFF" + bytes(range(256)) * 1_000
OUTSIDE = "127.0.0.1"  # plays a public address
INSIDE = "127.0.0.2"  # plays a private one


@dataclass
class Names:
    """A name server under the test's control: one list of answers for each look-up, the last one for all others."""

    answers: list[Sequence[tuple[str, int]]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        """The next list of answers."""
        assert port == 443
        self.asked.append(host)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """The authority of this module's servers."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def server(certificates: Certificates) -> Iterator[HttpsServer]:
    """A server on the public internet."""
    with https_server(certificates, OUTSIDE) as running:
        yield running


@pytest.fixture
def network(server: HttpsServer) -> Network:
    """A network in which all names lead to that server, and only OUTSIDE is public."""
    return Network(Names([[(OUTSIDE, server.port)]]), lambda address: address == OUTSIDE, server.ca_file)


def _get(network: Network, path: str = "/clip.wav", *, timeout_s: float = 20, max_bytes: int = 2**20) -> bytes:
    return download(URL + path, timeout_s=timeout_s, max_bytes=max_bytes, network=network)


@pytest.mark.parametrize("answer", [body(CLIP), body(CLIP, declared=None), chunked(CLIP)])
def test_a_file_is_fetched(server: HttpsServer, network: Network, answer: Answer) -> None:
    """A file comes whole, whether its length is declared or not."""
    server.answers["/clip.wav"] = answer
    assert _get(network) == CLIP


def test_the_request_says_what_it_must(server: HttpsServer, network: Network) -> None:
    """The server gets its own name, the path and query as they stand, and no wish for compression."""
    server.answers["/a%20b/%C3%A9?sign=x%2Fy&z=%7E"] = body(CLIP)
    download(f"{URL}/a b/é?sign=x%2Fy&z=%7E#part", timeout_s=20, max_bytes=2**20, network=network)
    ((_, headers),) = server.requests
    assert (headers["Host"], headers["Accept-Encoding"]) == (HOST, "identity")


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_are_followed(server: HttpsServer, network: Network, code: int) -> None:
    """Three redirects, relative or absolute, lead to the file, and each hop's name is looked up anew."""
    server.answers |= {
        "/1": redirect("/2", code),
        "/2": redirect(f"{URL}/3", code),
        "/3": redirect("clip.wav", code),
        "/clip.wav": body(CLIP),
    }
    assert _get(network, "/1") == CLIP
    assert isinstance(network.resolve, Names)
    assert network.resolve.asked == [HOST] * 4


def test_a_redirect_loop_ends(server: HttpsServer, network: Network) -> None:
    """After three redirects it is enough."""
    server.answers["/loop"] = redirect("/loop")
    with pytest.raises(DownloadRefused, match="more than 3 times"):
        _get(network, "/loop")
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("location", "why"),
    [
        (f"http://{HOST}/clip.wav", "not https"),
        ("file:///etc/passwd", "not https"),
        (f"https://{HOST}:8443/clip.wav", "port"),
        (f"https://user:password@{HOST}/clip.wav", "user name"),
        ("https://[::1", "malformed"),
    ],
)
def test_a_redirect_is_checked_like_a_url(server: HttpsServer, network: Network, location: str, why: str) -> None:
    """A redirect away from https, or to anything else that would not be fetched directly, is refused."""
    server.answers["/clip.wav"] = redirect(location)
    with pytest.raises(DownloadRefused, match=why):
        _get(network)
    assert len(server.requests) == 1


def test_a_redirect_to_the_inside_is_refused(server: HttpsServer, network: Network, certificates: Certificates) -> None:
    """A public server cannot send us to a private one: that one is never dialled."""
    with https_server(certificates, INSIDE) as inside:
        names = Names([[(OUTSIDE, server.port)], [(INSIDE, inside.port)]])
        server.answers["/clip.wav"] = redirect(f"{URL}/secret")
        with pytest.raises(DownloadRefused, match="public internet"):
            _get(replace(network, resolve=names))
        assert not inside.requests


def test_the_checked_address_is_the_dialled_one(
    server: HttpsServer, network: Network, certificates: Certificates
) -> None:
    """A name that turns private after it was checked changes nothing: the address that was checked is dialled."""
    with https_server(certificates, INSIDE) as inside:
        names = Names([[(OUTSIDE, server.port)], [(INSIDE, inside.port)]])
        server.answers["/clip.wav"] = inside.answers["/clip.wav"] = body(CLIP)
        _get(replace(network, resolve=names))
        assert (names.asked, len(server.requests), len(inside.requests)) == ([HOST], 1, 0)


def test_one_private_address_is_enough(server: HttpsServer, network: Network) -> None:
    """A host with a public and a private address is refused before anything is dialled."""
    names = Names([[(OUTSIDE, server.port), (INSIDE, server.port)]])
    with pytest.raises(DownloadRefused, match="public internet"):
        _get(replace(network, resolve=names))
    assert not server.requests


def test_the_next_address_is_tried(server: HttpsServer, network: Network) -> None:
    """Where one of a host's addresses does not answer, the next one is dialled."""
    with socket.create_server((OUTSIDE, 0)) as closed:
        dead_port = closed.getsockname()[1]
    server.answers["/clip.wav"] = body(CLIP)
    names = Names([[(OUTSIDE, dead_port), (OUTSIDE, server.port)]])
    assert _get(replace(network, resolve=names)) == CLIP


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost.",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "169.254.169.254",
        "2852039166",
        "10.1.2.3",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
    ],
)
def test_no_spelling_of_the_inside_is_fetched(host: str) -> None:
    """This machine, its network and the cloud's metadata are refused in every spelling, with the real resolver."""
    with pytest.raises(DownloadRefused):
        download(f"https://{host}/", timeout_s=5, max_bytes=100)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "clip.wav",
        "//clips.example/clip.wav",
        "http://clips.example/clip.wav",
        "ftp://clips.example/clip.wav",
        "file:///etc/passwd",
        "data:audio/wav;base64,UklGRg==",
        "https://",
        "https:///clip.wav",
        "https://:443/",
        "https://user@clips.example/",
        "https://:secret@clips.example/",
        "https://clips.example:80/",
        "https://clips.example:99999/",
        "https://clips.example:x/",
        "https://clips example/",
        "https://clips.example\\@127.0.0.1/",
        "https://[fe80::1%25eth0]/",
        "https://" + "a" * 64 + ".example/",
        "https://" + "a." * 200 + "example/",
        "https://[::1/",
        "https://\x00/",
    ],
)
def test_bad_urls_are_refused(network: Network, url: str) -> None:
    """What is no plain https URL on port 443 is refused before any name is looked up."""
    with pytest.raises(DownloadRefused):
        download(url, timeout_s=5, max_bytes=100, network=network)
    assert isinstance(network.resolve, Names)
    assert not network.resolve.asked


def test_a_declared_size_over_the_cap_is_refused(server: HttpsServer, network: Network) -> None:
    """A file that says it is too large is refused by its head: its body, which never comes, is not waited for."""
    server.answers["/clip.wav"] = drip(server, b"HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n")
    with pytest.raises(DownloadRefused, match="larger than 1048576 bytes"):
        _get(network)


@pytest.mark.parametrize("answer", [body(CLIP, declared=None), chunked(CLIP)])
def test_an_undeclared_size_is_counted(server: HttpsServer, network: Network, answer: Answer) -> None:
    """A file that does not say how large it is is refused as soon as it is too large."""
    server.answers["/clip.wav"] = answer
    with pytest.raises(DownloadRefused, match="larger than"):
        _get(network, max_bytes=len(CLIP) - 1)


def test_the_cap_itself_is_allowed(server: HttpsServer, network: Network) -> None:
    """A file of exactly the allowed size is fetched."""
    server.answers["/clip.wav"] = body(CLIP)
    assert _get(network, max_bytes=len(CLIP)) == CLIP


def test_compression_is_not_undone(server: HttpsServer, network: Network) -> None:
    """A compressed answer to a request for a plain one stays as it is: no bomb goes off."""
    bomb = gzip.compress(bytes(10 * 2**20))
    server.answers["/clip.wav"] = body(bomb, encoding="gzip")
    assert _get(network, max_bytes=len(bomb)) == bomb


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n",
    ],
    ids=["status", "headers", "body", "body of known length"],
)
def test_a_dripping_server_is_left(server: HttpsServer, network: Network, head: bytes) -> None:
    """The time-out covers the whole download: a byte now and then does not extend it, wherever it comes."""
    server.answers["/clip.wav"] = drip(server, head)
    with pytest.raises(DownloadFailed, match=r"longer than 0\.5 s"):
        _get(network, timeout_s=0.5)


def test_a_silent_server_is_left(network: Network) -> None:
    """A server that accepts and says nothing, not even hello, fails by the time-out."""
    with socket.create_server((OUTSIDE, 0)) as silent:
        names = Names([[(OUTSIDE, silent.getsockname()[1])]])
        with pytest.raises(DownloadFailed, match=r"longer than 0\.5 s"):
            _get(replace(network, resolve=names), timeout_s=0.5)


@pytest.mark.parametrize("answer", [body(CLIP, declared=len(CLIP) + 1), chunked(CLIP, complete=False)])
def test_half_a_file_is_no_file(server: HttpsServer, network: Network, answer: Answer) -> None:
    """A connection that breaks off before the declared end is a failure, not a shorter file."""
    server.answers["/clip.wav"] = answer
    with pytest.raises(DownloadFailed, match="broke off"):
        _get(network)


@pytest.mark.parametrize("code", [204, 206, 304, 403, 404, 429, 500, 503])
def test_other_answers_are_failures(server: HttpsServer, network: Network, code: int) -> None:
    """Any status but 200 is a failure that names it."""
    server.answers["/clip.wav"] = status(code)
    with pytest.raises(DownloadFailed, match=str(code)):
        _get(network)


def test_an_unknown_authority_is_not_trusted(server: HttpsServer, network: Network) -> None:
    """A certificate that the system's authorities did not sign is a failure, and nothing is asked."""
    with pytest.raises(DownloadFailed, match="certificate"):
        _get(replace(network, ca_file=None))
    assert not server.requests


def test_a_certificate_for_another_name_is_not_trusted(server: HttpsServer, network: Network) -> None:
    """The certificate must be for the URL's host, though an address is dialled."""
    with pytest.raises(DownloadFailed, match="certificate"):
        download("https://other.example/", timeout_s=20, max_bytes=100, network=network)
    assert not server.requests


def test_an_unknown_name_is_a_failure() -> None:
    """A name that the resolver does not know may be known later."""
    with pytest.raises(DownloadFailed):
        download("https://no-such-host.invalid/", timeout_s=5, max_bytes=100)


def test_proxies_are_not_used(server: HttpsServer, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment would look names up by itself: it is passed by."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    server.answers["/clip.wav"] = body(CLIP)
    assert _get(network) == CLIP


def test_messages_keep_the_url_to_themselves(server: HttpsServer, network: Network) -> None:
    """No message names the host, the path, the address or a signature in the query."""
    messages = []
    for path, answer in {"/a?sign=secret": status(500), "/b?sign=secret": redirect("http://secret/")}.items():
        server.answers[path] = answer
        with pytest.raises((DownloadFailed, DownloadRefused)) as caught:
            _get(network, path)
        messages.append(str(caught.value))
    assert not [message for message in messages for part in ("secret", HOST, OUTSIDE) if part in message]
