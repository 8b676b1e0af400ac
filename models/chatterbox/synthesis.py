"""Utterances to speech: tokens drawn together, drawn again where they find no end, made sound, marked."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import groupby
from typing import Final

import numpy as np
import torch

from models.chatterbox.attention_times import character_times
from models.chatterbox.decoding import Decoder
from models.chatterbox.draws import Draw, Row
from models.chatterbox.options import GuidedOptions, SamplingOptions, TurboOptions
from models.chatterbox.sampling import Knobs
from models.chatterbox.sound import SoundMaker, SoundRow
from models.chatterbox.t3 import LONGEST, T3
from models.chatterbox.text import Reader, Tokens, has_speakable, weight
from models.chatterbox.voices import Voice
from models.chatterbox.watermark import Watermark
from models.engine import EngineError, Speech, UnspeakableText, Utterance
from models.memory import in_parts
from speech.audio import Audio, Samples

SAMPLE_RATE: Final = 24_000
_TOKENS_PER_S: Final = 25
_MOST_ATTEMPTS: Final = 2
_SLOWEST: Final = 5.0
"""Letters a second: a third of the usual pace."""
_GRACE_S: Final = 3.0
"""Beside it, for pauses and for a text of one word; and for each sound that a tag asks for."""
_SILENT_TOKEN: Final = 4299
"""Of S3: upstream's S3GEN_SIL."""
_CLOSING_SILENCE: Final = 3
"""Silent tokens that upstream puts behind Turbo's speech."""
_SILENCE: Final = Speech(Audio(np.zeros(0, np.float32), SAMPLE_RATE))


class Rehearsal(SamplingOptions):
    """One token is drawn, and as many as there can ever be are made sound, in one step."""

    max_length: int = 1
    n_cfm_timesteps: int = 1


_REHEARSED: Final = Draw(torch.full((LONGEST,), _SILENT_TOKEN), has_ended=True, attention=None)


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """An utterance on its way."""

    index: int
    """Its place among those that were asked for."""
    utterance: Utterance
    voice: Voice
    options: SamplingOptions
    tokens: Tokens

    @property
    def limit(self) -> int:
        """Speech tokens by which it must have ended."""
        text = self.utterance.text
        longest_s = weight(text) / _SLOWEST + _GRACE_S * (1 + text.count("["))
        return min(self.options.max_length, math.ceil(longest_s * _TOKENS_PER_S))

    def seed(self, purpose: str) -> int:
        """Of another stream of numbers than the utterance's seed itself stands for: that is for the first draw."""
        return int.from_bytes(sha256(f"{self.utterance.seed} {purpose}".encode()).digest()[:8]) >> 1


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """A task, and the draw that it ended with."""

    task: _Task
    draw: Draw
    attempts: int

    @property
    def is_whole(self) -> bool:
        """Whether it came to an end, and is not nothing."""
        return self.draw.has_ended and len(self.draw.tokens) > 0


@dataclass(frozen=True, slots=True)
class Parts:
    """Of a loaded model."""

    reader: Reader
    t3: T3
    decoder: Decoder
    sound: SoundMaker
    watermark: Watermark | None
    max_rows: int
    """Drawn at once."""


