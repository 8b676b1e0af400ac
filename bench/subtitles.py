"""How often subtitles of a long text break a reader's rules, and what they cost to make.

`python -m bench.subtitles` prints the figures. The rules are checked on the cues as they are shown, by this file's own
counting; the words' times are made up: a voice of 14 to 17 characters a second that pauses at punctuation.
"""

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from bench.report import Figure, at_most
from speech.subtitles import Cue, make_cues, render
from speech.timings import WordTiming

TEXT: Final = """The harbour

When the ice broke in the last week of March, the harbour master walked out to the end of the pier and counted the
boats that the winter had left him. There were nine. In his father's day, when herring still came into the sound by
the million and every family on the shore owned a share in a drifter, there had been more than two hundred, and on a
Sunday you could cross the whole basin from deck to deck without wetting your boots.

"Nine," he said. "Well, it's enough."

"Enough for what?" asked the girl who had followed him. She was eleven years old, the daughter of the woman who ran
the shop, and she asked questions the way other children throw stones into water: to see how far the rings would go.

He thought about it. Enough to keep the ice plant open, perhaps; enough, if the price of diesel didn't rise again, to
pay Mr. Lindqvist for the repair of the slipway; not enough to make anybody's son stay. Three of the nine belonged to
men over seventy. One, the Aurora, had not left her mooring since the autumn of 2019, and the gulls had taken her.

- Ropes
- Paint and a new pump
- Two lamps for the breakwater

That was the list in his pocket. Everything else on it had been crossed out, in pencil, by someone at the county office
in Kristiansund, who had never seen the place but understood budgets, and who wrote at the bottom of the page, in a
small and rather beautiful hand, that he was sorry. The harbour master believed him. Most people were sorry, after all,
and it made no difference to the sea – it came in twice a day, it went out twice a day, and it took a little of the
wall with it every time. Yes. Every time! You can read the measurements yourself, if you like, at
https://measurements.harbour-authority.example.org/stations/north-west/pier-4/erosion/1987-2024.html (they're public).

1. Choose a station on the map
2. Read its tide and its wind
3. Write to us about it

Kind regards
The Harbour Office
North Pier 4
"""
ROUNDS: Final = 25
"""Times that the text is spoken, each at a pace of its own."""
_WORD: Final = re.compile(r"[^\W_](?:[^\s—…]*[^\W_])?")
_ITEM: Final = re.compile(r"(?:^| )\d[.)]$")
_PAUSES_S: Final = (
    ("\n\n", 0.8),
    (".", 0.45),
    ("?", 0.45),
    ("!", 0.45),
    (";", 0.25),
    (":", 0.25),
    (",", 0.2),
    ("–", 0.2),
)
_LEANING_WORDS: Final = "a an the of to in on at by for with from and or but if that who which his her its their mr"
_LEANING: Final = frozenset(_LEANING_WORDS.split())


def speak(text: str, seed: int) -> list[WordTiming]:
    """Times for the words of a text."""
    dice = random.Random(seed)  # noqa: S311 - varied, not secret
    timings: list[WordTiming] = []
    now_s, before = 0.0, 0
    for found in _WORD.finditer(text):
        gap = text[before : found.start()]
        now_s += next((pause_s for mark, pause_s in _PAUSES_S if mark in gap), 0.0) * dice.uniform(0.7, 1.3)
        end_s = now_s + (len(found.group()) + 1) / dice.uniform(14, 17)
        timings.append(WordTiming(found.group(), round(now_s, 3), round(end_s, 3), *found.span(), None, "aligned"))
        now_s, before = end_s, found.end()
    return timings


def _is_too_large(cue: Cue) -> bool:
    return len(cue.lines) > 2 or any(len(line) > 42 for line in cue.lines)


def _is_badly_timed(cue: Cue) -> bool:
    return not 0.8 <= cue.end_s - cue.start_s <= 7


def _is_too_fast(cue: Cue) -> bool:
    return sum(map(len, cue.lines)) > 20 * (cue.end_s - cue.start_s)


def _is_lone_word(cue: Cue) -> bool:
    # The rest of an address that is longer than a line does not stand apart from what is before it.
    return sum(map(len, cue.words)) == 1 and cue.lines[0][-1].isalnum() and cue.words[0][0].is_apart


def _ends_with_a_number(cue: Cue) -> bool:
    return _ITEM.search(cue.lines[-1]) is not None


def _runs_lines_together(cue: Cue) -> bool:
    return any("regards The" in line or "Office North" in line for line in cue.lines)


RULES: Final[Mapping[str, Callable[[Cue], bool]]] = {
    "over two lines of 42 characters": _is_too_large,
    "under 0.8 or over 7 s": _is_badly_timed,
    "over 20 characters a second": _is_too_fast,
    "of one word of a longer sentence": _is_lone_word,
    "that end with the number of the next item": _ends_with_a_number,
    "that run lines of a signature together": _runs_lines_together,
}
"""What a cue may do wrong."""


def leaning_ends(cues: Sequence[Cue]) -> Iterator[bool]:
    """For each line that a sentence goes on after: whether it ends with an article, a preposition or the like."""
    for line, following in pairwise(line for cue in cues for line in cue.lines):
        # An address that is longer than a line has cues of its own, whatever is before it.
        if line[-1].isalnum() and "://" not in following:
            yield line.split()[-1].lower() in _LEANING


def measure() -> list[Figure]:
    """Shares of cues, of ends of lines, and the time of one core."""
    text = TEXT * ROUNDS
    timings = speak(text, 0)
    times_s = []
    for _ in range(5):
        started = time.process_time()
        cues = make_cues(text, timings)
        render(cues, "vtt", karaoke=True)
        times_s.append(time.process_time() - started)
    name = f"of {len(cues)} cues ({len(timings)} words)"
    figures = [
        at_most(f"{name}: {rule}", 100 * sum(map(broken, cues)) / len(cues), 0, " %") for rule, broken in RULES.items()
    ]
    overlaps = sum(left.end_s > right.start_s for left, right in pairwise(cues))
    leaning = list(leaning_ends(cues))
    return [
        *figures,
        at_most(f"{name}: before the last one's end", 100 * overlaps / len(cues), 0, " %"),
        at_most("ends of lines within a clause: behind an article, …", 100 * sum(leaning) / len(leaning), 2, " %"),
        at_most("subtitles of 10,000 words, s of one core", 10_000 * median(times_s) / len(timings), 1),
    ]


if __name__ == "__main__":
    print(*measure(), sep="\n")
