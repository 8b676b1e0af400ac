"""When each word of an utterance is heard: the aligner of each language that the worker's engines speak."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Self

from models.phone_aligner import AlignmentError, PhoneAligner
from models.pronunciation import Pronouncer
from models.pronunciation.english import EnglishPronouncer
from speech.audio import Audio
from speech.timings import Span

__all__ = ["Aligner", "AlignmentError"]


class Aligner:
    """Finds the words of an utterance in its audio. Holds nothing of it: safe to use from several threads."""

    def __init__(self, pronouncers: Mapping[str, Pronouncer]) -> None:
        self._aligners = MappingProxyType({language: PhoneAligner(said) for language, said in pronouncers.items()})

    @classmethod
    def load(cls, languages: Collection[str] = ("en",)) -> Self:
        """Load what aligning these languages (primary subtags) needs."""
        return cls({"en": EnglishPronouncer.load()} if "en" in languages else {})

    @property
    def languages(self) -> frozenset[str]:
        """Primary subtags of the languages it can align."""
        return frozenset(self._aligners)

    def align(self, audio: Audio, words: Sequence[str], language: str = "en") -> list[Span]:
        """One span per word, in order, without overlap, inside the audio; deterministic.

        `words` are what `audio` (any sample rate) speaks: the spoken form of each word of the text ("five dollars"
        for "$5"). One without any known pronunciation gets the gap between its neighbours and is marked
        "interpolated". Raises AlignmentError.
        """
        return self._aligners[language].align(audio, words)
