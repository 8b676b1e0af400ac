"""What the voice library promises of encoded voices over any store: never another's, and nothing left behind."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

import pytest

from storage.local import LocalStore
from storage.objects import (
    DamagedRecord,
    ObjectNotFound,
    ObjectStore,
    StorageDenied,
    StorageError,
    StorageUnavailable,
)
from storage.voices import VoiceRecord, Voices
from tests.contract.test_voice_store import keys, record
from tests.servers import NO_LIST, READ_ONLY, S3Server

ENGINES = ("alto", "bass")
FORMAT = "tensors, 1"
DATA = bytes(range(256))


@pytest.fixture(params=["local", "seaweedfs", "juicefs"])
def store(request: pytest.FixtureRequest, tmp_path: Path, prefix: str) -> Iterator[ObjectStore]:
    """A folder, and real S3 servers with and without conditional writes."""
    if request.param == "local":
        yield LocalStore(tmp_path)
        return
    server: S3Server = request.getfixturevalue(request.param)
    with server.store(prefix=prefix) as s3:
        yield s3


def stored(store: ObjectStore, name: str = "Anna", clip: bytes = b"one") -> VoiceRecord:
    """An uploaded voice of which both engines keep what they made."""
    voices, uploaded = Voices(store), record(name, clip)
    voices.create(uploaded, clip)
    for engine in ENGINES:
        voices.keep(uploaded, engine, FORMAT, DATA)
    assert 4 == len([key for key in keys(store) if key.startswith(f"voices/{name.lower()}/")])
    return uploaded


def test_an_encoded_voice_comes_back_as_it_was_kept(store: ObjectStore) -> None:
    """Byte for byte, whatever its size and its format's name; the last one kept is the one that is read."""
    voices, anna = Voices(store), stored(store)
    assert DATA == voices.encoded(anna, "alto", FORMAT)
    for data in (b"", b"\n" * 300_000):
        voices.keep(anna, "alto", "../ü\0\n", data)
        assert data == voices.encoded(anna, "alto", "../ü\0\n")
    assert DATA == voices.encoded(anna, "bass", FORMAT)
    assert ["anna"] == voices.names()


@pytest.mark.parametrize(
    ("change", "engine", "voice_format"),
    [
        ({"sha256": "0" * 64}, "alto", FORMAT),
        ({"transcript": "Goodbye."}, "alto", FORMAT),
        ({"transcript": None}, "alto", FORMAT),
        ({"language": "de"}, "alto", FORMAT),
        ({"name": "bert"}, "alto", FORMAT),
        ({}, "tenor", FORMAT),
        ({}, "alto", "tensors, 2"),
    ],
    ids=["clip", "transcript", "no transcript", "language", "name", "engine", "format"],
)
def test_an_encoded_voice_is_never_read_for_another(
    store: ObjectStore, change: dict[str, str], engine: str, voice_format: str
) -> None:
    """Another clip, transcript, language, name, engine or format than it was kept for finds nothing to use."""
    anna = stored(store)
    with pytest.raises((DamagedRecord, ObjectNotFound)):
        Voices(store).encoded(anna.model_copy(update=change), engine, voice_format)


