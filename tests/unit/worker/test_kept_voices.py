"""Encoded voices that workers over one store leave to each other, and never to another voice."""

import json
import logging
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from models.aligner import Aligner
from models.engine import Engine, UnusableVoice, VoiceState
from speech.audio import Audio
from storage.local import LocalStore
from storage.objects import StorageDenied, StorageUnavailable
from tests import clips
from tests.mimic import Mimic, MimicVoice
from worker.app import App
from worker.casting import cast
from worker.contract import GenerateRequest
from worker.settings import Settings

KEPT = "voices/anna/f5-tts.voice"
QUIET, LOUD = (
    Audio(clips.hibari_speech().samples * gain / abs(clips.hibari_speech().samples).max(), clips.RATE)
    for gain in (0.2, 0.8)
)


class Keeper(Mimic):
    """A mimic that has its voices kept; in F5-TTS's place, a name of the registry."""

    name = "f5-tts"
    needs_transcript = True

    def __init__(self, hibari: Engine, voice_format: str | None) -> None:
        super().__init__(hibari)
        self.voice_format = voice_format
        self.threads: set[threading.Thread] = set()
        self.meanwhile: Callable[[], None] = lambda: None

    def encode(self, clip: Audio, transcript: str) -> VoiceState:
        """The clip's level; something else may happen while it is found."""
        self.meanwhile()
        return super().encode(clip, transcript)

    def dump_voice(self, voice: VoiceState) -> bytes:
        """The level, as JSON."""
        assert isinstance(voice, MimicVoice)
        self.threads.add(threading.current_thread())
        return json.dumps({"level": voice.level}).encode()

    def load_voice(self, data: bytes) -> VoiceState:
        """Raises UnusableVoice."""
        self.threads.add(threading.current_thread())
        try:
            return MimicVoice(json.loads(data)["level"])
        except (ValueError, LookupError) as error:
            raise UnusableVoice("the bytes are no level") from error


class Worker:
    """A worker that was just started."""

    def __init__(self, app: App, engine: Keeper) -> None:
        self.app = app
        self.engine = engine

    async def handle(self, **fields: Any) -> dict[str, Any]:
        """The reply to a request, which has to be done."""
        reply = await self.app.handle("job", fields)
        assert "COMPLETED" == reply.get("status"), reply
        return reply

    async def upload(self, clip: Audio, name: str = "anna", transcript: str = "One.", **fields: Any) -> None:
        """Store a voice, in the place of the one of this name."""
        file = b64encode(clips.pcm_file(clip)).decode()
        fields = {"file": file, "transcript": transcript, "overwrite": True, **fields}
        await self.handle(endpoint="upload", voice_name=name, **fields)

    async def voice(self, name: str = "anna") -> VoiceState:
        """The voice, ready to speak."""
        request = GenerateRequest(text="Hello.", model="f5-tts", voice=name)
        return await (await cast(request, self.engine, self.app.services)).state()

    @property
    def encoded(self) -> list[str]:
        """The transcripts of all clips that had to be encoded."""
        return [transcript for _, transcript in self.engine.encoded]


MakeWorker = Callable[..., Worker]


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """What the workers share."""
    return LocalStore(tmp_path / "store")


@pytest.fixture
def start(engines: dict[str, Engine], aligner: Aligner, store: LocalStore) -> Iterator[MakeWorker]:
    """Starts workers over the store, or over another view of it."""
    apps: list[App] = []

    def make(view: LocalStore = store, voice_format: str | None = "level, 1", **settings: object) -> Worker:
        engine = Keeper(engines["hibari"], voice_format)
        loaded = {"hibari": engines["hibari"], "f5-tts": engine}
        apps.append(App(Settings.model_validate(settings), loaded, aligner, view))
        return Worker(apps[-1], engine)

    yield make
    for app in apps:
        app.close()


def keys(store: LocalStore, name: str = "anna") -> list[str]:
    """All that lies under a voice."""
    return list(store.keys(f"voices/{name}/"))


