"""What cites a book: chapter and verse ("Gen. 1:1-3", "1 Cor. 13:4") and law reports ("347 U.S. 483")."""

from typing import Final

from speech.normalise.english.numerals import say_cardinal, say_ordinal, say_pairs
from speech.normalise.english.patterns import END, GAP, SPACE
from speech.normalise.english.rule import Match, rule, say, say_each
from speech.normalise.english.tables import pairs, words
from speech.normalise.rewrite import Rewrite

_BOOKS: Final = words(
    "Genesis Exodus Leviticus Numbers Deuteronomy Joshua Judges Ruth Samuel Kings Chronicles Ezra Nehemiah Esther "
    "Job Psalm Psalms Proverbs Ecclesiastes Isaiah Jeremiah Lamentations Ezekiel Daniel Hosea Joel Amos Obadiah "
    "Jonah Micah Nahum Habakkuk Zephaniah Haggai Zechariah Malachi Matthew Mark Luke John Acts Romans Corinthians "
    "Galatians Ephesians Philippians Colossians Thessalonians Timothy Titus Philemon Hebrews James Peter Jude "
    "Revelation Maccabees Tobit Sirach Quran Surah Sura Songs Solomon"
)
_SHORT: Final = pairs(
    "Gen Genesis, Ex Exodus, Exod Exodus, Lev Leviticus, Num Numbers, Deut Deuteronomy, Josh Joshua, Judg Judges, "
    "Sam Samuel, Kgs Kings, Chron Chronicles, Chr Chronicles, Neh Nehemiah, Esth Esther, Ps Psalm, Pss Psalms, "
    "Prov Proverbs, Eccl Ecclesiastes, Isa Isaiah, Jer Jeremiah, Lam Lamentations, Ezek Ezekiel, Dan Daniel, "
    "Hos Hosea, Obad Obadiah, Mic Micah, Hab Habakkuk, Zeph Zephaniah, Zech Zechariah, Mal Malachi, Matt Matthew, "
    "Mk Mark, Lk Luke, Jn John, Rom Romans, Cor Corinthians, Gal Galatians, Eph Ephesians, Phil Philippians, "
    "Col Colossians, Thess Thessalonians, Tim Timothy, Heb Hebrews, Jas James, Pet Peter, Rev Revelation, "
    "Macc Maccabees"
)


def _verse(match: Match) -> list[Rewrite]:
    """Chapter and verses are one word: "one one to three"."""
    numbers = [say_cardinal(match["chapter"]), say_cardinal(match["verse"])]
    if match["last"]:
        numbers += ["to", *(say_cardinal(match[group]) for group in ("chapter2", "last") if match[group])]
    return [*_book(match), Rewrite(match.start("chapter"), match.end(), " ".join(numbers))]


def _numbered_book(match: Match) -> list[Rewrite]:
    """As in "1 Corinthians 13", which is the first letter to them."""
    number = say(match, say_ordinal(match["number"]), "number")
    if match["verse"]:
        return [*number, *_verse(match)]
    return [*number, *_book(match), *say(match, say_cardinal(match["only"]), "only")]


def _roman_book(match: Match) -> list[Rewrite]:
    """As in "II Samuel 7:12"."""
    return [*say(match, say_ordinal(str(len(match["number"]))), "number"), *_verse(match)]


def _book(match: Match) -> list[Rewrite]:
    """The name of the book, where it is written short."""
    name = match["book"].rstrip(".")
    return say(match, _SHORT[name], "book") if name in _SHORT else []


def _law(match: Match) -> list[Rewrite]:
    """As in "347 U.S. 483", "93 S. Ct. 705", "410 F.3d 12"."""
    said = {"us": "U S", "s": "Supreme", "ct": "Court"}
    if match["series"]:
        said["f"] = f"F {say_ordinal(match['series'])}"
    return say_each(match, volume=say_pairs(match["volume"]), page=say_pairs(match["page"]), **said)


_VERSES: Final = (
    r"(?P<chapter>[0-9]{1,3}):(?P<verse>[0-9]{1,3})"
    r"(?:[-\u2010-\u2013](?:(?P<chapter2>[0-9]{1,3}):)?(?P<last>[0-9]{1,3}))?"
    rf"{END}(?!:[0-9]|{SPACE}?[aApP]\.?[mM]{END})"
)
_BOOK: Final = rf"(?P<book>{'|'.join(sorted(_BOOKS))}|(?:{'|'.join(_SHORT)})(?:\.|{END}))"
_WITH_NUMBERS: Final = (
    rf"(?P<book>Samuel|Kings|Chronicles|Corinthians|Thessalonians|Timothy|Peter|John|Maccabees"
    rf"|(?:Sam|Kgs|Chron|Chr|Cor|Thess|Tim|Pet|Jn|Macc)(?:\.|{END}))"
)
CAPITALS: Final = (
    rule(rf"{_BOOK}{GAP}{_VERSES}", _verse),
    rule(rf"(?P<number>I{{1,3}}){GAP}{_WITH_NUMBERS}{GAP}{_VERSES}", _roman_book),
)
DIGITS: Final = (
    rule(
        rf"(?P<number>[123]){GAP}{_WITH_NUMBERS}{GAP}(?:{_VERSES}|(?P<only>[0-9]{{1,3}}){END}(?![:.,][0-9]))",
        _numbered_book,
    ),
    rule(
        rf"(?P<volume>[0-9]{{1,3}}){GAP}(?:(?P<us>U\.{SPACE}?S\.)|(?P<s>S\.){GAP}(?P<ct>Ct\.)"
        rf"|(?P<f>F\.(?P<series>[2-4])(?:d|th))){GAP}(?P<page>[0-9]{{1,4}}){END}(?![.,][0-9])",
        _law,
    ),
)
