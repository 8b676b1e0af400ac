"""What money is called in speech ("Dollar" for CLDR's "US-Dollar"), and its hundredths, which CLDR lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from speech.normalise.foreign.locales import currency_name, plural
from speech.normalise.foreign.words import pick

_TABLE: Final = """
ar USD m دولار|دولارات|دولارا|دولار; m سنت|سنتات|سنتا|سنت
ar EUR m يورو; m سنت|سنتات|سنتا|سنت
ar GBP m جنيه إسترليني|جنيهات إسترلينية|جنيها إسترلينيا|جنيه إسترليني; m بنس
ar JPY m ين
cs EUR n euro|eura|eura|eur; m cent|centy|centu|centů
cs USD m dolar|dolary|dolaru|dolarů; m cent|centy|centu|centů
cs GBP f libra|libry|libry|liber; f pence
cs CZK f koruna|koruny|koruny|korun; m haléř|haléře|haléře|haléřů
cs JPY m jen|jeny|jenu|jenů
da EUR common euro; common cent
da USD common dollar; common cent
da GBP neuter pund; common penny|pence
da JPY common yen
da DKK common krone|kroner; common øre
de EUR m Euro; m Cent
de USD m Dollar; m Cent
de GBP n Pfund; m Penny|Pence
de JPY m Yen
de CHF m Franken; m Rappen
el EUR n ευρώ; n λεπτό|λεπτά
el USD n δολάριο|δολάρια; n σεντ
el GBP f λίρα|λίρες; f πένα|πένες
el JPY n γεν
es EUR m euro|euros; m céntimo|céntimos
es USD m dólar|dólares; m centavo|centavos
es GBP f libra|libras; m penique|peniques
es JPY m yen|yenes
es MXN m peso|pesos; m centavo|centavos
fi EUR - euro|euroa; - sentti|senttiä
fi USD - dollari|dollaria; - sentti|senttiä
fi GBP - punta|puntaa; - penni|penniä
fi JPY - jeni|jeniä
fi SEK - kruunu|kruunua; - äyri|äyriä
fr EUR m euro|euros; m centime|centimes
fr USD m dollar|dollars; m cent|cents
fr GBP f livre|livres; m penny|pence
fr JPY m yen|yens
fr CHF m franc|francs; m centime|centimes
he ILS m שקל|שקלים; f אגורה|אגורות
he EUR m אירו; m סנט
he USD m דולר; m סנט
he GBP m פאונד; m פני
he JPY m ין
hi INR - रुपया|रुपये; - पैसा|पैसे
hi USD - डॉलर; - सेंट
hi EUR - यूरो; - सेंट
hi GBP - पाउंड; - पेंस
hi JPY - येन
hu HUF attributive forint; attributive fillér
hu EUR attributive euró; attributive cent
hu USD attributive dollár; attributive cent
hu GBP attributive font; attributive penny
hu JPY attributive jen
it EUR m euro; m centesimo|centesimi
it USD m dollaro|dollari; m centesimo|centesimi
it GBP f sterlina|sterline; m penny|pence
it JPY m yen
it CHF m franco|franchi; m centesimo|centesimi
ja JPY - 円
ja CNY - 元
ja USD - ドル; - セント
ja EUR - ユーロ; - セント
ja GBP - ポンド; - ペンス
ja INR - ルピー
ko KRW - 원
ko CNY - 위안
ko USD - 달러; - 센트
ko EUR - 유로; - 센트
ko GBP - 파운드; - 펜스
ko JPY - 엔
ms MYR - ringgit; - sen
ms USD - dolar; - sen
ms EUR - euro; - sen
ms GBP - paun; - peni
ms JPY - yen
nl EUR - euro; - cent
nl USD - dollar; - cent
nl GBP - pond; - penny|pence
nl JPY - yen
no NOK masculine krone|kroner; neuter øre
no EUR masculine euro; masculine cent
no USD masculine dollar; masculine cent
no GBP neuter pund; masculine penny|pence
no JPY masculine yen
pl PLN m złoty|złote|złotych|złotego; m grosz|grosze|groszy|grosza
pl EUR n euro; m cent|centy|centów|centa
pl USD m dolar|dolary|dolarów|dolara; m cent|centy|centów|centa
pl GBP m funt|funty|funtów|funta; m pens|pensy|pensów|pensa
pl JPY m jen|jeny|jenów|jena
pl CHF m frank|franki|franków|franka; m centym|centymy|centymów|centyma
pt BRL m real|reais; m centavo|centavos
pt EUR m euro|euros; m cêntimo|cêntimos
pt USD m dólar|dólares; m centavo|centavos
pt GBP f libra|libras; m penny|pence
pt JPY m iene|ienes
ru RUB m рубль|рубля|рублей|рубля; f копейка|копейки|копеек|копейки
ru EUR m евро; m цент|цента|центов|цента
ru USD m доллар|доллара|долларов|доллара; m цент|цента|центов|цента
ru GBP m фунт|фунта|фунтов|фунта; m пенс|пенса|пенсов|пенса
ru JPY f иена|иены|иен|иены
ru CNY m юань|юаня|юаней|юаня
ru UAH f гривна|гривны|гривен|гривны; f копейка|копейки|копеек|копейки
sv SEK reale krona|kronor; neuter öre
sv EUR reale euro; reale cent
sv USD reale dollar; reale cent
sv GBP neuter pund; reale penny|pence
sv JPY reale yen
sw TZS - shilingi; - senti
sw KES - shilingi; - senti
sw USD - dola; - senti
sw EUR - yuro; - senti
sw GBP - pauni; - peni
sw JPY - yen
tr TRY - lira; - kuruş
tr USD - dolar; - sent
tr EUR - euro; - sent
tr GBP - sterlin; - peni
tr JPY - yen
zh CNY - 元
zh USD - 美元
zh EUR - 欧元
zh GBP - 英镑
zh JPY - 日元
"""
"""Language, code, grammatical gender and plural forms; after the semicolon those of the hundredth."""

_GENDERS: Final[Mapping[str, str]] = MappingProxyType({"m": "masculine", "f": "feminine", "n": "neuter", "-": ""})

SYMBOLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "$": "USD",
        "US$": "USD",
        "R$": "BRL",
        "€": "EUR",
        "£": "GBP",
        "¥": "JPY",
        "￥": "JPY",
        "₹": "INR",
        "₽": "RUB",
        "₺": "TRY",
        "₩": "KRW",
        "₪": "ILS",
        "₴": "UAH",
        "zł": "PLN",
        "Kč": "CZK",
        "Ft": "HUF",
    }
)
HOME_SYMBOLS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "da": {"kr": "DKK"},
        "ms": {"RM": "MYR"},
        "no": {"kr": "NOK"},
        "ru": {"руб": "RUB"},
        "sv": {"kr": "SEK"},
        "sw": {"TSh": "TZS", "KSh": "KES", "Sh": "TZS"},
        "tr": {"TL": "TRY"},
        "zh": {"¥": "CNY", "￥": "CNY"},
    }
)
"""What a symbol means, or that it is one, in one language only."""
_CODES: Final = (
    "AED AUD BGN BRL CAD CHF CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KES KRW MXN MYR"
    " NOK NZD PHP PLN RON RUB SAR SEK SGD THB TRY TZS UAH USD VND ZAR"
)
CODES: Final = frozenset(_CODES.split())
"""ISO 4217: currencies that are written by their codes."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A unit of money: the form of a number that counts it, and its plural forms."""

    gender: str
    forms: str

    def name(self, language: str, count: Decimal) -> str:
        """As it stands beside a count."""
        return pick(self.forms, plural(language, count))


def _parse(noun: str) -> Noun:
    gender, forms = noun.strip().split(" ", 1)
    return Noun(_GENDERS.get(gender, gender), forms)


def _read(table: str) -> dict[tuple[str, str], tuple[Noun, ...]]:
    rows = (line.split(" ", 2) for line in table.strip().splitlines())
    return {(language, code): tuple(_parse(noun) for noun in nouns.split(";")) for language, code, nouns in rows}


_NOUNS: Final = MappingProxyType(_read(_TABLE))


def major(language: str, code: str, count: Decimal) -> tuple[str, str]:
    """The form of the number that counts this money, and the money's name beside it."""
    nouns = _NOUNS.get((language, code))
    if nouns is None:
        return "", currency_name(language, code, count)
    return nouns[0].gender, nouns[0].name(language, count)


def minor(language: str, code: str) -> Noun | None:
    """The hundredth of a currency, where people count in it."""
    nouns = _NOUNS.get((language, code), ())
    return nouns[1] if len(nouns) > 1 else None
