"""A clip made into an engine's voice: what nobody wrote down is heard, what is too long for the engine is cut."""

import math
from functools import partial
from typing import Final

from models.aligner import Aligner, AlignmentError
from models.engine import Engine, VoiceState
from models.transcriber import Transcriber, Transcript, TranscriptionError
from speech.audio import Audio
from speech.excerpt import Excerpt, NoPause, TimedTranscript, excerpt
from speech.script import Script, write_script
from speech.trimming import FADE_S, faded
from worker import threads
from worker.errors import InvalidInput, blame
from worker.services import Services

_UNSPACED: Final = frozenset({"ja", "zh"})
"""Languages written without spaces between sentences."""


async def clone(
    clip: Audio, transcript: Transcript | None, engine: Engine, services: Services, advice: str
) -> VoiceState:
    """The voice of a clip of any length for this engine; `advice` says how its transcript can be sent.

    Raises InvalidInput, which blames `voice`, where the clip or its transcript is at fault, and EngineError.
    """
    transcriber = services.transcriber
    if transcript is None and engine.needs_transcript and transcriber:
        transcript = await threads.run(services.io, partial(_heard, clip, transcriber, engine, advice))
    said = transcript
    part = await threads.run(services.finishing, lambda: _fitting(clip, said, engine, services.aligner))
    if engine.needs_transcript and not part.transcript:
        raise InvalidInput(f"voice has a transcript without a word in it: {advice}", field="voice")
    with blame("voice"):
        return await services.scheduler.encode(engine, part.audio, part.transcript)


def require_words(transcript: str | None, engine: Engine, services: Services, advice: str) -> None:
    """Raises InvalidInput where the engine needs a transcript and nobody knows it, or can come to know it."""
    if engine.needs_transcript and transcript is None and services.transcriber is None:
        raise InvalidInput(f"voice has no transcript, which {engine.name} needs: {advice}", field="voice")


def _heard(clip: Audio, transcriber: Transcriber, engine: Engine, advice: str) -> Transcript:
    try:
        return transcriber.transcribe(clip, None)
    except TranscriptionError as error:
        raise InvalidInput(
            f"voice has no transcript, which {engine.name} needs, and {error}: {advice}", field="voice"
        ) from error


def _fitting(clip: Audio, transcript: Transcript | None, engine: Engine, aligner: Aligner) -> Excerpt:
    """What the engine gets: all of the clip, or as much of its beginning as the engine takes."""
    if clip.duration_s > engine.longest_clip_s:
        if transcript is None or not engine.needs_transcript:
            return Excerpt(_beginning(clip, engine.longest_clip_s), "")
        part = _part(clip, transcript, engine, aligner)
        clip, transcript = part.audio, Transcript(part.transcript, transcript.language)
    return Excerpt(clip, _spoken(transcript) if transcript else "")


def _beginning(clip: Audio, longest_s: float) -> Audio:
    """Where no words have to go with it, it may end within one."""
    samples = clip.samples[: math.floor(longest_s * clip.sample_rate)]
    return Audio(faded(samples, round(FADE_S * clip.sample_rate)), clip.sample_rate)


def _part(clip: Audio, transcript: Transcript, engine: Engine, aligner: Aligner) -> Excerpt:
    try:
        return excerpt(clip, _timed(clip, transcript, aligner), engine.longest_clip_s)
    except (AlignmentError, NoPause) as error:
        longest = f"{engine.longest_clip_s:g} s"
        raise InvalidInput(
            f"voice is longer than the {longest} that {engine.name} takes, and cannot be cut ({error}): "
            f"send a clip of at most {longest} that ends in a pause",
            field="voice",
        ) from error


def _timed(clip: Audio, transcript: Transcript, aligner: Aligner) -> TimedTranscript:
    """Raises AlignmentError."""
    if transcript.language not in aligner.languages:
        raise AlignmentError(f"this worker cannot time words in {transcript.language!r}")
    words = [word for chunk in _script(transcript).chunks for word in chunk.words]
    spans = aligner.align(clip, [word.spoken for word in words], transcript.language)
    return TimedTranscript(transcript.text, transcript.language, words, spans)


def _spoken(transcript: Transcript) -> str:
    """The transcript as the engine sees every text, "$5" as "five dollars": its letters tell the voice's pace."""
    space = "" if transcript.language in _UNSPACED else " "
    return space.join(chunk.text for chunk in _script(transcript).chunks)


def _script(transcript: Transcript) -> Script:
    return write_script(transcript.text, transcript.language, lambda _: True)
