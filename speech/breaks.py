"""Where a text may be parted, and how long a reader pauses there: what stands between one word and the next."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from speech.normalise.plain import BLOCK_END, LINE_END, MARK


class Break(IntEnum):
    """How strongly a gap parts two words."""

    WORD = 0
    CLAUSE = 1
    SENTENCE = 2
    BLOCK = 3


PAUSE_S: Final = {Break.WORD: 0.0, Break.CLAUSE: 0.2, Break.SENTENCE: 0.45, Break.BLOCK: 0.8}
"""Silence where two chunks meet, at the voice's own pace. Readers pause 0.2-1 s at most boundaries and about twice as
long between paragraphs as between sentences (Campione & Véronis, "A large-scale multilingual study of silent pause
duration", Speech Prosody 2002)."""

_CLOSING: Final = "\"'”’»)\\]}」』）】》"
_OPENING: Final = "“‘„«([{「『（【《¿¡"
_STRAIGHT: Final = "\"'"
# A dash, colon or bracket parts clauses too, though a reader hardly stops there.
_SENTENCE_END: Final = re.compile(rf"[.!?…؟।॥][{_CLOSING}]*+(?=[\s{MARK}]|$)|[。！？｡][{_CLOSING}]*+")
_GREEK_QUESTION: Final = re.compile(rf"[;\u037e][{_CLOSING}]*+(?=[\s{MARK}]|$)")
_CLAUSE_END: Final = re.compile(rf"[,;:،؛—–-][{_CLOSING}]*+(?=[\s{MARK}]|$)|[、，；：—…]|\.\.\.|--|[()]|{LINE_END}")
# Their full stop ends no sentence; in English a rewrite has taken it in already.
_ABBREVIATIONS: Final = {
    language: frozenset(words.split())
    for language, words in {
        "cs": "mj např tj tzv tzn apod atd str sv dr ing mgr č popř",
        "da": "bl.a f.eks dr mht nr osv jf kl ca",
        "de": "abs art bd bzw ca d.h dipl dr evtl fr geb ggf gl hr hrsg ing inkl kap max min mio mrd nr o.ä prof s.o "
        "sog st str tel u.a usw v.chr vgl z.b z.t zzgl",
        "es": "art av dña dr dra ej etc gral lic núm p.ej pág prof s.a sr sra srta tel ud uds",
        "fi": "esim ks mm mrd n ns nro os s synt t.ex tri ts v vrt",
        "fr": "apr art av bd c.-à-d cf dr etc ex m me mlle mm mme mr nº p.ex pr prof st ste",
        "hi": "डॉ श्री प्रो पं",
        "hu": "dr id ifj kb kft özv pl prof stb sz ún u.i",
        "it": "art avv cap dott dr ecc fig geom ing nr pag prof sig sigg sig.ra st",
        "nl": "bijv blz bv ca d.w.z dhr dr drs enz etc ing ir jl mevr mr mw nl nr o.a prof st t.e.m",
        "no": "bl.a dr f.eks jf kl mht nr osv",
        "pl": "al dr godz hab im in inż itd itp m.in mgr np nr os pl prof r św tel tzn tzw ul",
        "pt": "art av dr dra etc ex.mo nº pág prof sr sra tel",
        "ru": "акад г гг др зам им млн млрд напр обл проф рис руб с см стр т.д т.е т.к т.п тыс ул",
        "sv": "bl.a ca d.v.s dr f.d jfr kl nr osv s.k st t.ex",
        "tr": "alb av bkz doç dr prof sn st vb vs yrd",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Gap:
    """What parts two words."""

    kind: Break
    cut: int
    """Up to here the characters of the gap belong to the word before, from here on to the word after."""


def judge(gap: str, before: str, after: str, language: str) -> Gap:
    """What `gap` between the words `before` and `after` (either may be empty: the text's ends) amounts to."""
    if (block := gap.rfind(BLOCK_END)) >= 0:
        return Gap(Break.BLOCK, block + 1)
    ending = _sentence_end(gap, language)
    if ending and not _goes_on(ending, before, after, language):
        return Gap(Break.SENTENCE, ending.end())
    clause = _CLAUSE_END.search(gap)
    return Gap(Break.CLAUSE if clause or ending else Break.WORD, _openers_start(gap))


def _openers_start(gap: str) -> int:
    """Where the marks begin that open something for the word after the gap."""
    start = len(gap)
    while start and (
        gap[start - 1] in _OPENING or (gap[start - 1] in _STRAIGHT and gap[max(0, start - 2) : start - 1].isspace())
    ):
        start -= 1
    return start


def _sentence_end(gap: str, language: str) -> re.Match[str] | None:
    found = list(_SENTENCE_END.finditer(gap)) or (list(_GREEK_QUESTION.finditer(gap)) if language == "el" else [])
    return found[-1] if found else None


def _goes_on(ending: re.Match[str], before: str, after: str, language: str) -> bool:
    """Whether the sentence goes on behind the mark: "Dr. Smith", "“Stop!” he said", "well… no"."""
    mark = ending.group()
    goes_on_small = after[:1].islower()
    if mark[0] == ".":
        dotted = ending.string[: ending.start()].endswith(".")
        return (dotted and goes_on_small) or _is_abbreviated(before, language)
    return goes_on_small and (len(mark) > 1 or mark == "…")


def _is_abbreviated(word: str, language: str) -> bool:
    """Whether a full stop belongs to the word: an initial ("J. K. Rowling", "z. B.") or an abbreviation."""
    is_initial = len(word) == 1 and word.isalpha() and (language != "en" or (word.isupper() and word != "I"))
    return is_initial or word.lower() in _ABBREVIATIONS.get(language, ())
