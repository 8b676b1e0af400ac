"""Numbers in English words, the American way: without "and" after the hundreds."""

from typing import Final

_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES: Final = (
    *("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion", "sextillion", "septillion"),
    *("octillion", "nonillion", "decillion"),
)
_IRREGULAR_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_FOUR: Final = 4
_MAX_DIGITS: Final = 3 * len(_SCALES)


def say_digits(digits: str, zero: str = "zero") -> str:
    """One by one; what is no digit 0-9 is left out."""
    return " ".join(zero if digit == "0" else _SMALL[int(digit)] for digit in digits if digit in "0123456789")


def say_cardinal(digits: str) -> str:
    """A whole number. One that begins with a zero, or has more than 36 digits, is read digit by digit."""
    if len(digits) > _MAX_DIGITS or (digits[0] == "0" and len(digits) > 1):
        return say_digits(digits)
    if digits == "0":
        return "zero"
    padded = digits.zfill(-len(digits) % 3 + len(digits))
    groups = [int(padded[at : at + 3]) for at in range(0, len(padded), 3)]
    scales = reversed(_SCALES[: len(groups)])
    return " ".join(
        f"{_hundreds(group)} {scale}".rstrip() for group, scale in zip(groups, scales, strict=True) if group
    )


def say_ordinal(digits: str) -> str:
    """As in "first", "twenty-second", "one hundredth"."""
    return make_ordinal(say_cardinal(digits.lstrip("0") or "0"))


def make_ordinal(cardinal: str) -> str:
    """The ordinal of a number in words."""
    head, separator, last = _split_last(cardinal)
    if last in _IRREGULAR_ORDINALS:
        return f"{head}{separator}{_IRREGULAR_ORDINALS[last]}"
    return f"{cardinal[:-1]}ieth" if last.endswith("y") else f"{cardinal}th"


def make_plural(word: str) -> str:
    """Of a number in words, or of the name of a number's part: "sixes", "twenties", "halves"."""
    if word.endswith("half"):
        return f"{word[:-1]}ves"
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("x") else f"{word}s"


def say_number(written: str) -> str:
    """A number as it is written: with marks between thousands, and digits after a point."""
    whole, point, fraction = written.partition(".")
    digits = "".join(character for character in whole if character in "0123456789")
    if not point:
        return say_cardinal(digits)
    return f"{say_cardinal(digits)} point {say_digits(fraction)}" if digits else f"point {say_digits(fraction)}"


def say_pairs(digits: str) -> str:
    """As years, rooms and models are read, two digits at a time: "nineteen oh five", "seven forty-seven"."""
    if digits[0] == "0" or len(digits) > _FOUR:
        return say_digits(digits)
    if len(digits) <= len("10"):
        return say_cardinal(digits)
    head, tail = digits[:-2], digits[-2:]
    if tail == "00":
        return say_cardinal(digits) if head.endswith("0") else f"{say_cardinal(head)} hundred"
    return f"{say_cardinal(head)} {say_two(tail)}"


def say_two(digits: str) -> str:
    """Two digits behind an hour or a century: "oh five", "thirty"."""
    return f"oh {_SMALL[int(digits)]}" if digits[0] == "0" else say_cardinal(digits)


def say_year(digits: str) -> str:
    """As in "nineteen eighty-six", "two thousand five", "nineteen hundred"."""
    # Of this century's first ten years few are read in pairs.
    return say_pairs(digits) if len(digits) == _FOUR and digits[1:3] != "00" else say_cardinal(digits)


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if rest:
        words.append(_tens(rest))
    return " ".join(words)


def _tens(number: int) -> str:
    if number < len(_SMALL):
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]}-{_SMALL[ones]}" if ones else _TENS[tens]


def _split_last(words: str) -> tuple[str, str, str]:
    at = max(words.rfind(" "), words.rfind("-"))
    return (words[:at], words[at], words[at + 1 :]) if at >= 0 else ("", "", words)
