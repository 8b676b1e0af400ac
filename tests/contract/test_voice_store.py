"""What the voice library promises over any store."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

import pytest

from storage.local import LocalStore
from storage.objects import ObjectExists, ObjectNotFound, ObjectStore, StorageError, StorageUnavailable
from storage.voices import ClipQualityRecord, VoiceRecord, Voices
from tests.servers import S3Server


@pytest.fixture(params=["local", "seaweedfs"])
def store(request: pytest.FixtureRequest, tmp_path: Path, prefix: str) -> Iterator[ObjectStore]:
    """A folder, and a real S3 server."""
    if request.param == "local":
        yield LocalStore(tmp_path)
        return
    server: S3Server = request.getfixturevalue("seaweedfs")
    with server.store(prefix=prefix) as s3:
        yield s3


def record(name: str, clip: bytes, transcript: str = "Hello.") -> VoiceRecord:
    """What is known of a voice with this clip."""
    return VoiceRecord(
        name=name,
        duration=2.0,
        sample_rate=24_000,
        language="en",
        transcript=transcript,
        transcript_source="caller",
        sha256=sha256(clip).hexdigest(),
        created_at=datetime.now(UTC),
        quality=ClipQualityRecord(speech_seconds=1.8, snr_db=40, clipped_ratio=0, silence_ratio=0.1),
    )


def keys(store: ObjectStore) -> list[str]:
    """All keys in the store."""
    return list(store.keys(""))


def test_a_voice_comes_back_as_it_was_stored(store: ObjectStore) -> None:
    """Record and clip survive the store unchanged."""
    voices, anna = Voices(store), record("anna", b"clip")
    voices.create(anna, b"clip")
    assert anna == voices.load("anna")
    assert b"clip" == voices.clip(anna)


def test_a_name_is_taken_without_regard_to_case(store: ObjectStore) -> None:
    """Whoever has "Anna" has "anna" too, and the second upload changes nothing."""
    voices, first = Voices(store), record("Anna", b"one")
    voices.create(first, b"one")
    before = keys(store)
    with pytest.raises(ObjectExists):
        voices.create(record("anna", b"two"), b"two")
    assert before == keys(store)
    assert first == voices.load("ANNA")


def test_of_eight_uploads_of_one_name_exactly_one_wins(store: ObjectStore) -> None:
    """Creation is exclusive, and losers leave no clip behind; record and clip are of one upload."""
    voices = Voices(store)
    clips = [bytes([number]) * 100 for number in range(8)]

    def create(clip: bytes) -> bool:
        try:
            voices.create(record("anna", clip), clip)
        except ObjectExists:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(create, clips))
    assert 1 == sum(won)
    assert clips[won.index(True)] == voices.clip(voices.load("anna"))
    assert 2 == len(keys(store))


def test_a_replaced_voice_leaves_no_clip_behind(store: ObjectStore) -> None:
    """After an overwrite there is the new record, the new clip and nothing else."""
    voices = Voices(store)
    voices.create(record("anna", b"one"), b"one")
    voices.replace(record("anna", b"two"), b"two", ())
    assert b"two" == voices.clip(voices.load("anna"))
    assert 2 == len(keys(store))


def test_replacing_keeps_an_unchanged_clip(store: ObjectStore) -> None:
    """A new transcript for the same clip doesn't lose the clip."""
    voices = Voices(store)
    voices.create(record("anna", b"one"), b"one")
    voices.replace(record("anna", b"one", "Goodbye."), b"one", ())
    assert ("Goodbye.", b"one") == (voices.load("anna").transcript, voices.clip(voices.load("anna")))


def test_a_deleted_voice_is_gone_with_all_that_was_derived(store: ObjectStore) -> None:
    """Deleting removes every object under the voice, and none of another whose name begins alike."""
    voices = Voices(store)
    voices.create(record("anna", b"one"), b"one")
    voices.create(record("anna2", b"two"), b"two")
    store.put("voices/anna/derived.bin", b"x", "application/octet-stream")
    voices.delete("anna", ())
    assert ["anna2"] == voices.names()
    assert all(key.startswith("voices/anna2/") for key in keys(store))
    with pytest.raises(ObjectNotFound):
        voices.delete("anna", ())


class _LosesAnswers(LocalStore):
    """A store on a bad line: a write of a record is done, or not, and then its answer is lost."""

    def __init__(self, root: Path, *, is_done: bool) -> None:
        super().__init__(root)
        self._is_done = is_done

    def put(self, key: str, data: bytes | IO[bytes], content_type: str, *, exclusive: bool = False) -> None:
        if key.endswith(".json"):
            if self._is_done:
                super().put(key, data, content_type, exclusive=exclusive)
            raise StorageUnavailable("the answer is lost")
        super().put(key, data, content_type, exclusive=exclusive)


def test_a_voice_whose_answer_was_lost_is_stored(tmp_path: Path) -> None:
    """A write that was done counts, though its answer didn't arrive."""
    store = _LosesAnswers(tmp_path, is_done=True)
    Voices(store).create(record("anna", b"one"), b"one")
    assert 2 == len(keys(store))


def test_a_voice_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """When the record can't be stored, the clip is taken away again."""
    store = _LosesAnswers(tmp_path, is_done=False)
    with pytest.raises(StorageUnavailable):
        Voices(store).create(record("anna", b"one"), b"one")
    assert [] == keys(store)


def test_a_damaged_record_is_a_storage_error(store: ObjectStore) -> None:
    """A record that somebody mangled is an error with a name, not a crash."""
    store.put("voices/anna/voice.json", b"{", "application/json")
    with pytest.raises(StorageError, match="damaged"):
        Voices(store).load("anna")
