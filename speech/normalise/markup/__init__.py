"""Markdown, HTML and tags read as one reads a page aloud: marks silent, every word kept with its place."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any, Final

import pyromark
from pyromark.event import Event

from speech.normalise.markup.aside import Aside
from speech.normalise.markup.html import find_html
from speech.normalise.markup.lines import find_bars
from speech.normalise.markup.notes import find_notes
from speech.normalise.markup.reader import CodeBlocks, Reader, Step
from speech.normalise.markup.shape import shape_of, with_commas, without_unused_definitions
from speech.normalise.markup.tags import find_tags
from speech.normalise.plain import Plain

_OPTIONS: Final = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_FOOTNOTES
)
# HTML is dealt with before the parser comes; what it still takes for some is text.
_SPANS: Final = {"Text": "Text", "Html": "Text", "InlineHtml": "Text", "Code": "Code"}
# Three backticks that nothing closes, with more than a language behind them or nothing below them.
_UNMEANT_FENCE: Final = re.compile(r"(?P<marks>[`~]++)[ \t]*+(?:[^\n]*+\s*+|\S++[ \t]++\S(?s:.*))(?<!```)(?<!~~~)")


def read(text: str, engine_tags: Collection[str], code_blocks: CodeBlocks) -> Plain:
    """What of the text is to be read aloud.

    `engine_tags` are the tags that the engine knows, in lower case and without brackets: "laugh". `code_blocks` says
    what becomes of fenced code: left out with a warning, announced as "code block", or read.
    """
    # Of two that are the same stretch, the first stays: "<laugh>" is a tag even where "</laugh>" follows.
    asides = _outermost(chain(find_tags(text, engine_tags), find_notes(text), find_html(text), find_bars(text)))
    shape = shape_of(text, asides)
    steps = _parse(shape)
    prose = _without_accidents(shape, steps)
    if prose != shape:
        shape, steps = prose, _parse(prose)
    reader = Reader(text, shape, asides, code_blocks)
    reader.follow(steps)
    return reader.plain()


def _outermost(asides: Iterable[Aside]) -> list[Aside]:
    outermost: list[Aside] = []
    for aside in sorted(asides, key=lambda aside: (aside.start, -aside.end)):
        if not outermost or aside.start >= outermost[-1].end:
            outermost.append(aside)
    return outermost


def _without_accidents(shape: str, steps: list[Step]) -> str:
    """The shape without what is Markdown by its letter, but hardly ever meant: the parser is asked again then."""
    used = (step.content for step in steps if step.name in {"Link", "Image"} and step.opens)
    return without_unused_definitions(with_commas(shape, _accidents(shape, steps)), used)


def _accidents(shape: str, steps: list[Step]) -> Iterator[int]:
    indented = False
    for step in steps:
        if step.name == "CodeBlock":
            indented = step.opens and step.content == "Indented"
            fence = _UNMEANT_FENCE.fullmatch(shape, step.start, step.end) if step.opens and not indented else None
            if fence:
                yield from range(*fence.span("marks"))
        elif indented and step.name == "Text" and step.start and shape[step.start - 1] in " \t":
            # Text far from the margin is text: its last blank gone, the line begins nearer to it.
            yield step.start - 1


def _parse(shape: str) -> list[Step]:
    # The parser counts bytes: in a shape, which is ASCII, they are characters. What stands nowhere are cells that it
    # adds to short rows of tables, by the hundred thousand.
    events = pyromark.events_with_range(shape, options=_OPTIONS)
    placed = ((event, place["start"], place["end"]) for event, place in events)
    return [_step(event, start, end) for event, start, end in placed if start < end]


def _step(event: Event, start: int, end: int) -> Step:
    if isinstance(event, str):
        return Step(event, False, "", start, end)
    kind, tag = next(iter(event.items()))
    if kind in _SPANS:
        return Step(_SPANS[kind], False, str(tag), start, end)
    name, detail = next(iter(tag.items())) if isinstance(tag, dict) else (str(tag), None)
    return Step(name, kind == "Start", _content(name, detail), start, end)


def _content(name: str, detail: Any) -> str:
    if detail is None:
        return ""
    return str(detail["id"]) if name in {"Link", "Image"} else str(detail)