@pytest.mark.parametrize("source", ["voices/anna/bass.voice", "voices/bert/alto.voice"], ids=["engine", "voice"])
def test_an_encoded_voice_is_of_no_use_in_the_place_of_another(store: ObjectStore, source: str) -> None:
    """A copy under another engine's key, or another voice's, is not taken for what belongs there."""
    anna = stored(store)
    stored(store, "bert", b"two")
    store.put("voices/anna/alto.voice", store.get(source), "application/octet-stream")
    with pytest.raises(DamagedRecord):
        Voices(store).encoded(anna, "alto", FORMAT)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda sealed: sealed[:20],
        lambda sealed: sealed[:-1],
        lambda sealed: sealed + b"\0",
        lambda sealed: bytes([sealed[0] ^ 1]) + sealed[1:],
        lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]),
    ],
    ids=["empty", "head", "cut", "longer", "first bit", "last bit"],
)
def test_a_damaged_encoded_voice_is_not_read(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """Of what isn't byte for byte what was kept, nothing is handed out."""
    store = LocalStore(tmp_path)
    anna, key = stored(store), "voices/anna/alto.voice"
    store.put(key, damage(store.get(key)), "application/octet-stream")
    with pytest.raises(DamagedRecord):
        Voices(store).encoded(anna, "alto", FORMAT)


@pytest.mark.parametrize(("clip", "transcript"), [(b"two", "Hello."), (b"one", "Goodbye."), (b"one", "Hello.")])
def test_a_replaced_voice_leaves_nothing_encoded_behind(store: ObjectStore, clip: bytes, transcript: str) -> None:
    """Whether the clip, its words or nothing is new."""
    stored(store)
    Voices(store).replace(record("anna", clip, transcript), clip, ENGINES)
    assert 2 == len(keys(store))


def test_a_voice_is_deleted_with_what_was_encoded_and_without_listing(seaweedfs: S3Server, prefix: str) -> None:
    """Where s3:ListBucket is denied every object under the voice goes all the same, and no other voice's."""
    with seaweedfs.store(prefix=prefix) as store, seaweedfs.store(NO_LIST, prefix=prefix) as unlisted:
        stored(store)
        stored(store, "anna2", b"two")
        with pytest.raises(StorageDenied):
            keys(unlisted)
        Voices(unlisted).delete("ANNA", ENGINES)
        assert 4 == len(keys(store))
        assert all(key.startswith("voices/anna2/") for key in keys(store))


class _Unreliable(LocalStore):
    """Denies listing, and fails at one of the deletions."""

    def __init__(self, root: Path, fails_at: int) -> None:
        super().__init__(root)
        self._until_failure = fails_at

    def keys(self, prefix: str) -> Iterator[str]:
        raise StorageDenied(f"s3:ListBucket is missing for {prefix}")

    def delete(self, key: str) -> None:
        self._until_failure -= 1
        if self._until_failure == 0:
            raise StorageUnavailable("no answer")
        super().delete(key)


@pytest.mark.parametrize("fails_at", range(1, 5))
def test_a_deletion_that_failed_half_way_can_be_done_again(tmp_path: Path, fails_at: int) -> None:
    """The second try removes what the first left, also when that had come past the record; listing is not needed."""
    stored(LocalStore(tmp_path))
    voices = Voices(_Unreliable(tmp_path, fails_at))
    with pytest.raises(StorageUnavailable):
        voices.delete("anna", ENGINES)
    assert keys(LocalStore(tmp_path))
    with suppress(ObjectNotFound):
        voices.delete("anna", ENGINES)
    assert [] == keys(LocalStore(tmp_path))


class _Meanwhile(LocalStore):
    """Something happens just before, or just after, an encoded voice is written."""

    def __init__(self, root: Path, before: Callable[[], None], after: Callable[[], None]) -> None:
        super().__init__(root)
        self._before = before
        self._after = after

    def put(self, key: str, data: bytes | IO[bytes], content_type: str, *, exclusive: bool = False) -> None:
        self._before()
        super().put(key, data, content_type, exclusive=exclusive)
        self._after()


def _nothing() -> None:
    pass


@pytest.mark.parametrize("is_before", [True, False])
@pytest.mark.parametrize(("action", "left"), [("delete", 0), ("new clip", 2), ("new words", 2), ("same again", 3)])
def test_a_worker_that_is_late_leaves_nothing_behind(
    tmp_path: Path, action: str, left: int, *, is_before: bool
) -> None:
    """What was encoded of a voice that went meanwhile goes too; what still is right for it stays."""
    store = LocalStore(tmp_path)
    voices, anna = Voices(store), record("anna", b"one")
    voices.create(anna, b"one")
    actions: dict[str, Callable[[], None]] = {
        "delete": lambda: voices.delete("anna", ENGINES),
        "new clip": lambda: voices.replace(record("anna", b"two"), b"two", ENGINES),
        "new words": lambda: voices.replace(record("anna", b"one", "Goodbye."), b"one", ENGINES),
        "same again": lambda: voices.replace(record("anna", b"one"), b"one", ()),
    }
    before, after = (actions[action], _nothing) if is_before else (_nothing, actions[action])
    Voices(_Meanwhile(tmp_path, before, after)).keep(anna, "alto", FORMAT, DATA)
    assert left == len(keys(store))


@pytest.mark.parametrize(("is_gone", "left"), [(True, 0), (False, 3)])
def test_a_write_whose_answer_was_lost_leaves_nothing_behind(tmp_path: Path, *, is_gone: bool, left: int) -> None:
    """The write may have been done: it is taken back where the voice is gone, and the error is told."""
    store = LocalStore(tmp_path)
    voices, anna = Voices(store), record("anna", b"one")
    voices.create(anna, b"one")

    def lose_answer() -> None:
        raise StorageUnavailable("the answer is lost")

    before = partial(voices.delete, "anna", ENGINES) if is_gone else _nothing
    with pytest.raises(StorageUnavailable):
        Voices(_Meanwhile(tmp_path, before, lose_answer)).keep(anna, "alto", FORMAT, DATA)
    assert left == len(keys(store))


def test_workers_that_keep_and_one_that_replaces_leave_nothing_behind(store: ObjectStore) -> None:
    """Whatever the order in which their requests reach the store, and also where it has no conditional writes."""
    voices = Voices(store)
    with ThreadPoolExecutor(6) as pool:
        for number in range(8):
            former, new = record("anna", bytes([number])), record("anna", bytes([number + 1]))
            voices.replace(former, bytes([number]), ENGINES)
            late = [pool.submit(voices.keep, former, engine, FORMAT, DATA) for engine in ENGINES * 3]
            voices.replace(new, bytes([number + 1]), ENGINES)
            wait(late)
            assert {"voices/anna/voice.json", f"voices/anna/{new.sha256}.wav"} == set(keys(store))
            # JuiceFS refuses a write whose folder is being changed, with 404.
            assert all(isinstance(keeping.exception(), StorageError | None) for keeping in late)


def test_reading_needs_no_permission_to_write(seaweedfs: S3Server, prefix: str) -> None:
    """A worker that may only read gets what others have kept; what it cannot keep is an error that takes nothing."""
    with seaweedfs.store(prefix=prefix) as store, seaweedfs.store(READ_ONLY, prefix=prefix) as reader:
        anna = stored(store)
        with pytest.raises(StorageDenied):
            Voices(reader).keep(anna, "alto", FORMAT, b"other")
        assert DATA == Voices(reader).encoded(anna, "alto", FORMAT)


def test_what_cannot_be_looked_at_is_taken_back(tmp_path: Path) -> None:
    """Where the record cannot be read, nobody knows whether the voice is there: nothing of it stays."""
    store = LocalStore(tmp_path)
    anna = record("anna", b"one")
    store.put("voices/anna/voice.json", b"{", "application/json")
    with suppress(StorageError):
        Voices(store).keep(anna, "alto", FORMAT, DATA)
    assert ["voices/anna/voice.json"] == keys(store)
