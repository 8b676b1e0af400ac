"""Where sentences, lines and items end: as the script says, or by the marks alone."""

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.subtitles import make_cues
from speech.subtitles.costs import cue_break_cost
from speech.subtitles.endings import Ending
from speech.subtitles.words import show
from tests.timed_words import spoken, timed

STEPS = "Steps:\n\n1. Install the CLI tool\n2. Create an endpoint\n3. Send a request"


def _lines(text: str, words: list[str], lasts: Collection[str] | None = None) -> list[tuple[str, ...]]:
    ends = None if lasts is None else _ends(text, *lasts)
    return [cue.lines for cue in make_cues(text, spoken(text, *words), ends)]


def _ends(text: str, *lasts: str) -> set[int]:
    """The offsets behind these parts of the text, of which each is there once."""
    assert all(text.count(last) == 1 for last in lasts)
    return {text.index(last) + len(last) for last in lasts}


@pytest.mark.parametrize(
    ("text", "words", "lasts", "lines"),
    [
        (
            "On Monday, Oct. 6, 2025, stocks fell in the U.S. and Europe. Then they rose.",
            "On|Monday|Oct.|6|2025|stocks|fell|in|the|U.S.|and|Europe|Then|they|rose",
            ["Europe", "rose"],
            [("On Monday, Oct. 6, 2025,", "stocks fell in the U.S. and Europe."), ("Then they rose.",)],
        ),
        (
            "In Feb. 2024 they rose, i.e. 5 percent. All were glad.",
            "In|Feb.|2024|they|rose|i.e.|5|percent|All|were|glad",
            ["percent", "glad"],
            [("In Feb. 2024 they rose, i.e. 5 percent.",), ("All were glad.",)],
        ),
        (
            "We met at 2:30 p.m. ET on Friday. She came at 9 a.m. She left again.",
            "We|met|at|2:30|p.m.|ET|on|Friday|She|came|at|9|a.m|She|left|again",
            ["Friday", "9 a.m", "again"],
            [("We met at 2:30 p.m. ET on Friday.",), ("She came at 9 a.m.",), ("She left again.",)],
        ),
        (
            "It was refined by Smith et al. (2003). It uses a threshold, cf. Jones (1999).",
            "It|was|refined|by|Smith|et|al.|2003|It|uses|a|threshold|cf.|Jones|1999",
            ["2003", "1999"],
            [("It was refined by Smith et al. (2003).",), ("It uses a threshold, cf. Jones (1999).",)],
        ),
        (
            "Der 3. Oktober ist ein Feiertag. Am 4. Mai nicht.",
            "Der|3.|Oktober|ist|ein|Feiertag|Am|4.|Mai|nicht",
            ["Feiertag", "nicht"],
            [("Der 3. Oktober ist ein Feiertag.",), ("Am 4. Mai nicht.",)],
        ),
    ],
)
def test_cues_end_where_the_script_says(text: str, words: str, lasts: list[str], lines: list[tuple[str, ...]]) -> None:
    """Full stops of abbreviations, times and dates end no cue when the script has said where sentences end."""
    assert lines == _lines(text, words.split("|"), lasts)


@pytest.mark.parametrize(
    ("text", "words", "lasts", "ending"),
    [
        ("Go. Then", ["Go", "Then"], ["Go"], Ending.SENTENCE),
        ("Go. Then", ["Go", "Then"], [], Ending.WORD),
        ("go. then", ["go", "then"], ["go"], Ending.SENTENCE),
        ("Go! Then", ["Go", "Then"], [], Ending.CLAUSE),
        ("go\n\nthen", ["go", "then"], ["go"], Ending.PARAGRAPH),
        ("go\n\nthen", ["go", "then"], [], Ending.LINE),
        # the words between were read, but not timed
        ("go 你好. Then", ["go", "Then"], ["你好"], Ending.SENTENCE),
        ("1. Then", ["1", "Then"], [], Ending.WORD),
    ],
)
def test_the_script_knows_where_sentences_end(text: str, words: list[str], lasts: list[str], ending: Ending) -> None:
    """A sentence ends behind a word exactly where an end lies between it and the next, whatever stands there."""
    assert ending == show(text, spoken(text, *words), 42, _ends(text, *lasts))[0].ending


def test_no_ends_are_not_the_same_as_no_word_about_them() -> None:
    """An empty collection says that no sentence ends; without one the marks tell."""
    text = "The first is short. The second one is too."
    words = text.replace(".", "").split()
    assert [("The first is short. The second one is too.",)] == _lines(text, words, [])
    assert [("The first is short.",), ("The second one is too.",)] == _lines(text, words)


