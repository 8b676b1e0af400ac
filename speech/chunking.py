"""Pieces of speech packed into what an engine speaks in one go."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias
from unicodedata import east_asian_width

from speech.breaks import Break

_SHORT: Final = 40
"""Characters under which a sentence is spoken together with its neighbour: engines stumble over a word or two alone
(F5-TTS#460), and a batch of tiny rows wastes an accelerator."""
_TINY: Final = 16
"""Characters under which it is so even across the end of a paragraph: an item of a list, a heading of one word."""

Fits: TypeAlias = Callable[[str], bool]
"""Whether an engine speaks such a text in one go. What fits must fit when it is made shorter, too."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the caller's text, `source[start:end] == text`, and what is said for it."""

    text: str
    start: int
    end: int
    spoken: str
    """One or more words without punctuation around them, perhaps with commas between: "five dollars" for "$5"."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, the punctuation that an engine sees around it, and how it is parted from the next."""

    word: Word
    before: str
    after: str
    parted: Break
    asked_pause_s: float | None = None
    """Silence that the text asks for behind the word."""
    is_first: bool = False
    """Whether a sentence begins with it."""


def pack(pieces: Sequence[Piece], fits: Fits) -> Iterator[list[Piece]]:
    """Chunks of whole sentences, short ones together; a sentence that doesn't fit parts at a clause, else a word."""
    chunk: list[Piece] = []
    for sentence in _fitting(_sentences(pieces), fits):
        if chunk and not (_belong_together(chunk, sentence) and fits(written([*chunk, *sentence]))):
            yield chunk
            chunk = []
        chunk += sentence
    if chunk:
        yield chunk


def written(pieces: Sequence[Piece]) -> str:
    """The text that an engine gets."""
    parts = [pieces[0].before, _said(pieces[0])] if pieces else []
    for piece, following in pairwise(pieces):
        between = piece.after + following.before
        parts += [between or _joint(piece.word.spoken[-1], following.word.spoken[0]), _said(following)]
    return "".join([*parts, *(piece.after for piece in pieces[-1:])]).strip()


def _said(piece: Piece) -> str:
    """A sentence begins with a capital letter, by which engines know it, whatever its first word was made of."""
    first, rest = piece.word.spoken[:1], piece.word.spoken[1:]
    return first.upper() + rest if piece.is_first and len(first.upper()) == 1 and rest == rest.lower() else first + rest


def _joint(last: str, first: str) -> str:
    """What parts two words that touch in the text ("3G/4G", "a=b"): a space, where their script has any."""
    return "" if "W" in (east_asian_width(last), east_asian_width(first)) else " "


def _sentences(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    sentence: list[Piece] = []
    for piece in pieces:
        sentence.append(piece)
        if piece.parted >= Break.SENTENCE or piece.asked_pause_s is not None:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _belong_together(chunk: Sequence[Piece], sentence: Sequence[Piece]) -> bool:
    last = chunk[-1]
    if last.asked_pause_s is not None or last.parted < Break.SENTENCE:
        return False
    limit = _TINY if last.parted is Break.BLOCK else _SHORT
    return _is_shorter(written(chunk), limit) or _is_shorter(written(sentence), limit)


def _is_shorter(text: str, limit: int) -> bool:
    """Whether it has fewer than `limit` letters' worth of speech: a Chinese character or kana counts for three."""
    return len(text) < limit and sum(3 if east_asian_width(character) in "WF" else 1 for character in text) < limit


def _fitting(sentences: Iterable[list[Piece]], fits: Fits) -> Iterator[list[Piece]]:
    for sentence in sentences:
        if fits(written(sentence)):
            yield sentence
        else:
            yield from _parts([part for piece in sentence for part in _fitting_pieces(piece, fits)], fits)


def _parts(pieces: Sequence[Piece], fits: Fits) -> Iterator[list[Piece]]:
    start = 0
    while start < len(pieces):
        end = start + _most(len(pieces) - start, lambda count: fits(written(pieces[start : start + count])))  # noqa: B023 - called at once
        if end < len(pieces):
            end = _clause_end(pieces, start, end)
        yield list(pieces[start:end])
        start = end


def _clause_end(pieces: Sequence[Piece], start: int, end: int) -> int:
    """The last end of a clause in the later two thirds of what fits, else all that fits."""
    ends = (index + 1 for index in reversed(range(start, end)) if pieces[index].parted >= Break.CLAUSE)
    clause = next(ends, start)
    return clause if clause - start > (end - start) / 3 else end


def _most(count: int, holds: Callable[[int], bool]) -> int:
    """The largest number from 1 to `count` that holds, found in steps that follow its size and not that of `count`."""
    reach = 1
    while reach < count and holds(min(2 * reach, count)):
        reach = min(2 * reach, count)
    low, high = reach, min(2 * reach, count + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _fitting_pieces(piece: Piece, fits: Fits) -> Iterator[Piece]:
    """The piece itself, or, when even that doesn't fit, cuts of it, each with its share of the caller's word."""
    if fits(written([piece])):
        yield piece
        return
    word = piece.word
    said = _cuts(word.spoken, len(word.text), fits)
    for index, spoken in enumerate(said):
        first, last = (word.start + len(word.text) * step // len(said) for step in (index, index + 1))
        cut = Word(word.text[first - word.start : last - word.start], first, last, spoken)
        before, is_first = (piece.before, piece.is_first) if index == 0 else ("", False)
        if index == len(said) - 1:
            yield Piece(cut, before, piece.after, piece.parted, piece.asked_pause_s, is_first)
        else:
            yield Piece(cut, before, "", Break.WORD, None, is_first)


def _cuts(spoken: str, most: int, fits: Fits) -> list[str]:
    """At most `most` cuts of about one length that all fit: between words, else anywhere."""
    n_cuts = min(2, most)
    while True:
        for parts, joint in ((spoken.split(), " "), (list(spoken), "")):
            edges = [len(parts) * index // n_cuts for index in range(n_cuts + 1)]
            cuts = [cut for first, last in pairwise(edges) if (cut := joint.join(parts[first:last]).strip())]
            if all(map(fits, cuts)) or (n_cuts == most and not joint):
                return cuts
        n_cuts = min(2 * n_cuts, most)
