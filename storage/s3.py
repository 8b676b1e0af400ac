"""Objects in an S3 bucket, or in any store that speaks S3. The only file that knows boto3."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from typing import IO, Final, Literal

from boto3.s3.transfer import TransferConfig
from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, IncompleteReadError
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError
from s3transfer.exceptions import RetriesExceededError
from urllib3.exceptions import HTTPError

from storage.objects import (
    ObjectExists,
    ObjectNotFound,
    ObjectStore,
    StorageDenied,
    StorageNotConfigured,
    StorageUnavailable,
)
from storage.s3_refusals import refusal

_MAX_TTL_S: Final = 7 * 24 * 3600  # SigV4 refuses longer ones, but only when the URL is used


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _status(error: ClientError) -> int:
    return int(error.response["ResponseMetadata"]["HTTPStatusCode"])


@contextmanager
def _storage_errors(permission: str) -> Iterator[None]:
    """The one place where boto3's exceptions become ours; `permission` is what the call inside needs."""
    try:
        yield
    except ClientError as error:
        raise refusal(_code(error), _status(error), permission) from error
    except (NoConnectionError, HTTPClientError, IncompleteReadError, HTTPError, RetriesExceededError) as error:
        raise StorageUnavailable(f"the store gives no answer ({type(error).__name__})") from error
    except (ResponseParserError, ValueError, RecursionError) as error:
        # ValueError: no URL, or an answer that boto3 cannot read. RecursionError: an endpoint that redirects every
        # request, say from http to https: botocore looks for the bucket's region behind the same redirect, without end.
        raise StorageNotConfigured("the S3 endpoint is no URL, or what answers there does not speak S3") from error
    except BotoCoreError as error:
        # What is left is raised before anything is sent: credentials, profile, region, names.
        raise StorageNotConfigured(f"the S3 settings are incomplete or wrong ({type(error).__name__})") from error


