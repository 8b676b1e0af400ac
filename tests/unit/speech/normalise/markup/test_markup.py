"""Markdown, HTML and tags: what is read of a text, and that every character knows where it stood."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.normalise.markup import read
from speech.normalise.markup.reader import CodeBlocks
from speech.normalise.plain import BLOCK_END, LINE_END, MARK, EngineTag, Pause, Plain

CODES: tuple[CodeBlocks, ...] = ("skip", "announce", "read")
# Structure as it is written in the tables below.
_SHOWN = str.maketrans({BLOCK_END: "¶", LINE_END: "/", MARK: "■"})


def _read(text: str, code_blocks: CodeBlocks = "skip") -> Plain:
    return read(text, {"laugh"}, code_blocks)


def _shown(text: str, code_blocks: CodeBlocks = "skip") -> str:
    """The words, each by one space, and the structure without the paragraph's end that every text has."""
    words = _read(text, code_blocks).text.translate(_SHOWN).split()
    return " ".join(words).replace(" ¶", "¶").removesuffix("¶")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain text", "plain text"),
        ("*one* _two_ **three** __four__ ***five*** ~~six~~", "one two three four five six"),
        ("un**believ**able and un*believ*able", "unbelievable and unbelievable"),
        ("`code`, ``a `b`` and `<b> [laugh] &amp; *x*`", "code, a `b and <b> [laugh] &amp; *x*"),
        ("`over\ntwo lines`", "over two lines"),
        ("[the docs](http://a.b/c_(d) 'title') end", "the docs end"),
        ("![a *cat*](cat.png) here", "a cat here"),
        ("<https://a.b/c> and <me@x.org>", "https://a.b/c and me@x.org"),
        ("https://a.b/_next_/c_(d)_e*f*g. **https://a.b**", "https://a.b/_next_/c_(d)_e*f*g. https://a.b"),
        ("C:\\_a\\*b snake_case_name", "C:\\_a\\*b snake_case_name"),
        ("# Title\ntext\n## Sub ##\nTitle\n===\nSub\n---\nend", "Title¶text¶Sub¶Title¶Sub¶end"),
        ("one\n\ntwo\n\n***\n\n---\nthree", "one¶two¶three"),
        ("- a\n- b\n  - c\n* d\n+ e", "a¶b¶c¶d¶e"),
        ("- [ ] open\n- [x] done", "open¶done"),
        ("1. Eggs\n2. Milk\n10) Tea\n11) Jam", "1/Eggs¶2/Milk¶10/Tea¶11/Jam"),
        ("> He said\n> **hi**\n>\n> bye", "He said hi¶bye"),
        ("| Name | Age |\n|:--|--:|\n| Bob | **5** |\n| Al\\|x |", "Name/Age¶Bob/5¶Al|x"),
        ("a | b\n--|--\n1 | 2 | three | *four*", "a/b¶1/2/three/*four*"),
        ("text[^1] and[^note] more[^7].\n\n[^1]: first\n\n[^note]: second", "text and more.¶first¶second"),
        ("[a][B] [b] [c][]\n\n[b]: http://x\n[c]: /y 'T'", "a b c"),
        ("a \\* b \\_c\\_ \\# \\[x\\]", "a * b _c_ # [x]"),
        ("Tom &amp; Jerry &lt;3 &#233;&#xe8; &copy; AT&T &bogus; &amp;amp;", "Tom & Jerry <3 éè © AT&T &bogus; &amp;"),
        ("a&nbsp;b&shy;c &#8203;d &#128512; &#0; &#xD800; &#8233;e", "a bc d e"),
        ("\ufeff# Title", "Title"),
        ("\u200b- a\n\u200b- b", "a¶b"),
        ("**「重点」**です。", "「重点」です。"),
        ("Great 😀! And 👍🏽 1️⃣ **🔥Hot** :-)", "Great! And Hot"),
    ],
)
def test_markdown_is_silent_and_its_text_is_read(written: str, shown: str) -> None:
    """Marks of every kind are silent, each block ends as one, and the words in them are all there."""
    assert shown == _shown(written)


