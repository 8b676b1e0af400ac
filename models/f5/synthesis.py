"""Utterances to sound: rows for the sampler, batches of those that go together, the vocoder behind it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final

import numpy as np
import torch

from models.engine import EngineError, Speech, Utterance
from models.f5.limits import Limits
from models.f5.network import RowConditions
from models.f5.options import F5Options
from models.f5.reference import FRAMES_PER_S, SAMPLE_RATE, Reference
from models.f5.sampler import Row, Sampler, Schedule
from models.f5.text import has_speakable, n_speech_frames, tokens
from models.f5.vocoder import Vocoder
from models.memory import in_parts
from speech.audio import Audio

_MOST_FRAMES: Final = 8192
"""Positions of the text embedding (upstream's `precompute_max_pos`): 87 s of reference and speech."""
_FEWEST_FRAMES: Final = 2
"""Of speech: a part's share of a fixed duration may be less than a frame, and of one frame Vocos makes no sound."""
_UNGUIDED: Final = 1e-5
"""Below this `cfg_strength` upstream leaves guidance out."""
_SILENCE: Final = Speech(Audio(np.zeros(0, np.float32), SAMPLE_RATE))


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """An utterance on its way."""

    index: int
    """Its place among those that were asked for."""
    row: Row
    schedule: Schedule
    gain: float
    """What its reference was multiplied by; the speech is divided by it, as upstream does."""


class Synthesis:
    """Speaks utterances whose voices are `Reference`s."""

    def __init__(self, sampler: Sampler, vocoder: Vocoder, vocabulary: Mapping[str, int], limits: Limits) -> None:
        self._sampler = sampler
        self._vocoder = vocoder
        self._vocabulary = vocabulary
        self._limits = limits

    def speak(self, utterances: Sequence[Utterance], stop: Callable[[], bool]) -> list[Speech | EngineError]:
        """One speech per utterance, in order, or its error; those not reached when `stop` becomes true are empty."""
        spoken: list[Speech | EngineError] = [_SILENCE] * len(utterances)
        tasks: list[_Task] = []
        for index, utterance in enumerate(utterances):
            try:
                tasks += self._tasks(index, utterance)
            except EngineError as error:
                spoken[index] = error
        for batch in self._batches(tasks):
            if stop():
                break
            for task, speech in zip(batch, in_parts(partial(self._speak_batch, stop=stop), batch), strict=True):
                spoken[task.index] = speech
        return spoken

    def _batches(self, tasks: list[_Task]) -> Iterator[list[_Task]]:
        """Tasks with one schedule, of similar length, within the limits."""
        tasks.sort(key=lambda task: (repr(task.schedule), task.row.conditions.n_frames))
        for _, group in groupby(tasks, key=lambda task: task.schedule):
            batch: list[_Task] = []
            for task in group:
                if batch and not self._limits.allow(len(batch) + 1, task.row.conditions.n_frames):
                    yield batch
                    batch = []
                batch.append(task)
            yield batch

    def _speak_batch(self, batch: Sequence[_Task], stop: Callable[[], bool]) -> list[Speech]:
        mels = self._sampler.sample([task.row for task in batch], batch[0].schedule, stop)
        if stop():
            return [_SILENCE] * len(batch)
        sounds = self._vocoder.decode(mels)
        audios = (sound / np.float32(task.gain) for task, sound in zip(batch, sounds, strict=True))
        return [Speech(Audio(samples, SAMPLE_RATE)) for samples in audios]

    def _tasks(self, index: int, utterance: Utterance) -> list[_Task]:
        """The utterance's one task; none where it has nothing speakable. Raises EngineError."""
        if not has_speakable(utterance.text, self._vocabulary):
            return []
        reference, options = utterance.voice, utterance.options
        if not isinstance(reference, Reference) or not isinstance(options, F5Options):
            raise TypeError("the utterance is another engine's")
        read = tokens(reference.transcript + utterance.text, self._vocabulary)
        log_mel = reference.log_mel(options.target_rms)
        is_guided = options.cfg_strength >= _UNGUIDED
        conditions = RowConditions(
            log_mel, torch.tensor(read), _n_frames(utterance, reference, options, len(read)), options.cfg_strength
        )
        schedule = Schedule(options.nfe_step, options.sway_sampling_coef, is_guided)
        return [_Task(index, Row(conditions, utterance.seed), schedule, reference.gain(options.target_rms))]


def _n_frames(utterance: Utterance, reference: Reference, options: F5Options, n_tokens: int) -> int:
    """Of reference and speech together; at least one for each token, without which upstream drops some."""
    if options.fix_duration is None:
        n_speech = n_speech_frames(utterance.text, reference.frames_per_byte, utterance.speed)
    else:
        n_speech = round(options.fix_duration / utterance.speed * FRAMES_PER_S)
    n_reference = len(reference.magnitudes)
    n_frames = max(n_reference + max(n_speech, _FEWEST_FRAMES), n_tokens + 1)
    if n_frames > _MOST_FRAMES:
        raise EngineError(f"the text is too long for one utterance: {n_frames / FRAMES_PER_S:.0f} s with the reference")
    return n_frames
