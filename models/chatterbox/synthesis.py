"""Utterances to speech: read, drawn as tokens, made sound, marked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
import torch
from torch import Tensor

from models.chatterbox.attempts import Attempts, Drawn, Task
from models.chatterbox.attention_times import character_times
from models.chatterbox.options import SamplingOptions
from models.chatterbox.packages import S3GEN_SIL
from models.chatterbox.rates import SAMPLE_RATE, TOKENS_PER_S
from models.chatterbox.sound import SoundMaker, SoundRow
from models.chatterbox.t3 import T3
from models.chatterbox.text import Reader
from models.chatterbox.voices import Voice
from models.chatterbox.watermark import Watermark
from models.engine import EngineError, Speech, Utterance
from speech.audio import Audio, Samples

_CLOSING_SILENCE: Final = 3
"""Silent tokens that upstream puts behind Turbo's speech."""
_SILENCE: Final = Speech(Audio(np.zeros(0, np.float32), SAMPLE_RATE))


@dataclass(frozen=True, slots=True)
class Parts:
    """Of a loaded model."""

    reader: Reader
    t3: T3
    attempts: Attempts
    sound: SoundMaker
    watermark: Watermark | None


class Synthesis:
    """Speaks utterances whose voices are `Voice`s."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def speak(self, utterances: Sequence[Utterance], stop: Callable[[], bool]) -> list[Speech | EngineError]:
        """One speech or error per utterance, in order; what is not reached when `stop` becomes true is silence."""
        spoken: dict[int, Speech | EngineError] = dict.fromkeys(range(len(utterances)), _SILENCE)
        tasks: list[Task] = []
        for index, utterance in enumerate(utterances):
            try:
                tasks += self._tasks(index, utterance)
            except EngineError as error:
                spoken[index] = error
        drawn = self._parts.attempts.draw(tasks, stop)
        if not stop():
            spoken |= {each.task.index: each.failure() for each in drawn if not each.is_whole}
            spoken |= dict(self._speeches([each for each in drawn if each.is_whole], stop))
        return list(spoken.values())

    def _tasks(self, index: int, utterance: Utterance) -> Iterator[Task]:
        """One, or none where there is nothing to speak. Raises EngineError."""
        voice, options = utterance.voice, utterance.options
        if not isinstance(voice, Voice) or not isinstance(options, SamplingOptions):
            raise TypeError("the utterance is another engine's")
        tokens = self._parts.reader.tokens(utterance.text, utterance.language)
        if tokens.ids:
            yield Task(index, utterance, voice, options, tokens)

    def _speeches(self, drawn: Sequence[Drawn], stop: Callable[[], bool]) -> Iterator[tuple[int, Speech]]:
        """With the utterances' indexes."""
        ordered = sorted(drawn, key=lambda each: each.task.options.n_cfm_timesteps)
        for n_steps, group in groupby(ordered, key=lambda each: each.task.options.n_cfm_timesteps):
            together = list(group)
            sounds = self._parts.sound.decode([self._sound_row(each) for each in together], n_steps, stop)
            for each, sound in zip(together, sounds, strict=True):
                yield each.task.index, self._speech(each, sound)

    def _sound_row(self, drawn: Drawn) -> SoundRow:
        return SoundRow(self._closed(drawn.draw.tokens), drawn.task.voice, drawn.task.seed("sound"))

    def _closed(self, tokens: Tensor) -> Tensor:
        """With the end that a variant's speech gets: upstream closes Turbo's with silence.

        For the others the last token is left out, which is often noise (resemble-ai/chatterbox#271, #388).
        """
        if self._parts.t3.is_guided:
            return tokens[:-1] if len(tokens) > 1 else tokens
        return torch.cat([tokens, torch.full((_CLOSING_SILENCE,), S3GEN_SIL)])

    def _speech(self, drawn: Drawn, sound: Samples) -> Speech:
        watermark, attention = self._parts.watermark, drawn.draw.attention
        if watermark is not None:
            sound = watermark.mark(torch.from_numpy(sound).to(self._parts.t3.device)).cpu().numpy()
        times = None
        if attention is not None:
            # Of what is heard: the last token may have been left out.
            heard = attention[: len(sound) * TOKENS_PER_S // SAMPLE_RATE]
            times = character_times(heard.numpy(), drawn.task.tokens.starts, len(drawn.task.utterance.text))
        return Speech(Audio(sound, SAMPLE_RATE), drawn.attempts, times)
