"""Times of day, and times that something took: 10:30 p.m., 7am, 19:45, 9-5, 1:23:45."""

from typing import Final

from speech.normalise.english.numerals import say_cardinal, say_digits, say_number, say_two, say_year
from speech.normalise.english.patterns import END, GAP, INTEGER, SPACE, word_before
from speech.normalise.english.rule import Match, rule, say
from speech.normalise.english.sentences import is_last, next_capital
from speech.normalise.english.tables import words
from speech.normalise.rewrite import Rewrite

_RATIO_WORDS: Final = words("ratio aspect scale odds mix proportion proportions")
_AFTER_NOON: Final = words(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December EST EDT CST CDT MST MDT PST PDT GMT UTC BST CET ET CT MT PT Eastern "
    "Pacific Central Mountain"
)
"""Capitals after "p.m." that begin no sentence."""


def say_time(hour: str, minute: str | None, *, half: str = "") -> str:
    """As in "ten thirty p m", "ten oh five", "ten o'clock", "fourteen hundred"; `half`: "a", "p" or ""."""
    said = _say_clock(hour, minute)
    if half:
        return f"{said} {half.upper()} M"
    if minute == "00":
        return f"{said} o'clock" if 1 <= int(hour) <= 12 else f"{said} hundred"  # noqa: PLR2004 - hours of a clock
    return said


def _say_clock(hour: str, minute: str | None) -> str:
    """Hour and minutes; of a full hour the hour alone."""
    said = say_cardinal(hour.lstrip("0") or "0")
    return f"{said} {say_two(minute)}" if minute and minute != "00" else said


def _end(match: Match) -> int:
    """Where the match ends; the last full stop of "p.m." stays outside where it ends a sentence too."""
    text, end = match.string, match.end()
    capital = next_capital(text, end)
    return end - (text[end - 1] == "." and (is_last(text, end) or (capital != "" and capital not in _AFTER_NOON)))


def _before_half(match: Match, said: str, last: str) -> list[Rewrite]:
    """A time that is said so up to the group `last`, with its "a.m." or "p.m.", behind a space a word of its own."""
    half = f"{match['half'][0].upper()} M"
    if not match["gap"]:
        return [Rewrite(match.start(), _end(match), f"{said} {half}")]
    return [Rewrite(match.start(), match.end(last), said), Rewrite(match.start("half"), _end(match), half)]


def _time(match: Match) -> list[Rewrite] | None:
    hour, minute, half = match["hour"], match["minute"], match["half"]
    if int(hour) > (12 if half else 59):
        return None
    if int(hour) > 24:  # noqa: PLR2004 - minutes and seconds of a run
        return say(match, f"{say_cardinal(hour)} {'minutes' if minute == '00' else say_two(minute)}")
    if not half and word_before(match).lower().rstrip("s") in _RATIO_WORDS:
        return None
    if not half:
        return say(match, say_time(hour, minute))
    return _before_half(match, _say_clock(hour, minute), "minute" if minute else "hour")


def _range(match: Match) -> list[Rewrite] | None:
    """As in "9-5", "9am-5pm", "10:30-11:45 a.m."."""
    sides = [match["hour"], match["minute"], match["half"]], [match["hour2"], match["minute2"], match["half2"]]
    if not any(side[1] or side[2] for side in sides) or any(int(side[0]) > 24 for side in sides):  # noqa: PLR2004 - hours
        return None
    said = []
    for hour, minute, half in sides:
        letter = (half or "")[:1].lower()
        other_half = bool(sides[1][2])
        said.append(say_time(hour, minute if not (minute == "00" and other_half) else None, half=letter))
    return [Rewrite(match.start(), _end(match), " to ".join(said))]


def _duration(match: Match) -> list[Rewrite]:
    named = (("hour", "hour"), ("minute", "minute"), ("second", "second"))
    parts = [_count(match[group], name) for group, name in named if match[group].strip("0")]
    if match["part"]:
        return say(match, f"{' '.join(parts)} point {say_digits(match['part'])}")
    return say(match, " ".join(parts) or "zero seconds")


def _count(digits: str, name: str) -> str:
    number = digits.lstrip("0")
    return f"{say_cardinal(number)} {name}{'' if number == '1' else 's'}"


def _time_with_seconds(match: Match) -> list[Rewrite] | None:
    """As in "7:30:15 pm": "seven thirty fifteen p m"; no seconds are said where there are none."""
    hour, minute, second = match["hour"], match["minute"], match["second"]
    if int(hour) > 12:  # noqa: PLR2004 - hours of a clock
        return None
    said = _say_clock(hour, minute)
    if second != "00":
        said = f"{f'{said} oh oh' if minute == '00' else said} {say_two(second)}"
    return _before_half(match, said, "second")


def _military(match: Match) -> list[Rewrite]:
    """As in "0800 hours": "zero eight hundred"."""
    hour, minute = match["hour"], match["minute"]
    said = say_cardinal(hour)
    return say(match, f"{said} hundred" if minute == "00" else f"{said} {say_cardinal(minute)}")


def _ratio(match: Match) -> list[Rewrite]:
    """A ratio; after capitals the year of a standard: "ISO 9001:2015"."""
    before = word_before(match)
    if len(before) > 1 and before.isupper() and len(match["b"]) == 4:  # noqa: PLR2004 - a year
        return say(match, f"{say_number(match['a'])} {say_year(match['b'])}")
    return say(match, " to ".join(say_number(side) for side in (match["a"], match["b"], match["c"]) if side))


_HALF: Final = rf"(?P<half>[aApP]\.?[mM](?:\.|{END}))"
_HALF2: Final = rf"(?:{SPACE}?(?P<half2>[aApP]\.?[mM](?:\.|{END})))?"
_MINUTE: Final = "[0-5][0-9]"
DIGITS: Final = (
    rule(rf"(?P<hour>[0-2][0-9])(?P<minute>[0-5][0-9])(?={GAP}(?:hours|hrs|h){END})", _military),
    rule(
        rf"(?P<hour>[0-9]{{1,2}}):(?P<minute>{_MINUTE}):(?P<second>{_MINUTE})(?P<gap>{GAP})?{_HALF}", _time_with_seconds
    ),
    rule(
        rf"(?P<hour>[0-9]{{1,2}}):(?P<minute>{_MINUTE}):(?P<second>{_MINUTE})(?:\.(?P<part>[0-9]{{1,3}}))?{END}",
        _duration,
    ),
    rule(
        rf"(?P<hour>[0-9]{{1,2}})(?::(?P<minute>{_MINUTE}))?(?:{SPACE}?{_HALF})?{SPACE}?[-\u2010-\u2013]{SPACE}?"
        rf"(?P<hour2>[0-9]{{1,2}})(?::(?P<minute2>{_MINUTE}))?{_HALF2}{END}(?!-|:[0-9])",
        _range,
    ),
    rule(rf"(?P<hour>[0-9]{{1,2}})(?:[:.](?P<minute>{_MINUTE}))?(?P<gap>{GAP})?{_HALF}", _time),
    rule(rf"(?P<hour>[0-9]{{1,2}})[:h](?P<minute>{_MINUTE})(?P<half>){END}(?!:|,[0-9]{{3}}|\.[0-9])", _time),
    rule(rf"(?P<a>[0-9]{{1,5}}(?:\.[0-9]{{1,4}})?):(?P<b>{INTEGER})(?::(?P<c>[0-9]{{1,4}}))?{END}(?!:)", _ratio),
)
