"""The S3 store against real servers, and against answers that a real server cannot be made to give."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np
import pytest
import urllib3

from storage.objects import (
    ObjectExists,
    ObjectNotFound,
    StorageDenied,
    StorageError,
    StorageNotConfigured,
    StorageUnavailable,
)
from storage.s3 import S3Store
from tests.servers import NO_LIST, READ_ONLY, READ_WRITE, Ask, Credentials, Reply, S3Server, forward, front, refuse

KEY: Final = "voices/anna/clip-of-a-caller.wav"
STRANGER: Final = Credentials("AKIASTRANGER", "stranger-secret")
CALLS: Final[dict[str, Callable[[S3Store], object]]] = {
    "put": lambda store: store.put(KEY, b"x", "audio/wav"),
    "exclusive put": lambda store: store.put(KEY, b"x", "audio/wav", exclusive=True),
    "get": lambda store: store.get(KEY),
    "copy": lambda store: store.copy_to(KEY, BytesIO()),
    "exists": lambda store: store.exists(KEY),
    "delete": lambda store: store.delete(KEY),
    "keys": lambda store: list(store.keys("voices/")),
}
REFUSALS: Final = [
    ("get", 404, "NoSuchKey", ObjectNotFound),
    ("get", 404, "", ObjectNotFound),
    ("copy", 404, "NoSuchKey", ObjectNotFound),
    ("copy", 404, "NoSuchBucket", StorageNotConfigured),
    ("copy", 403, "", StorageDenied),
    ("copy", 503, "SlowDown", StorageUnavailable),
    ("exclusive put", 412, "PreconditionFailed", ObjectExists),
    ("exclusive put", 409, "ConditionalRequestConflict", ObjectExists),
    ("get", 403, "SignatureDoesNotMatch", StorageDenied),
    ("get", 403, "InvalidAccessKeyId", StorageDenied),
    ("get", 400, "InvalidToken", StorageDenied),
    ("get", 400, "ExpiredToken", StorageDenied),
    ("get", 401, "", StorageDenied),
    ("get", 403, "RequestTimeTooSkewed", StorageDenied),
    ("get", 403, "RequestExpired", StorageDenied),
    ("get", 403, "InvalidObjectState", StorageDenied),
    ("get", 403, "", StorageDenied),
    ("put", 403, "AccessDenied", StorageDenied),
    ("delete", 403, "AccessDenied", StorageDenied),
    ("keys", 403, "AccessDenied", StorageDenied),
    ("get", 404, "NoSuchBucket", StorageNotConfigured),
    ("put", 400, "InvalidBucketName", StorageNotConfigured),
    ("get", 400, "AuthorizationHeaderMalformed", StorageNotConfigured),
    ("put", 400, "IllegalLocationConstraintException", StorageNotConfigured),
    ("get", 503, "SlowDown", StorageUnavailable),
    ("put", 400, "RequestTimeout", StorageUnavailable),
    ("put", 409, "OperationAborted", StorageUnavailable),
    ("get", 408, "", StorageUnavailable),
    ("get", 429, "", StorageUnavailable),
    ("get", 500, "InternalError", StorageUnavailable),
    ("get", 502, "", StorageUnavailable),
    ("get", 503, "ServiceUnavailable", StorageUnavailable),
    ("get", 504, "", StorageUnavailable),
    ("put", 400, "EntityTooLarge", StorageError),
]


def opened_at(endpoint_url: str, **settings: Any) -> closing[S3Store]:
    """A store at an endpoint that is none of the shared servers."""
    return S3Server(endpoint_url, "speech-of-a-caller", conditional_writes=False).store(**settings)


def reply_to(url: str) -> urllib3.BaseHTTPResponse:
    """What a browser gets at the URL."""
    with urllib3.PoolManager(retries=False) as pool:
        return pool.request("GET", url)


@pytest.fixture(params=["seaweedfs", "juicefs"])
def server(request: pytest.FixtureRequest) -> S3Server:
    """Each real server."""
    running: S3Server = request.getfixturevalue(request.param)
    return running


@pytest.fixture
def store(server: S3Server, prefix: str) -> Iterator[S3Store]:
    """A store on each real server, empty."""
    with server.store(prefix=prefix) as store:
        yield store


@pytest.fixture
def no_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A machine on which boto3's chain finds no credentials."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return monkeypatch


def test_a_signed_url_downloads_the_object(store: S3Store) -> None:
    """The URL gives the very bytes, with the content type of the put."""
    data = bytes(range(256)) * 1000
    store.put(KEY, data, "audio/wav")

    reply = reply_to(store.sign(KEY, 60))

    assert (reply.status, reply.headers["Content-Type"]) == (200, "audio/wav")
    assert data == reply.data


def test_an_expired_url_is_refused(store: S3Store) -> None:
    """A URL works within its time and is refused after it."""
    store.put(KEY, b"x", "audio/wav")
    url = store.sign(KEY, 1)
    deadline = time.monotonic() + 60

    while (status := reply_to(url).status) == 200 and time.monotonic() < deadline:
        time.sleep(0.1)

    assert status == 403


@pytest.mark.parametrize(
    ("part", "forged"),
    [("anna", "otto"), ("X-Amz-Expires=60", "X-Amz-Expires=600"), ("X-Amz-Signature=", "X-Amz-Signature=0")],
)
def test_a_tampered_url_is_refused(store: S3Store, part: str, forged: str) -> None:
    """A URL is good for its own object, its own time and its own signature."""
    store.put(KEY, b"x", "audio/wav")
    store.put(KEY.replace("anna", "otto"), b"y", "audio/wav")
    url = store.sign(KEY, 60)

    assert part in url
    assert reply_to(url.replace(part, forged)).status == 403


@pytest.mark.parametrize("ttl_s", [0, 604_801])
def test_a_lifetime_that_s3_would_refuse_later_is_refused_at_once(store: S3Store, ttl_s: int) -> None:
    """SigV4 allows a URL 1 second to 7 days."""
    with pytest.raises(ValueError, match="604800"):
        store.sign(KEY, ttl_s)


@pytest.mark.parametrize("who", [Credentials(READ_WRITE.access_key_id, "wrong"), STRANGER], ids=["secret", "key"])
@pytest.mark.parametrize("call", CALLS)
def test_wrong_credentials_are_denied(server: S3Server, call: str, who: Credentials) -> None:
    """A wrong secret and an unknown access key are StorageDenied in every operation, which says that they are wrong."""
    with server.store(who) as store, pytest.raises(StorageDenied, match="refuses the credentials"):
        CALLS[call](store)


def test_a_reader_may_read(seaweedfs: S3Server, prefix: str) -> None:
    """Credentials that may only read and list do so."""
    with seaweedfs.store(prefix=prefix) as writer, seaweedfs.store(READ_ONLY, prefix=prefix) as reader:
        writer.put(KEY, b"x", "audio/wav")

        assert reader.get(KEY) == b"x"
        assert list(reader.keys("")) == [KEY]


@pytest.mark.parametrize(
    ("call", "permission"),
    [("put", "s3:PutObject"), ("exclusive put", "s3:PutObject"), ("delete", "s3:DeleteObject")],
)
def test_a_reader_may_not_write(seaweedfs: S3Server, prefix: str, call: str, permission: str) -> None:
    """Without the right to write, a put or a delete is StorageDenied and names the permission."""
    with seaweedfs.store(READ_ONLY, prefix=prefix) as reader, pytest.raises(StorageDenied, match=permission):
        CALLS[call](reader)


@pytest.mark.parametrize("call", CALLS)
def test_a_missing_bucket_is_not_configured(server: S3Server, call: str) -> None:
    """No such bucket is StorageNotConfigured in every operation, and never taken for a missing object."""
    with server.store(bucket="no-such-bucket") as store, pytest.raises(StorageNotConfigured):
        CALLS[call](store)


@pytest.mark.parametrize("style", ["path", "virtual", "auto"])
def test_both_addressing_styles(seaweedfs: S3Server, prefix: str, style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bucket may stand in the path, as `auto` has it outside AWS, or in the host name, also in signed URLs."""
    # A name for each bucket takes a DNS server; this resolver entry is all that is not real here.
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **named: resolve(
            "127.0.0.1" if str(host).endswith("s3.localhost.test") else host, *rest, **named
        ),
    )

    with seaweedfs.store(endpoint_url=f"http://{seaweedfs.domain}", addressing_style=style, prefix=prefix) as store:
        store.put(KEY, b"x", "audio/wav")
        url = store.sign(KEY, 60)
        assert store.get(KEY) == b"x"
        assert list(store.keys("")) == [KEY]

    host = f"{seaweedfs.bucket}.{seaweedfs.domain}" if style == "virtual" else seaweedfs.domain
    assert host == urlsplit(url).netloc
    assert reply_to(url).data == b"x"


