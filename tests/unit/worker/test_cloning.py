"""Uploaded voices and clips at URLs made into voices of engines that want words, and take short clips only."""

from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
import pytest

from models.engine import Engine, UnusableClip
from models.f5.reference import Reference as F5Reference
from models.transcriber import Transcriber
from speech.audio import Audio
from speech.resampling import resample
from storage.objects import ObjectStore
from tests import clips
from tests.fixtures import MakeApp
from tests.https_server import HOST, body, https_server, make_certificates
from tests.prompted import Prompt, Prompted, Unprompted
from tests.recogniser import load_whisper, plain
from tests.unit.worker.test_upload import base64, upload
from worker import clips as worker_clips
from worker.app import App
from worker.casting import cast
from worker.contract import GenerateRequest
from worker.download import Network, download

URL = f"https://{HOST}/clip.wav"
STORY = base64(clips.pcm_file(clips.hibari_speech(clips.STORY)))


@pytest.fixture
def app(make_app: MakeApp, engines: dict[str, Engine]) -> App:
    """A worker without a transcriber, with both engines."""
    return make_app(more_engines(engines))


@pytest.fixture
def hearing(make_app: MakeApp, engines: dict[str, Engine], transcriber: Transcriber) -> App:
    """The same with a transcriber."""
    return make_app(more_engines(engines), transcriber)


def more_engines(engines: dict[str, Engine]) -> dict[str, Engine]:
    """The engines that clone."""
    return {"prompted": Prompted(engines["hibari"]), "unprompted": Unprompted(engines["hibari"])}


async def prompt(app: App, model: str = "prompted", voice: str = "anna", **fields: Any) -> Prompt:
    """What the engine is given for a voice."""
    request = GenerateRequest(text="Hello.", model=model, voice=voice, **fields)
    casting = await cast(request, app.services.engines[model], app.services)
    state = await casting.state()
    assert isinstance(state, Prompt)
    return state


async def refusal(app: App, **fields: Any) -> str:
    """The error of a generate request with the voice, of which nothing is recorded."""
    reply = await app.handle("job", {"text": "Hello.", "model": "prompted", "voice": "anna", **fields})
    assert ("invalid_input", "voice", False) == (reply.get("code"), reply.get("field"), reply.get("retryable"))
    assert [] == list(store(app).keys("jobs/"))
    return str(reply["error"])


def store(app: App) -> ObjectStore:
    """What lies under the worker's records."""
    return app.services.voices._store  # noqa: SLF001 - what is left behind is the question


def whisper(clip: Audio) -> str:
    """What a recogniser hears, in plain words."""
    segments, _ = load_whisper().transcribe(resample(clip, 16_000).samples, language="en", beam_size=5)
    return plain(" ".join(segment.text for segment in segments))


async def test_a_short_clip_goes_whole(app: App) -> None:
    """A clip within the engine's limit is not cut, and its transcript comes as it is spoken."""
    uploaded = await upload(app, transcript="It sleeps for $5, says Dr. Fox.")
    given = await prompt(app)
    assert uploaded["voice"]["duration"] == pytest.approx(given.clip.duration_s, abs=0.001)
    assert "It sleeps for five dollars, says Doctor Fox." == given.transcript


async def test_a_long_clip_is_cut_together_with_its_transcript(app: App) -> None:
    """Of a minute, at most 12 s that end with a sentence: a recogniser hears just the words that the engine is told."""
    await upload(app, file=STORY, transcript=clips.STORY)
    given = await prompt(app)
    assert 3.0 <= given.clip.duration_s <= 12.0
    assert clips.STORY.startswith(given.transcript)
    assert given.transcript.endswith(".")
    assert given.clip.duration_s > 8.0
    heard = whisper(given.clip)
    assert jiwer.wer(plain(given.transcript), heard) <= 0.1
    assert plain(given.transcript).split()[-3:] == heard.split()[-3:]
    # The bound tells: with a sentence more or less it does not hold.
    sentences = given.transcript.removesuffix(".").split(". ")
    assert jiwer.wer(plain(". ".join(sentences[:-1])), heard) > 0.3
    assert jiwer.wer(plain(clips.STORY[: len(given.transcript) + 60]), heard) > 0.1


