"""What is said in place of what is written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rewrite:
    """`text[start:end]` is one word of its text and is said as `spoken`.

    `spoken` has one or more plain words (letters, apostrophes, inner hyphens) with single spaces between them, and
    perhaps commas after them where a reader pauses: "five dollars", "five five five, one two three four".
    """

    start: int
    end: int
    spoken: str
