"""From mel to sound with Vocos."""

from collections.abc import Sequence
from itertools import groupby

import torch
from torch import Tensor

from models.f5.packages import Vocos
from speech.audio import Samples


class Vocoder:
    """Decodes mels of one length together: padding would be heard in the last 8192 samples."""

    def __init__(self, vocos: Vocos) -> None:
        self._vocos = vocos

    @torch.inference_mode()
    def decode(self, mels: Sequence[Tensor]) -> list[Samples]:
        """The sound of each (n_frames, 100) log-mel: float32, (n_frames - 1) * 256 samples, at the vocoder's level."""
        sounds: dict[int, Samples] = {}
        by_length = sorted(range(len(mels)), key=lambda index: len(mels[index]))
        for _, group in groupby(by_length, key=lambda index: len(mels[index])):
            indexes = list(group)
            decoded = self._vocos.decode(torch.stack([mels[index].T for index in indexes]).float())
            sounds |= dict(zip(indexes, decoded.cpu().numpy(), strict=True))
        return [sounds[index] for index in range(len(mels))]