class Synthesis:
    """Speaks utterances whose voices are `Voice`s."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def speak(self, utterances: Sequence[Utterance], stop: Callable[[], bool]) -> list[Speech | EngineError]:
        """One speech or error per utterance, in order; what is not reached when `stop` becomes true is silence."""
        spoken: dict[int, Speech | EngineError] = dict.fromkeys(range(len(utterances)), _SILENCE)
        tasks: list[_Task] = []
        for index, utterance in enumerate(utterances):
            if has_speakable(utterance.text):
                try:
                    tasks.append(self._task(index, utterance))
                except UnspeakableText as error:
                    spoken[index] = error
        drawn: list[_Drawn] = []
        for batch in self._batches(tasks):
            drawn += in_parts(partial(self._draw_batch, stop=stop), batch)
            if stop():
                return list(spoken.values())
        spoken |= {each.task.index: _unspoken(each) for each in drawn if not each.is_whole}
        spoken |= self._make_sound([each for each in drawn if each.is_whole], stop)
        return list(spoken.values())

    def _task(self, index: int, utterance: Utterance) -> _Task:
        voice, options = utterance.voice, utterance.options
        if not isinstance(voice, Voice) or not isinstance(options, SamplingOptions):
            raise TypeError("the utterance is another engine's")
        return _Task(index, utterance, voice, options, self._parts.reader.tokens(utterance.text, utterance.language))

    def _batches(self, tasks: Sequence[_Task]) -> Iterator[list[_Task]]:
        """Tasks of similar length."""
        ordered = sorted(tasks, key=lambda task: len(task.tokens.ids))
        for start in range(0, len(ordered), self._parts.max_rows):
            yield ordered[start : start + self._parts.max_rows]

    def _draw_batch(self, tasks: Sequence[_Task], stop: Callable[[], bool]) -> list[_Drawn]:
        """Draw each, and those that find no end once more."""
        drawn: dict[int, _Drawn] = {}
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            again = [task for task in tasks if task.index not in drawn or not drawn[task.index].is_whole]
            if not again or (drawn and stop()):
                break
            draws = self._draw(again, attempt, stop)
            drawn |= {task.index: _Drawn(task, draw, attempt) for task, draw in zip(again, draws, strict=True)}
        return [drawn[task.index] for task in tasks]

    def _draw(self, tasks: Sequence[_Task], attempt: int, stop: Callable[[], bool]) -> list[Draw]:
        draws = self._parts.decoder.draw([self._row(task, attempt) for task in tasks], stop)
        pairs = zip(tasks, draws, strict=True)
        return [_REHEARSED if isinstance(task.options, Rehearsal) else draw for task, draw in pairs]

    def _row(self, task: _Task, attempt: int) -> Row:
        options = task.options
        exaggeration, guidance, min_p = 0.5, 0.0, 0.0
        if isinstance(options, GuidedOptions):
            exaggeration, guidance, min_p = options.exaggeration, options.cfg_weight, options.min_p
        top_k = options.top_k if isinstance(options, TurboOptions) else 0
        knobs = Knobs(options.temperature, options.repetition_penalty, options.top_p, min_p, top_k)
        prompt = self._parts.t3.prompt(task.voice, task.tokens.ids, exaggeration)
        seed = task.utterance.seed if attempt == 1 else task.seed(f"attempt {attempt}")
        return Row(prompt, knobs, guidance, seed, task.limit)

    def _make_sound(self, drawn: Sequence[_Drawn], stop: Callable[[], bool]) -> Mapping[int, Speech]:
        """By the index of the utterance."""
        spoken: dict[int, Speech] = {}
        ordered = sorted(drawn, key=lambda each: each.task.options.n_cfm_timesteps)
        for n_steps, group in groupby(ordered, key=lambda each: each.task.options.n_cfm_timesteps):
            together = list(group)
            rows = [self._sound_row(each) for each in together]
            sounds = self._parts.sound.decode(rows, n_steps, stop)
            spoken |= {each.task.index: self._speech(each, sound) for each, sound in zip(together, sounds, strict=True)}
        return spoken

    def _sound_row(self, drawn: _Drawn) -> SoundRow:
        return SoundRow(self._closed(drawn.draw.tokens), drawn.task.voice, drawn.task.seed("sound"))

    def _closed(self, tokens: torch.Tensor) -> torch.Tensor:
        """With the end that a variant's speech gets: upstream closes Turbo's with silence.

        For the others the last token is left out, which is often noise (resemble-ai/chatterbox#271, #388).
        """
        if self._parts.t3.is_guided:
            return tokens[:-1] if len(tokens) > 1 else tokens
        return torch.cat([tokens, torch.full((_CLOSING_SILENCE,), _SILENT_TOKEN)])

    def _speech(self, drawn: _Drawn, sound: Samples) -> Speech:
        watermark, attention = self._parts.watermark, drawn.draw.attention
        if watermark is not None:
            sound = watermark.mark(torch.from_numpy(sound).to(self._parts.t3.device)).cpu().numpy()
        times = None
        if attention is not None:
            # Of what is heard: the last token may have been left out.
            heard = attention[: len(sound) * _TOKENS_PER_S // SAMPLE_RATE]
            times = character_times(heard.numpy(), drawn.task.tokens.starts, len(drawn.task.utterance.text))
        return Speech(Audio(sound, SAMPLE_RATE), drawn.attempts, times)


def _unspoken(drawn: _Drawn) -> EngineError:
    if drawn.draw.has_ended:
        return EngineError(f"speech was over before it began in {drawn.attempts} attempts: send another seed")
    longest_s = drawn.task.limit / _TOKENS_PER_S
    return EngineError(
        f"speech found no end within {longest_s:.1f} s in {drawn.attempts} attempts: "
        "send another seed, a lower temperature or a larger max_length"
    )
