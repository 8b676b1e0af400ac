"""Upstream's F5-TTS as its users run it: `load_model`, `preprocess_ref_audio_text`, `infer_process` of f5-tts 1.1.22.

`torchaudio.load` wants torchcodec and FFmpeg; in its place soundfile reads the same WAV, which is no slower. What is
stood in for at its import (tests/upstream_f5.py) only makes it start sooner.
"""

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import soundfile  # noqa: TID251 - in the place of torchaudio's own reading
import torch  # noqa: TID251 - upstream's audio is a tensor
import yaml

from bench.f5_work import CLIP, TRANSCRIPT
from models.f5.packages import DiT
from models.f5.reference import HOP, SAMPLE_RATE
from speech.audio import Samples
from tests.upstream_f5 import utils_infer


def _load(path: str) -> tuple[torch.Tensor, int]:
    samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    return torch.from_numpy(samples.T.copy()), sample_rate


utils_infer.torchaudio = SimpleNamespace(load=_load, transforms=utils_infer.torchaudio.transforms)


class Upstream:
    """A model and its vocoder, on CUDA in fp16 where there is CUDA: upstream's own choice."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        architecture = yaml.safe_load(files["architecture"].read_text("utf-8"))["model"]["arch"]
        with _quiet():
            self._model: Any = utils_infer.load_model(DiT, architecture, str(files["model"]))
            self._vocoder: Any = utils_infer.load_vocoder(is_local=True, local_path=str(files["vocoder"].parent))
            self._voice = _prepare()

    @property
    def clip(self) -> Samples:
        """The reference as it has prepared it, 24 kHz."""
        return _load(self._voice[0])[0][0].numpy()

    @property
    def n_reference_frames(self) -> int:
        """Of that."""
        return len(self.clip) // HOP

    def chunks(self, text: str) -> list[str]:
        """How `infer_process` cuts a text."""
        seconds = len(self.clip) / SAMPLE_RATE
        chunks: list[str] = utils_infer.chunk_text(text, int(len(self._voice[1]) / seconds * (22 - seconds)))
        return chunks

    def speak(self, text: str, n_steps: int) -> int:
        """A text in the voice that was prepared before: frames of speech, all chunks together."""
        with _quiet():
            return self._infer(text, n_steps)

    def speak_again(self, text: str, n_steps: int) -> int:
        """As a further request does it: the clip is prepared once more, which upstream keeps by its hash."""
        with _quiet():
            self._voice = _prepare()
            return self._infer(text, n_steps)

    def speak_in_turn(self, texts: Sequence[str], n_steps: int) -> int:
        """One text after the other."""
        return sum(self.speak(text, n_steps) for text in texts)

    def speak_at_once(self, texts: Sequence[str], n_steps: int) -> int:
        """Each text in a thread of its own, as upstream runs its chunks."""
        with _quiet(), ThreadPoolExecutor(len(texts)) as pool:
            return sum(pool.map(lambda text: self._infer(text, n_steps), texts))

    def _infer(self, text: str, n_steps: int) -> int:
        _, _, mel = utils_infer.infer_process(
            *self._voice, text, self._model, self._vocoder, progress=None, nfe_step=n_steps
        )
        n_frames: int = mel.shape[1]
        return n_frames


def _prepare() -> tuple[str, str]:
    """A WAV in the temporary folder, which upstream leaves there, and the transcript."""
    prepared: tuple[str, str] = utils_infer.preprocess_ref_audio_text(str(CLIP), TRANSCRIPT)
    return prepared


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Upstream prints texts and paths."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield
