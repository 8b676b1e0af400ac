"""Stage directions are silent where one stands, and prose in the same brackets is read."""

import pytest

from speech.normalise.markup.characters import SILENT
from speech.normalise.markup.tags import find_tags
from speech.normalise.plain import EngineTag, Mark

KNOWN = {"laugh", "apologetic"}


def _found(text: str) -> list[tuple[str, Mark | str]]:
    return [(text[tag.start : tag.end], tag.effect) for tag in find_tags(text, KNOWN)]


@pytest.mark.parametrize(
    "text",
    ["(sad) Hello.", "Hello. (sad) Bye.", "“(sad) Hello”", 'He said "(sad) Hello"', "Bob: (sad) No.", "Bob: (sad) no",
     "(pause) (sad) No.", "Hi, (sad) no.", "*(sad)* Hello", "(sad) hello there", "(sad)", "(sad)\nHello", "1. (sad) Hi",
     "- (sad) Hi", "😂 (sad) hi", "No. (sad) I know", "(sad) 你好", "[pause 1s] (sad) no"],
)  # fmt: skip
def test_a_feeling_in_round_brackets_is_a_tag_as_a_sentence_begins(text: str) -> None:
    """At a sentence's start, behind a speaker's colon, an interjection or another tag, "(sad)" is a tag."""
    assert ("(sad)", SILENT) in _found(text)


@pytest.mark.parametrize(
    "text",
    ["The service is good (fast).", "The room was quiet (calm).", "I'm fine (tired).", "Are you (serious)?",
     "Rate: slow (calm).", "Choose a mood: (happy), (sad) or (angry).", "Mood: (happy)", "Hello (sad)",
     "Hello (sad)\nBye", "He was (happy) there.", "The dog (angry) barked.", "How are you? (tired)",
     "e.g. (happy) people",
     "big, (happy) dogs", "(Happy) customers return.", "(Hopefully) this works.", "It was good. (Seriously.)",
     "(Slowly) stir.", "(slowly) stir the soup", "Add eggs. (Quickly) mix them.",
     "(fast) cars", "It was (quietly) done",
     "His tone (apologetic) was off.", "(very) good", "()", "He studied art (music)."],
)  # fmt: skip
def test_a_feeling_in_round_brackets_is_read_within_a_sentence(text: str) -> None:
    """Feelings and manners in a sentence, at its end, as a choice or before the verb that they belong to are prose."""
    assert [] == _found(text)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("That's so funny (laughs) I can't even", "(laughs)"), ("Well (sighs), fine", "(sighs)"),
        ("That's funny (laughs).", "(laughs)"), ("Great (laughs)!", "(laughs)"), ("(He laughs.)", "(He laughs.)"),
        ("It is. (Everyone laughs) Go on.", "(Everyone laughs)"), ("I know (laughing).", "(laughing)"),
        ("Oh no (crying) I lost it", "(crying)"), ("I can't (sobs) do this", "(sobs)"), ("(laughs) oh", "(laughs)"),
        ("(clears throat) Good evening.", "(clears throat)"), ("MARY (laughing): Hello", "(laughing)"),
        ("It is funny (laughter) and so", "(laughter)"), ("I said (laughs, then sighs) no", "(laughs, then sighs)"),
        ("(Whispers.) I see you", "(Whispers.)"), ("That is all (sfx: door slams).", "(sfx: door slams)"),
        ("(upbeat music)\nHello", "(upbeat music)"), ("( laughs ) Hi", "( laughs )"), ("I agree (nods).", "(nods)"),
    ],
)  # fmt: skip
def test_a_sound_in_round_brackets_is_a_tag(text: str, tag: str) -> None:
    """What someone does or is heard doing is a tag within a sentence, too, unless the sentence speaks of it."""
    assert [tag] == [written for written, _ in _found(text)]


