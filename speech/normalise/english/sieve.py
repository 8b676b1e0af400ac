"""Many rules tried at once."""

import re
from collections.abc import Sequence
from typing import Final

from speech.normalise.english.rule import Rule
from speech.normalise.rewrite import Rewrite

_GROUP_NAME: Final = re.compile(r"\(\?P<(\w+)>")
_BACK_REFERENCE: Final = re.compile(r"\(\?P=(\w+)\)|\(\?\((\w+)\)")


class Sieve:
    """Rules in their order, behind one pattern that tells which of them is the first to match.

    Some sixty patterns tried one by one at each number would cost ten times as much.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        alternatives = (f"(?P<rule{n}>{_rename(rule.pattern.pattern, n)})" for n, rule in enumerate(rules))
        self._any = re.compile("|".join(alternatives), re.VERBOSE)
        self._numbers = {f"rule{n}": n for n in range(len(rules))}

    def apply(self, text: str, start: int) -> tuple[list[Rewrite], int] | None:
        """What the first rule that has something to say at `start` says, and where to go on; None when none has."""
        first = self._any.match(text, start)
        if first is None or first.lastgroup is None:
            return None
        for rule in self._rules[self._numbers[first.lastgroup] :]:
            match = rule.pattern.match(text, start)
            rewrites = rule.rewrite(match) if match else None
            if match and rewrites is not None:
                return rewrites, rewrites[-1].end if rewrites else match.end()
        return None


def _rename(pattern: str, number: int) -> str:
    """Groups without their names, but for those that are referred to: names are unique within a pattern."""
    referred = {name for pair in _BACK_REFERENCE.findall(pattern) for name in pair}
    names = {name: f"{name}{number}" for name in referred if name}
    renamed = _GROUP_NAME.sub(lambda group: f"(?P<{names[group[1]]}>" if group[1] in names else "(?:", pattern)
    for name, unique in names.items():
        renamed = renamed.replace(f"(?P={name})", f"(?P={unique})").replace(f"(?({name})", f"(?({unique})")
    return renamed
