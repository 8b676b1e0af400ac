"""When each word of an utterance is heard: the aligner of each language that the worker's engines speak."""

from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol, Self

from models.ctc_folder import UnusableModel, languages_in
from models.phone_aligner import WORST_FIT, WORST_FOREIGN_FIT, AlignmentError, PhoneAligner
from models.pronunciation import MissingPackage
from models.pronunciation.languages import LANGUAGES, load_pronouncer
from speech.audio import Audio
from speech.timings import Span

__all__ = ["Aligner", "AlignmentError", "MissingPackage", "UnusableModel"]

_PHONES: Final = "forced alignment (pocketsphinx, bundled English acoustic model)"
_CTC: Final = "forced alignment (CTC model)"


class LanguageAligner(Protocol):
    """Finds the words of one language, as `Aligner.align` does."""

    def align(self, audio: Audio, words: Sequence[str]) -> list[Span]:
        """Raises AlignmentError."""


class Aligner:
    """Finds the words of an utterance in its audio. Holds nothing of it: safe to use from several threads."""

    def __init__(self, aligners: Mapping[str, LanguageAligner]) -> None:
        """One per language, by primary subtag."""
        self._aligners = MappingProxyType(dict(aligners))

    @classmethod
    def load(cls, languages: Collection[str] = ("en",), weights: Path | None = None, device: str = "auto") -> Self:
        """Load what aligning these languages (primary subtags) needs; one that nobody can align is left out.

        A language that has a folder of its own in `weights` is aligned by the CTC model there, the others by the
        bundled acoustic model. Raises MissingPackage where a language's packages are not installed, and
        UnusableModel.
        """
        by_ctc = languages_in(weights) if weights else frozenset[str]()
        return cls(
            {
                language: _load_ctc(weights / language, device)
                if weights and language in by_ctc
                else _load_by_phones(language)
                for language in languages
                if language in LANGUAGES | by_ctc
            }
        )

    @property
    def languages(self) -> frozenset[str]:
        """Primary subtags of the languages it can align."""
        return frozenset(self._aligners)

    def sources(self, languages: Collection[str]) -> list[str]:
        """Where the word times of these languages come from, in words for a caller."""
        found = (self._aligners[language] for language in sorted(languages) if language in self._aligners)
        return list(dict.fromkeys(_PHONES if isinstance(aligner, PhoneAligner) else _CTC for aligner in found))

    def align(self, audio: Audio, words: Sequence[str], language: str = "en") -> list[Span]:
        """One span per word, in order, without overlap, inside the audio; deterministic.

        `words` are what `audio` (any sample rate) speaks: the spoken form of each word of the text ("five dollars"
        for "$5"). One without any known pronunciation gets the gap between its neighbours and is marked
        "interpolated". Raises AlignmentError.
        """
        return self._aligners[language].align(audio, words)


def _load_by_phones(language: str) -> LanguageAligner:
    worst_fit = WORST_FIT if language == "en" else WORST_FOREIGN_FIT
    return PhoneAligner(load_pronouncer(language), worst_fit=worst_fit)


def _load_ctc(folder: Path, device: str) -> LanguageAligner:
    """Imported here alone: torch and transformers take seconds, which a worker without such weights does not spend."""
    aligner: LanguageAligner = import_module("models.ctc").CtcAligner.load(folder, device)
    return aligner