def test_prefixes_keep_stores_apart(store: S3Store, server: S3Server) -> None:
    """Two stores with different prefixes share a bucket and don't see each other's objects."""
    store.put(KEY, b"x", "audio/wav")

    with server.store(prefix="/another-prefix/") as other:
        assert not other.exists(KEY)
        assert KEY not in other.keys("")


def test_a_long_listing_is_whole(store: S3Store) -> None:
    """More keys than the 1,000 of one answer are all listed."""
    keys = [f"jobs/{number:04}" for number in range(1005)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda key: store.put(key, b"", "text/plain"), keys))

    assert keys == list(store.keys("jobs/"))


def test_credentials_from_the_machine(seaweedfs: S3Server, no_aws: pytest.MonkeyPatch, prefix: str) -> None:
    """Credentials that are not given come from boto3's own chain."""
    no_aws.setenv("AWS_ACCESS_KEY_ID", READ_WRITE.access_key_id)
    no_aws.setenv("AWS_SECRET_ACCESS_KEY", READ_WRITE.secret_access_key)

    with seaweedfs.store(access_key_id=None, secret_access_key=None, prefix=prefix) as store:
        store.put(KEY, b"x", "audio/wav")

        assert store.get(KEY) == b"x"


@pytest.mark.parametrize("call", [*CALLS, "sign"])
@pytest.mark.usefixtures("no_aws")
def test_no_credentials_is_not_configured(seaweedfs: S3Server, call: str) -> None:
    """Where nobody gives credentials every operation is StorageNotConfigured."""
    with (
        seaweedfs.store(access_key_id=None, secret_access_key=None) as store,
        pytest.raises(StorageNotConfigured, match="NoCredentials"),
    ):
        store.sign(KEY, 60) if call == "sign" else CALLS[call](store)


