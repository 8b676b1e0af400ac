"""Currencies: their signs, their codes, and what they are called."""

from dataclasses import dataclass
from typing import Final

from speech.normalise.english.tables import pairs


@dataclass(frozen=True, slots=True)
class Currency:
    """What one unit of a currency is called, what several are, and its hundredths."""

    one: str
    many: str
    cent: str = "cent"
    cents: str = "cents"


def _named(text: str) -> dict[str, Currency]:
    """From entries such as "£ pound/pounds/penny/pence"; without the last two a hundredth is a cent."""
    return {written: Currency(*names.split("/")) for written, names in pairs(text).items()}


SYMBOLS: Final = _named(
    "$ dollar/dollars, £ pound/pounds/penny/pence, € euro/euros, ¥ yen/yen/sen/sen, ₹ rupee/rupees/paisa/paise, "
    "₩ won/won/jeon/jeon, ₽ ruble/rubles/kopeck/kopecks, ₺ lira/lira/kurus/kurus, ₪ shekel/shekels/agora/agorot, "
    "₫ dong/dong/hao/hao, ฿ baht/baht/satang/satang, ₦ naira/naira/kobo/kobo, ₱ peso/pesos/centavo/centavos, "
    "₴ hryvnia/hryvnias/kopiyka/kopiykas, ₿ bitcoin/bitcoins"
)
COUNTRIES: Final = pairs(
    "US U S, U.S. U S, A Australian, AU Australian, C Canadian, CA Canadian, CAD Canadian, NZ New Zealand, "
    "HK Hong Kong, S Singapore, R Brazilian, NT New Taiwan, MX Mexican, CN Chinese"
)


def of_country(country: str, currency: Currency) -> Currency:
    """A dollar or peso that many countries have, as that of one of them."""
    return Currency(f"{country} {currency.one}", f"{country} {currency.many}", currency.cent, currency.cents)


CODES: Final = _named(
    "USD U S dollar/U S dollars, AUD Australian dollar/Australian dollars, CAD Canadian dollar/Canadian dollars, "
    "NZD New Zealand dollar/New Zealand dollars, HKD Hong Kong dollar/Hong Kong dollars, EUR euro/euros, "
    "SGD Singapore dollar/Singapore dollars, JPY yen/yen/sen/sen, INR Indian rupee/Indian rupees/paisa/paise, "
    "GBP British pound/British pounds/penny/pence, KRW won/won/jeon/jeon, ILS shekel/shekels/agora/agorot, "
    "CHF Swiss franc/Swiss francs/centime/centimes, RUB ruble/rubles/kopeck/kopecks, CNY yuan/yuan/fen/fen, "
    "RMB yuan/yuan/fen/fen, MXN Mexican peso/Mexican pesos/centavo/centavos, SEK Swedish krona/Swedish kronor/ore/ore, "
    "NOK Norwegian krone/Norwegian kroner/ore/ore, DKK Danish krone/Danish kroner/ore/ore, "
    "PLN zloty/zlotys/grosz/groszy, TRY lira/lira/kurus/kurus, ZAR rand/rand, BTC bitcoin/bitcoins, "
    "BRL Brazilian real/Brazilian reais/centavo/centavos, "
    "THB baht/baht/satang/satang, CZK Czech koruna/Czech korunas/haler/halers, Rs rupee/rupees/paisa/paise, "
    "Rs. rupee/rupees/paisa/paise"
)
