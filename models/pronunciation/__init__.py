"""How words are said, language by language, in the phones of the acoustic model (ARPAbet without stress)."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

Phones: TypeAlias = tuple[str, ...]
"""One spoken word: ARPAbet phones, perhaps with `ipa.MAYBE` at the end; empty where nothing is known of it."""


class Pronouncer(Protocol):
    """Says how the words of one language are spoken. Holds nothing of them: safe to use from several threads."""

    def pronounce(self, forms: Sequence[str]) -> list[tuple[Phones, ...]]:
        """For each form of one utterance, in order, the phones of every spoken word in it.

        A form is what is said for one word of the caller's text, without outer punctuation: "apple", or several
        words, perhaps with commas between them: "five dollars". Each gives at least one `Phones`.
        """


class MissingPackage(Exception):
    """A language is asked for whose packages are not installed: the process cannot start as configured."""

    def __init__(self, package: str) -> None:
        super().__init__(f"{package} is not installed: pip install --no-deps -r builder/requirements/languages.txt")
