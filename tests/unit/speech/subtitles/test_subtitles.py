"""Cues: the rules that each keeps on any text, and where they break."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.subtitles import Cue, make_cues
from speech.subtitles.columns import columns, line_columns
from speech.subtitles.words import Piece
from speech.timings import WordTiming
from tests.timed_words import spoken, timed

TEXT = (
    "The lighthouse at Cape Wrath stands on a cliff that drops almost three hundred feet to the sea, and for most of "
    "the year nobody lives there. Why? Because the lamp, which the keepers had lit every evening for a hundred and "
    "twelve years, was given a motor and a clock in the spring of 1998; since then only sheep and a few hardy walkers "
    "have come this way."
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text, and its words in time."""

    text: str
    timings: list[WordTiming]


def _spoken(parts: Sequence[tuple[str, str, int, int]]) -> Spoken:
    """From words, what stands behind each, its milliseconds, and those of the silence after it."""
    text, timings, now_ms = "", [], 0
    for word, separator, duration_ms, pause_ms in parts:
        start, end = len(text), len(text) + len(word)
        timings.append(WordTiming(word, now_ms / 1000, (now_ms + duration_ms) / 1000, start, end, None, "interpolated"))
        text += word + separator
        now_ms += duration_ms + pause_ms
    return Spoken(text, timings)


_WORDS = st.one_of(
    st.text("aein", min_size=1, max_size=12),
    st.sampled_from(["the", "of", "and", "I", "Dr", "Yes", "3.5", "snake_case", "don't", "well-known", "A" * 41]),
    st.sampled_from(["世", "界", "食べる", "カタカナ", "नमस्ते", "שלום", "안녕하세요", "&", "x<y"]),
    st.integers(43, 200).map(lambda length: ("https://example.org/a-path/" * 8)[:length].rstrip("/-.:") + "x"),
)
_SEPARATORS = st.sampled_from([" ", " ", " ", ", ", ". ", "? ", "! ", "; ", "…", "—", "\n", "\n\n", " – ", "。", " «"])
_DURATIONS_MS = st.one_of(st.integers(50, 700), st.sampled_from([0, 1, 2000, 8000]))
_PAUSES_MS = st.sampled_from([0, 0, 0, 0, 20, 100, 300, 800, 1000, 1001, 3000])
_PARTS = st.lists(st.tuples(_WORDS, _SEPARATORS, _DURATIONS_MS, _PAUSES_MS), min_size=1, max_size=60)
SPOKEN = _PARTS.map(_spoken)


def _pieces(cue: Cue) -> list[Piece]:
    return [piece for line in cue.words for piece in line]


def _width(pieces: Sequence[Piece]) -> int:
    return sum(columns(piece.text) + (piece.is_apart and index > 0) for index, piece in enumerate(pieces))


def _may_be_one(left: Cue, right: Cue, limit: int) -> bool:
    """Whether two cues could be one that keeps the rules."""
    pieces = _pieces(left) + _pieces(right)
    splits = range(1, len(pieces) + 1)
    return (
        any(max(_width(pieces[:split]), _width(pieces[split:])) <= limit for split in splits)
        and pieces[-1].end_ms - pieces[0].start_ms <= 7000
        and _pieces(right)[0].start_ms - _pieces(left)[-1].end_ms <= 1000
    )


@given(SPOKEN)
def test_lines_are_two_at_most_and_fit(said: Spoken) -> None:
    """A cue has one or two lines, none is empty or wider than the text's limit."""
    limit = line_columns(said.text)
    for cue in make_cues(said.text, said.timings):
        assert 1 <= len(cue.lines) <= 2
        assert all(line == line.strip() and 1 <= columns(line) <= limit for line in cue.lines)


@given(SPOKEN)
def test_cues_come_in_order_and_one_at_a_time(said: Spoken) -> None:
    """Each cue is there for a while, and gone when the next one comes."""
    cues = make_cues(said.text, said.timings)
    assert all(cue.start_s < cue.end_s for cue in cues)
    assert all(left.end_s <= right.start_s for left, right in pairwise(cues))


