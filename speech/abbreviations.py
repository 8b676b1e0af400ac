"""Words of each language behind which a full stop ends no sentence; in English the rewrites have taken it in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_WRITTEN: Final = {
    "cs": "apod atd dr ing mgr mj např popř str sv tj tzn tzv č",
    "da": "apr aug bl.a ca dec dr dvs f.eks feb jan jf jul jun kl mar mht nov nr okt osv sept",
    "de": (
        "abs apr art aug bd bzw ca d.h dez dipl dr evtl feb fr geb ggf gl hr hrsg ing inkl jan jul jun kap "
        "max min mio mrd mrz nov nr o.ä okt prof s.o sep sept sog st str tel u.a usw v.chr vgl z.b z.t zzgl"
    ),
    "el": "δηλ κ π.χ σελ",
    "es": (
        "abr ago art av dic dr dra dña ee ej ene etc feb gral jul jun lic nov núm oct p.ej prof pág s.a sept "
        "sr sra srta tel ud uds uu"
    ),
    "fi": "esim ks mm mrd n nro ns os s synt t.ex tri ts v vrt",
    "fr": (
        "apr art av avr bd c.-à-d cf dr déc etc ex févr janv juil m me mlle mm mme mr nov nº oct p.ex pr prof "
        "sept st ste tél"
    ),
    "hi": "डॉ पं प्रो श्री",
    "hu": "dr id ifj kb kft pl prof stb sz u.i özv ún",
    "it": (
        "ago apr art avv cap dic dott dr ecc feb fig gen geom giu ing lug mag nov nr ott pag prof sig sig.ra sigg st"
    ),
    "ms": "dr en hj no pn",
    "nl": (
        "apr aug bijv blz bv ca d.w.z dec dhr dr drs enz etc feb ing ir jan jl mevr mr mrt mw nl nov nr o.a "
        "okt prof sept st t.e.m"
    ),
    "no": "apr aug bl.a des dr dvs f.eks feb jan jf jul jun kl mht nov nr okt osv sept",
    "pl": "al dr godz hab im in inż itd itp m.in mgr np nr os pl prof r tel tj tzn tzw ul św",
    "pt": "abr ago art av dez dr dra etc ex.mo fev i.e jan jul jun nov nº prof pág sr sra séc tel",
    "ru": "акад г гг др зам им млн млрд напр обл проф рис руб с см стр т.д т.е т.к т.п тыс ул",
    "sv": "apr aug bl.a ca d.v.s dec dr dvs f.d feb jan jfr jul jun kl nov nr okt osv s.k sept st t.ex",
    "sw": "bi bw dkt",
    "tr": "alb av bkz doç dr prof sn st vb vs yrd",
}
ABBREVIATIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {language: frozenset(words.split()) for language, words in _WRITTEN.items()}
)
"""In lower case, without the last full stop, by primary subtag."""

ENDING: Final = frozenset(
    {"apod", "atd", "d", "ecc", "enz", "etc", "itd", "itp", "osv", "stb", "stk", "usw", "vb", "vs"}
    | {"г", "п", "т.д", "т.п"}
)
"""Abbreviations that end a sentence as often as not: a capital letter behind them begins a new one."""
