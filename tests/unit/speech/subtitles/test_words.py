"""What subtitles show of a text: words and the punctuation around them, without markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.subtitles.endings import Ending
from speech.subtitles.words import Piece, show
from speech.timings import WordTiming
from tests.timed_words import spoken


def _line(pieces: list[Piece]) -> str:
    return "".join(f" {piece.text}" if piece.is_apart else piece.text for piece in pieces).strip()


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Hello, world!", ["Hello", "world"], "Hello, world!"),
        ("“Stop!” he said", ["Stop", "he", "said"], "“Stop!” he said"),
        ("a (b) c", ["a", "b", "c"], "a (b) c"),
        ("It costs $ 5 or €6.", ["It", "costs", "5", "or", "6"], "It costs $ 5 or €6."),
        ("¿Qué? ¡Sí!", ["Qué", "Sí"], "¿Qué? ¡Sí!"),
        ("« Bonjour ! »", ["Bonjour"], "« Bonjour ! »"),
        ("one—two", ["one", "two"], "one—two"),
        ("one – two", ["one", "two"], "one – two"),
        ("Wait...what?", ["Wait", "what"], "Wait...what?"),
        ("… and then …", ["and", "then"], "… and then …"),
        ("and/or", ["and", "or"], "and/or"),
        ("at -5 °C", ["at", "5", "C"], "at -5 °C"),
        # Markdown
        ("**bold** and _soft_ `code`", ["bold", "and", "soft", "code"], "bold and soft code"),
        ("un**believ**able", ["un**believ**able"], "unbelievable"),
        ("**un**kind", ["un", "kind"], "unkind"),
        ("[un](https://example.org)kind", ["un](https://example.org)kind"], "unkind"),
        ("2*3 and snake_case", ["2*3", "and", "snake_case"], "2*3 and snake_case"),
        ("# Title\n\nText", ["Title", "Text"], "Title Text"),
        ("- one\n- two\n* three", ["one", "two", "three"], "one two three"),
        ("- [x] done\n- [ ] open", ["done", "open"], "done open"),
        ("> quoted\n> twice", ["quoted", "twice"], "quoted twice"),
        ("| a | b |\n|---|:-:|\n| c | d |", ["a", "b", "c", "d"], "a b c d"),
        ("before\n\n---\n\nafter", ["before", "after"], "before after"),
        ("See [the map](https://example.org/a?b=c). Then", ["See", "the", "map", "Then"], "See the map. Then"),
        ("![a cat](cat.png) sleeps", ["a", "cat", "sleeps"], "a cat sleeps"),
        ("[here][1], he", ["here", "he"], "here, he"),
        ("He said [sic] so", ["He", "said", "sic", "so"], "He said [sic] so"),
        ("~~old~~ new", ["old", "new"], "old new"),
        # HTML
        ("H<sub>2</sub>O x<y>z", ["H<sub>2</sub>O", "x<y>z"], "H2O x<y>z"),
        ("&#" + "1" * 5000 + "; a", ["a"], "a"),
        ("<b>Ann</b> ran", ["Ann", "ran"], "Ann ran"),
        ("one<br/>two", ["one", "two"], "one two"),
        ("H<sub>2</sub>O", ["H", "2", "O"], "H2O"),
        ("Tom &amp; Ann&nbsp;B", ["Tom", "&amp;", "Ann", "B"], "Tom & Ann B"),
        ("a &mdash; b", ["a", "b"], "a — b"),
        ("Caf&eacute;", ["Caf&eacute;"], "Café"),
        # what isn't spoken
        ("Hi [laugh] there", ["Hi", "there"], "Hi there"),
        ("Hi[laugh]there", ["Hi", "there"], "Hi there"),
        ("(happy) Hello! [pause 600ms] Bye.", ["Hello", "Bye"], "Hello! Bye."),
        ("Well done 😀🎉! Go 👍🏽", ["Well", "done", "Go"], "Well done! Go"),
        ("fine😀day", ["fine", "day"], "fine day"),
        ("你好😀世界", ["你好", "世界"], "你好世界"),
        ("read, 你好 this", ["read", "this"], "read, this"),
        ("soft\u00adhyphen zero\u200bwidth", ["soft\u00adhyphen", "zero", "width"], "soft\u00adhyphen zerowidth"),
        ("is good (happy).", ["is", "good"], "is good."),
        ("is good [laugh] , so", ["is", "good", "so"], "is good, so"),
        ("good (happy).\n\nBye", ["good", "Bye"], "good. Bye"),
        ("he <sigh>, left <b> .", ["he", "left"], "he, left."),
        ("It ended *laughs*.", ["It", "ended"], "It ended."),
        ("It ended. *laughs.* Then", ["It", "ended", "Then"], "It ended. Then"),
        ("It ended\n*laughs.*\n\nThen", ["It", "ended", "Then"], "It ended Then"),
        ("small.² But however¹, no", ["small", "But", "however", "no"], "small. But however, no"),
        ("(so)¹. But", ["so", "But"], "(so). But"),
        ("said 你好. Then", ["said", "Then"], "said. Then"),
        ("go ➡️ on, ok ↔️ fine ▶ now", ["go", "on", "ok", "fine", "now"], "go on, ok fine now"),
        # signs
        ("Tom → Jerry", ["Tom", "Jerry"], "Tom → Jerry"),
        ("a -> b => c <- d", ["a", "b", "c", "d"], "a -> b => c <- d"),
        ("x ≤ y, A♭ ↔ F♯", ["x", "y", "A", "F"], "x ≤ y, A♭ ↔ F♯"),
        ("Prep: 1 h | Serves 4", ["Prep", "1", "h", "Serves", "4"], "Prep: 1 h | Serves 4"),
        ("a | b\n--|--\nc|d", ["a", "b", "c", "d"], "a b c d"),
        # what was not read
        ('So:\n\n```js\nx = "..."\n```\n\nWhich?', ["So", "Which"], "So: Which?"),
        ('So:\n~~~\nx = "..."\n```\n~~~~\nWhich?', ["So", "Which"], "So: Which?"),
        ('> So:\n> ```\n> "x";\n> ```\n> Which?', ["So", "Which"], "So: Which?"),
        ('So ```x = "y"', ["So", "x", "=", "y"], 'So x = "y"'),
        ('So:\n```\nx = "y"\n```\nNo', ["So", "x", "=", "y", "No"], 'So: x = "y" No'),
        ('So:\n```\nx = "y"', ["So"], "So:"),
        ('So:\n```js\nx = "y"\n```\nNo', ["So", "```", "js", "No"], "So: [code] js No"),
        ('So:\n```\nx = "y"\n```\nNo', ["So", "`", "``", "No"], "So: [code] No"),
        ('Yes <!-- a > b, "c"! --> no', ["Yes", "no"], "Yes no"),
        ('Yes <script>f("a", 1);</script> no', ["Yes", "no"], "Yes no"),
        ("Yes ![](cat.png)! No![2][3] So", ["Yes", "No", "So"], "Yes! No! So"),
        # brackets that are no links
        ("(2003).[2][3] It", ["2003", "2", "3", "It"], "(2003).[2][3] It"),
        ("(2003).[2][3] It", ["2003", "It"], "(2003). It"),
        ("f[x](y) is", ["f", "x", "y", "is"], "f[x](y) is"),
        # white space
        ("two\nlines\tand\u00a0more", ["two", "lines", "and", "more"], "two lines and more"),
        ("5 \n km", ["5 \n km"], "5 km"),
        ("nul\x00l", ["nul\x00l"], "null"),
        # scripts
        ("你好，世界。", ["你", "好", "世", "界"], "你好，世界。"),
        ("「食べる」と 言った", ["食べる", "と", "言った"], "「食べる」と 言った"),
        ("שלום, עולם!", ["שלום", "עולם"], "שלום, עולם!"),
        ("नमस्ते। आप?", ["नमस्ते", "आप"], "नमस्ते। आप?"),
    ],
)
def test_what_is_shown(text: str, words: list[str], shown: str) -> None:
    """Words keep their punctuation and their spaces; markup, tags, emoji and unspoken words are gone."""
    assert shown == _line(show(text, spoken(text, *words), 42))


@pytest.mark.parametrize(
    ("text", "words", "ending"),
    [
        ("Go. Then", ["Go", "Then"], Ending.SENTENCE),
        ("“Go.” Then", ["Go", "Then"], Ending.SENTENCE),
        ("Go! he", ["Go", "he"], Ending.CLAUSE),
        ("well… no", ["well", "no"], Ending.CLAUSE),
        ("Dr. Who", ["Dr", "Who"], Ending.WORD),
        ("Dr. Who", ["Dr.", "Who"], Ending.WORD),
        ("J. Rowling", ["J", "Rowling"], Ending.WORD),
        ("No. 5", ["No", "5"], Ending.WORD),
        ("No. I", ["No", "I"], Ending.SENTENCE),
        ("e.g. this", ["e.g.", "this"], Ending.WORD),
        ("go, then", ["go", "then"], Ending.CLAUSE),
        ("go (then)", ["go", "then"], Ending.CLAUSE),
        ("(go) then", ["go", "then"], Ending.CLAUSE),
        ("al (2003)", ["al", "2003"], Ending.WORD),
        ("6, 2025", ["6", "2025"], Ending.WORD),
        ("go,\nthen", ["go", "then"], Ending.CLAUSE),
        ("Go\nCorp.\nthen", ["Go", "Corp.", "then"], Ending.LINE),
        ("6, 7", ["6", "7"], Ending.CLAUSE),
        ("go | then", ["go", "then"], Ending.CLAUSE),
        ("| go | then |\n|--|--|", ["go", "then"], Ending.CLAUSE),
        ("go – then", ["go", "then"], Ending.CLAUSE),
        ("go\nThen", ["go", "Then"], Ending.LINE),
        ("go\nthen", ["go", "then"], Ending.WORD),
        ("see\nAnn and\nher cat", ["see", "Ann", "and", "her", "cat"], Ending.WORD),
        ("go\n\nthen", ["go", "then"], Ending.PARAGRAPH),
        ("go\n- then", ["go", "then"], Ending.PARAGRAPH),
        ("go then", ["go", "then"], Ending.WORD),
        ("go/then", ["go", "then"], Ending.JOINED),
        ("去。他", ["去", "他"], Ending.SENTENCE),
        ("去他", ["去", "他"], Ending.WORD),
        ("1. Then", ["1", "Then"], Ending.WORD),
        ("see https://example.org/" + "a" * 40, ["see", "https://example.org/" + "a" * 40], Ending.SENTENCE),
    ],
)
def test_how_a_word_ends(text: str, words: list[str], ending: Ending) -> None:
    """Full stops end sentences unless they are an abbreviation's; commas, brackets, dashes and bars end clauses."""
    assert ending == show(text, spoken(text, *words), 42)[0].ending