@pytest.mark.parametrize(
    "text",
    [
        "1986. What a year", "3. Oktober", "20. 10. 2024 was", "+ 49 30 123", "5 * 3 * 2", "2*3*4", "a*b and c*d",
        "2 ** 3", "3~5 or 7~9", "~5 to ~10", "*.txt or src/*/x", "a < b and c > d", "<3", "x<y", "x<y and z>w",
        "Dear <name>, at <time>", "a <= b -> c", "#1 and #tag", "[x](y", "| a |", "a || b", "|x|", "[foo] bar",
        "[Note]: Hello",
        "[1]: https://a.b", "(see [1])", "{a} $b$ ^c", "$5 = 5% of 100 @ noon", "<!-- never closed", "`don't",
        "<?php x ?>", "``` hello there", "AT&T", "a_b", "=", ">= 5 %", ">5",
    ],
)  # fmt: skip
def test_what_only_looks_like_markup_is_read(text: str) -> None:
    """Prose, arithmetic and half of a mark are text, with every sign that could be said."""
    assert text.replace("`", "") == _shown(text).replace("`", "")


@pytest.mark.parametrize(
    ("written", "shown"),
    [("**bold", "bold"), ("(**bold text", "(bold text"), ("a **b", "a b"), ("~~gone", "gone"), ("`code", "code"),
     ("price* up", "price up"), ("**a *b** c*", "a b c")],
)  # fmt: skip
def test_unbalanced_marks_are_silent(written: str, shown: str) -> None:
    """A mark that nothing closes is no part of its word."""
    assert shown == _shown(written)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<b>bold</b> un<i>believ</i>able <a href='x?a=1&b=2' title=\"y\">link</a>", "bold unbelievable link"),
        ("a<br>b<br/>c<BR />\nd", "a/b/c/d"),
        ("<div>\n<p>One</p><p>**Two** &amp; three</p>\n</div>", "One¶Two & three"),
        ("<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>", "a¶b"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1¶2"),
        ("a <!-- b\n\nc --> d", "a¶d"),
        ("x<script>if (a<b) {\n\n}</script>y <style>p {}</style>z", "x¶y z"),
        ("use `<!--` and `-->` here", "use <!-- and --> here"),
        ("<speak>hi <prosody rate='fast'>there</prosody></speak>", "hi there"),
        ("<thinking>well</thinking> <foo>", "well <foo>"),
        ("<time>5 pm</time> <time datetime='17:00'> <b>5", "5 pm 5"),
        ("<input disabled> <video controls src=x></video>done", "done"),
    ],
)
def test_html_is_silent_and_its_text_is_read(written: str, shown: str) -> None:
    """Tags, comments, scripts and styles are silent, the text between is read, blocks and breaks are heard."""
    assert shown == _shown(written)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Roses are red\nViolets are blue", "Roses are red/Violets are blue"),
        ("Dear John,\nthank you", "Dear John, thank you"),
        ("12 High Street\n“The Mill”\nLondon", "12 High Street/“The Mill”/London"),
        (f"{'word ' * 14}end\nNext", f"{'word ' * 14}end Next"),
        ("one  \ntwo\\\nthree", "one/two/three"),
        ("One\r\nTwo\rthree \r\nfour", "One/Two three four"),
        ("春眠不覺曉\n處處聞啼鳥", "春眠不覺曉/處處聞啼鳥"),
        ("Prep: 15 min | Bake: 1 h | Serves 4", "Prep: 15 min/Bake: 1 h/Serves 4"),
        ("**Home** | [About](x) | Contact", "Home/About/Contact"),
        ("far\n\n    **from** the\n    margin\n\n\tA tab", "far¶from the margin¶A tab"),
    ],
)
def test_lines_end_where_their_writer_ended_them(written: str, shown: str) -> None:
    """A wrapped line runs on; a short one before a capital, a hard break and a bar end; indented text is text."""
    assert shown == _shown(written)


@pytest.mark.parametrize(
    ("code_blocks", "shown", "warnings"),
    [
        ("skip", "a¶b¶c", ("2 code blocks were skipped",)),
        ("announce", "a¶code block¶b¶code block¶c", ()),
        ("read", "a¶x = [laugh] <b>/ y  # *z*¶b¶q¶c", ()),
    ],
)
def test_code_blocks_are_what_is_asked_for(code_blocks: CodeBlocks, shown: str, warnings: tuple[str, ...]) -> None:
    """Fenced code is left out with one warning, announced, or read line by line as it is written."""
    text = "a\n```python\nx = [laugh] <b>\n\n  y  # *z*\n```\nb\n~~~\nq\n~~~\nc"
    assert "".join(shown.split()) == "".join(_shown(text, code_blocks).split())
    assert warnings == _read(text, code_blocks).warnings


