"""Uploading voices, and speaking in them, over a local store."""

from base64 import b64encode
from typing import Any

import numpy as np
import pytest

from models.engine import Engine
from models.transcriber import Transcriber, Transcript
from speech.audio import Audio
from speech.decode import decode
from tests import clips
from tests.fixtures import MakeApp
from tests.mimic import Mimic
from worker.app import App


def base64(data: bytes) -> str:
    """The data as a caller sends it."""
    return b64encode(data).decode()


SPEECH = base64(clips.pcm_file(clips.hibari_speech()))


async def upload(app: App, name: str = "anna", file: str = SPEECH, **fields: Any) -> dict[str, Any]:
    """The reply to an upload."""
    return await app.handle("up", {"endpoint": "upload", "voice_name": name, "file": file, **fields})


async def names(app: App) -> set[str]:
    """The names of uploaded voices."""
    reply = await app.handle("v", {"endpoint": "voices"})
    return {voice["name"] for voice in reply["voices"] if not voice.get("built_in")}


async def test_the_reply_tells_what_is_kept(app: App) -> None:
    """The voice that the reply describes is the voice in the store: 24 kHz mono, its hash, its quality."""
    reply = await upload(app, transcript=clips.TEXT)
    voice = reply["voice"]
    record = app.services.voices.load("anna")
    kept = decode(app.services.voices.clip(record), max_duration_s=60).audio
    assert (24_000, record.sha256, clips.TEXT, "caller") == (
        kept.sample_rate,
        voice["sha256"],
        voice["transcript"],
        voice["transcript_source"],
    )
    assert kept.duration_s == pytest.approx(voice["duration"], abs=0.001)
    assert {"speech_seconds", "snr_db", "clipped_ratio", "silence_ratio"} == voice["quality"].keys()
    assert [] == reply["warnings"]
    assert {"anna"} == await names(app)


async def test_a_voice_without_transcript_is_kept_with_a_warning(app: App) -> None:
    """Nothing is invented: no transcript, no source, and a word about it."""
    reply = await upload(app)
    assert (None, None) == (reply["voice"]["transcript"], reply["voice"]["transcript_source"])
    assert any("transcript" in warning for warning in reply["warnings"])


async def test_a_voice_without_transcript_is_heard(make_app: MakeApp, transcriber: Transcriber) -> None:
    """What a recogniser writes down is kept, and the reply shows it and says whose words it is."""
    app = make_app(transcriber=transcriber)
    reply = await upload(app)
    voice, record = reply["voice"], app.services.voices.load("anna")
    assert (clips.TEXT, "recogniser") == (voice["transcript"], voice["transcript_source"])
    assert (clips.TEXT, "recogniser") == (record.transcript, record.transcript_source)
    assert [] == reply["warnings"]


async def test_what_was_heard_can_be_corrected(make_app: MakeApp, transcriber: Transcriber) -> None:
    """The caller's own words go before the recogniser's, at once and by another upload."""
    app = make_app(transcriber=transcriber)
    await upload(app)
    voice = (await upload(app, transcript="The right words.", overwrite=True))["voice"]
    assert ("The right words.", "caller") == (voice["transcript"], voice["transcript_source"])


@pytest.mark.parametrize(
    ("samples", "fields", "reason"),
    [
        (clips.hibari_speech().samples[::-1], {}, "did not understand the clip"),
        (clips.hibari_speech().samples, {"language": "de"}, "does not know the language"),
    ],
    ids=["backwards", "a language that tiny.en lacks"],
)
async def test_a_voice_that_is_not_understood_is_kept_with_a_warning(
    make_app: MakeApp,
    transcriber: Transcriber,
    samples: np.ndarray[Any, np.dtype[np.float32]],
    fields: dict[str, Any],
    reason: str,
) -> None:
    """No guess is stored, and the warning says why and what to do."""
    file = base64(clips.pcm_file(Audio(samples, clips.RATE)))
    reply = await upload(make_app(transcriber=transcriber), file=file, **fields)
    assert (None, None) == (reply["voice"]["transcript"], reply["voice"]["transcript_source"])
    (warning,) = reply["warnings"]
    assert reason in warning
    assert warning.endswith("upload it again with transcript and overwrite")


class Polyglot(Transcriber):
    """Stands for a multilingual model, whose weights no package brings: hears German where it is told no language."""

    def __init__(self) -> None:
        pass

    def transcribe(self, clip: Audio, language: str | None) -> Transcript:
        """Three words."""
        del clip
        return Transcript("Drei Wörter hier.", language or "de")


