"""From a caller's text to what is spoken: chunks for the engine, words with their spans in the text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from speech.breaks import PAUSE_S, Break, judge
from speech.chunking import Fits, Piece, Word, pack, written
from speech.normalise.language import rewrites
from speech.normalise.markup import read
from speech.normalise.markup.pauses import MAX_PAUSE_S
from speech.normalise.markup.reader import CodeBlocks
from speech.normalise.plain import Plain
from speech.normalise.rewrite import Rewrite
from speech.punctuation import show
from speech.words import find_words

_MARKS: Final = {"ja": ("、", "。"), "zh": ("，", "。"), "hi": (", ", "। ")}
"""What ends a line and a paragraph without a mark of its own, where it isn't a comma and a full stop."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What an engine speaks in one go."""

    text: str
    """As the engine gets it: what is said, with punctuation and the engine's own tags."""
    words: tuple[Word, ...]
    pause_s: float
    """Silence behind it as a reader pauses there, at the voice's own pace: a faster voice makes it shorter."""
    asked_pause_s: float | None
    """Silence behind it that the text asks for, in place of the reader's pause, at any pace."""


@dataclass(frozen=True, slots=True)
class Script:
    """A text as it is spoken."""

    chunks: tuple[Chunk, ...]
    lead_in_s: float
    """Silence that the text asks for before its first word."""
    sentence_ends: frozenset[int]
    """`Word.end` of the words behind which a sentence or a paragraph ends."""
    warnings: tuple[str, ...]
    """What was left out, in words for the caller."""


def write_script(
    text: str, language: str, fits: Fits, *, tags: Collection[str] = (), code_blocks: CodeBlocks = "skip"
) -> Script:
    """What is read aloud of a text, in chunks that fit; stretches without a word are left out.

    `language` is a primary subtag; `tags` are those that the engine knows, in lower case without brackets.
    Time and memory grow with the length of the text alone.
    """
    plain = read(text, tags, code_blocks)
    words = list(find_words(plain.text, rewrites(plain.text, language), language))
    lead_in_s, pieces, is_shortened = _pieces(text, plain, words, language)
    chunks = [_chunk(chunk) for chunk in pack(pieces, fits)]
    chunks[-1:] = [replace(chunk, pause_s=0.0) for chunk in chunks[-1:]]
    ends = frozenset(piece.word.end for piece in pieces if piece.parted >= Break.SENTENCE)
    shortened = [f"pauses in a row were shortened to {MAX_PAUSE_S:.0f} s"] if is_shortened else []
    return Script(tuple(chunks), lead_in_s, ends, (*plain.warnings, *shortened))


def _chunk(pieces: Sequence[Piece]) -> Chunk:
    last = pieces[-1]
    return Chunk(written(pieces), tuple(piece.word for piece in pieces), PAUSE_S[last.parted], last.asked_pause_s)


def _pieces(text: str, plain: Plain, found: Sequence[Rewrite], language: str) -> tuple[float, list[Piece], bool]:
    """The silence before the first word, the words with what stands between them, whether a pause was shortened."""
    placed = _placed(text, plain, found)
    if not placed:
        return 0.0, [], False
    marks = iter(plain.marks)
    comma, stop = _MARKS.get(language, (", ", ". "))
    lead_in = show(plain.text[: placed[0].first], 0, marks, comma)
    before, is_first, is_shortened = lead_in.before, True, lead_in.is_shortened
    pieces: list[Piece] = []
    for current, following in zip_longest(placed, placed[1:]):
        gap = plain.text[current.last : following.first if following else len(plain.text)]
        judged = judge(gap, current.word.text, following.word.text if following else "", language)
        shown = show(gap, judged.cut if following else len(gap), marks, comma)
        # A heading or an item of a list ends like a sentence, with or without a mark.
        is_bare = following and judged.kind is Break.BLOCK and not shown.after.strip()
        after = stop if is_bare else shown.after
        pieces.append(Piece(current.word, before, after, judged.kind, shown.asked_pause_s, is_first))
        before, is_first = shown.before, judged.kind >= Break.SENTENCE
        is_shortened = is_shortened or shown.is_shortened
    return lead_in.asked_pause_s or 0.0, pieces, is_shortened


def _placed(text: str, plain: Plain, found: Sequence[Rewrite]) -> list["_Placed"]:
    """Words with their places in both texts; those that share a character of the caller's are one."""
    placed: list[_Placed] = []
    for word in found:
        first, start, end = word.start, plain.starts[word.start], plain.ends[word.end - 1]
        spoken = word.spoken
        if placed and start < placed[-1].word.end:
            shared = placed.pop()
            first, start, spoken = shared.first, shared.word.start, f"{shared.word.spoken} {spoken}"
        placed.append(_Placed(first, word.end, Word(text[start:end], start, end, spoken)))
    return placed


@dataclass(frozen=True, slots=True)
class _Placed:
    first: int
    last: int
    """`plain.text[first:last]` is the word."""
    word: Word