@pytest.mark.parametrize(
    ("fence", "pieces"), [("```python x=1", ["```", "python"]), ("```", ["`", "``"]), ("~~~~", ["~", "~~~"])]
)
def test_an_announced_block_has_two_words(fence: str, pieces: list[str]) -> None:
    """The words "code" and "block" stand for two pieces of the fence's line that do not overlap."""
    text = f"> {fence}\n> x\n> {fence[:4].strip('p')}\n"
    plain = _read(text, "announce")
    words = [(0, 4), (5, 10)]
    assert ["code", "block"] == [plain.text[start:end] for start, end in words]
    assert pieces == [text[plain.starts[start] : plain.ends[end - 1]] for start, end in words]


def test_marks_stand_where_they_were_written() -> None:
    """Pauses and the engine's tags are marks with their places; what the engine lacks is one warning for each kind."""
    text = "Hi [laughs] you [pause 600ms] there <break time='1s'/><break strength=\"weak\"/> [sad] or (happy) [sad]."
    plain = _read(text)
    assert "Hi ■ you ■ there ■■ or (happy).¶" == " ".join(plain.text.translate(_SHOWN).split())
    assert (EngineTag("[laugh]"), Pause(0.6), Pause(1.0), Pause(0.25)) == plain.marks
    places = [place for place, character in enumerate(plain.text) if character == MARK]
    written = [text[plain.starts[place] : plain.ends[place]] for place in places]
    assert ["[laughs]", "[pause 600ms]", "<break time='1s'/>", '<break strength="weak"/>'] == written
    assert ("tag [sad] has no effect (2 times): the model knows no such tag",) == plain.warnings


def test_long_pauses_are_shortened_with_a_warning() -> None:
    """A pause beyond the longest is clipped, and said so once."""
    plain = _read("a [pause 99s] b <break time='60s'/> c")
    assert ((Pause(10.0), Pause(10.0)), ("2 pauses were shortened to 10 s",)) == (plain.marks, plain.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "[sad]",
        "(sad) [happy]",
        "**[sad]**",
        "<b></b>",
        "",
        " \n ",
        "---",
        "![](x)",
        "[](y)",
        "#",
        "> ",
        "-",
        "\u200b",
        "<!-- x -->",
    ],
)
def test_nothing_to_read_is_nothing(text: str) -> None:
    """A text of tags and marks alone has no characters, not even structure."""
    assert "" == _read(text).text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("*laughs* Hello", "■ Hello"), ("Hi *sighs*.", "Hi."), ("I *cry* a lot", "I cry a lot"), ("y[sad]z", "y z")],
)
def test_stage_directions_are_tags(text: str, shown: str) -> None:
    """A sound in asterisks at a sentence's edge is a tag; a dropped tag parts the words that it stood between."""
    assert shown == _shown(text)


def test_every_character_knows_its_piece() -> None:
    """Characters beside markup, entities and characters beyond 16 bits keep their offsets."""
    text = "😀 **é**x &amp; [𝐚b](u)"
    plain = _read(text)
    pieces = [text[start:end] for start, end in zip(plain.starts, plain.ends, strict=True)]
    assert [" ", " ", "é", "x", " ", "&", " ", "a", "b", BLOCK_END] == list(plain.text)
    assert ["😀", " ", "é", "x", " ", "&amp;", " ", "𝐚", "b", ""] == pieces


def _check(text: str, code_blocks: CodeBlocks) -> None:
    plain = _read(text, code_blocks)
    starts, ends = list(plain.starts), list(plain.ends)
    assert len(plain.text) == len(starts) == len(ends)
    assert (starts, ends) == (sorted(starts), sorted(ends))
    assert all(0 <= start <= end <= len(text) for start, end in zip(starts, ends, strict=True))
    assert len(plain.marks) == plain.text.count(MARK)
    for character, start, end in zip(plain.text, starts, ends, strict=True):
        if character in BLOCK_END + LINE_END:
            assert start == end
        elif character == MARK:
            assert text[start] in "[(<{*_"
        elif character.isalnum() and end == start + 1 and code_blocks != "announce":
            assert character == text[start] or character in unicodedata.normalize("NFKC", text[start])


