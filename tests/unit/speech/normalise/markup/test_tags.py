"""Tags: pauses and stage directions are found where they stand, and only there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.normalise.markup.characters import SILENT
from speech.normalise.markup.pauses import MAX_PAUSE_S
from speech.normalise.markup.tags import find_tags
from speech.normalise.plain import EngineTag, Mark, Pause

KNOWN = {"laugh", "clear_throat", "gunshot"}


def _found(text: str) -> list[tuple[str, Mark | str]]:
    return [(text[tag.start : tag.end], tag.effect) for tag in find_tags(text, KNOWN)]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("[pause]", 0.5), ("[PAUSE]", 0.5), ("(pause)", 0.5), ("[beat]", 0.5), ("[silence]", 0.5), ("[break]", 0.5),
        ("[pause 600ms]", 0.6), ("[pause 600 ms]", 0.6), ("[pause: 2 s]", 2.0), ("[pause:1.5s]", 1.5),
        ("[pause 1,5 s]", 1.5),
        ("[pause=.25s]", 0.25), ("[silence 1s]", 1.0), ("(pause 2 seconds)", 2.0), ("(break 2s)", 2.0),
        ("[pause 2]", 2.0),
        ("[pause 500]", 0.5), ("[long pause]", 1.0), ("[short pause]", 0.25), ("[pause 99s]", MAX_PAUSE_S),
        ("[pause 9999999 s]", MAX_PAUSE_S),
        ("[2s pause]", 2.0), ("(2 seconds pause)", 2.0), ("[ pause 1s ]", 1.0), ("[pause for 2 seconds]", 2.0),
        ("[1 second of silence]", 1.0), ("[2-second pause]", 2.0), ("<pause 1s>", 1.0), ("{pause}", 0.5),
        ("[pauses]", 0.5),
    ],
)  # fmt: skip
def test_pauses_last_as_long_as_they_say(written: str, seconds: float) -> None:
    """Each way to ask for silence gives its length, at most ten seconds; a bare number from 50 on is milliseconds."""
    assert [(written, Pause(seconds))] == _found(f"Well {written} then")[:1]


def test_a_shortened_pause_says_so() -> None:
    """Only a pause that was longer than the longest is marked as shortened."""
    assert [False, True] == [tag.shortened for tag in find_tags("[pause 10s] [pause 10.1s]", KNOWN)]


def test_a_pause_of_no_length_is_nothing() -> None:
    """A pause of zero seconds is not read and leaves no mark."""
    assert [("[pause 0]", "")] == _found("[pause 0]")


@pytest.mark.parametrize(
    "text",
    [
        "(silence) is golden",
        "a (break) b",
        "[pause",
        "[pause 5 km]",
        "(pause]",
        "the pause 5s",
        "[pause 1e9]",
        "Press [pause].",
        "Hit (pause)",
        "[pause] button",
        "[Pause] or [Break]",
        "[2 pauses]",
    ],
)
def test_words_about_pauses_are_read(text: str) -> None:
    """What only looks like a pause is text."""
    assert [] == _found(text)


@pytest.mark.parametrize(
    "tag",
    ["[laugh]", "[Laughs]", "[LAUGHING]", "[laughter]", "[laughs nervously]", "[starts laughing]", "*laughs*",
     "_laughs_", "**laughs**", "(laughs softly)"],
)  # fmt: skip
def test_an_engine_sees_its_own_tag(tag: str) -> None:
    """Every form of a tag that the engine knows becomes the engine's."""
    assert [(tag, EngineTag("[laugh]"))] == _found(f"{tag} Hello.")


@pytest.mark.parametrize(
    ("written", "engine_tag"),
    [("[clears throat]", "[clear_throat]"), ("[clear-throat]", "[clear_throat]"), ("[gunshot]", "[gunshot]")],
)
def test_engine_tags_keep_their_spelling(written: str, engine_tag: str) -> None:
    """A tag of several words, or one that only this engine has, is handed on as the engine spells it."""
    assert [(written, EngineTag(engine_tag))] == _found(f"So {written} yes")


def test_an_exact_tag_goes_before_its_kin() -> None:
    """An engine that knows two forms of a tag gets the one that was written."""
    tags = find_tags("[laughs] [laugh] [laughing]", {"laugh", "laughs"})
    assert [EngineTag("[laughs]"), EngineTag("[laugh]")] == [tag.effect for tag in tags[:2]]


@pytest.mark.parametrize(
    ("tag", "name"),
    [("[sad]", "sad"), ("[Very Happy]", "happy"), ("[in_a_sad_voice]", "sad"), ("[happy and excited]", "happy"),
     ("[whispers]", "whispers"), ("[deep breath]", "breath")],
)  # fmt: skip
def test_unknown_tags_are_named(tag: str, name: str) -> None:
    """A tag that the engine lacks is found all the same, silent, with the vocabulary's word for the warning."""
    assert [(SILENT, name)] == [(found.effect, found.ignored) for found in find_tags(f"a {tag} b", KNOWN)]


def test_a_tag_takes_its_colon_along() -> None:
    """The colon behind a tag, as behind a speaker's name, is not left over."""
    assert [("[sad]:", SILENT)] == _found("[sad]: Hello")


@given(
    text=st.lists(
        st.sampled_from(
            ["[", "]", "(", ")", "*", "_", "laughs", "sad", "pause", " ", "1", "s", ".", "\n", "x", ":", "very"]
        ),
        max_size=25,
    ).map("".join)
)
def test_tags_are_in_order_and_apart(text: str) -> None:
    """Pauses and stage directions never overlap and never are empty, whatever stands around them."""
    ends = [0]
    for tag in find_tags(text, KNOWN):
        assert ends[-1] <= tag.start < tag.end <= len(text)
        ends.append(tag.end)


@pytest.mark.timeout(15)
@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "(",
        "[pause ",
        "[a",
        "(a ",
        "*a ",
        "_",
        "[pause 1",
        "[laugh]",
        "(sad) ",
        "*sighs* ",
        "a" * 50 + "[",
        "[sad ",
        "“",
        "[pause: ",
        "[laugh], ",
        "[laugh] or ",
        "[sfx: ",
        "[sfx: a",
        "<laugh",
        "{laugh}",
        "(he laughs.) ",
        "Tom (laughs) ",
        "[1s ",
    ],
)
def test_repetition_takes_linear_time(piece: str) -> None:
    """A hundred thousand characters of the same beginnings of tags are searched at once."""
    text = piece * (100_000 // len(piece))
    assert all(tag.end <= len(text) for tag in find_tags(text, KNOWN))
