"""Speaking a text, from request to reply, over a local store and with real speech."""

import asyncio
import io
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest
import soundfile

from models.engine import Engine
from storage.jobs import JobStatus
from tests import clips
from tests.fixtures import MakeApp
from tests.mimic import Mimic
from worker.app import App

SEVERAL = " ".join(f"Sentence number {word} has come, and it will not be the last one either." for word in "abcdefgh")
LONG = " ".join([SEVERAL] * 8)


async def generate(app: App, job_id: str = "job-1", **fields: Any) -> dict[str, Any]:
    """The reply to a generate request."""
    return await app.handle(job_id, {"text": "Hello there, my friend.", **fields})


def stored(url: str) -> bytes:
    """The file that a URL of the local store points at."""
    return Path(unquote(urlsplit(url).path)).read_bytes()


def read(reply: dict[str, Any]) -> tuple[np.ndarray[Any, np.dtype[np.float32]], int]:
    """The audio that a reply tells of."""
    data = stored(reply["audio_url"])
    assert reply["size_bytes"] == len(data)
    samples, rate = soundfile.read(io.BytesIO(data), dtype="float32")
    return samples, rate


def outputs(app: App) -> list[str]:
    """The keys of all outputs in the store."""
    return list(app.services.outputs._store.keys("outputs/"))  # noqa: SLF001 - what is left behind is the question


async def test_the_reply_tells_the_truth_about_the_file(app: App) -> None:
    """Rate, duration and size of the reply are those of the WAV, and it isn't silent."""
    reply = await generate(app)
    samples, rate = read(reply)
    assert (24_000, "wav", "COMPLETED") == (rate, reply["format"], reply["status"])
    assert reply["duration"] == round(len(samples) / rate, 3)
    assert 0.05 < np.abs(samples).max()


@pytest.mark.parametrize(
    "text", ["Hello there, my friend.", "  It's $5 — or 50%…\n\n“Really?” (Yes!)\t你好 ok.", SEVERAL]
)
async def test_words_are_timed_in_the_callers_own_text(app: App, text: str) -> None:
    """Every word is a slice of the text; times are ordered, don't overlap and lie within the audio."""
    reply = await generate(app, text=text)
    timings = reply["word_timings"]
    assert [timing["word"] for timing in timings] == [text[t["char_start"] : t["char_end"]] for t in timings]
    edges = [edge for timing in timings for edge in (timing["start_time"], timing["end_time"])]
    assert sorted(edges) == edges
    assert 0 <= edges[0]
    assert edges[-1] <= reply["duration"]


async def test_what_the_voice_cannot_read_is_interpolated_with_a_warning(app: App) -> None:
    """Words of other scripts are marked, and the reply warns of them; words and numbers are aligned."""
    reply = await generate(app, text="We paid $5 for a 你好 sign.")
    sources = {timing["word"]: timing["source"] for timing in reply["word_timings"]}
    assert {"We", "paid", "$5", "for", "a", "sign"} == {word for word, source in sources.items() if source == "aligned"}
    expected = [
        "2 words were in a script that English hasn't, and may have been left unspoken",
        "2 words were timed between the neighbours only",
    ]
    assert expected == reply["warnings"]


async def test_timings_that_nobody_asked_for_are_absent(app: App) -> None:
    """Without return_word_timings the reply has no such key, rather than an empty list."""
    assert "word_timings" not in await generate(app, return_word_timings=False)


async def test_same_seed_same_samples(app: App) -> None:
    """Request and seed decide every sample; the seed that was used is told."""
    first, second = await generate(app, "a", seed=5, text=SEVERAL), await generate(app, "b", seed=5, text=SEVERAL)
    third = await generate(app, "c", text=SEVERAL)
    assert 5 == first["seed"]
    assert np.array_equal(read(first)[0], read(second)[0])
    assert not np.array_equal(read(first)[0], read(third)[0])
    again = await generate(app, "d", seed=third["seed"], text=SEVERAL)
    assert np.array_equal(read(third)[0], read(again)[0])


async def test_speed_shortens_audio_and_times_alike(app: App) -> None:
    """Speed 2 takes about half the time, for the audio and for each word's start."""
    normal, fast = await generate(app, "a"), await generate(app, "b", speed=2.0)
    assert normal["duration"] / fast["duration"] == pytest.approx(2, rel=0.05)
    assert normal["word_timings"][-1]["start_time"] / fast["word_timings"][-1]["start_time"] == pytest.approx(
        2, rel=0.2
    )