@given(st.lists(st.tuples(_WORDS, _SEPARATORS, st.integers(50, 9000), _PAUSES_MS), min_size=1, max_size=60))
def test_a_cue_is_there_while_its_words_are_spoken(parts: list[tuple[str, str, int, int]]) -> None:
    """A cue comes with its first word, stays until the last one's end, and no longer than a second after it."""
    said = _spoken(parts)
    for cue in make_cues(said.text, said.timings):
        first, last = _pieces(cue)[0], _pieces(cue)[-1]
        assert first.start_ms == round(cue.start_s * 1000)
        assert last.end_ms <= round(cue.end_s * 1000) <= last.end_ms + 1000


@given(SPOKEN)
def test_the_words_keep_their_times(said: Spoken) -> None:
    """The first piece of each word that is shown starts when the word does."""
    starts = [piece.start_ms for cue in make_cues(said.text, said.timings) for piece in _pieces(cue)]
    assert {round(timing.start_time * 1000) for timing in said.timings} <= set(starts)
    assert starts == sorted(starts)


@given(SPOKEN)
def test_no_cue_lasts_over_seven_seconds(said: Spoken) -> None:
    """Only a single word that takes longer by itself is shown for more than 7 s."""
    for cue in make_cues(said.text, said.timings):
        assert cue.end_s - cue.start_s <= 7.0001 or len(_pieces(cue)) == 1


@given(SPOKEN)
def test_a_cue_is_short_only_where_no_other_has_room(said: Spoken) -> None:
    """A cue under 0.8 s stays as long as it can, and could be merged with no neighbour."""
    cues = make_cues(said.text, said.timings)
    limit = line_columns(said.text)
    for index, cue in enumerate(cues):
        if cue.end_s - cue.start_s < 0.8:
            assert index + 1 < len(cues)
            assert cues[index + 1].start_s - cue.end_s <= 0.085
            assert not any(
                _may_be_one(left, right, limit) for left, right in pairwise(cues[max(0, index - 1) : index + 2])
            )


@given(SPOKEN)
def test_a_cue_stays_until_it_can_be_read(said: Spoken) -> None:
    """More than 20 characters a second are shown only where the next cue, a second or the 7 s leave no more time."""
    cues = make_cues(said.text, said.timings)
    following = [*(cue.start_s for cue in cues[1:]), float("inf")]
    for cue, next_s in zip(cues, following, strict=True):
        if sum(columns(line) for line in cue.lines) > 20 * (cue.end_s - cue.start_s) + 1:
            spare_s = [
                next_s - cue.end_s,
                _pieces(cue)[-1].end_ms / 1000 + 1.085 - cue.end_s,
                7.085 + cue.start_s - cue.end_s,
            ]
            assert min(spare_s) <= 0.0851


@given(SPOKEN)
def test_a_long_pause_parts_cues(said: Spoken) -> None:
    """Within a cue nobody is silent for more than a second."""
    for cue in make_cues(said.text, said.timings):
        assert all(after.start_ms - piece.end_ms <= 1000 for piece, after in pairwise(_pieces(cue)))


@given(SPOKEN)
def test_everything_is_shown_once(said: Spoken) -> None:
    """Every character of the words and of the punctuation between them is in one cue, in order."""
    lines = "".join(line for cue in make_cues(said.text, said.timings) for line in cue.lines)
    assert "".join(said.text.split()) == "".join(lines.split())


@given(st.text(st.characters(), max_size=300), st.data())
def test_any_text_and_any_words_of_it_make_cues(text: str, data: st.DataObject) -> None:
    """Whatever the caller wrote, and whichever stretches were spoken whenever, cues keep their lines and order."""
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=40)))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    times = list(accumulate(data.draw(st.lists(st.floats(0, 3), min_size=len(spans), max_size=len(spans)))))
    timings = [
        WordTiming(text[start:end], at, at + data.draw(st.floats(0, 3)), start, end, None, "aligned")
        for (start, end), at in zip(spans, times, strict=True)
    ]
    cues = make_cues(text, timings)
    assert all(1 <= len(cue.lines) <= 2 and all(line.strip() for line in cue.lines) for cue in cues)
    assert all(left.start_s < left.end_s <= right.start_s for left, right in pairwise(cues))