@pytest.mark.parametrize(
    "text",
    ["He (laughs) a lot.", "She (laughs).", "Tom (laughs) a lot.", "My old dog (sighs) at night.", "Thanks (cheers)!",
     "trousers (pants)", "skratta (laugh) is Swedish", "don't weep (cry)",
     "I want to (laugh).", "He sings or (laughs).",
     "cry (cries)", "I know (he laughs) it all", "It is funny (lol).", "Two verbs: (laugh) and (cry).", "(laugh"],
)  # fmt: skip
def test_a_sound_that_the_sentence_speaks_of_is_read(text: str) -> None:
    """Behind its subject, as a gloss, as a choice, or where prose has the word in parentheses it is prose."""
    assert [] == _found(text)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("*laughs* Hello", "*laughs*"), ("*laughs* hello", "*laughs*"), ("I know. *sighs* You win.", "*sighs*"),
        ("Hi *sighs*.", "*sighs*"), ("Well, *sighs* fine.", "*sighs*"), ("*Laughs* Hello", "*Laughs*"),
        ("*sigh*", "*sigh*"), ("*whispers* come here", "*whispers*"), ("Bob: *laughs* no", "*laughs*"),
        ("_laughs_ Hello", "_laughs_"), ("*giggles softly* Stop!", "*giggles softly*"), ("Stop! *coughs*", "*coughs*"),
    ],
)  # fmt: skip
def test_an_act_between_stars_is_a_tag_where_it_stands_alone(text: str, tag: str) -> None:
    """In role play an act stands at a line's or sentence's beginning, or behind an interjection."""
    assert [tag] == [written for written, _ in _found(text)]


@pytest.mark.parametrize(
    "text",
    ["She *laughs*.", "They *smiled*.", "I *cry* a lot.", "*happy* days", "The baby *cries*.", "\\*laughs* x",
     "*Laughter* is the best medicine.", "*Crying* helps.", "*Smile* more.", "He runs, *jumps*, *laughs*.",
     "One thing: *laughing*.", "**slowly** stir"],
)  # fmt: skip
def test_emphasis_is_read(text: str) -> None:
    """A word that is only stressed is prose: behind a subject, as a sentence's own first word, and any feeling."""
    assert [] == _found(text)


@pytest.mark.parametrize(
    "tag",
    ["[sad]", "<sigh>", "{sighs}", "[/whispers]", "</whisper>", "[music]", "[inaudible]", "[sfx: crowd cheering]",
     "[Sound of rain]", "[door slams]", "[strong French accent]", "[he sighs]", "[sighs.]", "[ sighs ]", "[whispers]",
     "<happy>", "[upbeat music fades]"],
)  # fmt: skip
def test_other_brackets_are_tags_anywhere(tag: str) -> None:
    """A known word in square, angle or curly brackets is silent within a sentence as well, as are captions' noises."""
    assert [(tag, SILENT)] == _found(f"so {tag} then")


@pytest.mark.parametrize("tag", ["<laugh>", "{laughs}", "<laughs/>", "[he laughs]"])
def test_an_engine_sees_its_own_tag_in_any_brackets(tag: str) -> None:
    """What the engine knows becomes the engine's, however it is bracketed."""
    assert [(tag, EngineTag("[laugh]"))] == _found(f"so {tag} then")


@pytest.mark.parametrize(
    "text",
    ["Set mode to [fast] or [slow].", "Set it to {calm}.", "Mood: [happy]", "Emotion: [sad], now", "I was [happy]",
     "Tags: [laugh], [sigh]", "Use [laugh], [sigh] and [cough].", "the [laugh] tag", "Choose <happy>/<sad>",
     "modes [slow], [fast]", "[foo] [1] [x]", "[happy](http://a.b)", "Dear <name>, {time}", "[and]", "[]", "[ laugh",
     "a < laugh and b > c", "[music](x)", "[/b]", "[sfx]", "pip install tool[fast]"],
)  # fmt: skip
def test_words_in_other_brackets_that_the_sentence_speaks_of_are_read(text: str) -> None:
    """A choice, a list, a setting's value, a link's text and what is no direction are prose."""
    assert [] == _found(text)
