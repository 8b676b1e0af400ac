"""Uploaded voices: a reference clip, and what is known of it.

A voice exists when its `voice.json` does. The clip lies beside it under its own hash, so that a voice is created or
replaced by one write: no reader ever sees one upload's clip with another's transcript.
"""

from contextlib import suppress
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from storage.objects import DamagedRecord, ObjectExists, ObjectNotFound, ObjectStore, StorageDenied, StorageError

_ROOT = "voices/"
_RECORD = "/voice.json"


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

    def replace(self, record: VoiceRecord, clip: bytes) -> None:
        """Store a voice, in the place of the one that has the name."""
        former = self.find(record.name)
        self._write(record, clip, exclusive=False)
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

    def delete(self, name: str) -> None:
        """Remove a voice and all that lies under it. Raises ObjectNotFound."""
        record = self.find(name)
        if record is None and not self._store.exists(_record_key(name)):
            raise ObjectNotFound("there is no such voice")
        self._store.delete(_record_key(name))
        if record:
            self._store.delete(_clip_key(record))
        # What else was derived from the voice is found by listing; without that permission there is nothing else.
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


def _folder(name: str) -> str:
    # "Anna" and "anna" are one voice: nobody can take a name that differs from another's by its case alone.
    return f"{_ROOT}{name.lower()}/"


def _record_key(name: str) -> str:
    return f"{_ROOT}{name.lower()}{_RECORD}"


def _clip_key(record: VoiceRecord) -> str:
    return f"{_folder(record.name)}{record.sha256}.wav"
