"""Forced alignment with a CTC model (wav2vec2, HuBERT, MMS): words as letters, found in the audio.

A CTC model writes each letter in one or two frames somewhere inside its sound and blanks in between, since only the
order counts in its training. Words seem to begin late and end early: on TIMIT the edges of wav2vec2-base-960h are off
by 46 ms on average, of MMS's alignment model by 27 to 36 ms (notes/peers.md), where `PhoneAligner` is off by 11 ms on
synthetic English (bench/RESULTS.md). A CTC model's strength is what it was trained on: people, noise, accents,
languages.

Imports torch and transformers, which take seconds: to be imported only where `ctc_folder.languages_in` finds a model.
A model of 95 million weights (wav2vec2-base) takes 0.24 of real time on one core, and 385 MB for a window: use a GPU.
"""

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Final, Self

import numpy as np
import torch
from safetensors import SafetensorError
from transformers import AutoModelForCTC, PreTrainedModel
from transformers.utils.logging import disable_progress_bar, set_verbosity_error

from models import ctc_folder
from models.ctc_folder import WEIGHTS, CtcFiles, UnusableModel
from models.ctc_frames import WINDOW_S, FrameGrid
from models.gaps import fill
from models.pauses import Times
from models.phone_aligner import SILENT_BELOW, AlignmentError
from models.spelling import Labels
from models.trellis import LabelPath, LogLikelihoods, best_path, frames_needed
from speech.audio import Audio, Samples
from speech.resampling import resample
from speech.timings import Span

LARGEST_LOSS: Final = 6.0
"""`loss` above which audio and words have nothing in common. As `WORST_FIT` of `PhoneAligner` it refuses gross mistakes
only.

Measured on `tests/tone_model.py` alone: right words 0, one wrong word of ten 1 to 2, other words 10 to 14. To be
measured again where there are weights.
"""
TRAINING_ONLY: Final = "masked_spec_embed"
"""A weight that only training uses: published models lack it."""