def test_a_word_longer_than_a_line_is_cut() -> None:
    """Parts fill a line, end behind a mark of an address where one is near, and share the word's time."""
    word = "https://www.example.org/a-rather-long-path/and-another-one/index.html"
    pieces = show(word, spoken(word, word, each_s=6.9), 42)
    assert ["https://www.example.org/a-rather-long-", "path/and-another-one/index.html"] == [p.text for p in pieces]
    assert [(0, 3800), (3800, 6900)] == [(piece.start_ms, piece.end_ms) for piece in pieces]


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=300))
def test_a_cut_word_is_whole(word: str) -> None:
    """However a long word is cut, its parts make it up, and each fits on a line; markup within it is not shown."""
    quiet = word.translate(dict.fromkeys(map(ord, "&*`~<")))
    pieces = show(quiet, [WordTiming(quiet, 0, 3, 0, len(quiet), None, "aligned")], 42)
    assert quiet == "".join(piece.text for piece in pieces)
    assert all(len(piece.text) <= 42 for piece in pieces)


def test_times_are_put_in_order() -> None:
    """Words that overlap or go back in time get times that do neither."""
    text = "one two three"
    spans = zip(("one", "two", "three"), (1.0, 0.5, 2.0), (3.0, 0.6, 1.0), (0, 4, 8), strict=True)
    timings = [WordTiming(word, start, end, at, at + len(word), None, "aligned") for word, start, end, at in spans]
    assert [(1000, 1000), (1000, 1000), (2000, 2000)] == [(p.start_ms, p.end_ms) for p in show(text, timings, 42)]