@settings(max_examples=250)
@given(text=st.text(st.characters(), max_size=80))
@pytest.mark.parametrize("code_blocks", CODES)
def test_pieces_are_in_order_for_any_text(code_blocks: CodeBlocks, text: str) -> None:
    """Any Unicode text, lone surrogates too, is read with pieces in order, within it, and true to their characters."""
    _check(text, code_blocks)


_CHARACTERS = (
    "*_`[]()<>!#-+|\\~&;:=.'\"1aé中😀\n\n\n   \t\r\0\ud800\u0301\u00a0\u3000\u2028\u2029\ufffc\ufff9\ufe0f\u200d\ufeff"
)
_SCRAPS = [
    *_CHARACTERS, "word", "Word", "1. ", "2) ", "- ", "- [ ] ", "> ", "    ", "\r\n", "|-|", "---", "===",
    "```", "```py\n", "~~~\n", "[^1]", "[^1]: ", "[a]: /x", "[a]", "](", "](<", "&amp;", "&#10;", "&#8233;", ":) ",
    "http://a.b/_c_", "<b>", "</b>", "<br>", "<p>", "<!--", "-->", "<script>", "</script>", "<a@b.c>",
    "<break time='1s'/>", "[pause]", "[laugh]", "(sad) ", "*sighs*", "{laughs}", "<sigh>",
    "[/whispers]", "(he laughs.)", "word[1]", "[2]", "word¹", " | ",
]  # fmt: skip


@settings(max_examples=250)
@given(text=st.lists(st.sampled_from(_SCRAPS), max_size=40).map("".join))
@pytest.mark.parametrize("code_blocks", CODES)
def test_pieces_are_in_order_for_any_markup(code_blocks: CodeBlocks, text: str) -> None:
    """The same for every jumble of Markdown, HTML and tags."""
    _check(text, code_blocks)


_SILENT_SCRAPS = [
    "*", "**", "_", "`", "[", "]", "(", ") ", "# ", "- ", "1. ", " ", " ", "    ", "\n", "\n\n", "\t", "\r\n", " | ",
    "\n|-|\n", "&", "\\", "~~", ":", "]: ", "<", ">", "\n---\n", "\n===\n", "> ", "\n    ",
]  # fmt: skip


@settings(max_examples=250)
@given(scraps=st.lists(st.lists(st.sampled_from(_SILENT_SCRAPS), min_size=1, max_size=3).map("".join), max_size=8))
def test_no_word_vanishes(scraps: list[str]) -> None:
    """Words among any marks but those of links, fences and HTML are all read, in order."""
    text = "".join(f"{scrap}w{number}q" for number, scrap in enumerate(scraps))
    if "](" in text or "```" in text:
        return
    plain = _read(text).text
    places = [plain.find(f"w{number}q") for number in range(len(scraps))]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.timeout(15)
@pytest.mark.parametrize(
    "piece",
    [
        "*_", "[", "`", "<", "&", "> ", "- ", "(", "[pause ", "|", "a", "a\n", "A\n", "*a ", "~~a", "1. ", "1) ",
        "[a](", "![", "[^1]", "[^a]: ",
        "[a]: ", "[x]: /y\n", "[x]: /y\n\n", "[[a]: ", "\\[", "<!--", "<!-- a\nb -->\n", "<script>", "<b>", "<b ",
        "<b a=", "</a>", "<aa:", "<a@",
        "&amp;", "&#1", "    a\n\n", "\t- a\n", "a|b\n-|-\n", "```\na\n```\n", "``` a\n", "`a` ", "https://", "www._",
        "1*", "a*", "1~", "\r\n",
        " ", "\n", "#", "\ud800", "\0", "😀", "[laugh] ", "(sad) ", "*sighs* ",
        "a[1] ", "[1]", "aaa¹", "a | ", "[laugh], ", "{laugh}", "<laugh>", "<sup>1</sup>",
    ],
)  # fmt: skip
def test_repetition_takes_linear_time(piece: str) -> None:
    """Forty thousand characters of any one mark are read, and not by recursion."""
    plain = _read(piece * (40_000 // len(piece)), "read")
    assert len(plain.starts) == len(plain.text)


@pytest.mark.timeout(15)
@pytest.mark.parametrize("opening", ["> ", "- ", "1. ", "*", "[", "<b>", "("])
def test_deep_nesting_does_not_overflow(opening: str) -> None:
    """Twenty thousand levels of nesting around a word leave the word."""
    assert "word" in _read(f"{opening * 20_000}word").text