class CtcAligner:
    """Finds the words of one language in audio, by their letters. Holds nothing of them: safe from several threads."""

    def __init__(self, model: PreTrainedModel, files: CtcFiles) -> None:
        self._model = model
        self._files = files
        self._grid = FrameGrid.of_layers(model.config.conv_kernel, model.config.conv_stride, files.sample_rate)

    @classmethod
    def load(cls, folder: Path, device: str) -> Self:
        """Load one language from its folder (`ctc_folder`), never from anywhere else. Raises UnusableModel.

        `device`: "cpu", "cuda", or "auto": CUDA where there is one.
        """
        files = ctc_folder.read(folder)
        aligner = cls(_load(folder, files, device), files)
        aligner._check(folder)
        return aligner

    def align(self, audio: Audio, words: Sequence[str]) -> list[Span]:
        """As `Aligner.align`.

        A word begins with the first frame of its first letter, and ends with the last frame of its last one.
        """
        if not words:
            return []
        said = [self._files.vocabulary.spell(word) for word in words]
        times = self._find(resample(audio, self._files.sample_rate).samples, [form for form in said if form])
        in_order = (word.within(audio.duration_s) for word in times)
        return fill([next(in_order) if form else None for form in said], audio.duration_s)

    def log_likelihoods(self, samples: Samples, window_s: float = WINDOW_S) -> LogLikelihoods:
        """Of each label in each frame of samples at the model's rate; read in windows where they are longer."""
        n_frames = self._grid.count(len(samples))
        found = np.empty((n_frames, self._model.config.vocab_size), np.float32)
        if self._files.normalises:
            # As Wav2Vec2FeatureExtractor does, and over all windows: each should be as loud as it is beside the others.
            samples = (samples - samples.mean()) / np.sqrt(samples.var() + np.float32(1e-7))
        for window in self._grid.windows(n_frames, window_s):
            read = self._read(samples[self._grid.samples(window.read)])
            first = window.kept.start - window.read.start
            found[window.kept] = read[first : first + window.kept.stop - window.kept.start]
        return found

    def _check(self, folder: Path) -> None:
        """Raises UnusableModel unless a second of silence gives what the files promise."""
        silence = np.zeros(self._files.sample_rate, np.float32)
        n_frames, n_labels = self._read(silence).shape
        if n_frames != self._grid.count(len(silence)):
            raise UnusableModel(f"{folder}: the model's frames do not lie on the grid of its convolutions")
        if n_labels <= max(*self._files.vocabulary.letters.values(), self._files.vocabulary.blank):
            raise UnusableModel(f"{folder}: the vocabulary has more labels than the model")

    def _read(self, samples: Samples) -> LogLikelihoods:
        """What the model hears in one window."""
        try:
            with torch.inference_mode():
                logits: torch.Tensor = self._model(torch.tensor(samples[None], device=self._model.device)).logits[0]
                return logits.log_softmax(-1).numpy(force=True)
        except torch.OutOfMemoryError as error:
            raise AlignmentError("the device has no memory for the alignment") from error

    def _find(self, samples: Samples, forms: Sequence[Labels]) -> list[Times]:
        """Where each word is in the samples, which have the model's rate."""
        labels = self._files.vocabulary.join(forms)
        if not labels:
            raise AlignmentError("no word has a known letter")
        if not SILENT_BELOW < np.abs(samples).max(initial=0) < np.inf:  # so written, NaN is refused too
            raise AlignmentError("the audio is silent, or no sound at all")
        if self._grid.count(len(samples)) < frames_needed(labels):
            raise AlignmentError("the words do not fit the audio")
        found = self.log_likelihoods(samples)
        path = best_path(found, labels, self._files.vocabulary.blank)
        if not loss(found, path, self._files.vocabulary.blank) < LARGEST_LOSS:
            raise AlignmentError("the words do not fit the audio")
        gap = len(self._files.vocabulary.between)
        starts = accumulate((len(form) + gap for form in forms), initial=0)
        return [self._times(path, first, first + len(form) - 1) for first, form in zip(starts, forms, strict=False)]

    def _times(self, path: LabelPath, first: int, last: int) -> Times:
        """Of the labels from the first to the last."""
        return Times(
            self._grid.edge_s(int(path.first_frames[first])), self._grid.edge_s(int(path.last_frames[last]) + 1)
        )


def loss(found: LogLikelihoods, path: LabelPath, blank: int) -> float:
    """How much less likely than the model's own reading a path is: natural logarithm per label of the longer one."""
    own = found.argmax(axis=1)
    n_own = int(np.count_nonzero((own != blank) & (np.diff(own, prepend=blank) != 0)))
    own_log_likelihood = float(found.max(axis=1).sum(dtype=np.float64))
    return (own_log_likelihood - path.log_likelihood) / max(n_own, len(path.first_frames))


def _load(folder: Path, files: CtcFiles, device: str) -> PreTrainedModel:
    """The model as it is used, not trained: nothing in it is random or changes."""
    # The worker's log is lines of JSON. What is worth a warning of transformers' is an error here.
    disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers has no types here
    set_verbosity_error()  # type: ignore[no-untyped-call]  # nor here
    try:
        loaded, report = AutoModelForCTC.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=torch.float32, output_loading_info=True
        )
        if files.adapter is not None:
            loaded.load_adapter(files.adapter, local_files_only=True, use_safetensors=True)
    except (OSError, RuntimeError, SafetensorError, ValueError) as error:
        raise UnusableModel(f"{folder}: the weights cannot be read or are of another model") from error
    if any(not name.endswith(TRAINING_ONLY) for name in report["missing_keys"]):
        raise UnusableModel(f"{folder / WEIGHTS} lacks weights: it was not trained to write")
    chosen = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
    model: PreTrainedModel = loaded.to(torch.device(chosen))
    return model
