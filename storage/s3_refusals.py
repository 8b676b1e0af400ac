"""What the refusals of S3 and its relatives mean, as storage errors."""

from http import HTTPStatus
from typing import Final

from storage.objects import (
    ObjectExists,
    ObjectNotFound,
    StorageDenied,
    StorageError,
    StorageNotConfigured,
    StorageUnavailable,
)

# By error code, and by HTTP status for an answer whose code says nothing.
_REFUSALS: Final[tuple[tuple[type[StorageError], str, frozenset[str | int]], ...]] = (
    (ObjectNotFound, "no object has this key", frozenset({"NoSuchKey", 404})),
    (ObjectExists, "the key is taken", frozenset({"PreconditionFailed", "ConditionalRequestConflict", 412})),
    (
        StorageDenied,
        "the store refuses the credentials: access key, secret or session token is wrong or expired",
        frozenset({"SignatureDoesNotMatch", "InvalidAccessKeyId", "InvalidToken", "ExpiredToken", 401}),
    ),
    (
        StorageDenied,
        "the store refuses the credentials: the clock of this machine is off",
        frozenset({"RequestTimeTooSkewed", "RequestExpired"}),
    ),
    (StorageNotConfigured, "the store has no such bucket", frozenset({"NoSuchBucket", "InvalidBucketName"})),
    (
        StorageNotConfigured,
        "the bucket is in another region or behind another endpoint",
        frozenset({"AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "PermanentRedirect", 301}),
    ),
    (StorageUnavailable, "the store is busy", frozenset({"SlowDown", "RequestTimeout", "OperationAborted", 408, 429})),
)


def refusal(code: str, status: int, permission: str) -> StorageError:
    """The error for an answer with this error code and HTTP status, to a request that needs `permission`.

    The store's own message is left out: it names keys, buckets and access keys.
    """
    for name in (code, status):
        for kind, message, names in _REFUSALS:
            if name in names:
                return kind(message)
    if status == HTTPStatus.FORBIDDEN:
        return StorageDenied(f"the credentials do not allow this: it needs {permission} on the bucket")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return StorageUnavailable(f"the store is broken (HTTP {status})")
    return StorageError(f"the store refuses the request (HTTP {status})")
