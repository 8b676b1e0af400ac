"""What every engine of the registry promises (models/engine.py)."""

import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from models.engine import Engine, EngineError, Setup, UnusableClip, Utterance
from models.registry import ENGINES, UnknownModel, load_engine
from models.speeches import speeches
from speech.audio import Audio
from worker.parsing import nearest

TEXT = "The quick brown fox jumps over the lazy dog."
OTHER = "A much longer sentence, with clauses, that has nothing to do with any fox or any dog at all."


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest, engines: dict[str, Engine]) -> Engine:
    """Each engine in turn."""
    return engines[request.param]


def utterance(engine: Engine, text: str = TEXT, speed: float = 1.0, seed: int = 7) -> Utterance:
    """The text in the engine's own voice."""
    voice = next(iter(engine.voices.values()))
    language = "en" if "en" in engine.languages else min(engine.languages)
    return Utterance(text, language, voice, speed, seed, engine.Options())


def speak(engine: Engine, *batch: Utterance, stop: Callable[[], bool] = lambda: False) -> list[Audio]:
    """What is heard of a batch. Raises the first error in it."""
    return [speech.audio for speech in speeches(engine.speak(batch, stop))]


def test_it_speaks_at_the_rate_it_declares(engine: Engine) -> None:
    """The audio has the declared sample rate, sound in it, and lies within full scale."""
    (audio,) = speak(engine, utterance(engine))
    assert engine.sample_rate == audio.sample_rate
    assert 1.0 < audio.duration_s < 10.0
    assert 0.05 < float(np.abs(audio.samples).max()) <= 1.0


def test_same_seed_same_samples(engine: Engine) -> None:
    """One utterance, spoken twice, is the same to the bit."""
    (first,), (second,) = speak(engine, utterance(engine)), speak(engine, utterance(engine))
    assert np.array_equal(first.samples, second.samples)


def test_another_seed_is_another_take(engine: Engine) -> None:
    """The seed matters: otherwise the test above would prove nothing."""
    (first,), (second,) = speak(engine, utterance(engine)), speak(engine, utterance(engine, seed=8))
    assert not np.array_equal(first.samples, second.samples)


def test_a_row_is_alone_in_its_batch(engine: Engine) -> None:
    """What comes out for an utterance depends on that utterance alone, whatever else is in the batch."""
    (alone,) = speak(engine, utterance(engine))
    company = speak(engine, utterance(engine, OTHER, seed=1), utterance(engine), utterance(engine, OTHER, seed=2))
    assert np.array_equal(alone.samples, company[1].samples)


def test_what_it_tells_of_its_speech_is_true(engine: Engine) -> None:
    """It took at least one attempt; times of characters, where there are any, are one each, in order, from 0 on."""
    (speech,) = speeches(engine.speak([utterance(engine)], lambda: False))
    assert speech.attempts >= 1
    if speech.character_times is not None:
        assert (len(TEXT),) == speech.character_times.shape
        times = speech.character_times.tolist()
        assert sorted(times) == times
        assert 0 <= times[0] < speech.audio.duration_s


def test_speed_divides_the_duration(engine: Engine) -> None:
    """Within the native range, twice the speed takes about half the time."""
    slow, fast = engine.native_speed
    (slow_audio,), (fast_audio,) = (speak(engine, utterance(engine, speed=speed)) for speed in (slow, fast))
    assert slow_audio.duration_s / fast_audio.duration_s == pytest.approx(fast / slow, rel=0.15)


@pytest.mark.parametrize("text", ["😀", "…", " ", "!?"])
def test_nothing_to_speak_is_no_samples(engine: Engine, text: str) -> None:
    """Text without anything speakable gives 0 samples, and no exception."""
    (audio,) = speak(engine, utterance(engine, text))
    assert 0 == len(audio)


def test_a_rehearsal_is_at_least_as_long_as_speech(engine: Engine) -> None:
    """What is spoken to take an utterance's memory beforehand is no shorter than what will be spoken later."""
    spoken = utterance(engine)
    (rehearsed,), (later,) = speak(engine, replace(spoken, options=engine.rehearsal())), speak(engine, spoken)
    assert len(rehearsed) >= len(later)