@pytest.mark.parametrize(("form", "rate"), [("wav", 8000), ("flac", 44100), ("mp3", 22050), ("opus", 48000)])
async def test_formats_and_rates(app: App, form: str, rate: int) -> None:
    """Every format is a file that decodes to the stated rate and duration."""
    reply = await generate(app, format=form, sample_rate=rate)
    samples, found_rate = read(reply)
    assert (rate, form) == (found_rate, reply["format"])
    assert reply["sample_rate"] == rate
    assert reply["audio_key"].endswith(f".{form}")
    assert len(samples) / found_rate == pytest.approx(reply["duration"], abs=0.05)


async def test_subtitles_are_stored_beside_the_audio(app: App) -> None:
    """Each subtitle format that was asked for is a file of its own, in the caller's words."""
    reply = await generate(app, subtitles=["srt", "vtt"], return_word_timings=False)
    srt, vtt = (stored(reply["subtitles"][kind]).decode() for kind in ("srt", "vtt"))
    assert "Hello there, my friend." in srt
    assert vtt.startswith("WEBVTT")


@pytest.mark.parametrize("text", ["", "   ", "\n", "😀", "…", "—", "!?", "\u200b"])
async def test_a_text_without_words_is_refused_before_any_work(app: App, text: str) -> None:
    """Nothing to speak is an error about the text, and leaves no record."""
    reply = await generate(app, text=text)
    assert ("invalid_input", "text") == (reply["code"], reply["field"])
    assert "job_not_found" == (await app.handle("s", {"endpoint": "status", "job_id": "job-1"}))["code"]


@pytest.mark.parametrize("text", ["你好", "你好。再见！", "\u0301"])
async def test_a_text_that_the_engine_cannot_speak_is_an_error(app: App, text: str) -> None:
    """Words that turn into no sound are never an empty WAV."""
    reply = await generate(app, text=text)
    assert ("invalid_input", "text") == (reply["code"], reply["field"])
    assert [] == outputs(app)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"model": "f5"}, "model_not_loaded", "model"),
        ({"language": "fr"}, "unsupported_language", "language"),
        ({"voice": "nobody"}, "voice_not_found", "voice"),
        ({"voice": "../etc/passwd"}, "invalid_input", "voice"),
        ({"voice": "https://example.com/a.wav"}, "invalid_input", "voice"),
        ({"verify": True}, "not_configured", "verify"),
        ({"text": "a" * 100_001}, "invalid_input", "text"),
    ],
)
async def test_what_the_worker_cannot_do_is_an_error_that_names_the_field(
    app: App, fields: dict[str, Any], code: str, field: str
) -> None:
    """No silent fallback of model, language, voice or option."""
    reply = await generate(app, **fields)
    assert (code, field, False) == (reply["code"], reply["field"], reply["retryable"])


async def test_a_regional_tag_is_spoken_in_its_language(app: App) -> None:
    """en-GB is English."""
    assert "en" == (await generate(app, language="en-GB"))["language"]


async def test_a_repeat_of_a_finished_job_gets_its_stored_result(app: App) -> None:
    """The same request under the same job id is not spoken twice."""
    first, second = await generate(app), await generate(app)
    assert first == second


async def test_a_job_id_belongs_to_one_request(app: App) -> None:
    """Another text under a finished job's id is an error, not the other text's audio."""
    await generate(app)
    reply = await generate(app, text="Something else.")
    assert ("invalid_input", "job_id") == (reply["code"], reply["field"])


async def test_a_finished_job_whose_audio_is_gone_is_spoken_again(app: App) -> None:
    """A record without its audio is no result: `result` says so, and a repeat speaks."""
    first = await generate(app)
    app.services.outputs.delete(first["audio_key"])
    result = await app.handle("r", {"endpoint": "result", "job_id": "job-1"})
    assert "job_not_found" == result["code"]
    assert read(await generate(app))[0].size


async def test_a_repeat_needs_its_voice_no_more(make_app: MakeApp, engines: dict[str, Engine]) -> None:
    """The stored result is given also when the voice was deleted since."""
    app = make_app({"mimic": Mimic(engines["hibari"])})
    speech = b64encode(clips.pcm_file(clips.hibari_speech())).decode()
    await app.handle("u", {"endpoint": "upload", "voice_name": "anna", "file": speech})
    first = await generate(app, voice="anna", model="mimic")
    await app.handle("d", {"endpoint": "delete_voice", "voice_name": "anna"})
    assert first == await generate(app, voice="anna", model="mimic")


