"""From a caller's text to chunks: every word is the caller's own, and whatever comes is good speech or none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.script import Script, write_script

LIMIT = 250
LANGUAGES = ("en", "de", "fr", "ru", "hi", "ar", "zh", "ja", "ko", "xx")
FRAGMENTS = (
    "Dr. Wu", "$3.5M", "**bold**", "`code`", "[pause 600ms]", "(happy) ", "3,50 €", "1.234,56", "10:30", "&amp;",
    "\n\n", "\n", "- ", "# ", "1. ", "| a | b |", "\n|---|---|\n", "```\n", "<b>", "“", "”", "...",
    "—", " ", "你好", "。", "私は", "नमस्ते", "।", "😀", "http://a.b/c_d?e=1", "x@y.zw", "½", "1️⃣", "e\u0301", "\u200b",
    "\u00ad", "\u202e", "\x00", "km/h", "5", "VIII", "No. 5", "٣", "²",
)  # fmt: skip
TEXTS = st.text(max_size=120) | st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=25).map("".join)


def script(text: str, language: str = "en", limit: int = LIMIT, tags: tuple[str, ...] = ()) -> Script:
    """The script for an engine that takes `limit` characters."""
    return write_script(text, language, lambda said: len(said) <= limit, tags=tags)


def texts(text: str, language: str = "en", tags: tuple[str, ...] = ()) -> list[str]:
    """What the engine gets."""
    return [chunk.text for chunk in script(text, language, tags=tags).chunks]


@settings(max_examples=1500)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_every_word_is_the_callers_own(text: str, language: str) -> None:
    """Whatever the text: words are slices of it, in order, without overlap, each is said, and each chunk fits."""
    written = script(text, language)
    words = [word for chunk in written.chunks for word in chunk.words]
    ends = [0, *(word.end for word in words)]
    assert [word.text for word in words] == [text[word.start : word.end] for word in words]
    assert all(end <= word.start < word.end <= len(text) for end, word in zip(ends, words, strict=False))
    assert all(word.spoken.strip() for word in words)
    assert all(0 < len(chunk.text) <= LIMIT and chunk.words for chunk in written.chunks)


def test_words_know_what_is_said_for_them() -> None:
    """Each of the caller's words has its own place and reading, inside Markdown and beside tags too."""
    text = "(happy) **Dr. Wu** paid $5 &amp; un*believ*ably ran 5 km [pause 600ms] today."
    words = [word for chunk in script(text).chunks for word in chunk.words]
    said = [("Dr.", "Doctor"), ("Wu", "Wu"), ("paid", "paid"), ("$5", "five dollars"), ("&amp;", "and")]
    said += [
        ("un*believ*ably", "unbelievably"),
        ("ran", "ran"),
        ("5", "five"),
        ("km", "kilometers"),
        ("today", "today"),
    ]
    assert said == [(word.text, word.spoken) for word in words]


def test_a_pause_is_silence_between_chunks() -> None:
    """A pause that the text asks for stands before the first word, between two, or at the end, and is never a word."""
    written = script("[pause 2s] Hello [pause 600ms] there. [pause: 1 s]")
    assert 2.0 == written.lead_in_s
    assert [("Hello", 0.6), ("there.", 1.0)] == [(chunk.text, chunk.asked_pause_s) for chunk in written.chunks]


@pytest.mark.parametrize("text", ["{} Hi", "Hi {} there", "Hi {}"])
def test_pauses_in_a_row_are_no_longer_than_one(text: str) -> None:
    """The longest silence of a pause holds for all pauses between two words, and the caller is told."""
    written = script(text.format("[pause 10s]" * 20))
    assert 10 == written.lead_in_s + sum(chunk.asked_pause_s or 0 for chunk in written.chunks)
    assert written.warnings


@pytest.mark.parametrize("run", ["." * 2000, " ." * 1000, " ?!" * 1000, "—" * 2000, " “" * 1000, " [laugh]" * 400])
def test_what_stands_between_words_fits_the_engine(run: str) -> None:
    """Runs of punctuation and of tags are cut short: every chunk is one that the engine takes."""
    assert all(len(said) <= LIMIT for said in texts(f"Chapter one{run} page twelve.", tags=("laugh",)))


def test_a_tag_before_a_word_that_is_cut_stays() -> None:
    """What stands before a word that is too long for one chunk goes to its first cut."""
    assert texts("[laugh] " + "a" * 400, tags=("laugh",))[0].startswith("[laugh]")


def test_a_tag_that_the_engine_knows_reaches_it() -> None:
    """The engine sees its own tags where they stood; others are dropped with a warning that names them."""
    text = "Well. [laugh] That is the funniest thing that I ever heard! [sigh] Let us go on with our story now, please?"
    written = script(text, tags=("laugh",))
    seen = [
        "Well. [laugh] That is the funniest thing that I ever heard!",
        "Let us go on with our story now, please?",
    ]
    assert seen == [chunk.text for chunk in written.chunks]
    assert ["[sigh]"] == [warning.split()[1] for warning in written.warnings]
    assert all("laugh" not in word.text for chunk in written.chunks for word in chunk.words)