def test_it_stops_early_when_told(engine: Engine) -> None:
    """Once `stop` is true, an utterance of many sentences is given up."""
    (whole,) = speak(engine, utterance(engine, f"{TEXT} {OTHER} {TEXT}"))
    (stopped,) = speak(engine, utterance(engine, f"{TEXT} {OTHER} {TEXT}"), stop=lambda: True)
    assert len(stopped) < len(whole)


def test_it_clones_or_says_that_it_cannot(engine: Engine, engines: dict[str, Engine]) -> None:
    """`encode` makes a voice of its own of a clip where `clones` is true, and raises EngineError where it isn't."""
    (clip,) = speak(engines["hibari"], utterance(engines["hibari"], OTHER))
    if not engine.clones:
        with pytest.raises(EngineError):
            engine.encode(clip, OTHER)
    else:
        voice = engine.encode(clip, OTHER)
        assert voice.size_bytes > 0
        (cloned,) = speak(engine, replace(utterance(engine), voice=voice))
        (own,) = speak(engine, utterance(engine))
        assert 1.0 < cloned.duration_s < 10.0
        assert not np.array_equal(own.samples, cloned.samples)


def test_a_clip_that_cannot_be_a_voice_is_refused(engine: Engine) -> None:
    """Silence, a clip over the limit of the engine, and the lack of a transcript that it needs are errors."""
    if not engine.clones:
        return
    silence = Audio(np.zeros(3 * 24_000, np.float32), 24_000)
    noise = np.random.default_rng(0).normal(0, 0.1, 24_000).astype(np.float32)
    with pytest.raises(UnusableClip):
        engine.encode(silence, TEXT)
    if engine.longest_clip_s < math.inf:
        with pytest.raises(UnusableClip):
            engine.encode(Audio(np.tile(noise, math.ceil(engine.longest_clip_s) + 1), 24_000), TEXT)
    if engine.needs_transcript:
        with pytest.raises(UnusableClip, match="transcript"):
            engine.encode(Audio(np.tile(noise, 3), 24_000), " ")


def test_what_fits_is_spoken_whole(engine: Engine) -> None:
    """The longest text that `fits` is spoken; what is part of it fits, too."""
    spoken = utterance(engine)
    longest = max(
        n for n in range(1, 200) if engine.fits(f"{TEXT} " * n, spoken.language, spoken.voice, spoken.speed) or n == 1
    )
    assert all(
        engine.fits((f"{TEXT} " * longest)[:end], spoken.language, spoken.voice, spoken.speed)
        for end in range(1, longest * len(TEXT), 7)
    )
    (audio,) = speak(engine, utterance(engine, f"{TEXT} " * longest))
    (one,) = speak(engine, spoken)
    assert audio.duration_s > 0.8 * longest * one.duration_s - 1
    assert not engine.fits(f"{TEXT} " * 200, spoken.language, spoken.voice, spoken.speed)


def test_it_has_the_name_that_it_is_registered_under(engine: Engine) -> None:
    """Replies and caches call an engine by its registered name."""
    assert engine is not None
    assert engine.name in ENGINES


def test_an_unknown_model_is_named() -> None:
    """A name that no engine has is an error that lists those there are."""
    with pytest.raises(UnknownModel, match="hibari"):
        load_engine("hibarri", Setup())
    assert nearest("hibarri", ENGINES) == "; did you mean hibari?"


def test_an_engine_whose_packages_are_missing_says_how_to_get_them() -> None:
    """Choosing it is an error that names the package and the command, as on a machine that ran `make setup` alone."""
    code = (
        "import sys; sys.modules['x_transformers'] = None\n"
        "from models.engine import EngineError\nfrom models.registry import engine_class\n"
        "try: engine_class('f5-tts')\nexcept EngineError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert "x_transformers" in run.stdout
    assert "make f5-tts" in run.stdout