@pytest.mark.parametrize(
    "settings",
    [
        {"secret_access_key": None},
        {"access_key_id": None},
        {"endpoint_url": "speech.example"},
        {"endpoint_url": ""},
        {"region": "no region"},
    ],
    ids=str,
)
@pytest.mark.usefixtures("no_aws")
def test_incomplete_settings_are_not_configured(seaweedfs: S3Server, settings: dict[str, Any]) -> None:
    """Half a pair of credentials, or an endpoint or region that is none, is StorageNotConfigured from the start."""
    with pytest.raises(StorageNotConfigured):
        seaweedfs.store(**settings)


def test_a_profile_that_is_missing_is_not_configured(seaweedfs: S3Server, no_aws: pytest.MonkeyPatch) -> None:
    """A profile that the machine's AWS settings don't have is StorageNotConfigured."""
    no_aws.setenv("AWS_PROFILE", "none")

    with pytest.raises(StorageNotConfigured, match="ProfileNotFound"):
        seaweedfs.store()


def test_a_bucket_name_that_cannot_be_is_not_configured(seaweedfs: S3Server) -> None:
    """A bucket name with a space is StorageNotConfigured."""
    with seaweedfs.store(bucket="no bucket") as store, pytest.raises(StorageNotConfigured):
        store.get(KEY)