async def test_jobs_with_like_ids_share_no_file(app: App) -> None:
    """The parts of one job are not the audio of another whose id looks like theirs."""
    await generate(app, "a", text=SEVERAL, partial_audio=True)
    before = outputs(app)
    await generate(app, "a.part-0000")
    assert len(before) + 1 == len(outputs(app))


async def test_parts_without_timings_have_no_such_key(app: App) -> None:
    """What wasn't asked for is absent from the progress too."""
    await generate(app, text=SEVERAL, partial_audio=True, return_word_timings=False)
    progress = (await app.handle("s", {"endpoint": "status", "job_id": "job-1"}))["progress"]
    assert all("word_timings" not in part for part in progress["parts"])


async def test_a_damaged_job_record_is_done_again(app: App) -> None:
    """A record that somebody mangled doesn't block its job id for good."""
    app.services.jobs._store.put("jobs/job-1.json", b"{", "application/json")  # noqa: SLF001 - to mangle it
    assert "COMPLETED" == (await generate(app))["status"]


@pytest.mark.parametrize("text", ["你好", "\u0301", "❤️"])
async def test_strict_does_not_hide_what_is_wrong_with_the_text(app: App, text: str) -> None:
    """Text without sound is an error about the text, strict or not."""
    assert "invalid_input" == (await generate(app, text=text, strict=True))["code"]


async def test_two_calls_with_one_job_id_speak_once(app: App) -> None:
    """A repeat that arrives while the job runs waits for its result."""
    first, second = await asyncio.gather(generate(app, "a", request_id="x"), generate(app, "b", request_id="x"))
    assert first["metrics"] == second["metrics"]
    assert first["audio_key"] == second["audio_key"]


async def test_a_cancelled_job_stops_and_leaves_nothing(make_app: MakeApp, engines: dict[str, Engine]) -> None:
    """Cancelling ends the work at the next chunk; the record says CANCELLED, no file stays, and the next job runs."""
    mimic = Mimic(engines["hibari"])
    app = make_app({"mimic": mimic})
    job = asyncio.create_task(generate(app, model="mimic", text=LONG, partial_audio=True))
    await asyncio.to_thread(mimic.started.wait)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert JobStatus.CANCELLED == app.services.jobs.load("job-1").status
    assert [] == outputs(app)
    assert "COMPLETED" == (await generate(app, "job-2"))["status"]


async def test_a_job_that_takes_too_long_is_timed_out(make_app: MakeApp) -> None:
    """PROCESSING_TIMEOUT ends a job with a retryable error; its record says TIMED_OUT, and no file stays."""
    app = make_app(processing_timeout=0.05)
    reply = await generate(app, text=LONG, partial_audio=True)
    assert ("timed_out", True) == (reply["code"], reply["retryable"])
    assert JobStatus.TIMED_OUT == app.services.jobs.load("job-1").status
    assert [] == outputs(app)


async def test_partial_audio_is_heard_before_the_end(app: App) -> None:
    """Each finished chunk is a part in the progress, with its own file, its place and its words' times in the whole."""
    reply = await generate(app, text=SEVERAL, partial_audio=True)
    progress = (await app.handle("s", {"endpoint": "status", "job_id": "job-1"}))["progress"]
    assert progress["done"] == progress["total"] == len(progress["parts"]) > 1
    starts = [part["start_time"] for part in progress["parts"]]
    assert sorted(starts) == starts
    assert starts[-1] + progress["parts"][-1]["duration"] == pytest.approx(reply["duration"], abs=0.01)
    assert reply["word_timings"] == [timing for part in progress["parts"] for timing in part["word_timings"]]


async def test_a_reply_over_the_limit_is_an_error(make_app: MakeApp) -> None:
    """A reply that RunPod would drop is answered with payload_too_large."""
    assert "payload_too_large" == (await generate(make_app(max_reply_bytes=500)))["code"]


async def test_the_first_job_is_the_cold_one(app: App) -> None:
    """Only the first generate after the start is told as a cold start, whatever was asked before."""
    await app.handle("m", {"endpoint": "models"})
    replies = [await generate(app, "a"), await generate(app, "b")]
    assert [True, False] == [reply["metrics"]["cold_start"] for reply in replies]


