"""Words for thousands, millions and more that stand between a number and its currency: "3,5 Mio. €", "$3万"."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.locales import plural
from speech.normalise.foreign.numbers import LETTER, SPACE
from speech.normalise.foreign.words import pick

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ar": "ألف|آلاف|مليون|ملايين|مليار|مليارات",
        "cs": "tisíce?|mili[oó]n(?:y|ů|u)?|miliard(?:a|y)?",
        "da": "tusind|millione?r?|milliarde?r?",
        "de": "Tausend|Million(?:en)?|Milliarden?|Billion(?:en)?",
        "el": "χιλιάδες|(?:δισ)?εκατομμύρι(?:ο|α)",
        "es": "mil millones|mil|mill[óo]n(?:es)?|bill[óo]n(?:es)?",
        "fi": "tuhatta|miljoonaa?|miljardia?",
        "fr": "mille|millions?|milliards?|billions?",
        "he": "אלף|מיליון|מיליארד",
        "hi": "हज़ार|हजार|लाख|करोड़|अरब",
        "hu": "ezer|millió|milliárd",
        "it": "mila|milion[ei]|miliard[oi]",
        "ja": "[百千]?[万億兆]|千",
        "ko": "[백천]?[만억조]|천",
        "ms": "ribu|juta|bilion|trilion",
        "nl": "duizend|miljoen|miljard|biljoen",
        "no": "tusen|millione?r?|milliarde?r?",
        "pl": "tysi(?:ąc|ące|ęcy|ąca)|mili(?:on|ard)(?:y|ów|a)?",
        "pt": "mil milhões|mil|milh(?:ão|ões)|bilh(?:ão|ões)",
        "ru": "тысяч[аи]?|миллион(?:а|ов)?|миллиард(?:а|ов)?",
        "sv": "tusen|miljone?r?|miljarde?r?",
        "tr": "bin|milyon|milyar|trilyon",
        "zh": "[百千]?[万亿萬億]",
    }
)
_ABBREVIATIONS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "cs": {"tis.": "tisíc|tisíce|tisíce|tisíc", "mil.": "milion|miliony|milionu|milionů"}
        | {"mld.": "miliarda|miliardy|miliardy|miliard"},
        "da": {"mio.": "million|millioner", "mia.": "milliard|milliarder"},
        "de": {"Mio.": "Million|Millionen", "Mrd.": "Milliarde|Milliarden", "Tsd.": "Tausend"},
        "el": {"εκατ.": "εκατομμύριο|εκατομμύρια", "δισ.": "δισεκατομμύριο|δισεκατομμύρια"},
        "fi": {"milj.": "miljoona|miljoonaa", "mrd.": "miljardi|miljardia"},
        "it": {"mln": "milione|milioni", "mld": "miliardo|miliardi"},
        "nl": {"mln.": "miljoen", "mld.": "miljard", "mln": "miljoen", "mld": "miljard"},
        "no": {"mill.": "million|millioner", "mrd.": "milliard|milliarder"},
        "pl": {"tys.": "tysiąc|tysiące|tysięcy|tysiąca", "mln": "milion|miliony|milionów|miliona"}
        | {"mld": "miliard|miliardy|miliardów|miliarda"},
        "ru": {"тыс.": "тысяча|тысячи|тысяч|тысячи", "млн": "миллион|миллиона|миллионов|миллиона"}
        | {"млрд": "миллиард|миллиарда|миллиардов|миллиарда"},
    }
)
"""Plural forms of what is abbreviated."""
_LINKS: Final[Mapping[str, str]] = MappingProxyType({"es": "de ", "fr": "de ", "it": "di ", "pt": "de "})
_FORMS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "cs": ("miliard", "feminine"),
        "de": ("Milli", "feminine"),
        "es": ("", "masculine"),
        "it": ("", "masculine"),
        "ru": ("тысяч", "feminine"),
    }
)
"""How words for large numbers begin that are counted in another form than the usual, and that form."""


@cache
def magnitude(language: str) -> re.Pattern[str] | None:
    """Matches the space before the word, and the word in its group "magnitude"; None in a language without."""
    if language not in _WORDS:
        return None
    short = "|".join(re.escape(each) for each in _ABBREVIATIONS.get(language, ()))
    words = f"(?:{_WORDS[language]})(?!{LETTER})"
    return re.compile(f"{SPACE}?(?P<magnitude>{f'(?:{short})(?!{LETTER})|' if short else ''}{words})")


def form_of(word: str, language: str) -> str:
    """The form of the cardinal that counts such words: "eine Million"."""
    beginning, form = _FORMS.get(language, (" ", ""))
    return form if word.startswith(beginning) else ""


def of_money(name: str, language: str) -> str:
    """A currency as it follows such a word: "millions de dollars"."""
    if language == "fr" and name.startswith(("e", "a", "i", "o", "u")):
        return f"d'{name}"
    link = _LINKS.get(language, "")
    # CLDR's own names for millions bring the link along in some languages.
    return name if name.startswith(link) else link + name


def in_full(word: str, language: str, count: Decimal) -> str:
    """What an abbreviation stands for beside a count; any other word as it is."""
    forms = _ABBREVIATIONS.get(language, {}).get(word)
    return pick(forms, plural(language, count)) if forms else word
