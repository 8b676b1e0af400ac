"""Readings by spelling rules, for languages that are written as they are spoken: epitran's tables, read as data.

epitran's own code is not imported: it needs pandas, and sets the process's root logger to DEBUG, which would put the
caller's text into the log. Its formats: `map/` has a letter and its sound in each row; `pre/` and `post/` have a rule
in each line, `a -> b / left _ right` with regular expressions, "#" for the word's edge and "0" for nothing.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple, Self

from models.pronunciation import MissingPackage

TABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cs": "ces-Latn",
        "es": "spa-Latn",
        "fi": "fin-Latn",
        "hi": "hin-Deva",
        "hu": "hun-Latn",
        "it": "ita-Latn",
        "ko": "kor-Hang",
        "ms": "msa-Latn",
        "pl": "pol-Latn",
        "ru": "rus-Cyrl",
        "sw": "swa-Latn",
        "tr": "tur-Latn",
    }
)
"""Language → the name of its tables."""

_SYMBOL: Final = re.compile(r"(::\w+::)\s*=\s*(.+)")
_REFERENCE: Final = re.compile(r"::\w+::")
_RULE: Final = re.compile(r"(\S+)\s*->\s*(\S+)\s*/\s*(\S*)\s*_\s*(\S*)")
_SWAPPED: Final = ("(?P<sw1>", "(?P<sw2>")
_APART: Final = "\u2060"
"""A word joiner: no letter to any rule, so that what stands before it does not meet what stands behind it."""
_REPAIRS: Final[Mapping[str, Sequence[tuple[str, str]]]] = MappingProxyType(
    {
        # The rules take "první" for "brvní", and voice is lost at the end of a word, but not of one like "v".
        "cs": ((r"(ch|[cfkpstťčš])(?=[jlmnrvňř])", rf"\1{_APART}"), (r"^([vz])$", rf"\1{_APART}")),
        "hi": (("अं", "əं"),),  # the vowel is missing in the table
        "it": (
            (r"sci(?=[aou])|sc(?=[eèéiìí])", "ʃ"),
            ("sc", "sk"),  # the table has it for "ʃ" always
            (r"c['’](?=[eèéiìí])", "c"),  # as in "c'è"
            (r"(?<!z)z(?!z)", "ts"),
        ),
        "ru": (
            ("ь(?=[яеёю])", "ъ"),  # both part the letters, and the rules lose one of them
            *((rf"(?<=[аеёийоуыэюяъ]){letter}", f"й{vowel}") for letter, vowel in zip("яеёю", "аэоу", strict=True)),
            ("^в$", f"в{_APART}"),
            (r"\bч(?=то)", "ш"),
            (r"ть?ся\b", "ца"),
            (r"[сз]ч", "щ"),
            (r"(?<=с)т(?=н)|в(?=ств)", ""),
        ),
        "pl": ((r"^([wz])$", rf"\1{_APART}"),),
        "tr": (("ğ", ""),),
    }
)
"""What epitran's tables get wrong or leave out, put right in the spelling before they are asked."""
_ENDINGS: Final[Mapping[str, tuple[re.Pattern[str], str]]] = MappingProxyType(
    {"hi": (re.compile("[क-ह]\u093c?$"), "(ə)")}  # the vowel of the last consonant's letter, which some voices speak
)
"""What some voices add to the reading of words that are spelt so. IPA."""
_NEVER: Final = (re.compile("(?!)"), "")
_AS_IN_ENGLISH: Final[Mapping[int, str]] = MappingProxyType({})
_LOWER: Final[Mapping[str, Mapping[int, str]]] = MappingProxyType({"tr": {ord("I"): "ı", ord("İ"): "i"}})
"""Capitals that aren't lowered as in English."""

_HANGUL: Final = range(0xAC00, 0xD7A4)
_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS: Final[Sequence[str]] = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    replacement: str


class SpellingRules:
    """Reads single words. Holds nothing of them: safe to use from several threads."""

    def __init__(
        self, language: str, sounds: Mapping[str, str], before: Sequence[_Rule], after: Sequence[_Rule]
    ) -> None:
        self._sounds = sounds
        letters = sorted(sounds, key=len, reverse=True)
        self._letter = re.compile("|".join([*map(re.escape, letters), "(?s:.)"]))
        self._repairs = [_Rule(re.compile(wrong), right) for wrong, right in _REPAIRS.get(language, ())]
        self._before = before
        self._after = after
        self._ends, self._ending = _ENDINGS.get(language, _NEVER)
        self._lower = _LOWER.get(language, _AS_IN_ENGLISH)

    @classmethod
    def load(cls, language: str) -> Self:
        """The rules of one of `TABLES`. Raises MissingPackage."""
        spec = find_spec("epitran")
        if spec is None or spec.origin is None:
            raise MissingPackage("epitran")
        data = Path(spec.origin).parent / "data"
        name = TABLES[language]
        return cls(
            language,
            _sounds(data / "map" / f"{name}.csv"),
            _rules(data / "pre" / f"{name}.txt"),
            _rules(data / "post" / f"{name}.txt"),
        )

    def read(self, word: str) -> str:
        """IPA; characters that the tables don't know stay."""
        plain = unicodedata.normalize("NFC", word).translate(self._lower).lower()
        repaired = _apply(self._repairs, plain)
        spelt = _apply(self._before, unicodedata.normalize("NFD", "".join(map(_jamo, repaired))))
        said = "".join(self._sounds.get(letter, letter) for letter in self._letter.findall(spelt))
        return _apply(self._after, said) + (self._ending if self._ends.search(plain) else "")


def _apply(rules: Sequence[_Rule], word: str) -> str:
    for rule in rules:
        word = rule.pattern.sub(rule.replacement, word)
    return word


def _sounds(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[unicodedata.normalize("NFD", field) for field in row] for row in csv.reader(file)]
    return dict(rows[1:])


def _rules(path: Path) -> list[_Rule]:
    """The rules of a file in their order; a language without such a file needs none."""
    symbols: dict[str, str] = {}
    rules: list[_Rule] = []
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        plain = unicodedata.normalize("NFD", line.strip())
        if plain.startswith("%"):
            continue
        if symbol := _SYMBOL.match(plain):
            symbols[symbol[1]] = symbol[2]
        elif found := _RULE.match(_resolve(plain, symbols)):
            rules.append(_rule(*found.groups()))
    return rules


def _resolve(line: str, symbols: Mapping[str, str]) -> str:
    while reference := _REFERENCE.search(line):
        line = line.replace(reference[0], symbols[reference[0]])
    return line


def _rule(old: str, new: str, left: str, right: str) -> _Rule:
    left, right = left.replace("#", "^"), right.replace("#", "$")
    if all(name in old for name in _SWAPPED):
        return _Rule(re.compile(f"(?P<left>{left}){old}(?P<right>{right})"), r"\g<left>\g<sw2>\g<sw1>\g<right>")
    old, new = old.replace("0", ""), new.replace("0", "")
    return _Rule(re.compile(f"(?P<left>{left})(?:{old})(?P<right>{right})"), rf"\g<left>{new}\g<right>")


def _jamo(character: str) -> str:
    """The letters of a Korean syllable, in the forms that stand alone: epitran's alphabet."""
    index = ord(character) - _HANGUL.start
    if ord(character) not in _HANGUL:
        return character
    return _INITIALS[index // 588] + _VOWELS[index % 588 // 28] + _FINALS[index % 28]
