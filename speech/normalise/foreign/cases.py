"""The gender and case of a number by the words around it."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.numbers import LETTER, SPACE, Number
from speech.normalise.foreign.spellout_repairs import oblique
from speech.normalise.rewrite import Rewrite

_NEXT_WORD: Final = re.compile(rf"{SPACE}({LETTER}{{1,30}}+)")
_ATTRIBUTIVE: Final[Mapping[str, str]] = MappingProxyType(
    {"de": "masculine", "es": "masculine", "hu": "attributive", "it": "masculine"}
)
"""The form of a one (in Hungarian: a two) before the word that it counts."""
_NOT_COUNTED: Final = frozenset(
    {
        "und",
        "oder",
        "bis",
        "minus",
        "plus",
        "mal",
        "y",
        "o",
        "u",
        "a",
        "de",
        "por",
        "para",
        "con",
        "sin",
        "en",
        "es",
        "que",
        "como",
        "és",
        "vagy",
        "meg",
        "e",
        "ed",
        "da",
        "di",
        "per",
    }
)
_FEMININE: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "es": re.compile("[a-zñáéíóú]+(?<!m)as?"),
        "fr": re.compile(
            "(?:heure|minute|seconde|semaine|année|personne|fois|femme|fille|voiture|page|place|étoile)s?"
        ),
        "it": re.compile("[a-zàèéìòù]+(?<!m)a"),
        "pt": re.compile("[a-zãáâàçéêíóôõú]+(?<!m)as?"),
    }
)
"""Words that are feminine, by their endings where these tell …"""
_NOT_FEMININE: Final = frozenset({"día", "días", "dia", "dias", "mapa", "mapas", "na", "una"})
"""… and those that are not, or no nouns."""


def attributive(text: str, number: Number, language: str) -> str:
    """The form of a number before the word that it counts, where the language has one."""
    form, following = _ATTRIBUTIVE.get(language, ""), _NEXT_WORD.match(text, number.end)
    if not following or following[1] in _NOT_COUNTED or number.fraction:
        return ""
    feminine = _FEMININE.get(language)
    if language in _OTHER_GENDERS:
        return _by_ending(following[1], number, language)
    if feminine and following[1] not in _NOT_FEMININE and feminine.fullmatch(following[1]):
        return "feminine" if language != "it" or number.whole == "1" else ""
    if not form:
        return ""
    if language in {"de", "it"}:
        return form if number.whole == "1" else ""
    return form if language == "hu" or (number.whole[-1] == "1" and number.whole[-2:] != "11") else ""


_HEBREW_ENDINGS: Final = ("ים", "ות")
"""Of masculine and of feminine plurals …"""
_ARABIC_FEMININE: Final = (
    "سنوات ساعات مرات سيارات شركات صفحات كلمات بنات طالبات دقائق ثوان ليال ليالي مدن نساء غرف دول لغات محاولات خطوات "
    "درجات قصص صور رسائل جولات مباريات طائرات"
)
_HEBREW_CONTRARY: Final = (
    "שנים נשים פעמים מילים ערים ביצים אבנים דרכים עיניים ידיים רגליים שיניים נעליים אוזניים נמלים שולחנות רחובות "
    "מקומות שבועות לילות אבות רעיונות חלונות ארונות יתרונות חסרונות כיסאות מטבעות ניסיונות פתרונות שמות כוחות דורות "
    "קולות סודות עקרונות זיכרונות"
)
_OTHER_GENDERS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"ar": frozenset(_ARABIC_FEMININE.split()), "he": frozenset(_HEBREW_CONTRARY.split())}
)
"""… and plurals whose gender the ending does not tell; in Arabic, the feminine ones."""


def _by_ending(word: str, number: Number, language: str) -> str:
    """The gender of a plural in Hebrew and Arabic; the usual form before any other word."""
    other = word in _OTHER_GENDERS[language]
    if language == "ar":
        return "feminine" if other and number.value < _PLURALS_END else ""
    masculine, _ = _HEBREW_ENDINGS
    if len(word) < _SHORTEST or not word.endswith(_HEBREW_ENDINGS) or number.value <= 1:
        return ""
    return "masculine" if word.endswith(masculine) != other else "feminine"


_PLURALS_END: Final = 11
"""From here on Arabic counts in the singular."""
_SHORTEST: Final = 4
_ARABIC_PREPOSITION: Final = re.compile(
    rf"(?<!\w)[وف]?(?:في|من|إلى|الى|على|عن|حتى|منذ|بعد|قبل|خلال|مع|بين|نحو|حوالي){SPACE}\Z"
)
_LOOK_BACK: Final = 8
_DUAL: Final = re.compile("(متر|غرام|لتر|درجت|مئويت|ساعت|دقيقت|ثانيت|طن)ان")


def in_case(text: str, found: list[Rewrite], language: str) -> list[Rewrite]:
    """Arabic numbers after a preposition in the genitive; all others as they are."""
    if language != "ar" or not found:
        return found
    first, *rest = found
    if _ARABIC_PREPOSITION.search(text, max(0, first.start - _LOOK_BACK), first.start) is None:
        return found
    return [Rewrite(first.start, first.end, _DUAL.sub(r"\1ين", oblique(first.spoken))), *rest]
