"""Amounts of money: $3.5M, £2bn, €1.50, 50¢, US$5, 5 USD, $20/month."""

import re
from typing import Final

from speech.normalise.english.attributes import is_attribute
from speech.normalise.english.currencies import CODES, COUNTRIES, SYMBOLS, Currency, of_country
from speech.normalise.english.numerals import say_cardinal, say_number
from speech.normalise.english.patterns import END, GAP, NUMBER, SIGN, SPACE
from speech.normalise.english.patterns import SIGNS as SIGN_WORDS
from speech.normalise.english.rule import Match, rule, say, say_each
from speech.normalise.english.thousands import MAGNITUDES
from speech.normalise.english.units import say_per
from speech.normalise.rewrite import Rewrite


def _say_amount(amount: str, currency: Currency) -> str:
    """Units and hundredths: "one euro and fifty cents"; with other decimals the number: "three point five dollars"."""
    units, _, cents = amount.partition(".")
    if len(cents) not in {0, 2}:
        return f"{say_number(amount)} {currency.one if amount == '1' else currency.many}"
    parts = []
    if units.strip("0") or not cents.strip("0"):
        parts.append(f"{say_number(units or '0')} {currency.one if units == '1' else currency.many}")
    if cents.strip("0"):
        name = currency.cent if cents == "01" else currency.cents
        parts.append(f"{say_cardinal(cents.lstrip('0'))} {name}")
    return " and ".join(parts)


def _amount(match: Match) -> list[Rewrite]:
    currency = SYMBOLS[match["symbol"]]
    if match["country"]:
        country = COUNTRIES[match["country"]]
        currency = of_country(country, currency) if country != "Brazilian" else CODES["BRL"]
    sign, magnitude = SIGN_WORDS[match["sign"] or match["inner"]], match["word"] or match["letter"]
    low, high = match["low"], match["high"]
    name = currency.one if is_attribute(match) else currency.many
    start = match.start()
    if magnitude:
        numbers = f"{sign}{say_number(low)}{f' to {say_number(high)}' if high else ''}"
        scale = f"{MAGNITUDES[magnitude]} {name}"
        if match["word"] and match["gap"] != "-":
            return [Rewrite(start, match.end("high" if high else "low"), numbers), *say(match, scale, "word")]
        return say(match, f"{numbers} {scale}{_per(match)}")
    if high:
        said = f"{say_number(low)} to {_say_amount(high, currency)}"
    elif name == currency.one:
        said = f"{say_number(low)} {name}"
    else:
        said = _say_amount(low, currency)
    return say(match, f"{sign}{said}{_per(match)}")


def _per(match: Match) -> str:
    if match["more"]:
        return " plus"
    return f" {say_per(match['per'])}" if match["per"] else ""


def _named(match: Match) -> list[Rewrite]:
    """As in "5 USD": the number, then the currency."""
    currency = CODES[match["code"]]
    name = currency.one if match["low"] == "1" else currency.many
    scale = MAGNITUDES.get(match["word"] or match["letter"] or "", "")
    if not match["space"]:
        return say(match, f"{SIGN_WORDS[match['sign']]}{say_number(match['low'])} {scale} {name}".replace("  ", " "))
    number = f"{SIGN_WORDS[match['sign']]}{say_number(match['low'])}"
    if match["letter"]:
        number = f"{number} {scale}"
    end = match.end("letter") if match["letter"] else match.end("low")
    word = say(match, scale, "word") if match["word"] else []
    return [Rewrite(match.start(), end, number), *word, *say(match, name, "code")]


def _name_first(match: Match) -> list[Rewrite]:
    """As in "USD 5": spoken the other way round, so one word."""
    magnitude = match["word"] or match["letter"]
    currency = CODES[match["code"]]
    if not magnitude:
        return say(match, _say_amount(match["low"], currency))
    return say(match, f"{say_number(match['low'])} {MAGNITUDES[magnitude]} {currency.many}")


def _symbol_last(match: Match) -> list[Rewrite]:
    said = f"{SIGN_WORDS[match['sign']]}{_say_amount(match['low'], SYMBOLS[match['symbol']])}"
    if not match["space"]:
        return say(match, f"{said}{_per(match)}")
    number, _, name = said.rpartition(" ")
    return say_each(match, number=number, name=f"{name}{_per(match)}")


def _rate(match: Match) -> list[Rewrite]:
    return say(match, f"{SYMBOLS[match['symbol']].many}{_per(match)}")


def _cents(match: Match) -> list[Rewrite]:
    return say(match, f"{say_number(match['low'])} {'cent' if match['low'] == '1' else 'cents'}")


_MAGNITUDE: Final = (
    rf"(?:(?:(?P<gap>{GAP}|-)(?P<word>thousand|million|billion|trillion|bn|mn|tn|B|M)"
    rf"|(?P<letter>[mb]illion|trillion|mil|mln|bln|trn|bn|Bn|BN|mn|tn|mm|MM|[kKmMbBtT])){END})?"
)
_SYMBOL: Final = f"[{''.join(SYMBOLS)}]"
_CODE: Final = f"(?P<code>{'|'.join(re.escape(code) for code in CODES)})"
_HIGH: Final = rf"(?:{SPACE}?[-\u2010-\u2013]{SPACE}?{_SYMBOL}?(?P<high>{NUMBER}))?"
_PER: Final = rf"(?:/(?P<per>sq\.?{SPACE}?ft|[A-Za-z]{{1,10}}){END}|(?P<more>\+)(?![^\W_]))?"
_PREFIXED: Final = rf"(?P<symbol>{_SYMBOL}){SPACE}?(?P<inner>-?)(?P<low>{NUMBER}){_HIGH}{_MAGNITUDE}{_PER}"
_COUNTRY: Final = f"(?P<country>{'|'.join(re.escape(country) for country in COUNTRIES)})"

SIGNS: Final = (rule(rf"{SIGN}(?P<country>){_PREFIXED}", _amount), rule(rf"(?P<symbol>{_SYMBOL})(?=/){_PER}", _rate))
CAPITALS: Final = (
    rule(rf"(?P<sign>){_COUNTRY}{_PREFIXED}", _amount),
    rule(rf"{_CODE}{SPACE}?(?P<low>{NUMBER}){_MAGNITUDE}{END}", _name_first),
)
DIGITS: Final = (
    rule(rf"{SIGN}(?P<low>{NUMBER}){_MAGNITUDE}(?P<space>{GAP})?{_CODE}{END}", _named),
    rule(
        rf"{SIGN}(?P<number>(?P<low>{NUMBER}))(?P<space>{SPACE})?(?P<name>(?P<symbol>{_SYMBOL}){_PER})(?![0-9])",
        _symbol_last,
    ),
    rule(rf"(?P<low>{NUMBER}){SPACE}?¢", _cents),
)
