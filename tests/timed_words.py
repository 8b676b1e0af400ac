"""Word timings of a text, made up at a steady pace, for what is built on timings."""

import re
from typing import Final

from speech.timings import WordTiming

_WORD: Final = re.compile(r"[^\W_](?:[^\s—…()\[\]\"“”]*[^\W_])?|&")


def timed(text: str, characters_per_s: float = 15, pause_s: float = 0.3) -> list[WordTiming]:
    """The text's words one after the other, with a pause at each punctuation mark. Brackets part words."""
    timings: list[WordTiming] = []
    now_s, before = 0.0, 0
    for found in _WORD.finditer(text):
        if timings and re.search(r"[.,;:!?—\n]", text[before : found.start()]):
            now_s += pause_s
        end_s = now_s + (len(found.group()) + 1) / characters_per_s
        timings.append(WordTiming(found.group(), round(now_s, 3), round(end_s, 3), *found.span(), None, "aligned"))
        now_s, before = end_s, found.end()
    return timings


def spoken(text: str, *words: str, each_s: float = 0.5) -> list[WordTiming]:
    """These words of the text, in order, each `each_s` long, without pauses."""
    timings: list[WordTiming] = []
    at = 0
    for index, word in enumerate(words):
        at = text.index(word, at)
        timings.append(WordTiming(word, index * each_s, (index + 1) * each_s, at, at + len(word), None, "aligned"))
        at += len(word)
    return timings
