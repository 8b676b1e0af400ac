"""Signs of notes and sources are silent; numbers in brackets that are part of a sentence are read."""

import pytest

from speech.normalise.markup import read
from speech.normalise.plain import BLOCK_END


def _shown(text: str) -> str:
    return " ".join(read(text, (), "skip").text.replace(BLOCK_END, " ").split())


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("It is true.[1] So it is.", "It is true. So it is."),
        ("Bees[2][3] fly, birds[4, 5] too[6–8].", "Bees fly, birds too."),
        ("true[1] and so [2], or so [3].", "true and so, or so."),
        ("In 1974 [1] it began.", "In 1974 it began."),
        ("In 2019,[3] the “end”[4] and “so.”[5]", "In 2019, the “end” and “so.”"),
        ("The end.[12]Next", "The end. Next"),
        ("**Bees**[1] fly[note 2] far[citation needed].", "Bees fly far."),
        ("Bees[1] fly.\n\n[1]: https://a.b", "Bees fly."),
        ("However¹, it is small.² “Yes”³ and no.¹,²", "However, it is small. “Yes” and no."),
        ("Proof<sup>2</sup> and (so).<sup>[3]</sup> End", "Proof and (so). End"),
    ],
)
def test_signs_of_notes_are_silent(written: str, shown: str) -> None:
    """Right behind a word or a full stop nobody reads them; behind a blank not where others stand so, or for a year."""
    assert shown == _shown(written)


@pytest.mark.parametrize(
    "text",
    [
        "Choose options [1] or [2].", "See [1].", "(see [1])", "a [1] b", "arr[0] and x[2]", "arr[1] = 5", "word[1234]",
        "items[2].name", "word[1a]", "[1] First source", "step [1], [2] and [3]", "list[1]",
        "so[1]: yes", "total[3] = 4",
    ],
)  # fmt: skip
def test_numbers_of_a_sentence_are_read(text: str) -> None:
    """Lists, options and indices in square brackets are prose."""
    assert text == _shown(text)


@pytest.mark.parametrize("text", ["x², m² and km²", "10³ or 5¹", "inch² and sin² x", "¹³C and C¹³", "word²x"])
def test_powers_are_kept(text: str) -> None:
    """Raised digits behind a unit, a variable, a function or a number are no notes."""
    assert text == _shown(text)


def test_what_is_linked_by_a_number_keeps_its_place() -> None:
    """Words around a silent sign know where they stand."""
    text = "Bees[1] fly"
    plain = read(text, (), "skip")
    assert ["Bees", "fly"] == [text[plain.starts[start] : plain.ends[end]] for start, end in [(0, 3), (5, 7)]]
