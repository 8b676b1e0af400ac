"""Keys of a keyboard: "Ctrl+C", "Cmd-Shift-4", "Alt+F4", "Esc"."""

import re
from typing import Final

from speech.normalise.english.letters import say_code
from speech.normalise.english.patterns import END, GAP
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.tables import pairs
from speech.normalise.rewrite import Rewrite

_NAMES: Final = pairs(
    "ctrl control, ctl control, cmd command, opt option, win Windows, fn function, esc escape, del delete, "
    "ins insert, pgup page up, pgdn page down, prtsc print screen"
)
_MODIFIERS: Final = (
    "Ctrl|CTRL|ctrl|Control|Cmd|CMD|cmd|Command|Alt|ALT|Option|Opt|Shift|SHIFT|Win|Windows|Fn|Super|Meta"
)


def _chord(match: Match) -> list[Rewrite]:
    """Keys that are pressed together, without a word between them."""
    return say(match, " ".join(map(_say_key, re.split("[-+]", match[0]))))


def _key(match: Match) -> list[Rewrite]:
    return say(match, _say_key(match[0]))


def _say_key(key: str) -> str:
    if key.lower() in _NAMES:
        return _NAMES[key.lower()]
    coded = len(key) == 1 or any(character.isdigit() for character in key)
    return say_code(key) if coded else key.lower()


_KEY: Final = "[A-Za-z][A-Za-z0-9]{0,11}+|[0-9]"
LETTERS: Final = (
    rule(rf"(?:{_MODIFIERS})(?:\+(?:{_KEY})){{1,4}}{END}(?!\+)", _chord),
    # With hyphens a key of one letter comes last, so that "win-win" and "Shift-click" stay words.
    rule(
        rf"(?:Ctrl|CTRL|ctrl|Cmd|CMD|Alt|ALT)(?:-(?:Shift|Alt|Option)){{0,2}}-(?:[A-Za-z0-9]|F[0-9]{{1,2}}){END}",
        _chord,
    ),
    rule(rf"(?:Ctrl|CTRL|ctrl|Esc|ESC(?={GAP}key)|PgUp|PgDn|PrtSc){END}", _key),
)