async def test_amounts_keep_their_place(app: App) -> None:
    """Words are found by what is said for them: "$5" and "20%" may stand before the cut."""
    text = clips.STORY[clips.STORY.index("It cost") :]
    await upload(app, file=base64(clips.pcm_file(clips.hibari_speech(text))), transcript=text)
    given = await prompt(app)
    assert given.transcript.startswith("It cost him five dollars a week, or twenty percent of what he had.")
    assert plain(given.transcript).split()[-3:] == whisper(given.clip).split()[-3:]


async def test_a_long_clip_without_pauses_is_refused(app: App) -> None:
    """The error says what to upload."""
    text = clips.STORY[: clips.STORY.index(" It does not.")]
    samples = clips.hibari_speech(text).samples
    frames = samples[: len(samples) // 240 * 240].reshape(-1, 240)
    hurried = frames[np.abs(frames).max(axis=1) > 0.01].ravel()
    assert len(hurried) / clips.RATE > 12.0
    await upload(app, file=base64(clips.pcm_file(Audio(hurried, clips.RATE))), transcript=text)
    assert "no pause between two words" in (error := await refusal(app))
    assert "send a clip of at most 12 s that ends in a pause" in error


async def test_a_long_clip_in_a_language_that_cannot_be_timed_is_refused(app: App) -> None:
    """The worker of this test times English alone."""
    await upload(app, file=STORY, transcript=clips.STORY, language="fr-CA")
    assert "cannot time words in 'fr'" in await refusal(app, language="en")


async def test_a_transcript_of_something_else_is_refused(app: App) -> None:
    """Words that do not fit the sound give no place to cut; none of them is told."""
    await upload(app, file=STORY, transcript="Entirely different words, " * 40)
    error = await refusal(app)
    assert "at most 12 s" in error
    assert "different" not in error


async def test_an_engine_that_wants_no_words_gets_the_beginning(app: App) -> None:
    """Up to its limit, and no transcript that would say more than there is."""
    await upload(app, file=STORY, transcript=clips.STORY)
    given = await prompt(app, "unprompted")
    assert (12.0, "") == (given.clip.duration_s, given.transcript)
    await upload(app, "bert", transcript=clips.TEXT)
    assert clips.TEXT == (await prompt(app, "unprompted", "bert")).transcript


async def test_a_voice_without_transcript_is_refused(app: App) -> None:
    """Before any work, with what to do about it; an engine that wants no words takes the voice."""
    await upload(app)
    expected = (
        "invalid_input: voice has no transcript, which prompted needs: upload it again with transcript and overwrite"
    )
    assert expected == await refusal(app)
    assert "" == (await prompt(app, "unprompted")).transcript


async def test_a_voice_uploaded_without_transcript_is_heard_when_it_is_needed(app: App, hearing: App) -> None:
    """A worker with a transcriber speaks in a voice that one without has stored."""
    await upload(app)
    assert clips.TEXT == (await prompt(hearing)).transcript


async def test_a_clip_in_which_nothing_is_understood_is_refused(app: App, hearing: App) -> None:
    """What was heard is not guessed at."""
    backwards = Audio(clips.hibari_speech().samples[::-1].copy(), clips.RATE)
    await upload(app, file=base64(clips.pcm_file(backwards)))
    error = await refusal(hearing)
    assert "the recogniser did not understand the clip: upload it again with transcript and overwrite" in error


@pytest.mark.parametrize(
    ("transcript", "expected"),
    [("…!", "a transcript without a word in it: upload it again"), ("Unusable", "upload it again with the right one")],
)
async def test_a_transcript_that_the_engine_cannot_use_is_refused(app: App, transcript: str, expected: str) -> None:
    """What the engine finds wrong with a clip is the voice's fault, and no failure of the worker's."""
    await upload(app, transcript=transcript)
    assert expected in await refusal(app)


async def test_another_transcript_is_another_voice(app: App) -> None:
    """A corrected transcript, or language, of the same clip is heeded at once; the same one is not encoded again."""
    seen = []
    for fields in ({"transcript": "One."}, {"transcript": "One."}, {"transcript": "Two."}, {"language": "en"}):
        await upload(app, overwrite=True, **{"transcript": "Two.", "language": "fr", **fields})
        seen.append(await prompt(app, language="en"))
    assert ["One.", "One.", "Two.", "Two."] == [given.transcript for given in seen]
    assert [True, False, False] == [a is b for a, b in pairwise(seen)]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A real https server with a clip; its name and authority are the only things that this test makes up."""
    certificates = make_certificates(tmp_path)
    with https_server(certificates) as server:
        server.answers["/clip.wav"] = body(clips.pcm_file(clips.hibari_speech()))
        network = Network(lambda *_: [(server.address, server.port)], lambda _: True, certificates.ca_file)
        monkeypatch.setattr(worker_clips, "download", partial(download, network=network))
        yield URL


async def test_the_words_of_a_clip_at_a_url_come_with_the_request(app: App, url: str) -> None:
    """`transcript`, also named `ref_text`, is what that clip says."""
    assert "One." == (await prompt(app, voice=url, transcript="One.")).transcript
    assert "Two." == (await prompt(app, voice=url, transcript="Two.")).transcript
    reply = await app.handle("j", {"text": "Hi there.", "model": "prompted", "voice": url, "ref_text": clips.TEXT})
    assert ("COMPLETED", "url") == (reply["status"], reply["voice"])


async def test_the_words_of_a_clip_at_a_url_are_heard(app: App, hearing: App, url: str) -> None:
    """Where none come; without a transcriber that is refused before anything is fetched."""
    assert clips.TEXT == (await prompt(hearing, voice=url)).transcript
    error = await refusal(app, voice="https://127.0.0.1/never.wav")
    assert error.endswith("voice has no transcript, which prompted needs: send transcript beside the URL")


@pytest.mark.parametrize("voice", [None, "heart", "anna"])
async def test_a_transcript_belongs_to_a_url(app: App, voice: str | None) -> None:
    """Beside any other voice it is an error that names it."""
    reply = await app.handle("j", {"text": "Hello.", "voice": voice, "transcript": "A confidential remark."})
    assert ("invalid_input", "transcript") == (reply["code"], reply["field"])
    assert "confidential" not in reply["error"]


async def test_a_cut_clip_is_the_stored_one(app: App) -> None:
    """Nothing but its end is changed."""
    await upload(app, file=STORY, transcript=clips.STORY)
    stored = worker_clips.read(app.services.voices.clip(app.services.voices.load("anna")))
    given = (await prompt(app)).clip
    assert stored.sample_rate == given.sample_rate
    inner = slice(200, len(given) - 200)
    assert np.array_equal(stored.samples[inner], given.samples[inner])


async def test_f5_tts_takes_what_is_cut_for_it(make_app: MakeApp, engines: dict[str, Engine]) -> None:
    """The real engine, on tiny weights, finds clip and words in keeping with each other; it refuses the whole clip."""
    engine = engines["f5-tts"]
    app = make_app({"f5-tts": engine})
    await upload(app, file=STORY, transcript=clips.STORY)
    with pytest.raises(UnusableClip):
        engine.encode(clips.hibari_speech(clips.STORY), clips.STORY)
    casting = await cast(GenerateRequest(text="Hello.", model="f5-tts", voice="anna"), engine, app.services)
    assert isinstance(await casting.state(), F5Reference)
