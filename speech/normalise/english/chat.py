"""What people type in chats: btw, tbh, idk."""

from typing import Final

from speech.normalise.english.patterns import END
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.tables import pairs
from speech.normalise.rewrite import Rewrite

_IN_CAPITALS_TOO: Final = pairs(
    "btw by the way, tbh to be honest, tbf to be fair, idk I don't know, imho in my humble opinion, "
    "afaik as far as I know, afaict as far as I can tell, iirc if I recall correctly, fwiw for what it's worth, "
    "nvm never mind, lmk let me know, ngl not gonna lie, ikr I know right, ttyl talk to you later, "
    "brb be right back, omw on my way, idc I don't care, icymi in case you missed it, iykyk if you know you know"
)
_IN_LOWER_CASE: Final = pairs(
    "imo in my opinion, irl in real life, smh shaking my head, thx thanks, pls please, plz please, ppl people, "
    "msg message, tmrw tomorrow, omg O M G, wtf W T F, fyi F Y I, asap A S A P, aka A K A, wfh working from home, "
    "tldr T L D R, rofl R O F L, ftw for the win, tysm thank you so much, cuz because, lmao L M A O"
)
"""In capitals they may be names: IMO, IRL."""
_SAID: Final = {**_IN_CAPITALS_TOO, **_IN_LOWER_CASE}
WRITTEN: Final = tuple(_SAID)
"""Looked at in lower case before spaces, too."""


def _chat(match: Match) -> list[Rewrite]:
    return say(match, _SAID[match[0].lower()])


LOWER: Final = (rule(rf"(?:{'|'.join(_SAID)}){END}(?![-'\u2019/@_]|\.[A-Za-z])", _chat),)
CAPITALS: Final = (
    rule(rf"(?i:{'|'.join(_IN_CAPITALS_TOO)}){END}(?![-'\u2019/@_])", _chat),
    rule(rf"(?:{'|'.join(written.title() for written in _SAID)}){END}(?![-'\u2019/@_])", _chat),
)
