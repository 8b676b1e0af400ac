"""The words around numbers that no library has: marks, signs, percentages, ranges, the frames of dates and times."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How one language says what stands around its numbers.

    `forms` here and elsewhere are plural forms with "|" between: all alike, "one|other", or "one|few|many|other".
    """

    mark: str
    """Said for the decimal mark, as forms of the whole part before it; in Russian and Czech that is feminine."""
    by_digit: bool = False
    """Whether decimals are always said digit by digit; else two of them make a number."""
    minus: str = "minus"
    plus: str = "plus"
    percent: str
    percent_form: str = ""
    """The form of the cardinal that counts them."""
    percent_first: bool = False
    to: str
    """A range, with its ends {a} and {b} …"""
    ends: tuple[str, str] = ("", "")
    """… and the forms of their cardinals."""
    date: str = "{day} {month} {year}"
    day: str | None = None
    """The form of the ordinal for the day of a month; None where the day is a cardinal."""
    hour: str
    """The full hour: {h}."""
    clock: str
    """Hour and minutes: {h} and {m}."""
    zero: str = ""
    """Said before minutes below ten."""
    clock_form: str = ""
    """The form of the hour's cardinal; "ordinal…" for that of an ordinal."""
    clock_word: str = ""
    """Written after the figures, and already said: "14:30 Uhr"."""


WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "ar": Words(
            mark="فاصلة",
            minus="سالب",
            plus="زائد",
            percent="بالمائة",
            to="{a} إلى {b}",
            date="{day} من {month} {year}",
            day="masculine",
            hour="{h}",
            clock="{h} و{m}",
            clock_form="ordinal-feminine",
        ),
        "cs": Words(
            mark="celá|celé|celých|celých",
            percent="procento|procenta|procenta|procent",
            percent_form="neuter",
            to="{a} až {b}",
            day="masculine-genitive",
            hour="{h} hodina|{h} hodiny|{h} hodiny|{h} hodin",
            clock="{h} {m}",
            zero="nula",
            clock_form="feminine",
        ),
        "da": Words(
            mark="komma",
            percent="procent",
            percent_form="common",
            to="{a} til {b}",
            day="common",
            hour="{h}",
            clock="{h} {m}",
            zero="nul",
        ),
        "de": Words(
            mark="Komma",
            by_digit=True,
            percent="Prozent",
            percent_form="masculine",
            to="{a} bis {b}",
            day="r",
            hour="{h} Uhr",
            clock="{h} Uhr {m}",
            clock_form="masculine",
            clock_word="Uhr",
        ),
        "el": Words(
            mark="κόμμα",
            minus="μείον",
            plus="συν",
            percent="τοις εκατό",
            to="{a} έως {b}",
            hour="{h}",
            clock="{h} και {m}",
            clock_form="feminine",
        ),
        "es": Words(
            mark="coma",
            minus="menos",
            plus="más",
            percent="por ciento",
            to="{a} a {b}",
            date="{day} de {month} de {year}",
            hour="{h}|{h} horas",
            clock="{h} {m}",
            zero="cero",
            clock_form="feminine",
            clock_word="h|horas",
        ),
        "fi": Words(
            mark="pilkku",
            minus="miinus",
            percent="prosentti|prosenttia",
            to="{a} {b}",
            ends=("elative", "illative"),
            day="",
            hour="{h}",
            clock="{h} {m}",
            zero="nolla",
        ),
        "fr": Words(
            mark="virgule",
            minus="moins",
            percent="pour cent",
            to="{a} à {b}",
            hour="{h} heure|{h} heures",
            clock="{h} heure {m}|{h} heures {m}",
            clock_form="feminine",
            clock_word="h|heures",
        ),
        "he": Words(
            mark="נקודה",
            minus="מינוס",
            plus="פלוס",
            percent="אחוז|אחוזים",
            to="{a} עד {b}",
            date="{day} ב{month} {year}",
            hour="{h}",
            clock="{h} {m}",
            zero="אפס",
        ),
        "hi": Words(
            mark="दशमलव",
            by_digit=True,
            minus="माइनस",
            plus="प्लस",
            percent="प्रतिशत",
            to="{a} से {b}",
            hour="{h} बजे",
            clock="{h} बजकर {m} मिनट",
            clock_word="बजे",
        ),
        "hu": Words(
            mark="egész",
            minus="mínusz",
            plus="plusz",
            percent="százalék",
            percent_form="attributive",
            to="{a} {b}",
            date="{year} {month} {day}",
            day="",
            hour="{h} óra",
            clock="{h} óra {m} perc",
            clock_form="attributive",
        ),
        "it": Words(
            mark="virgola",
            minus="meno",
            plus="più",
            percent="per cento",
            to="{a} a {b}",
            hour="{h}",
            clock="{h} e {m}",
            clock_form="feminine",
            clock_word="h|ore",
        ),
        "ja": Words(
            mark="点",
            by_digit=True,
            minus="マイナス",
            plus="プラス",
            percent="パーセント",
            to="{a}から{b}",
            date="{year}年{month}{day}日",
            hour="{h}時",
            clock="{h}時{m}分",
        ),
        "ko": Words(
            mark="점",
            by_digit=True,
            minus="마이너스",
            plus="플러스",
            percent="퍼센트",
            to="{a}에서 {b}",
            date="{year}년 {month} {day}일",
            hour="{h} 시",
            clock="{h} 시 {m} 분",
        ),
        "ms": Words(
            mark="perpuluhan",
            by_digit=True,
            minus="negatif",
            plus="tambah",
            percent="peratus",
            to="{a} hingga {b}",
            hour="{h}",
            clock="{h} {m}",
            zero="kosong",
        ),
        "nl": Words(
            mark="komma",
            minus="min",
            percent="procent",
            to="{a} tot {b}",
            hour="{h} uur",
            clock="{h} uur {m}",
            clock_word="uur",
        ),
        "no": Words(
            mark="komma",
            percent="prosent",
            to="{a} til {b}",
            day="masculine",
            hour="{h}",
            clock="{h} {m}",
            zero="null",
        ),
        "pl": Words(
            mark="przecinek",
            percent="procent",
            to="od {a} do {b}",
            ends=("masculine-genitive", "masculine-genitive"),
            day="masculine-genitive",
            hour="{h}",
            clock="{h} {m}",
            zero="zero",
            clock_form="ordinal-feminine",
        ),
        "pt": Words(
            mark="vírgula",
            minus="menos",
            plus="mais",
            percent="por cento",
            to="{a} a {b}",
            date="{day} de {month} de {year}",
            hour="{h} hora|{h} horas",
            clock="{h} hora e {m}|{h} horas e {m}",
            clock_form="feminine",
            clock_word="h|horas",
        ),
        "ru": Words(
            mark="целая|целых|целых|целых",
            minus="минус",
            plus="плюс",
            percent="процент|процента|процентов|процента",
            to="от {a} до {b}",
            ends=("masculine-genitive", "masculine-genitive"),
            day="neuter-genitive",
            hour="{h} час|{h} часа|{h} часов|{h} часа",
            clock="{h} {m}",
            zero="ноль",
        ),
        "sv": Words(
            mark="komma",
            percent="procent",
            percent_form="reale",
            to="{a} till {b}",
            day="neuter",
            hour="{h}",
            clock="{h} {m}",
            zero="noll",
        ),
        "sw": Words(
            mark="nukta",
            by_digit=True,
            minus="hasi",
            plus="jumlisha",
            percent="asilimia",
            percent_first=True,
            to="{a} hadi {b}",
            hour="{h}",
            clock="{h} na dakika {m}",
        ),
        "tr": Words(
            mark="virgül",
            minus="eksi",
            plus="artı",
            percent="yüzde",
            percent_first=True,
            to="{a} ila {b}",
            hour="{h}",
            clock="{h} {m}",
            zero="sıfır",
        ),
        "zh": Words(
            mark="点",
            by_digit=True,
            minus="负",
            plus="加",
            percent="百分之",
            percent_first=True,
            to="{a}到{b}",
            date="{year}年{month}{day}日",
            hour="{h}点",
            clock="{h}点{m}分",
            zero="零",
        ),
    }
)

FRACTION_PARTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "hu": ("tized", "század", "ezred"),
        "ru": ("десятая|десятых|десятых|десятых", "сотая|сотых|сотых|сотых", "тысячная|тысячных|тысячных|тысячных"),
    }
)
"""Tenths, hundredths and thousandths, where decimals are said as a fraction: "три целых четырнадцать сотых"."""

UNSPACED: Final = frozenset({"ja", "zh"})
"""Languages whose words follow each other without spaces."""

ONE_COMES_LAST: Final = frozenset({"ar", "he"})
"""Languages that say "kilometre one"."""


def pick(forms: str, category: str) -> str:
    """The form for one of CLDR's plural categories."""
    choices = forms.split("|")
    if len(choices) == len(_FOUR):
        return choices[_FOUR.index(category) if category in _FOUR else -1]
    return choices[0 if category == "one" else -1]


_FOUR: Final = ("one", "few", "many", "other")
