"""The thread in which engines work."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

import numpy as np
import pytest

from models.engine import Engine, EngineError, Speech, Utterance
from speech.audio import Audio
from tests.cued_engine import CuedEngine
from worker.scheduler import Scheduler, Spoken


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    """A scheduler, closed in the end."""
    with closing(Scheduler()) as scheduler:
        yield scheduler


def utterance(engine: Engine, text: str) -> Utterance:
    """The text in the engine's own voice."""
    return Utterance(text, "en", engine.voices["heart"], 1.0, 0, engine.Options())


async def test_an_error_is_that_of_its_utterance_alone(scheduler: Scheduler, engines: dict[str, Engine]) -> None:
    """Of utterances in flight, the one that befell an error raises it; those before and behind it are spoken."""
    engine = CuedEngine(engines["hibari"], tells_times=True)
    texts = ("Hello.", "An endless tale.", "Once again.")
    first, refused, last = await asyncio.gather(
        *(scheduler.speak(engine, utterance(engine, text)) for text in texts), return_exceptions=True
    )
    assert isinstance(refused, EngineError)
    assert "the speech came to no end" == str(refused)
    assert isinstance(first, Spoken)
    assert isinstance(last, Spoken)
    assert [1, 2] == [spoken.speech.attempts for spoken in (first, last)]
    assert first.speech.character_times is not None
    assert (len(texts[0]),) == first.speech.character_times.shape
    assert len(first.speech.audio)


class _Numberless(CuedEngine):
    """Makes NaN of what it is told to."""

    spoils_times = False

    def speak(self, batch: Sequence[Utterance], stop: Callable[[], bool]) -> list[Speech | EngineError]:
        """Half a second."""
        del batch, stop
        samples, times = np.zeros(12_000, np.float32), np.zeros(6, np.float32)
        (times if self.spoils_times else samples)[3] = np.nan
        return [Speech(Audio(samples, 24_000), character_times=times)]


@pytest.mark.parametrize("what", ["samples", "times"])
async def test_what_is_no_number_is_an_error(scheduler: Scheduler, engines: dict[str, Engine], what: str) -> None:
    """NaN among samples or times is EngineError, and never reaches a file or a reply."""
    engine = _Numberless(engines["hibari"])
    engine.spoils_times = what == "times"
    with pytest.raises(EngineError, match=f"{what} that are no numbers"):
        await scheduler.speak(engine, utterance(engine, "Hello."))
