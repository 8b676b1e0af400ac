"""Abbreviated days of the week before a date: "Mo., 3. Februar"."""

import re
from functools import cache

from speech.normalise.foreign.calendar import LOOK_BACK
from speech.normalise.foreign.locales import short_weekdays
from speech.normalise.foreign.numbers import LETTER, SPACE
from speech.normalise.rewrite import Rewrite


def weekday(text: str, first: int, at: int, language: str) -> list[Rewrite]:
    """The abbreviation from `first` on that stands, with a stop or comma, before the date at `at`; often none."""
    pattern = _pattern(language)
    found = pattern.search(text, max(first, at - LOOK_BACK), at) if pattern else None
    if found is None:
        return []
    return [Rewrite(found.start(), found.end("name"), short_weekdays(language)[found["short"].lower()])]


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    if not short_weekdays(language):
        return None
    names = "|".join(map(re.escape, short_weekdays(language)))
    # Without either, "po 3. říjnu" is "after", not "Monday".
    return re.compile(rf"(?<!\w)(?<!{LETTER})(?P<name>(?P<short>{names})(?:\.|(?=,))),?{SPACE}\Z", re.IGNORECASE)