def test_no_words_no_cues() -> None:
    """Nothing spoken is nothing shown."""
    assert [] == make_cues("[laugh] …", [])


def test_a_sentence_ends_a_cue() -> None:
    """A new sentence starts a new cue, where it isn't too short to be read alone."""
    cues = make_cues(
        "The first sentence is short. The second one is too.",
        timed("The first sentence is short. The second one is too."),
    )
    assert [("The first sentence is short.",), ("The second one is too.",)] == [cue.lines for cue in cues]


def test_short_sentences_share_a_cue() -> None:
    """Sentences that are spoken in less than 0.8 s, one after the other, are shown together."""
    text = "Yes. No. Why? Because they had all left before we came."
    cues = make_cues(text, timed(text, pause_s=0.1))
    assert [("Yes. No. Why?",), ("Because they had all left before we came.",)] == [cue.lines for cue in cues]


def test_a_short_sentence_before_a_pause_stands_alone() -> None:
    """Where silence follows, a short sentence stays on the screen instead of being merged."""
    text = "No. I will never do that again."
    first, _ = make_cues(text, timed(text, pause_s=2.0))
    assert (("No.",), 0.0) == (first.lines, first.start_s)
    assert first.end_s == pytest.approx(0.833)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        # after punctuation
        ("When the fog came in from the west, the old ferry had already left.", "When the fog came in from the west,"),
        # before a conjunction
        (
            "The fog came in from the western sea and the ferry had left hours ago.",
            "The fog came in from the western sea",
        ),
        # before a preposition, not behind it
        ("The keeper's daughter rowed across the bay in the small grey boat.", "The keeper's daughter rowed"),
        # a name stays whole
        ("Everybody on the island knew that Grace Darling had gone out alone.", "Everybody on the island knew"),
        # a title and a number stay with what they belong to
        ("It was a letter for the widow of old Mr. Abernathy Campbell-Stewart.", "It was a letter for the widow"),
        # the lower line is the longer one
        ("Seven sailors rescued yesterday evening thanked everybody warmly.", "Seven sailors rescued yesterday"),
    ],
)
def test_lines_break_where_phrases_end(text: str, lines: str) -> None:
    """A sentence of two lines breaks after punctuation, before a conjunction or preposition, never inside a name."""
    (cue,) = make_cues(text, timed(text))
    assert lines == cue.lines[0]
    assert text == " ".join(cue.lines)


def test_cues_break_where_clauses_end() -> None:
    """A long text parts at sentences and clauses, and between the phrases of a clause that is too long for a cue."""
    assert [
        ("The lighthouse at Cape Wrath stands",),
        ("on a cliff that drops almost", "three hundred feet to the sea,"),
        ("and for most", "of the year nobody lives there."),
        ("Why? Because the lamp,", "which the keepers had lit every evening"),
        ("for a hundred and twelve years, was given", "a motor and a clock in the spring of 1998;"),
        ("since then only sheep and a few", "hardy walkers have come this way."),
    ] == [cue.lines for cue in make_cues(TEXT, timed(TEXT))]


def test_no_word_is_left_alone() -> None:
    """No cue and no line has a single word of a longer sentence, where another break would do."""
    text = "Whenever the keepers rowed across to the village for flour and oil, they would stay the night somewhere."
    cues = make_cues(text, timed(text))
    assert all(" " in line for cue in cues for line in cue.lines)


@pytest.mark.parametrize(
    ("text", "limit"), [("世界", 32), ("한국어", 32), ("日本語です", 26), ("naïve 世", 42), ("a", 42)]
)
def test_full_width_lines_are_shorter(text: str, limit: int) -> None:
    """Chinese and Korean texts get 16 full-width characters a line, Japanese ones 13, all others 42 columns."""
    assert limit == line_columns(text)


def test_chinese_has_no_spaces_and_breaks_at_its_marks() -> None:
    """Characters that touch in the text touch in the cue; a line ends with its punctuation and never begins with it."""
    text = "从前有一个小村庄，村里住着一位老渔夫。他每天早上都出海打鱼，晚上才回家。"
    timings = [
        WordTiming(character, index * 0.2, index * 0.2 + 0.2, index, index + 1, None, "aligned")
        for index, character in enumerate(text)
        if unicodedata.category(character) == "Lo"
    ]
    lines = [cue.lines for cue in make_cues(text, timings)]
    assert [("从前有一个小村庄，", "村里住着一位老渔夫。"), ("他每天早上都出海打鱼，", "晚上才回家。")] == lines