def warnings(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """The warnings that were logged, each with the error that it is about."""
    return [
        (event.getMessage(), event.values["error"])  # type: ignore[attr-defined] # logs.py puts it there
        for event in caplog.records
        if event.levelno == logging.WARNING
    ]


async def test_a_cold_worker_does_not_encode_again(
    start: MakeWorker, store: LocalStore, caplog: pytest.LogCaptureFixture
) -> None:
    """It reads what a warm one has kept, the same voice to the bit, even without the clip; nothing is warned of."""
    warm = start()
    await warm.upload(QUIET)
    first = await warm.voice()
    assert KEPT in keys(store)
    store.delete(f"voices/anna/{warm.app.services.voices.load('anna').sha256}.wav")
    cold = start()
    assert first == await cold.voice() == await cold.voice()
    assert (["One."], []) == (warm.encoded, cold.encoded)
    assert [] == warnings(caplog)


async def test_memory_goes_before_the_store(start: MakeWorker, store: LocalStore) -> None:
    """A warm worker asks the store for no encoded voice; one without room in memory asks each time."""
    warm, tight = start(), start(voice_cache_bytes=10)
    await warm.upload(QUIET)
    first = await warm.voice()
    assert first == await tight.voice()
    store.delete(KEPT)
    assert first == await warm.voice()
    assert [] == tight.encoded
    assert first == await tight.voice()
    assert (["One."], ["One."]) == (warm.encoded, tight.encoded)


async def test_jobs_speak_in_what_was_kept(start: MakeWorker) -> None:
    """Through the whole worker: a cold one's job sounds as the warm one's."""
    warm, cold = start(), start()
    await warm.upload(QUIET)
    replies = [
        await worker.handle(text="Hello.", model="f5-tts", voice="anna", job_id=job_id, seed=1)
        for worker, job_id in ((warm, "a"), (cold, "b"))
    ]
    one, other = (warm.app.services.outputs._store.get(reply["audio_key"]) for reply in replies)  # noqa: SLF001 - to hear it
    assert one == other
    assert [] == cold.encoded


async def test_the_event_loop_is_not_held_up(start: MakeWorker) -> None:
    """Voices are written and read in other threads than its own."""
    warm, cold = start(), start()
    await warm.upload(QUIET)
    assert await warm.voice() == await cold.voice()
    for worker in (warm, cold):
        assert worker.engine.threads
        assert threading.current_thread() not in worker.engine.threads


async def test_nobodys_voice_is_anothers(start: MakeWorker) -> None:
    """A, B, A, on workers warm and cold, with memory and without: each is itself."""
    warm = start()
    await warm.upload(QUIET, "anna")
    await warm.upload(LOUD, "bert")
    anna, bert = await warm.voice("anna"), await warm.voice("bert")
    assert anna != bert
    for worker in (warm, start(), start(voice_cache_bytes=10)):
        assert [anna, bert, anna] == [await worker.voice(name) for name in ("anna", "bert", "anna")]
    assert ["One.", "One."] == warm.encoded


async def test_an_exchanged_voice_is_not_spoken_with(
    start: MakeWorker, store: LocalStore, caplog: pytest.LogCaptureFixture
) -> None:
    """Where bert's encoded voice lies in anna's place, anna is encoded again and put there."""
    warm, cold = start(), start()
    await warm.upload(QUIET, "anna")
    await warm.upload(LOUD, "bert")
    anna, _ = await warm.voice("anna"), await warm.voice("bert")
    right = store.get(KEPT)
    store.put(KEPT, store.get("voices/bert/f5-tts.voice"), "application/octet-stream")
    assert anna == await cold.voice("anna")
    assert (["One."], right) == (cold.encoded, store.get(KEPT))
    assert [("kept_voice_not_read", "DamagedRecord")] == warnings(caplog)


@pytest.mark.parametrize(
    ("clip", "transcript"), [(LOUD, "One."), (QUIET, "Two."), (LOUD, "Two.")], ids=["clip", "words", "both"]
)
async def test_a_replaced_voice_is_encoded_again(
    start: MakeWorker, store: LocalStore, clip: Audio, transcript: str
) -> None:
    """On every worker, warm or cold, and nothing that was made of the former voice is left."""
    warm, cold = start(), start()
    await warm.upload(QUIET)
    former = await warm.voice()
    await warm.upload(clip, transcript=transcript)
    assert 2 == len(keys(store))
    current = await cold.voice()
    assert (clip is LOUD) == (current != former)
    assert current == await warm.voice()
    assert ([transcript], ["One."]) == (cold.encoded, warm.encoded)
    assert 3 == len(keys(store))


async def test_another_format_is_encoded_again(
    start: MakeWorker, store: LocalStore, caplog: pytest.LogCaptureFixture
) -> None:
    """What other weights, or an older release, have kept is not read, and gives way."""
    warm, newer = start(), start(voice_format="level, 2")
    await warm.upload(QUIET)
    old = await warm.voice(), store.get(KEPT)
    assert old[0] == await newer.voice()
    assert ["One."] == newer.encoded
    assert old[1] != store.get(KEPT)
    assert [("kept_voice_not_read", "DamagedRecord")] == warnings(caplog)
    newest = start(voice_format="level, 2")
    assert old[0] == await newest.voice()
    assert [] == newest.encoded


@pytest.mark.parametrize("damage", ["bytes", "content"])
async def test_a_damaged_voice_is_encoded_again(
    start: MakeWorker, store: LocalStore, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    """And overwritten: whether the store lost bytes, or the engine cannot read what it once wrote."""
    warm, cold = start(), start()
    await warm.upload(QUIET)
    first, right = await warm.voice(), store.get(KEPT)
    voices = warm.app.services.voices
    if damage == "bytes":
        store.put(KEPT, right[:-1], "application/octet-stream")
    else:
        voices.keep(voices.load("anna"), "f5-tts", "level, 1", b"{")
    assert first == await cold.voice()
    assert (["One."], right) == (cold.encoded, store.get(KEPT))
    expected = "DamagedRecord" if damage == "bytes" else "UnusableVoice"
    assert [("kept_voice_not_read", expected)] == warnings(caplog)


class _NotPermitted(LocalStore):
    """Refuses to write, or to read, encoded voices; lists nothing."""

    def __init__(self, root: Path, *, reads: bool = True, writes: bool = True) -> None:
        super().__init__(root)
        self._reads = reads
        self._writes = writes

    def put(self, key: str, data: bytes | IO[bytes], content_type: str, *, exclusive: bool = False) -> None:
        if key.endswith(".voice") and not self._writes:
            raise StorageDenied("s3:PutObject is missing")
        super().put(key, data, content_type, exclusive=exclusive)

    def get(self, key: str) -> bytes:
        if key.endswith(".voice") and not self._reads:
            raise StorageUnavailable("no answer")
        return super().get(key)

    def keys(self, prefix: str) -> Iterator[str]:
        raise StorageDenied(f"s3:ListBucket is missing for {prefix}")


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [
        ({"writes": False}, ("voice_not_kept", "StorageDenied")),
        ({"reads": False}, ("kept_voice_not_read", "StorageUnavailable")),
    ],
    ids=["save", "read"],
)
async def test_a_store_that_refuses_encoded_voices_costs_an_encoding(
    start: MakeWorker,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    allowed: dict[str, bool],
    expected: tuple[str, str],
) -> None:
    """The job is done all the same, and the log has a warning, which names neither the voice nor its key."""
    worker = start(_NotPermitted(tmp_path / "store", **allowed))
    await worker.upload(QUIET)
    await worker.handle(text="Hello.", model="f5-tts", voice="anna", job_id="a")
    assert ["One."] == worker.encoded
    assert [expected] == warnings(caplog)
    assert not any("anna" in str(event.__dict__) for event in caplog.records)
    assert (2 if "writes" in allowed else 3) == len(keys(LocalStore(tmp_path / "store")))


async def test_a_deleted_voice_leaves_nothing(start: MakeWorker, store: LocalStore, tmp_path: Path) -> None:
    """Also where a worker deletes it that did not encode it, and listing is denied."""
    warm, other = start(), start(_NotPermitted(tmp_path / "store"))
    await warm.upload(QUIET, "anna")
    await warm.upload(LOUD, "bert")
    await warm.voice("anna")
    await warm.voice("bert")
    assert 3 == len(keys(store, "anna"))
    await other.handle(endpoint="delete_voice", voice_name="Anna")
    assert (0, 3) == (len(keys(store, "anna")), len(keys(store, "bert")))


async def test_a_voice_deleted_while_it_is_encoded_leaves_nothing(start: MakeWorker, store: LocalStore) -> None:
    """The job that waits for it still gets its voice; the store keeps nothing of it."""
    warm = start()
    await warm.upload(QUIET)
    warm.engine.meanwhile = lambda: warm.app.services.voices.delete("anna", ["f5-tts"])
    assert isinstance(await warm.voice(), MimicVoice)
    assert [] == keys(store)


async def test_an_engine_that_keeps_no_voices_has_none_kept(start: MakeWorker, store: LocalStore) -> None:
    """Without a format nothing is dumped, loaded or stored."""
    warm, cold = start(voice_format=None), start(voice_format=None)
    await warm.upload(QUIET)
    assert await warm.voice() == await cold.voice()
    assert (["One."], ["One."]) == (warm.encoded, cold.encoded)
    assert 2 == len(keys(store))
    assert set() == warm.engine.threads | cold.engine.threads