@pytest.mark.parametrize("call", CALLS)
def test_a_server_that_is_down_is_unavailable(call: str) -> None:
    """A port on which nobody listens is StorageUnavailable."""
    with socket.socket() as taken:  # bound and not listening: the port is refused, and nobody else gets it
        taken.bind(("127.0.0.1", 0))
        with opened_at(f"http://127.0.0.1:{taken.getsockname()[1]}") as store, pytest.raises(StorageUnavailable):
            CALLS[call](store)


@pytest.mark.parametrize("call", CALLS)
def test_a_server_that_never_answers_is_unavailable(call: str) -> None:
    """A server that takes the connection and never answers is StorageUnavailable once the time-out is over."""
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        opened_at(f"http://127.0.0.1:{silent.getsockname()[1]}", read_timeout_s=0.2) as store,
        pytest.raises(StorageUnavailable),
    ):
        CALLS[call](store)


def test_a_server_without_tls_is_unavailable(seaweedfs: S3Server) -> None:
    """An https endpoint that does not speak TLS is StorageUnavailable."""
    with (
        opened_at(seaweedfs.endpoint_url.replace("http://", "https://")) as store,
        pytest.raises(StorageUnavailable),
    ):
        store.get(KEY)


def test_a_name_that_does_not_resolve_is_unavailable() -> None:
    """A host name without an address is StorageUnavailable."""
    with opened_at("http://nowhere.invalid") as store, pytest.raises(StorageUnavailable):
        store.get(KEY)


def test_an_object_that_breaks_off_is_unavailable() -> None:
    """A connection that closes in the middle of an object is StorageUnavailable, and never a shorter object."""
    half = Reply(200, b"half", {"Content-Length": "8", "Connection": "close"})

    with front(lambda _: half) as url, opened_at(url) as store:
        with pytest.raises(StorageUnavailable):
            store.get(KEY)
        with pytest.raises(StorageUnavailable):
            store.copy_to(KEY, BytesIO())


def test_a_part_that_breaks_off_is_fetched_again(seaweedfs: S3Server, prefix: str) -> None:
    """Of a large object only the part is fetched again whose connection closed in the middle."""
    asks: list[str] = []

    def answer(ask: Ask) -> Reply:
        reply = forward(ask, seaweedfs.endpoint_url)
        asks.append(ask.headers["Range"])
        if len(asks) > 1:
            return reply
        length = {"Content-Length": str(len(reply.body)), "Connection": "close"}
        return Reply(reply.status, reply.body[:1000], {**reply.headers, **length})

    content, copy = np.arange(5_000_000, dtype=np.uint32).tobytes(), BytesIO()
    with (
        seaweedfs.store(prefix=prefix) as store,
        front(answer) as url,
        seaweedfs.store(endpoint_url=url, prefix=prefix, max_attempts=2) as broken,
    ):
        store.put(KEY, content, "audio/wav")
        broken.copy_to(KEY, copy)

    assert content == copy.getvalue()
    assert 4 == len(asks)
    assert 3 == len(set(asks))


@pytest.mark.parametrize(
    "answer",
    [
        Reply(200, b"<ListBucketResult><MaxKeys>many</MaxKeys></ListBucketResult>"),
        Reply(301, headers={"Location": "https://elsewhere.invalid"}),
        Reply(307, headers={"Location": "https://elsewhere.invalid"}),
        Reply(301, headers={"x-amz-bucket-region": "eu-central-1"}),
    ],
    ids=["unreadable", "redirect for good", "redirect for now", "another region"],
)
def test_an_endpoint_that_is_not_the_buckets_is_not_configured(answer: Reply) -> None:
    """An endpoint that redirects, or answers what is not S3, is StorageNotConfigured."""
    with front(lambda _: answer) as url, opened_at(url) as store, pytest.raises(StorageNotConfigured):
        store.keys("")


def test_an_empty_key_is_a_value_error(store: S3Store) -> None:
    """A key is never empty: under a prefix it would name the prefix itself."""
    for use in (
        store.get,
        store.exists,
        store.delete,
        lambda key: store.copy_to(key, BytesIO()),
        lambda key: store.put(key, b"", ""),
        lambda key: store.sign(key, 1),
    ):
        with pytest.raises(ValueError, match="has a key"):
            use("")