def test_a_long_address_has_cues_of_its_own() -> None:
    """An address longer than a line is cut into lines behind its marks, apart from the words around it."""
    address = "https://www.example.org/places/scotland/sutherland/cape-wrath/history-of-the-lamp.html?year=1934"
    text = f"You find all of it on {address} with pictures and maps."
    lines = [cue.lines for cue in make_cues(text, timed(text))]
    assert [
        ("You find all of it on",),
        ("https://www.example.org/places/scotland/", "sutherland/cape-wrath/history-of-the-lamp."),
        ("html?year=1934",),
        ("with pictures and maps.",),
    ] == lines


def test_items_of_a_list_stand_on_lines_of_their_own() -> None:
    """Short items that share a cue are not run together on one line."""
    text = "- Eggs\n- Milk and bread\n"
    (cue,) = make_cues(text, timed(text, pause_s=0.0))
    assert ("Eggs", "Milk and bread") == cue.lines


def test_a_cue_stays_until_just_before_the_next() -> None:
    """Where less than half a second is left to the next cue, a cue stays until two frames before it."""
    text = "He waited there for an hour. Nobody came along."
    first, second = make_cues(text, timed(text, pause_s=0.4))
    assert second.start_s - first.end_s == pytest.approx(0.084)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a" * 100_000, ["a" * 100_000]),
        ("a " * 10_000, ["a"] * 10_000),
        ("世" * 10_000, ["世"] * 10_000),
        ("a" + "[" * 50_000 + "b", ["a", "b"]),
        ("a" + "](" * 50_000 + "b", ["a", "b"]),
        ("a" + "<a" * 50_000 + " b", ["a", "b"]),
        ("a" + " -" * 50_000 + " b", ["a", "b"]),
        ("a" + "\n-" * 50_000 + " b", ["a", "b"]),
        ("a" + "&" * 50_000 + "(“" * 50_000 + "b", ["a", "b"]),
        ("a" + "é\u0301" * 50_000, ["a", "é" + "\u0301"]),
        ("a" + "\u0301" * 50_000, ["a" + "\u0301" * 50_000]),
        ("a " + "\n```x" * 20_000 + "\nb", ["a", "b"]),
        ("a " + "\n```" * 20_001 + "\nb", ["a", "b"]),
        ("a" + "<!--" * 50_000 + " b", ["a", "b"]),
        ("a" + "<script>" * 50_000 + " b", ["a", "b"]),
        ("a" + "[laugh] " * 20_000 + " b", ["a", "b"]),
        ("a" + " " * 100_000 + "b", ["a", "b"]),
        ("a" + "][" * 50_000 + "b", ["a", "b"]),
        ("a" + "\n" + " \t>" * 50_000 + "b", ["a", "b"]),
        ("a" + "\n:" + "-" * 100_000 + "| b", ["a", "b"]),
        ("a" + "\n|" * 50_000 + " b", ["a", "b"]),
        ("A\n" * 10_000, ["A"] * 10_000),
        ("A<br>" * 10_000, ["A"] * 10_000),
        ("un" + "*" * 50_000 + "believable", ["un" + "*" * 50_000 + "believable"]),
    ],
    ids=lambda value: f"{len(value)}",
)
def test_hostile_texts_take_no_long_time(text: str, words: list[str]) -> None:
    """Texts of one mark or letter, tens of thousands of times, make cues in time that grows with their length."""
    assert make_cues(text, spoken(text, *words))


def test_slow_speech_fills_no_more_than_seven_seconds() -> None:
    """Words of 0.9 s each are parted before the eighth, though their lines have room for more."""
    text = " ".join(["slow"] * 40)
    assert all(cue.end_s - cue.start_s <= 7 for cue in make_cues(text, spoken(text, *["slow"] * 40, each_s=0.9)))