@pytest.mark.parametrize(
    ("fields", "is_warned"), [({}, True), ({"language": "de-AT"}, False), ({"language": "en"}, False)]
)
async def test_a_language_that_nobody_chose_is_told(
    make_app: MakeApp, fields: dict[str, Any], *, is_warned: bool
) -> None:
    """Without `language` a voice is English; a clip that is heard as another language gets a warning."""
    reply = await upload(make_app(transcriber=Polyglot()), **fields)
    assert ("Drei Wörter hier.", fields.get("language", "en")) == (
        reply["voice"]["transcript"],
        reply["voice"]["language"],
    )
    assert is_warned == any("heard as de" in warning for warning in reply["warnings"])


async def test_poor_quality_is_advice_not_an_error(app: App) -> None:
    """A noisy clip is stored, and the caller told what will hurt."""
    noisy = clips.pcm_file(clips.noisy(clips.hibari_speech(), 3))
    reply = await upload(app, file=base64(noisy), transcript=clips.TEXT)
    assert "COMPLETED" == reply["status"]
    assert reply["warnings"]


async def test_base64_of_a_browser_is_understood(app: App) -> None:
    """A data: prefix and line breaks are no reason to refuse."""
    lines = "\n".join(SPEECH[start : start + 76] for start in range(0, len(SPEECH), 76))
    assert "COMPLETED" == (await upload(app, file=f"data:audio/wav;base64,{lines}"))["status"]


def silence(seconds: float) -> str:
    """A WAV of nothing."""
    return base64(clips.pcm_file(Audio(np.zeros(round(seconds * 24_000), np.float32), 24_000)))


SHORT = base64(clips.pcm_file(Audio(clips.hibari_speech().samples[6000:20_000], 24_000)))
NOISE = base64(clips.pcm_file(Audio(np.random.default_rng(0).normal(0, 0.1, 72_000).astype(np.float32), 24_000)))


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"file": "not base64!"}, "invalid_input", "file"),
        ({"file": "äöü"}, "invalid_input", "file"),
        ({"file": ""}, "invalid_input", "file"),
        ({"file": base64(b"this is a text called .wav")}, "invalid_input", "file"),
        ({"file": silence(0)}, "invalid_input", "file"),
        ({"file": silence(3)}, "invalid_input", "file"),
        ({"file": SHORT}, "invalid_input", "file"),
        ({"file": NOISE}, "invalid_input", "file"),
        ({"file": silence(130)}, "invalid_input", "file"),
        ({"file": base64(b"\0" * 20_000_001)}, "payload_too_large", "file"),
        ({"name": "../anna", "voice_name": None}, "invalid_input", "voice_name"),
        ({"voice_name": "heart"}, "voice_exists", "voice_name"),
        ({"voice_name": "HEART"}, "voice_exists", "voice_name"),
        ({"file": None, "url_file": "http://example.com/a.wav"}, "download_refused", "url_file"),
        ({"file": None, "url_file": "https://127.0.0.1/a.wav"}, "download_refused", "url_file"),
        ({"file": None, "url_file": "https://169.254.169.254/latest/meta-data"}, "download_refused", "url_file"),
        ({"file": None, "url_file": "file:///etc/passwd"}, "download_refused", "url_file"),
        ({"file": None, "url_file": "nonsense"}, "download_refused", "url_file"),
    ],
)
async def test_what_cannot_work_is_an_error_and_stores_nothing(
    app: App, fields: dict[str, Any], code: str, field: str
) -> None:
    """Each bad upload names its field, quotes nothing of it, and leaves the store empty."""
    request = {"endpoint": "upload", "voice_name": "anna", "file": SPEECH, **fields}
    reply = await app.handle("up", request)
    assert (code, field, False) == (reply["code"], reply["field"], reply["retryable"])
    assert "example" not in reply["error"]
    assert set() == await names(app)
    assert [] == list(app.services.voices._store.keys(""))  # noqa: SLF001 - what is left behind is the question


async def test_a_taken_name_is_kept_unless_overwrite_is_asked_for(app: App) -> None:
    """The second upload of a name is voice_exists, in any case of letters; with overwrite it replaces the first."""
    first = await upload(app)
    assert "voice_exists" == (await upload(app, "Anna"))["code"]
    other = base64(clips.pcm_file(clips.espeak_speech()))
    replaced = await upload(app, file=other, overwrite=True)
    assert first["voice"]["sha256"] != replaced["voice"]["sha256"]
    assert replaced["voice"]["sha256"] == app.services.voices.load("anna").sha256