def refusing(call: str, status: int, code: str) -> Callable[[Ask], Reply]:
    """Answers with an error that says everything which a message must not say."""

    def answer(ask: Ask) -> Reply:
        if call == "exclusive put" and ask.method == "GET":
            return refuse(404, "NoSuchKey")
        return refuse(status, code, f"{ask.path} {ask.headers}") if code else Reply(status)

    return answer


@pytest.mark.parametrize(("call", "status", "code", "expected"), REFUSALS)
def test_each_refusal_has_its_error(call: str, status: int, code: str, expected: type[StorageError]) -> None:
    """What a store answers becomes exactly one kind of error, with the store's own as its cause."""
    with (
        front(refusing(call, status, code)) as url,
        opened_at(url) as store,
        pytest.raises(StorageError) as refused,
    ):
        CALLS[call](store)

    assert expected is type(refused.value)
    assert refused.value.__cause__ is not None


@pytest.mark.parametrize(("call", "status", "code", "expected"), REFUSALS)
def test_no_message_tells_what_it_should_not(call: str, status: int, code: str, expected: type[StorageError]) -> None:
    """No error message names the key, the bucket, the endpoint or a credential, even where the store's answer does."""
    with front(refusing(call, status, code)) as url, opened_at(url) as store, pytest.raises(expected) as refused:
        CALLS[call](store)

    told = [KEY, "anna", "speech-of-a-caller", READ_WRITE.access_key_id, READ_WRITE.secret_access_key, url]
    assert not any(word in str(refused.value) for word in told)


@pytest.mark.parametrize("call", ["put", "get", "copy", "exists", "delete", "keys"])
def test_attempts_are_bounded(call: str) -> None:
    """A store that is always busy is asked `max_attempts` times in all, by botocore alone."""
    asks: list[Ask] = []

    def answer(ask: Ask) -> Reply:
        asks.append(ask)
        return refuse(503, "SlowDown")

    with front(answer) as url, opened_at(url, max_attempts=2) as store, pytest.raises(StorageUnavailable):
        CALLS[call](store)

    assert len(asks) == 2


def test_a_busy_store_is_asked_again(seaweedfs: S3Server, prefix: str) -> None:
    """One SlowDown goes by unnoticed."""
    busy = [refuse(503, "SlowDown")]

    with (
        front(lambda ask: busy.pop() if busy else forward(ask, seaweedfs.endpoint_url)) as url,
        seaweedfs.store(endpoint_url=url, prefix=prefix, max_attempts=2) as store,
    ):
        store.put(KEY, b"x", "audio/wav")

        assert store.get(KEY) == b"x"
    assert busy == []


def test_exists_downloads_no_object(seaweedfs: S3Server, prefix: str) -> None:
    """Whether a large object exists is told by one byte of it."""
    sizes: list[int] = []

    def answer(ask: Ask) -> Reply:
        reply = forward(ask, seaweedfs.endpoint_url)
        sizes.append(len(reply.body))
        return reply

    with (
        seaweedfs.store(prefix=prefix) as store,
        front(answer) as url,
        seaweedfs.store(endpoint_url=url, prefix=prefix) as watched,
    ):
        store.put(KEY, bytes(1_000_000), "audio/wav")

        assert watched.exists(KEY)
    assert sizes == [1]


def test_a_store_that_rejects_conditions(juicefs: S3Server, prefix: str) -> None:
    """Where conditions are not implemented (501), an exclusive put writes without, and still keeps what is there."""

    def answer(ask: Ask) -> Reply:
        return refuse(501, "NotImplemented") if "If-None-Match" in ask.headers else forward(ask, juicefs.endpoint_url)

    with front(answer) as url, juicefs.store(endpoint_url=url, prefix=prefix) as store:
        store.put(KEY, b"first", "audio/wav", exclusive=True)
        with pytest.raises(ObjectExists):
            store.put(KEY, b"second", "audio/wav", exclusive=True)

        assert store.get(KEY) == b"first"


