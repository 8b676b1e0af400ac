"""Numbers with what stands before and after them: signs, currencies, percentages, millions."""

import re
from typing import Final

from speech.normalise.foreign.cases import attributive, in_case
from speech.normalise.foreign.magnitudes import form_of, in_full, magnitude, of_money
from speech.normalise.foreign.measures import large_measure, measure, rate
from speech.normalise.foreign.numbers import LETTER, Number, find, join
from speech.normalise.foreign.quantities import Quantity, say, sign_words, upper_end
from speech.normalise.foreign.units import (
    currency_code,
    has_cents,
    plural_name,
    prefix,
    say_with_unit,
    suffix,
    unit_name,
)
from speech.normalise.foreign.words import UNSPACED
from speech.normalise.rewrite import Rewrite

_LONGEST_PREFIX: Final = 8
"""Characters of a sign and a currency before a number."""
_GOES_ON: Final = re.compile(rf"{LETTER}|[-‑–/:.,x×]\d")


def measured(text: str, first: int, at: int, language: str) -> list[Rewrite]:
    """The number that begins with the digit at `at`, with its sign, if a unit of measure stands behind it."""
    number = find(text, at, language)
    before = prefix(language).search(text, max(first, at - _LONGEST_PREFIX), at)
    if number is None or before is None or before["currency"] or before["percent"]:
        return []
    quantity = _quantity(text, number, before, language)
    found = measure(text, quantity, language) or large_measure(text, quantity, language)
    return in_case(text, found, language)


def amount(text: str, first: int, at: int, language: str) -> list[Rewrite]:
    """The number that begins with the digit at `at`, and what belongs to it from `first` on, but for measures."""
    number = find(text, at, language)
    before = prefix(language).search(text, max(first, at - _LONGEST_PREFIX), at)
    if number is None or before is None:
        return []
    quantity = _quantity(text, number, before, language)
    code = currency_code(before["currency"], language)
    large = _large(text, quantity, code, language)
    if large:
        return in_case(text, rate(text, large, language), language)
    if code or before["percent"]:
        paid = [Rewrite(quantity.start, quantity.end, say_with_unit(quantity, code, language))]
        return in_case(text, rate(text, paid, language) if code else paid, language)
    unit = suffix(language).match(text, quantity.end)
    if unit:
        return in_case(text, rate(text, _with_suffix(quantity, unit, language), language), language)
    if _GOES_ON.match(text, quantity.end):
        return []
    form = "" if quantity.upper else attributive(text, number, language)
    return in_case(text, [Rewrite(quantity.start, quantity.end, say(quantity, language, form))], language)


def _quantity(text: str, number: Number, before: re.Match[str], language: str) -> Quantity:
    sign = sign_words(before["sign"] or before["inner"] or "", language)
    return Quantity(before.start(), sign, number, upper_end(text, number, language))


def _with_suffix(quantity: Quantity, unit: re.Match[str], language: str) -> list[Rewrite]:
    """Two words where two are written and said in that order: "5 €"; else one: "5,50 €", "%50"."""
    code = currency_code(unit["currency"], language)
    spoken = say_with_unit(quantity, code, language)
    form, name = unit_name(quantity, code, language)
    words = say(quantity, language, form)
    if not unit["space"] or has_cents(quantity, code, language) or spoken != join(language, words, name):
        return [Rewrite(quantity.start, unit.end(), spoken)]
    return [Rewrite(quantity.start, quantity.end, words), Rewrite(unit.end("space"), unit.end(), name)]


def _large(text: str, quantity: Quantity, code: str, language: str) -> list[Rewrite]:
    """An amount in thousands or millions that has a currency or an abbreviation; nothing for any other."""
    pattern = magnitude(language)
    found = pattern.match(text, quantity.end) if pattern else None
    if found is None:
        return []
    word = in_full(found["magnitude"], language, quantity.last.value)
    after = None if code else suffix(language).match(text, found.end())
    code = code or currency_code(after["currency"] if after else None, language)
    if not code and word == found["magnitude"]:
        return []
    money = of_money(plural_name(code, language), language) if code else ""
    end = after.end() if after and after["currency"] else found.end()
    words = say(quantity, language, form_of(word, language))
    if language in UNSPACED or language == "ko":
        return [Rewrite(quantity.start, end, join(language, words, word, money))]
    place = found.span("magnitude")
    if end == found.end():
        return [Rewrite(quantity.start, quantity.end, words), Rewrite(*place, f"{word} {money}".strip())]
    symbol = after.end("space") if after else end
    return [Rewrite(quantity.start, quantity.end, words), Rewrite(*place, word), Rewrite(symbol, end, money)]
