"""Uploaded voices: a reference clip, what is known of it, and what engines made of it.

A voice exists when its `voice.json` does. The clip lies beside it under its own hash, so that a voice is created or
replaced by one write: no reader ever sees one upload's clip with another's transcript. What an engine encoded lies
there under the engine's name, so that it can be removed without s3:ListBucket.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from storage.objects import DamagedRecord, ObjectExists, ObjectNotFound, ObjectStore, StorageDenied, StorageError

_ROOT = "voices/"
_RECORD = "/voice.json"
_SEAL_BYTES: Final = 32
"""A SHA-256."""


class ClipQualityRecord(BaseModel):
    """What was measured of a reference clip."""

    model_config = ConfigDict(frozen=True)

    speech_seconds: float
    snr_db: float | None
    clipped_ratio: float
    silence_ratio: float


class VoiceRecord(BaseModel):
    """What is kept of a voice beside its clip."""

    model_config = ConfigDict(frozen=True)

    name: str
    duration: float
    """Seconds."""
    sample_rate: int
    """Hz."""
    language: str
    transcript: str | None
    transcript_source: Literal["caller", "recogniser"] | None
    sha256: str
    """Of the stored clip: the identity of the voice for every cache."""
    created_at: datetime
    quality: ClipQualityRecord


class Voices:
    """Voices at `voices/{name}/`, names without regard to case. Methods block and raise StorageError."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def create(self, record: VoiceRecord, clip: bytes) -> None:
        """Store a new voice. Raises ObjectExists when the name is taken; nothing is left behind then."""
        if self._store.exists(_record_key(record.name)):
            raise ObjectExists("the voice exists")
        self._write(record, clip, exclusive=True)

    def replace(self, record: VoiceRecord, clip: bytes, engines: Iterable[str]) -> None:
        """Store a voice, in the place of the one that has the name and of what these engines made of that."""
        former = self.find(record.name)
        self._write(record, clip, exclusive=False)
        self._forget(record.name, engines)
        if former and former.sha256 != record.sha256:
            self._store.delete(_clip_key(former))

    def find(self, name: str) -> VoiceRecord | None:
        """The voice, or None; a damaged record is no voice."""
        try:
            return self.load(name)
        except (ObjectNotFound, DamagedRecord):
            return None

    def load(self, name: str) -> VoiceRecord:
        """Raises ObjectNotFound or DamagedRecord."""
        try:
            return VoiceRecord.model_validate_json(self._store.get(_record_key(name)))
        except ValidationError as error:
            raise DamagedRecord("a voice record is damaged") from error

    def clip(self, record: VoiceRecord) -> bytes:
        """The 24 kHz mono WAV. Raises ObjectNotFound when the voice was replaced or deleted since."""
        return self._store.get(_clip_key(record))

    def keep(self, record: VoiceRecord, engine: str, voice_format: str, data: bytes) -> None:
        """Store what an engine made of the voice, in the place of what it made before.

        Nothing stays where the voice was replaced or deleted meanwhile: that changes the record first and then removes
        what was encoded, this writes first and then looks at the record. What stays is the write of a process that dies
        before it looks, or one that the store does afterwards: nobody reads it, and a `delete` of the name removes it.
        """
        key = _encoded_key(record.name, engine)
        sealed = _seal(data, record, engine, voice_format) + data
        try:
            self._store.put(key, sealed, "application/octet-stream")
        finally:  # the put may have been done though its answer was lost
            if not self._is_current(record):
                self._store.delete(key)

    def encoded(self, record: VoiceRecord, engine: str, voice_format: str) -> bytes:
        """What `keep` stored of this very clip, transcript, language, engine and format.

        Raises ObjectNotFound, or DamagedRecord where something else is there.
        """
        sealed = self._store.get(_encoded_key(record.name, engine))
        data = sealed[_SEAL_BYTES:]
        if sealed[:_SEAL_BYTES] != _seal(data, record, engine, voice_format):
            raise DamagedRecord("an encoded voice is damaged, or of another clip, transcript or format")
        return data

    def delete(self, name: str, engines: Iterable[str]) -> None:
        """Remove a voice, what these engines made of it, and all else that lies under it. Raises ObjectNotFound.

        Where it fails half-way it can be called again.
        """
        record = self.find(name)
        if record is None and not self._store.exists(_record_key(name)):
            self._forget(name, engines)
            raise ObjectNotFound("there is no such voice")
        if record:
            self._store.delete(_clip_key(record))  # while the record still tells where it is
        self._store.delete(_record_key(name))
        self._forget(name, engines)
        # What nobody knows of any more is found by listing, where that is permitted.
        with suppress(StorageDenied):
            for key in list(self._store.keys(_folder(name))):
                self._store.delete(key)

    def names(self) -> list[str]:
        """The names of all voices, in lower case and in order. Needs s3:ListBucket, else StorageDenied."""
        keys = self._store.keys(_ROOT)
        return [key.removeprefix(_ROOT).removesuffix(_RECORD) for key in keys if key.endswith(_RECORD)]

    def _write(self, record: VoiceRecord, clip: bytes, *, exclusive: bool) -> None:
        self._store.put(_clip_key(record), clip, "audio/wav")
        try:
            data = record.model_dump_json().encode()
            self._store.put(_record_key(record.name), data, "application/json", exclusive=exclusive)
        except StorageError:
            if not self._is_kept(record):
                raise

    def _is_kept(self, record: VoiceRecord) -> bool:
        """Whether a write that failed has been done all the same, its answer lost; what it left is removed if not."""
        try:
            current = self.find(record.name)
            # Two uploads of one clip share its key: the loser must not take it from the winner.
            if current is None or current.sha256 != record.sha256:
                self._store.delete(_clip_key(record))
        except StorageError:
            return False
        return current == record

    def _is_current(self, record: VoiceRecord) -> bool:
        """Whether what was made of this voice belongs to the one that has its name now; no where nobody can tell."""
        try:
            return _origin(self.load(record.name)) == _origin(record)
        except StorageError:
            return False

    def _forget(self, name: str, engines: Iterable[str]) -> None:
        for engine in engines:
            self._store.delete(_encoded_key(name, engine))


def _folder(name: str) -> str:
    # "Anna" and "anna" are one voice: nobody can take a name that differs from another's by its case alone.
    return f"{_ROOT}{name.lower()}/"


def _record_key(name: str) -> str:
    return f"{_ROOT}{name.lower()}{_RECORD}"


def _clip_key(record: VoiceRecord) -> str:
    return f"{_folder(record.name)}{record.sha256}.wav"


def _encoded_key(name: str, engine: str) -> str:
    return f"{_folder(name)}{engine}.voice"


def _origin(record: VoiceRecord) -> list[str | None]:
    """What a voice is made of."""
    return [record.sha256, record.transcript, record.language]


def _seal(data: bytes, record: VoiceRecord, engine: str, voice_format: str) -> bytes:
    """A digest that no other data have, nor the same data of another voice, engine or format."""
    return sha256(json.dumps([engine, voice_format, *_origin(record)]).encode() + data).digest()