class S3Store(ObjectStore):
    """One bucket, or the part of it under `prefix`.

    Credentials that are not given come from boto3's own chain (environment, profile, role). An endpoint that is not
    given is AWS. `auto` addressing puts the bucket into the host name on AWS and into the path elsewhere. Each request
    is tried `max_attempts` times in all, by botocore alone.

    Raises:
        StorageNotConfigured: incomplete credentials, or an endpoint that is no URL.
    """

    def __init__(  # noqa: PLR0913 - each is a setting of its own, handed down by name
        self,
        *,
        bucket: str,
        region: str = "us-east-1",
        endpoint_url: str | None = None,
        prefix: str = "",
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
        session_token: str | None = None,
        addressing_style: Literal["auto", "path", "virtual"] = "auto",
        connect_timeout_s: float = 5.0,
        read_timeout_s: float = 30.0,
        max_attempts: int = 3,
    ) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._listing_refused = False
        self._transfer = TransferConfig(num_download_attempts=max_attempts)
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing_style},
            connect_timeout=connect_timeout_s,
            read_timeout=read_timeout_s,
            retries={"mode": "standard", "total_max_attempts": max_attempts},
            # boto3 sends CRC trailers by default since 1.36; many third-party stores refuse or ignore them.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            max_pool_connections=32,
        )
        with _storage_errors("valid settings"):
            self._client = Session().client(
                "s3",
                region_name=region,
                endpoint_url=endpoint_url,
                aws_access_key_id=access_key_id,
                aws_secret_access_key=secret_access_key,
                aws_session_token=session_token,
                config=config,
            )

    def close(self) -> None:
        """Close the connections. The store is of no use afterwards."""
        self._client.close()

    def put(self, key: str, data: bytes | IO[bytes], content_type: str, *, exclusive: bool = False) -> None:
        """Store `data`, whole or not at all.

        An exclusive put also looks before it writes, because some stores ignore or reject the condition. Where
        the answer to it was lost, botocore's second try may meet the object of the first: ObjectExists.
        """
        wanted = {**self._at(key), "Body": data, "ContentType": content_type}
        if exclusive and self.exists(key):
            raise ObjectExists("the key is taken")
        if not isinstance(data, bytes):
            data.seek(0)
        with _storage_errors("s3:PutObject"):
            try:
                self._client.put_object(**wanted, **({"IfNoneMatch": "*"} if exclusive else {}))
            except ClientError as error:
                if not exclusive or _status(error) != HTTPStatus.NOT_IMPLEMENTED:
                    raise
                self._client.put_object(**wanted)

    def get(self, key: str) -> bytes:
        """The whole object. Raises ObjectNotFound."""
        place = self._at(key)
        with _storage_errors("s3:GetObject"), self._missing_told_from_denied(key):
            with closing(self._client.get_object(**place)["Body"]) as body:
                data: bytes = body.read()
            return data

    def copy_to(self, key: str, file: IO[bytes]) -> None:
        """Write the whole object into `file`, which is empty, in parts that are fetched side by side.

        A part whose transfer breaks off is fetched again, `max_attempts` times in all. Raises ObjectNotFound.
        """
        place = self._at(key)
        with _storage_errors("s3:GetObject"), self._missing_told_from_denied(key):
            self._client.download_fileobj(**place, Fileobj=file, Config=self._transfer)

    def exists(self, key: str) -> bool:
        """Whether the key has an object.

        Asks for its first byte instead of HEAD: an error of HEAD has no body, so that a wrong secret, a missing
        bucket and a missing key would look alike.
        """
        place = self._at(key)
        try:
            with _storage_errors("s3:GetObject"), self._missing_told_from_denied(key):
                self._read_first_byte(place)
        except ObjectNotFound:
            return False
        return True

    def delete(self, key: str) -> None:
        """Remove the object; a missing one is no error. One by one: batch deletes are refused by some stores."""
        place = self._at(key)
        with suppress(ObjectNotFound), _storage_errors("s3:DeleteObject"):
            self._client.delete_object(**place)

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys that start with `prefix`, in order. Needs s3:ListBucket, else StorageDenied."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix + prefix
        )
        with _storage_errors("s3:ListBucket"):
            # Sorted here because not every store lists in the order of S3 (SeaweedFS lists folders first).
            return iter(
                sorted(item["Key"].removeprefix(self._prefix) for page in pages for item in page.get("Contents", []))
            )

    def sign(self, key: str, ttl_s: int) -> str:
        """A URL that reads the object for `ttl_s` seconds: 1 … 604,800, and no longer than session credentials live."""
        if not 1 <= ttl_s <= _MAX_TTL_S:
            raise ValueError(f"a signed URL lives for 1 to {_MAX_TTL_S} seconds")
        place = self._at(key)
        with _storage_errors("s3:GetObject"):
            url: str = self._client.generate_presigned_url("get_object", Params=place, ExpiresIn=ttl_s)
            return url

    @property
    def signs(self) -> bool:
        """True: the URLs expire."""
        return True

    def _at(self, key: str) -> dict[str, str]:
        if not key:
            raise ValueError("an object has a key")
        return {"Bucket": self._bucket, "Key": self._prefix + key}

    @contextmanager
    def _missing_told_from_denied(self, key: str) -> Iterator[None]:
        """Without s3:ListBucket, S3 answers 403 AccessDenied for a missing key: that becomes ObjectNotFound."""
        try:
            yield
        except ClientError as error:
            # A wrong secret or an unknown access key has a code of its own, and a firewall has none.
            if _code(error) != "AccessDenied" or self._listed(key):
                raise
            raise ObjectNotFound("no object has this key") from error

    def _listed(self, key: str) -> bool:
        """Whether the listing has the key. Where listing is refused nobody can tell: no, and it is not asked again."""
        if self._listing_refused:
            return False
        try:
            return key in self.keys(key)
        except StorageDenied:
            self._listing_refused = True
            return False

    def _read_first_byte(self, place: dict[str, str]) -> None:
        try:
            found = self._client.get_object(**place, Range="bytes=0-0")
        except ClientError as error:
            if _status(error) != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:  # the answer for an empty object
                raise
        else:
            with closing(found["Body"]) as body:
                body.read(1)