async def test_silence_that_is_asked_for_is_heard(app: App) -> None:
    """A pause in the text is that long between the words beside it, at any speed, and none of them is a tag."""
    text = "Hello [pause 1.5s] there."
    normal, fast = await generate(app, "a", text=text), await generate(app, "b", text=text, speed=2.0)
    for reply in (normal, fast):
        before, after = reply["word_timings"]
        assert ("Hello", "there") == (before["word"], after["word"])
        assert after["start_time"] - before["end_time"] == pytest.approx(1.5, abs=0.1)


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.25, 1.5, 2.0])
async def test_speed_means_what_it_says(app: App, speed: float) -> None:
    """At every speed the text takes as long as at speed 1, divided by it."""
    normal, other = await generate(app, "a", text=SEVERAL), await generate(app, "b", text=SEVERAL, speed=speed)
    assert normal["duration"] / other["duration"] == pytest.approx(speed, rel=0.05)


async def test_a_tag_that_the_model_lacks_is_a_warning(app: App) -> None:
    """A mood that the model cannot perform is named in the reply, not spoken, and no word loses its place."""
    reply = await generate(app, text="[sad] Hello there, my friend.")
    assert ["Hello", "there", "my", "friend"] == [timing["word"] for timing in reply["word_timings"]]
    assert ["[sad]"] == [warning.split()[1] for warning in reply["warnings"]]


@pytest.mark.parametrize(("code_blocks", "words"), [("skip", 2), ("announce", 4), ("read", 5)])
async def test_code_blocks_are_read_as_asked(app: App, code_blocks: str, words: int) -> None:
    """Fenced code is skipped with a warning, announced, or read."""
    text = "Look:\n\n```\nprint the name\n```\n\nDone."
    reply = await generate(app, text=text, code_blocks=code_blocks)
    assert words == len(reply["word_timings"])
    assert (code_blocks == "skip") == bool(reply["warnings"])


async def test_karaoke_subtitles_time_each_word(app: App) -> None:
    """With karaoke a cue of WebVTT has a time stamp within, and SRT stays as it is."""
    reply = await generate(app, subtitles=["srt", "vtt"], karaoke=True)
    srt, vtt = (stored(reply["subtitles"][kind]).decode() for kind in ("srt", "vtt"))
    assert "<00:00:0" in vtt
    assert "<" not in srt


async def test_a_warning_of_one_word_says_so(app: App) -> None:
    """One word is one word, in good English."""
    reply = await generate(app, text="Hello नमस्ते there.")
    assert ["1 word was"] * 2 == [" ".join(warning.split()[:3]) for warning in reply["warnings"]]


async def test_words_that_were_not_spoken_are_warned_of_once(app: App) -> None:
    """Words whose chunk has no sound are in one warning, not in three."""
    silent = "你好" * 20
    text = f"Hello there my good friend of mine and yours. {silent}。 And then we went home to sleep in the night."
    assert 1 == len((await generate(app, text=text))["warnings"])


async def test_times_of_parts_are_those_of_the_reply(app: App) -> None:
    """A sentence that is spoken in several chunks has the same times in the progress as in the end."""
    reply = await generate(app, text="word and " * 200, partial_audio=True)
    parts = (await app.handle("s", {"endpoint": "status", "job_id": "job-1"}))["progress"]["parts"]
    assert len(parts) > 2
    assert reply["word_timings"] == [timing for part in parts for timing in part["word_timings"]]


async def test_a_text_cannot_ask_for_hours_of_silence(app: App) -> None:
    """A text of pauses is refused before any work: a WAV ends at 4 GiB, and a disk sooner."""
    reply = await generate(app, text="a [pause 10s] " * 7000)
    assert ("invalid_input", "text") == (reply["code"], reply["field"])


async def test_times_that_no_reply_could_hold_are_refused_before_any_work(make_app: MakeApp) -> None:
    """A text with too many words for a reply is an error at once, and can be spoken without times."""
    app = make_app(max_reply_bytes=20_000)
    reply = await generate(app, text="many words " * 200)
    assert ("payload_too_large", "text") == (reply["code"], reply["field"])
    assert "COMPLETED" == (await generate(app, text="many words " * 200, return_word_timings=False))["status"]


@pytest.mark.parametrize("leader", [" ." * 60, "." * 200, " …" * 40])
async def test_a_leader_of_dots_is_a_short_pause(app: App, leader: str) -> None:
    """A line of a table of contents doesn't become half a minute of silence."""
    assert 6 > (await generate(app, text=f"Chapter one{leader} page twelve."))["duration"]
