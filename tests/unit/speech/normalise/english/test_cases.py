"""English as it is read: the table that was written from style references, and rules that it does not reach."""

from pathlib import Path

import pytest

from tests.unit.speech.normalise.english.reading import fold, read

TABLE = Path(__file__).parents[1] / "english_cases.tsv"


def _rows() -> list[tuple[str, list[str]]]:
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line]
    return [(text, [fold(reading) for reading in readings.split("|")]) for text, readings, _ in rows]


def test_the_table_is_read_as_its_references_say() -> None:
    """At least 98 of 100 rows, of at least 400, are read in one of the ways that the table gives."""
    rows = _rows()
    misread = [(text, read(text), readings) for text, readings in rows if read(text) not in readings]
    assert len(rows) >= 400
    assert 0.98 <= 1 - len(misread) / len(rows), misread


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Add 1/4 tsp salt and 1 1/2 tsp sugar.", "add one quarter teaspoon salt and one and a half teaspoons sugar"),
        ("Her blood pressure is 120/80.", "her blood pressure is one hundred twenty over eighty"),
        ("a $5 million deal, the 10 km run", "a five million dollar deal the ten kilometer run"),
        ("He ran 10 km.", "he ran ten kilometers"),
        ("B-52s and i7-9700K", "b fifty twos and i seven ninety seven hundred k"),
        ("Jan-Mar, Mon-Fri 9am-5pm", "january to march monday to friday nine a m to five p m"),
        (
            "The stock fell to $145.32 in Q3.",
            "the stock fell to one hundred forty five dollars and thirty two cents in q three",
        ),
        ("₹1,00,000", "one hundred thousand rupees"),
        ("It is 1999's best.", "it is nineteen ninety nine's best"),
        ("at 40°26′46″N", "at forty degrees twenty six minutes forty six seconds north"),
        ("H₂SO₄ weighs 6.02×10^23", "h two s o four weighs six point zero two times ten to the twenty third"),
        ("A 1-2-3 of it, 1--2", "a one two three of it one two"),
        ("rooms 12A-14", "rooms twelve a fourteen"),
        ("STOP! WE ARE THE FBI.", "stop we are the f b i"),
        ("IT'S ME! DO IT NOW.", "it's me do it now"),
        ("mix vim CIVIL did I", "mix vim civil did i"),
        ("Mary, I think, and Malcolm X", "mary i think and malcolm x"),
        ("Price: ٣ and ３", "price three and three"),
        ("end.Then more", "end then more"),
        ("Ask no. Five came.", "ask no five came"),
    ],
)
def test_more_of_the_same_kind(text: str, reading: str) -> None:
    """What the table does not hold is read by the same rules."""
    assert reading == read(text)
