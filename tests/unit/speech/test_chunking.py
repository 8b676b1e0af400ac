"""Pieces of speech packed into chunks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.breaks import Break
from speech.chunking import Piece, Word, pack, written


def pieces_of(text: str) -> list[Piece]:
    """A piece per word; a full stop ends a sentence, a comma a clause, a slash a paragraph, a bar asks for silence."""
    pieces, start = [], 0
    kinds = {".": Break.SENTENCE, ",": Break.CLAUSE, "/": Break.BLOCK, "|": Break.WORD}
    for token in text.split():
        mark = token[-1] if token[-1] in kinds else ""
        said = token.removesuffix(mark) if mark else token
        word = Word(said, start, start + len(said), said)
        shown = mark.replace("/", ".").strip("|") + " "
        pieces.append(Piece(word, "", shown, kinds.get(mark, Break.WORD), 0.6 if mark == "|" else None))
        start += len(token) + 1
    return pieces


def packed(text: str, limit: int) -> list[str]:
    """The chunks' texts."""
    return [written(chunk) for chunk in pack(pieces_of(text), lambda said: len(said) <= limit)]


def test_a_sentence_is_a_chunk() -> None:
    """Sentences long enough to be spoken alone are not spoken together."""
    first = "The rain had stopped at last over all the gardens of the town."
    second = "We went out to see what it had left of them and of the trees."
    assert [first, second] == packed(f"{first} {second}", 300)


def test_short_sentences_are_spoken_together() -> None:
    """A sentence of a word or two joins its neighbour, when both fit."""
    long = "We went out to see what it had left of them and of the trees."
    assert [f"Yes. Really. {long}"] == packed(f"Yes. Really. {long}", 300)
    assert [f"{long} Yes."] == packed(f"{long} Yes.", 300)
    assert ["Yes. Really.", long] == packed(f"Yes. Really. {long}", 70)


def test_a_paragraph_parts_all_but_the_tiniest() -> None:
    """A heading of a few words stands alone; items of one word are spoken together, with a full stop between."""
    assert ["A heading of its own.", "Then a paragraph."] == packed("A heading of its own/ Then a paragraph.", 300)
    assert ["Eggs. Milk. Bread"] == packed("Eggs/ Milk/ Bread", 300)


def test_silence_that_is_asked_for_parts_chunks() -> None:
    """Where the text asks for silence a chunk ends, however short it is."""
    assert ["Wait", "now."] == packed("Wait| now.", 300)


def test_a_long_sentence_breaks_at_a_clause() -> None:
    """A sentence over the limit breaks after a comma rather than in the middle of a phrase."""
    text = "When the rain had stopped at last, we went out to see what it had left of the garden."
    assert "When the rain had stopped at last," == packed(text, 60)[0]


def test_a_sentence_without_clauses_breaks_between_words() -> None:
    """No chunk is over the limit and no word is cut when there is no punctuation at all."""
    text = "and " * 2000 + "so"
    chunks = packed(text, 100)
    assert text.split() == " ".join(chunks).split()
    assert max(map(len, chunks)) <= 100


def test_a_word_over_the_limit_is_cut() -> None:
    """Fifty thousand letters without a space come in chunks of the limit, each with its own part of the text."""
    text = "a" * 50_000
    chunks = list(pack(pieces_of(text), lambda said: len(said) <= 300))
    words = [piece.word for chunk in chunks for piece in chunk]
    assert text == "".join(written(chunk) for chunk in chunks) == "".join(word.text for word in words)
    assert max(len(written(chunk)) for chunk in chunks) <= 300
    assert [word.start for word in words[1:]] == [word.end for word in words[:-1]]


def test_a_long_reading_is_cut_between_its_words() -> None:
    """A number whose reading is over the limit is cut with its digits, none lost."""
    word = Word("1" * 100, 7, 107, "one " * 99 + "one")
    chunks = list(pack([Piece(word, "", ".", Break.SENTENCE)], lambda said: len(said) <= 60))
    words = [piece.word for chunk in chunks for piece in chunk]
    assert ["one"] * 100 == " ".join(word.spoken for word in words).split()
    assert "1" * 100 == "".join(word.text for word in words)
    assert max(len(written(chunk)) for chunk in chunks) <= 60


@pytest.mark.timeout(60)
@given(st.lists(st.text("ab", min_size=1, max_size=90).map(lambda word: word + "."[: len(word) % 2]), max_size=60))
def test_nothing_is_lost_and_everything_fits(words: list[str]) -> None:
    """Whatever the words and their sentences: all are spoken once, in order, in chunks that fit."""
    text = " ".join(words)
    chunks = list(pack(pieces_of(text), lambda said: len(said) <= 50))
    said = "".join(piece.word.text for chunk in chunks for piece in chunk)
    assert text.replace(".", "").replace(" ", "") == said
    assert all(len(written(chunk)) <= 50 for chunk in chunks)