@given(st.text("a. \n1)(-|", max_size=80), st.sets(st.integers(0, 90)))
def test_any_ends_make_cues(text: str, sentence_ends: set[int]) -> None:
    """Whatever offsets come as ends, every word is shown, in order, in lines that fit."""
    words = timed(text)
    cues = make_cues(text, words, sentence_ends)
    shown = "".join(line for cue in cues for line in cue.lines)
    assert [character for character in text if character.isalnum()] == [c for c in shown if c.isalnum()]
    assert all(1 <= len(cue.lines) <= 2 and all(0 < len(line) <= 42 for line in cue.lines) for cue in cues)


@pytest.mark.parametrize("lasts", [None, ["Steps", "tool", "endpoint", "request"]])
def test_the_number_of_an_item_stands_before_it(lasts: list[str] | None) -> None:
    """Each item of a numbered list begins with its number, and none ends with the next one's."""
    words = [
        "Steps",
        "1",
        "Install",
        "the",
        "CLI",
        "tool",
        "2",
        "Create",
        "an",
        "endpoint",
        "3",
        "Send",
        "a",
        "request",
    ]
    shown = [line for cue in _lines(STEPS, words, lasts) for line in cue]
    assert ["Steps:", "1. Install the CLI tool", "2. Create an endpoint", "3. Send a request"] == shown


@pytest.mark.parametrize(
    ("text", "words", "items"),
    [
        ("1) Eggs and ham\n2) Milk", ["1", "Eggs", "and", "ham", "2", "Milk"], ["1) Eggs and ham", "2) Milk"]),
        ("a) eggs and ham\nb) milk", ["a", "eggs", "and", "ham", "b", "milk"], ["a) eggs and ham", "b) milk"]),
        ("9. Nine men went\n10. Ten", ["9.", "Nine", "men", "went", "10.", "Ten"], ["9. Nine men went", "10. Ten"]),
    ],
)
def test_items_stand_on_lines_of_their_own(text: str, words: list[str], items: list[str]) -> None:
    """Items with numbers or letters begin lines, with a bracket or a full stop that may be the word's own."""
    assert items == [line for cue in _lines(text, words) for line in cue]


def test_numbers_in_brackets_within_a_sentence_lean_on_what_they_number() -> None:
    """The number in "(1) cheap" is not parted from what it numbers."""
    text = "It is (1) cheap"
    endings = [piece.ending for piece in show(text, spoken(text, "It", "is", "1", "cheap"), 42)]
    assert [Ending.WORD] * 3 == endings[:3]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "Best regards,\nTom Baker\nCustomer Support Team\nExample Corp.",
            [("Best regards,", "Tom Baker"), ("Customer Support Team", "Example Corp.")],
        ),
        (
            "Roses are red,\nViolets are blue,\nSugar is sweet",
            [("Roses are red,", "Violets are blue,"), ("Sugar is sweet",)],
        ),
        (
            "Best regards,\nTom Baker\nExample Corp.\nwww.example.com/help",
            [("Best regards,", "Tom Baker"), ("Example Corp.", "www.example.com/help")],
        ),
        # A page was full: a small letter in the paragraph says so.
        (
            "He rowed out to see Captain\nMiller and the\nharbour.",
            [("He rowed out to see Captain Miller", "and the harbour.")],
        ),
    ],
)
def test_cues_and_lines_end_with_the_callers_lines(text: str, lines: list[tuple[str, ...]]) -> None:
    """An address or a poem keeps its lines, and prose that was wrapped doesn't."""
    assert lines == [cue.lines for cue in make_cues(text, timed(text, pause_s=0.1))]


def test_a_signature_keeps_its_lines_below_wrapped_prose() -> None:
    """Lines that a page's width ended are joined, and in the same text those that were meant are kept."""
    text = "The boats that the winter had left him\nwere nine in all.\n\nKind regards\nJohn Doe\nSpringfield Harbour"
    endings = {piece.text: piece.ending for piece in show(text, timed(text, pause_s=0.1), 42)}
    assert (Ending.WORD, Ending.LINE, Ending.LINE) == (endings["him"], endings["regards"], endings["Doe"])


def test_a_long_line_ends_nothing() -> None:
    """A line of sixty characters and more may have ended at the page's edge, before a name."""
    text = f"{'many words ' * 6}and\nThen"
    assert Ending.WORD == show(text, timed(text, pause_s=0), 42)[-2].ending


@pytest.mark.parametrize("leaning", ["Oct. 6", "Feb. 2024", "i.e. five", "cf. Jones", "2. Eggs"])
def test_an_abbreviation_stays_with_what_follows(leaning: str) -> None:
    """A break behind an abbreviation or an item's number costs more than one between any two words."""
    pieces, others = (show(text, timed(text, pause_s=0), 42, []) for text in (leaning, "green eggs"))
    assert cue_break_cost(*pieces) > cue_break_cost(*others)
