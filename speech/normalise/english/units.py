"""Units of measurement and their names."""

import re
from typing import Final

from speech.normalise.english.tables import pairs

_PREFIXES: Final = pairs(
    "k kilo, M mega, G giga, T tera, P peta, m milli, µ micro, n nano, p pico, c centi, h hecto, d deci"
)


def _scaled(prefixes: str, symbol: str, one: str, many: str | None = None) -> dict[str, tuple[str, str]]:
    many = many or f"{one}s"
    scaled = {f"{prefix}{symbol}": (_PREFIXES[prefix] + one, _PREFIXES[prefix] + many) for prefix in prefixes}
    return {symbol: (one, many), **scaled}


def _same(names: str) -> dict[str, tuple[str, str]]:
    """From "mph mile per hour|miles per hour, …"; without the second it is the first with an "s"."""
    named = {symbol: name.partition("|") for symbol, name in pairs(names).items()}
    return {symbol: (one, many or f"{one}s") for symbol, (one, _, many) in named.items()}


UNITS: Final[dict[str, tuple[str, str]]] = {
    **_scaled("kcmdµn", "m", "meter"),
    **_scaled("kmµ", "g", "gram"),
    **_scaled("mcdhµ", "L", "liter"),
    **_scaled("mcdh", "l", "liter"),
    **_scaled("mµn", "s", "second"),
    **_scaled("kMGT", "Hz", "hertz", "hertz"),
    **_scaled("kMGTPm", "W", "watt"),
    **_scaled("kMGT", "Wh", "watt hour"),
    **_scaled("mkµ", "V", "volt"),
    **_scaled("mkµ", "A", "amp"),
    **_scaled("m", "Ah", "amp hour"),
    **_scaled("kMG", "J", "joule"),
    **_scaled("kM", "N", "newton"),
    **_scaled("khMG", "Pa", "pascal"),
    **_scaled("kM", "Ω", "ohm"),
    **_scaled("µnp", "F", "farad"),
    **_scaled("mµ", "mol", "mole"),
    **_scaled("m", "bar", "bar"),
    **_scaled("kMGTP", "B", "byte"),
    **_scaled("kMGT", "b", "bit"),
    **_scaled("kMGT", "bit", "bit"),
    **_scaled("k", "cal", "calorie"),
    **_scaled("kMG", "eV", "electron volt"),
    **_same(
        "KB kilobyte, Kb kilobit, KiB kibibyte, MiB mebibyte, GiB gibibyte, TiB tebibyte, MP megapixel, cc c c|c c, "
        "kbps kilobit per second|kilobits per second, Mbps megabit per second|megabits per second, "
        "Gbps gigabit per second|gigabits per second, bps bit per second|bits per second, "
        "mph mile per hour|miles per hour, kph kilometer per hour|kilometers per hour, "
        "kmh kilometer per hour|kilometers per hour, fps frame per second|frames per second, "
        "mpg mile per gallon|miles per gallon, rpm revolution per minute|revolutions per minute, "
        "RPM revolution per minute|revolutions per minute, bpm beat per minute|beats per minute, "
        "BPM beat per minute|beats per minute, wpm word per minute|words per minute, "
        "psi pound per square inch|pounds per square inch, ppm part per million|parts per million, "
        "ppb part per billion|parts per billion, dpi dot per inch|dots per inch, ppi pixel per inch|pixels per inch, "
        "px pixel, kn knot, kt knot, kts knot, nmi nautical mile, ft foot|feet, in inch|inches, yd yard, yds yard, "
        "mi mile, sqft square foot|square feet, ly light year, sqm square meter, ha hectare, gal gallon, qt quart, "
        "pt pint, tbsp tablespoon, tsp teaspoon, lb pound, lbs pound|pounds, oz ounce, mcg microgram, t ton, "
        "ct carat, hp horsepower|horsepower, sec second, secs second, min minute, mins minute, h hour, hr hour, "
        "hrs hour, yr year, yrs year, wk week, d day, wks week, mo month, mos month, dB decibel, dBA decibel, "
        "dBm d b m|d b m, atm atmosphere, K kelvin|kelvin, lbft pound foot|pound feet, lbfft pound foot|pound feet, "
        "ftlb foot pound, ftlbs foot pound, pts point, ftlbf foot pound, Nm newton meter, bp basis point, "
        "bbl barrel, c. cup, Tbsp tablespoon, TBSP tablespoon, Tsp teaspoon, TSP teaspoon, doz dozen|dozen, "
        "pcs piece, lm lumen, lx lux|lux, cd candela, BTU B T U, Btu B T U, kgs kilogram, kms kilometer, "
        "cms centimeter, mmHg millimeter of mercury|millimeters of mercury, torr torr|torr, Sv sievert, "
        "mSv millisievert, Bq becquerel, C degree Celsius|degrees Celsius, F degree Fahrenheit|degrees Fahrenheit, "
        "° degree, % percent|percent, °C degree Celsius|degrees Celsius, °F degree Fahrenheit|degrees Fahrenheit, "
        "‰ per mille|per mille, ºC degree Celsius|degrees Celsius, ºF degree Fahrenheit|degrees Fahrenheit, "
        "º degree, ℃ degree Celsius|degrees Celsius, ℉ degree Fahrenheit|degrees Fahrenheit, °K kelvin|kelvin, "
        "Å angstrom"
    ),
}
"""Symbol: the name of one, and of several."""

NEVER_SPACED: Final = frozenset({"A", "K", "B", "b", "d", "F", "C", "º"})
"""Symbols that mean a unit only right after the number, or after one with two digits ("72 F")."""

_PARTS: Final = re.compile("([^/²³^0-9]+)\\^?([23²³])?(?:/([^/²³^0-9]+)\\^?([23²³])?)?")
_TIMES: Final = {"s", "h", "min", "hr", "sec"}
_FULL: Final = re.compile("[a-z]{3,12}")


def say_unit(symbol: str, *, one: bool) -> str | None:
    """As in "km/h" as "kilometers per hour", or None for what is no unit."""
    parts = _PARTS.fullmatch(symbol.replace("μ", "µ").replace("\u2126", "Ω"))
    names = UNITS.get(parts[1]) if parts else None
    if parts is None or names is None:
        return None
    said = _raise(names[0] if one else names[1], parts[2], parts[1])
    if not parts[3]:
        return said
    per = UNITS.get(parts[3], (parts[3],))[0] if parts[3] in UNITS or _FULL.fullmatch(parts[3]) else None
    return f"{said} per {_raise(per, parts[4], parts[3])}" if per else None


def say_per(symbol: str) -> str:
    """What follows the stroke in "$5/kg" or "$20/month"."""
    names = UNITS.get(re.sub("[. \u00a0]", "", symbol)) if symbol.startswith("sq") else UNITS.get(symbol)
    return f"per {names[0] if names else symbol}"


def _raise(name: str, power: str | None, symbol: str) -> str:
    if not power:
        return name
    square = power in "2²"
    if symbol in _TIMES:
        return f"{name} {'squared' if square else 'cubed'}"
    return f"{'square' if square else 'cubic'} {name}"