async def test_the_number_of_voices_is_limited(make_app: MakeApp) -> None:
    """At MAX_VOICES a new name is refused, and an old one can still be replaced."""
    app = make_app(max_voices=1)
    await upload(app)
    assert "invalid_input" == (await upload(app, "bert"))["code"]
    assert "COMPLETED" == (await upload(app, overwrite=True))["status"]


async def test_a_damaged_voice_can_be_replaced_or_deleted(app: App) -> None:
    """A record that somebody mangled blocks neither its name nor the list of the others."""
    store = app.services.voices._store  # noqa: SLF001 - to mangle it
    await upload(app, "bert")
    for request in ({"endpoint": "delete_voice", "voice_name": "anna"}, {"overwrite": True}):
        store.put("voices/anna/voice.json", b"{", "application/json")
        listed = await app.handle("v", {"endpoint": "voices"})
        assert {"bert", "heart"} == {voice["name"] for voice in listed["voices"]}
        assert 1 == len(listed["warnings"])
        reply = await app.handle("d", request) if "endpoint" in request else await upload(app, **request)
        assert "COMPLETED" == reply["status"]


async def test_a_voice_that_goes_while_the_job_waits_is_not_found(
    make_app: MakeApp, engines: dict[str, Engine]
) -> None:
    """Deleted between look-up and use: the error names the voice, not the store."""
    app = make_app({"mimic": Mimic(engines["hibari"])})
    await upload(app)
    record = app.services.voices.load("anna")
    app.services.voices._store.delete(f"voices/anna/{record.sha256}.wav")  # noqa: SLF001 - as a delete half-way does
    reply = await app.handle("g", {"text": "Hello.", "voice": "anna", "model": "mimic"})
    assert ("voice_not_found", "voice") == (reply["code"], reply["field"])


async def test_a_deleted_voice_is_gone(app: App) -> None:
    """delete_voice removes an uploaded voice once; a shipped one never."""
    await upload(app)
    request = {"endpoint": "delete_voice", "voice_name": "anna"}
    assert "COMPLETED" == (await app.handle("d", request))["status"]
    assert "voice_not_found" == (await app.handle("d", request))["code"]
    assert "invalid_input" == (await app.handle("d", {"endpoint": "delete_voice", "voice_name": "heart"}))["code"]


async def test_an_engine_that_cannot_clone_says_so(app: App) -> None:
    """An uploaded voice on hibari is an error that names hibari's own voices, never another voice."""
    await upload(app)
    reply = await app.handle("g", {"text": "Hello.", "voice": "anna"})
    assert ("invalid_input", "voice") == (reply["code"], reply["field"])
    assert "heart" in reply["error"]


async def test_a_voice_is_encoded_once_and_follows_its_clip(make_app: MakeApp, engines: dict[str, Engine]) -> None:
    """A cloning engine gets clip and transcript once per content; a replaced clip is encoded anew, at once."""
    mimic = Mimic(engines["hibari"])
    app = make_app({"mimic": mimic})
    await upload(app, transcript="One.", language="en-GB")
    for job in ("a", "b"):
        reply = await app.handle(job, {"text": "Hello.", "voice": "anna", "model": "mimic"})
        assert ("anna", "en") == (reply["voice"], reply["language"])
    assert ["One."] == [transcript for _, transcript in mimic.encoded]
    await upload(app, file=base64(clips.pcm_file(clips.espeak_speech())), transcript="Two.", overwrite=True)
    await app.handle("c", {"text": "Hello.", "voice": "anna", "model": "mimic"})
    assert ["One.", "Two."] == [transcript for _, transcript in mimic.encoded]


async def test_the_voice_cache_is_bounded(make_app: MakeApp, engines: dict[str, Engine]) -> None:
    """More voices than the cache has room for are encoded again rather than kept: memory stays bounded."""
    mimic = Mimic(engines["hibari"])
    app = make_app({"mimic": mimic}, voice_cache_bytes=1500)
    for name, speech in (("anna", clips.hibari_speech()), ("bert", clips.espeak_speech())):
        await upload(app, name, base64(clips.pcm_file(speech)))
    for job, voice in enumerate(["anna", "bert", "anna"]):
        await app.handle(f"j{job}", {"text": "Hello.", "voice": voice, "model": "mimic"})
    assert 3 == len(mimic.encoded)