def test_abbreviations_numbers_and_addresses_hold_together() -> None:
    """No chunk ends inside an abbreviation, a decimal, a quotation's end or an address."""
    text = (
        "Dr. Smith met J. K. Rowling of St. James St. at 5 p.m. on the 3.5 mile path, e.g. near www.example.com today. "
        "“Is that so?” she asked him then, and looked away from the long road to the sea. He said that it was so, yes."
    )
    ends = [chunk.words[-1].text for chunk in script(text, limit=130).chunks]
    assert ["path", "sea", "yes"] == ends


@pytest.mark.parametrize(
    ("language", "text", "chunks"),
    [
        ("zh", "我今天去了学校，看见了我的老师和很多同学。" * 3, 3),
        ("ja", "私は昨日、東京の大学で友達と一緒に日本語を勉強しました。" * 2, 2),
        ("hi", "मैं कल अपने दोस्तों के साथ दिल्ली के पुराने बाज़ार गया था। " * 2, 2),
        ("de", "Wir treffen uns am 3. Oktober um 14:30 Uhr bei Dr. Müller, z. B. im Garten. " * 2, 2),
    ],
)
def test_sentences_of_other_scripts_end_too(language: str, text: str, chunks: int) -> None:
    """Chinese and Japanese full stops need no space, the danda is one, and an ordinal's point is none."""
    assert chunks == len(texts(text, language))


def test_paragraphs_lines_and_items_are_parted() -> None:
    """A heading ends like a sentence, lines of a poem like clauses, and a list's numbers are read."""
    text = "# The garden in winter\n\nRoses are red,\nviolets are blue\nSugar is sweet\n\n1. Eggs\n2. Milk"
    assert ["The garden in winter.", "Roses are red, violets are blue, Sugar is sweet. One, Eggs. Two, Milk"] == texts(
        text
    )


@pytest.mark.parametrize(
    ("language", "text", "seen"),
    [
        ("en", "The bill passed. 5 senators left. i saw it.", "The bill passed. Five senators left. I saw it."),
        ("en", "It came.\nThen it went.", "It came. Then it went."),
        ("en", "max_workers=3 and 3G/4G", "Max workers equals three and three G four G"),
        ("en", "iPhones are dear.", "iPhones are dear."),
        ("en", "Your case no. is here.", "Your case no. is here."),
        ("fr", "« C'est trop ! » Elle rit.", "« C'est trop ! » Elle rit."),
        ("de", "„So ist es!“ Die Frau lachte.", "„So ist es!“ Die Frau lachte."),
        ("zh", "1. 卵\n2. 牛乳", "一，卵。二，牛乳"),
        ("zh", "你好！\n我很好。", "你好！我很好。"),
    ],
)
def test_the_engine_sees_sentences(language: str, text: str, seen: str) -> None:
    """Sentences begin with a capital letter and end with one mark, and words that touch are parted."""
    assert seen.replace(" ", "") == "".join(texts(text, language)).replace(" ", "")
    assert "  " not in " ".join(texts(text, language))


def test_the_script_tells_where_sentences_end() -> None:
    """Behind the last word of each sentence and paragraph, not behind an abbreviation."""
    text = "# Title\n\nDr. Wu came on Oct. 5, 2020. She left"
    ends = {text[:end].rsplit(maxsplit=1)[-1] for end in script(text).sentence_ends}
    assert {"Title", "2020", "left"} == ends


@pytest.mark.parametrize("text", ["", " \n", "😀🎉", "!?… —", "[happy] (sad)", "\u200b\u202e", "***", "<br>", "---"])
def test_nothing_to_say_gives_no_chunk(text: str) -> None:
    """Tags, emoji or punctuation alone are no speech."""
    assert [] == texts(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("language", ["en", "de", "zh"])
@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000, "a " * 50_000, "1" * 50_000, "1," * 25_000, "$" * 50_000, "A." * 25_000, "*_" * 25_000,
        "[" * 50_000, "(happy" * 8_000, "[pause " * 7_000, "`" * 50_000, "<" * 50_000, "&" * 50_000, "|" * 50_000,
        "http://" * 7_000, "@" * 50_000, "1/" * 25_000, "\n" * 50_000, "\n- " * 15_000, "> " * 10_000,
        "\u202e" * 50_000,
        "你" * 50_000, "\x00" * 50_000, "\ud800" * 50_000, "e" + "\u0301" * 50_000, "٣" * 50_000, "“" * 50_000,
    ],
    ids=lambda value: repr(value[:7]),
)  # fmt: skip
def test_hostile_text_is_written_in_time(text: str, language: str) -> None:
    """Fifty thousand of anything end soon, and every word is still the caller's."""
    words = [word for chunk in script(text, language).chunks for word in chunk.words]
    assert all(word.text == text[word.start : word.end] for word in words)
