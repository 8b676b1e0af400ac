"""Where a text may be parted."""

import pytest

from speech.breaks import Break, judge

SENTENCES = [
    ("She left", ". ", "He stayed"),
    ("went", '." ', "Then"),
    ("went", ".” “", "Then"),
    ("it was I", ". ", "He"),
    ("really", "?! ", "yes"),
    ("hello", ". ", "how"),
    ("你好", "。", "世界"),
    ("है", "। ", "वह"),
    ("so", "… ", "Then"),
    ("sei", "!“ ", "Die"),
]
CLAUSES = [
    ("well", ", ", "then"),
    ("“Stop", "!” ", "he said"),
    ("well", "… ", "no"),
    ("well", "... ", "no"),
    ("one", " — ", "two"),
    ("one", "\u2028", "two"),
    ("cats", " (", "both"),
    ("你好", "，", "世界"),
    ("J", ". ", "Rowling"),
]


@pytest.mark.parametrize(("before", "gap", "after"), SENTENCES)
def test_sentences_end(before: str, gap: str, after: str) -> None:
    """A full stop, question or exclamation mark ends a sentence, with the quotation that closes behind it."""
    assert Break.SENTENCE is judge(gap, before.rsplit(maxsplit=1)[-1], after.split(maxsplit=1)[0], "en").kind


@pytest.mark.parametrize(("before", "gap", "after"), CLAUSES)
def test_clauses_end(before: str, gap: str, after: str) -> None:
    """Commas, dashes, brackets, lines and marks after which the sentence goes on part clauses only."""
    assert Break.CLAUSE is judge(gap, before.rsplit(maxsplit=1)[-1].lstrip("“"), after.split(maxsplit=1)[0], "en").kind


@pytest.mark.parametrize(
    ("language", "before", "after", "kind"),
    [
        ("de", "bzw", "Dann", Break.CLAUSE),
        ("de", "usw", "Dann", Break.SENTENCE),
        ("de", "Okt", "Dann", Break.CLAUSE),
        ("de", "XIV", "Dann", Break.CLAUSE),
        ("fr", "XIV", "Puis", Break.SENTENCE),
        ("en", "no", "is", Break.CLAUSE),
        ("en", "over", "he", Break.SENTENCE),
        ("de", "Haus", "Dann", Break.SENTENCE),
        ("fr", "M", "Dupont", Break.CLAUSE),
        ("es", "Sra", "García", Break.CLAUSE),
        ("ru", "т.е", "он", Break.CLAUSE),
        ("en", "art", "Then", Break.SENTENCE),
    ],
)
def test_abbreviations_of_each_language_end_no_sentence(language: str, before: str, after: str, kind: Break) -> None:
    """The full stop of an abbreviation is no end, and what is one in German is a word in English."""
    assert kind is judge(". ", before, after, language).kind


def test_a_paragraph_is_the_strongest_break() -> None:
    """The end of a block parts more than the full stop before it."""
    assert Break.BLOCK is judge(".\u2029", "end", "New", "en").kind


@pytest.mark.parametrize(
    ("gap", "cut"), [('." "', 2), (" (", 1), (', "', 2), (".) ", 2), ("。「", 1), (" ", 1), (".\u2029(", 2), ("", 0)]
)
def test_marks_stay_with_their_word(gap: str, cut: int) -> None:
    """Closing marks belong to the word before, opening ones to the word after."""
    assert cut == judge(gap, "one", "Two", "en").cut


@pytest.mark.timeout(5)
@pytest.mark.parametrize("gap", ["(" * 50_000 + ".", ".)" * 50_000, '" ' * 50_000, "-" * 100_000, "... " * 30_000])
def test_endless_punctuation_is_judged_at_once(gap: str) -> None:
    """A gap of a hundred thousand marks takes no time to speak of."""
    assert 0 <= judge(gap, "one", "two", "en").cut <= len(gap)