class WithoutListBucket:
    """AWS under a policy of s3:GetObject, s3:PutObject and s3:DeleteObject: a missing key is 403 AccessDenied.

    SeaweedFS refuses NO_LIST the listing as AWS does, but tells it 404 for a missing key; the front corrects that.
    """

    def __init__(self, server: S3Server) -> None:
        self._server = server
        self.listings = 0

    def __call__(self, ask: Ask) -> Reply:
        """The server's answer, with AWS's 403 in place of 404."""
        self.listings += "list-type=2" in ask.path
        reply = forward(ask, self._server.endpoint_url)
        return refuse(403, "AccessDenied") if ask.method in {"GET", "HEAD"} and reply.status == 404 else reply


@pytest.fixture
def policy(seaweedfs: S3Server) -> WithoutListBucket:
    """AWS's answers to credentials that may not list."""
    return WithoutListBucket(seaweedfs)


@pytest.fixture
def unlisting_store(seaweedfs: S3Server, policy: WithoutListBucket, prefix: str) -> Iterator[S3Store]:
    """An empty store whose credentials may do everything but list."""
    with front(policy) as url, seaweedfs.store(NO_LIST, endpoint_url=url, prefix=prefix) as store:
        yield store


def test_without_listing_everything_else_works(unlisting_store: S3Store) -> None:
    """Under the smallest policy objects are put, exclusively too, got, signed and deleted."""
    unlisting_store.put(KEY, b"x", "audio/wav", exclusive=True)
    with pytest.raises(ObjectExists):
        unlisting_store.put(KEY, b"y", "audio/wav", exclusive=True)

    assert unlisting_store.exists(KEY)
    assert unlisting_store.get(KEY) == b"x"
    assert reply_to(unlisting_store.sign(KEY, 60)).data == b"x"

    unlisting_store.delete(KEY)

    assert not unlisting_store.exists(KEY)


def test_without_listing_a_missing_object_is_not_found(unlisting_store: S3Store, policy: WithoutListBucket) -> None:
    """Under the smallest policy a missing key is ObjectNotFound, and the store is asked only once whether it lists."""
    for key in ("jobs/1.json", "jobs/2.json", "jobs/1.json"):
        with pytest.raises(ObjectNotFound):
            unlisting_store.get(key)
        with pytest.raises(ObjectNotFound):
            unlisting_store.copy_to(key, BytesIO())
        assert not unlisting_store.exists(key)

    assert policy.listings == 1


def test_without_listing_keys_is_denied(unlisting_store: S3Store) -> None:
    """Listing under the smallest policy is StorageDenied and names the permission."""
    with pytest.raises(StorageDenied, match="s3:ListBucket"):
        unlisting_store.keys("voices/")


@pytest.mark.parametrize("who", [Credentials(NO_LIST.access_key_id, "wrong"), STRANGER], ids=["secret", "key"])
@pytest.mark.parametrize("call", ["get", "copy", "exists"])
def test_without_listing_wrong_credentials_stay_denied(
    seaweedfs: S3Server, policy: WithoutListBucket, call: str, who: Credentials
) -> None:
    """A wrong secret is never taken for a missing object."""
    with (
        front(policy) as url,
        seaweedfs.store(who, endpoint_url=url) as store,
        pytest.raises(StorageDenied, match="refuses the credentials"),
    ):
        CALLS[call](store)


@pytest.mark.parametrize("call", ["get", "copy", "exists", "exclusive put"])
def test_a_denial_is_told_from_a_missing_object(seaweedfs: S3Server, prefix: str, call: str) -> None:
    """An object that is listed and may not be read is StorageDenied; one that is not listed is missing."""

    def answer(ask: Ask) -> Reply:
        reads = ask.method == "GET" and "list-type=2" not in ask.path
        return refuse(403, "AccessDenied") if reads else forward(ask, seaweedfs.endpoint_url)

    with front(answer) as url, seaweedfs.store(endpoint_url=url, prefix=prefix) as store:
        store.put(KEY, b"x", "audio/wav")

        assert not store.exists("jobs/none.json")
        with pytest.raises(StorageDenied, match="s3:GetObject"):
            CALLS[call](store)
