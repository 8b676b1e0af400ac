"""What engines tell of their speech, attempts and times of characters, on its way into the reply."""

from typing import Any

import pytest

from models.engine import Engine
from tests.cued_engine import CuedEngine
from tests.fixtures import MakeApp
from worker.app import App

STORY = "Hello there, my friend."


@pytest.fixture
def app(make_app: MakeApp, engines: dict[str, Engine]) -> App:
    """A worker whose engine tells times of characters, and one whose engine doesn't."""
    telling, silent = (CuedEngine(engines["hibari"], tells_times=tells) for tells in (True, False))
    return make_app({"telling": telling, "silent": silent})


async def generate(app: App, text: str, job_id: str = "job-1", **fields: Any) -> dict[str, Any]:
    """The reply to a generate request."""
    return await app.handle(job_id, {"text": text, "model": "telling", **fields})


async def test_a_reply_tells_of_a_second_attempt(app: App) -> None:
    """Where a passage had to be spoken again the reply says how often, and a warning of how many; also when stored."""
    reply = await generate(app, "We meet again.")
    assert 2 == reply["attempts"]
    assert ["1 passage was spoken again: its first take was empty or found no end"] == reply["warnings"]
    assert reply == await app.handle("r", {"endpoint": "result", "job_id": "job-1"})


async def test_one_attempt_is_not_told(app: App) -> None:
    """Speech that came at the first attempt has no such key, in the reply and in the record."""
    reply = await generate(app, STORY)
    assert "attempts" not in reply
    assert "attempts" not in (app.services.jobs.load("job-1").reply or {})


async def test_a_reply_that_was_stored_without_attempts_is_read(app: App) -> None:
    """What a worker stored that knew of no attempts is given as it was, without any."""
    first = await generate(app, "We meet again.")
    record = app.services.jobs.load("job-1")
    older = {name: value for name, value in (record.reply or {}).items() if name != "attempts"}
    app.services.jobs.save(record.model_copy(update={"reply": older}))
    result = await app.handle("r", {"endpoint": "result", "job_id": "job-1"})
    assert {name: value for name, value in first.items() if name != "attempts"} == result


async def test_an_error_of_the_engine_is_the_jobs(app: App) -> None:
    """Speech that came to no end is `synthesis_failed`, and nothing of it is kept."""
    reply = await generate(app, "An endless tale.")
    assert ("synthesis_failed", False) == (reply["code"], reply["retryable"])
    assert "COMPLETED" == (await generate(app, STORY, "job-2"))["status"]


@pytest.mark.parametrize("speed", [1.0, 2.0])
async def test_words_without_an_aligner_get_the_times_that_were_told(app: App, speed: float) -> None:
    """In a language that nobody aligns words lie where the engine said, after trimming and speed, with a warning."""
    reply = await generate(app, STORY, language="fr", speed=speed)
    timings = reply["word_timings"]
    assert {"interpolated"} == {timing["source"] for timing in timings}
    assert ["4 words were timed by the model's own attention, not by the sound"] == reply["warnings"]
    # The engine tells times in the second half of the sound alone.
    assert timings[0]["start_time"] == pytest.approx(reply["duration"] / 2, abs=0.1 / speed)
    starts = [timing["start_time"] for timing in timings]
    assert sorted(starts) == starts
    assert timings[-1]["end_time"] <= reply["duration"]


async def test_without_told_times_such_words_have_none(app: App) -> None:
    """The negative control: an engine that tells nothing leaves `word_timings` null, with the warning."""
    reply = await generate(app, STORY, language="fr", model="silent")
    assert reply["word_timings"] is None
    assert ["the words could not be timed"] == reply["warnings"]


async def test_told_times_are_cut_as_the_sound_is(app: App) -> None:
    """Parts of a text have times in the whole audio, and the same in the progress as in the reply."""
    text = " ".join(f"Sentence number {word} has come, and it will not be the last one." for word in "abcdef")
    reply = await generate(app, text, language="fr", partial_audio=True)
    parts = (await app.handle("s", {"endpoint": "status", "job_id": "job-1"}))["progress"]["parts"]
    assert len(parts) > 1
    assert reply["word_timings"] == [timing for part in parts for timing in part["word_timings"]]
    for part in parts:
        first = part["word_timings"][0]["start_time"] - part["start_time"]
        assert first == pytest.approx(part["duration"] / 2, abs=0.15)


async def test_the_aligner_is_believed_first(app: App) -> None:
    """Where words are found in the sound, what the engine told is not used."""
    telling, silent = await generate(app, STORY), await generate(app, STORY, "job-2", model="silent")
    assert {"aligned"} == {timing["source"] for timing in telling["word_timings"]}
    assert silent["word_timings"] == telling["word_timings"]


async def test_told_times_stand_in_where_alignment_fails(app: App) -> None:
    """Speech in which the aligner finds nothing has the engine's times; `strict` fails for it all the same."""
    text = "Backwards is how this sentence is spoken by the engine."
    reply = await generate(app, text)
    assert ["10 words were timed by the model's own attention, not by the sound"] == reply["warnings"]
    assert "alignment_failed" == (await generate(app, text, "job-2", strict=True))["code"]
