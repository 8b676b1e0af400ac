"""Follows a Markdown parser through a text and gathers what is read aloud of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from speech.normalise.markup.aside import Aside
from speech.normalise.markup.lines import ends_short_line
from speech.normalise.markup.pieces import Pieces
from speech.normalise.markup.prose import Prose
from speech.normalise.plain import BLOCK_END, LINE_END, Plain

CodeBlocks: TypeAlias = Literal["skip", "announce", "read"]
"""What becomes of fenced code: left out with a warning, announced as "code block", or read."""

_ENDING: Final = frozenset(
    {"Paragraph", "Heading", "Item", "TableHead", "TableRow", "Table", "BlockQuote", "List"}
    | {"CodeBlock", "FootnoteDefinition", "HtmlBlock", "Rule"}
)
_BEGINNING: Final = _ENDING - {"Paragraph", "Item", "TableHead", "TableRow"}
_NUMBER: Final = re.compile(r"[ \t]*(?P<number>\d{1,9})(?P<point>[.)][ \t]?)")
_PLUS: Final = re.compile(r"[ \t]*(?P<number>\+)(?P<point>[ \t]+)(?=\d)")
_CELL: Final = re.compile(r"[^|\s][^|\n]*")
_MARKS: Final = "*_`~"
_REACH: Final = 8
_OF_PATHS: Final = frozenset("/\\")
_FENCE: Final = re.compile(r"[ \t]*(?P<fence>`+|~+)[ \t]*(?P<language>\S*)")


class Step(NamedTuple):
    """A parser's event, in the shape's and text's offsets."""

    name: str
    """What it is: "Text", "SoftBreak", "Paragraph", …"""
    opens: bool
    """Whether a block or span begins; False as it ends, and for what has no inside."""
    content: str
    """Text and code as the parser understands it; a code block's kind, a link's id, a numbered list's first number."""
    start: int
    end: int


class Reader:
    """Reads one text; `asides`, in order and without overlap, are not to be read."""

    def __init__(self, text: str, shape: str, asides: Sequence[Aside], code_blocks: CodeBlocks) -> None:
        self._text = text
        self._shape = shape
        self._code_blocks = code_blocks
        self._pieces = Pieces(text)
        self._prose = Prose(self._pieces, asides)
        self._fenced = False
        self._skips = False
        self._skipped = 0
        self._marker_end = -1
        self._cell_end = 0
        self._lists: list[tuple[bool, int]] = []

    def plain(self) -> Plain:
        """What was read so far."""
        return self._pieces.plain(tuple(self._warnings()))

    def follow(self, steps: Sequence[Step]) -> None:
        """Read all of the parser's events."""
        lengths = _list_lengths(steps)
        for step in steps:
            if step.name == "Text":
                self._read_text(step)
            elif step.name == "Code":
                self._read_code(step)
            elif step.name in {"SoftBreak", "HardBreak"}:
                self._break_line(step)
            elif step.opens:
                self._begin(step)
                if step.name == "List":
                    self._lists.append((bool(step.content), next(lengths)))
                elif step.name == "Item":
                    self._read_marker(step)
            else:
                self._end(step)

    def _begin(self, step: Step) -> None:
        # "20. 10. 2024" is a list in a list to the parser: no pause between a marker and what it marks.
        if step.name in _BEGINNING and len(self._pieces) != self._marker_end:
            self._pieces.end(BLOCK_END)
        if step.name == "CodeBlock" and step.content != "Indented":
            self._fenced = True
            if self._code_blocks == "announce":
                self._announce_code(step)

    def _end(self, step: Step) -> None:
        if step.name == "TableCell":
            self._pieces.end(LINE_END)
            self._cell_end = step.end
        elif step.name == "TableRow":
            self._read_spare_cells(self._cell_end, step.end)
        if step.name in _ENDING:
            self._pieces.end(BLOCK_END)
        if step.name == "List":
            self._lists.pop()
        elif step.name == "CodeBlock":
            self._fenced = False
            self._skipped += self._skips
            self._skips = False

    def _read_spare_cells(self, start: int, end: int) -> None:
        # The parser drops the cells of a row that is longer than the table's head.
        for cell in _CELL.finditer(self._shape, start, end):
            self._prose.read(*cell.span())
            self._pieces.end(LINE_END)

    def _read_marker(self, item: Step) -> None:
        numbered, items = self._lists[-1]
        marker = (_NUMBER if numbered else _PLUS).match(self._shape, item.start)
        if not marker or (not numbered and items > 1):
            return
        if items > 1:
            self._pieces.read(*marker.span("number"))
            self._pieces.end(LINE_END)
        else:
            # A list of one is most likely none: "1986. What a year", "3. Oktober", "+ 49 30 …".
            self._pieces.read(marker.start("number"), marker.end("point"))
        self._marker_end = len(self._pieces)

    def _announce_code(self, block: Step) -> None:
        fence = _FENCE.match(self._shape, block.start)
        if not fence:
            return
        (start, end), language = fence.span("fence"), fence.span("language")
        # Two words need two pieces of the original: the fence and the language behind it, or two parts of the fence.
        first, second = ((start, end), language) if fence["language"] else ((start, start + 1), (start + 1, end))
        self._pieces.say("code", *first)
        self._pieces.say(" ", first[1], second[0])
        self._pieces.say("block", *second)

    def _read_text(self, step: Step) -> None:
        if self._fenced:
            if self._code_blocks == "read":
                self._read_literally(step.content, step.start, step.end)
            elif self._code_blocks == "skip":
                self._skips = True
        elif len(step.content) == step.end - step.start:
            if not self._is_loose_mark(step):
                self._prose.read(step.start, step.end)
        else:
            self._pieces.say(step.content, step.start, step.end)

    def _is_loose_mark(self, step: Step) -> bool:
        """Whether it is what is left of unbalanced emphasis: marks at one side of a word, as in "**bold"."""
        if step.content.strip(_MARKS):
            return False
        before = self._shape[max(0, step.start - _REACH) : step.start].rstrip(_MARKS)[-1:]
        after = self._shape[step.end : step.end + _REACH].lstrip(_MARKS)[:1]
        return before.isalnum() != after.isalnum() and before not in _OF_PATHS and after not in _OF_PATHS

    def _read_code(self, step: Step) -> None:
        source = self._shape[step.start : step.end]
        ticks = len(source) - len(source.lstrip("`"))
        self._read_literally(step.content, step.start + ticks, step.end - ticks)

    def _read_literally(self, content: str, start: int, end: int) -> None:
        """Read characters that lie in this order in `text[start:end]`, among some that are not to be read."""
        source = self._shape[start:end].replace("\n", " ")
        place = 0
        for number, line in enumerate(content.split("\n")):
            if number:
                self._pieces.end(LINE_END)
            for part in (line,) if line in source else line:
                found = source.find(part, place)
                if found >= 0:
                    place = found + len(part)
                    self._pieces.read(start + found, start + place)

    def _break_line(self, step: Step) -> None:
        # A carriage return's place in the shape is a space: only two that the caller wrote end a line.
        written = self._text[step.start : step.end]
        if (step.name == "HardBreak" and ("\\" in written or "  " in written)) or ends_short_line(
            self._text, self._shape, step.start, step.end
        ):
            self._pieces.end(LINE_END)
        else:
            self._pieces.say(" ", step.start, step.end)

    def _warnings(self) -> Iterator[str]:
        yield from self._prose.warnings()
        if self._skipped:
            yield "1 code block was skipped" if self._skipped == 1 else f"{self._skipped} code blocks were skipped"


def _list_lengths(steps: Iterable[Step]) -> Iterator[int]:
    """How many items each list has, in the order in which the lists begin."""
    lengths: list[int] = []
    open_lists: list[int] = []
    for step in steps:
        if step.name == "List" and step.opens:
            open_lists.append(len(lengths))
            lengths.append(0)
        elif step.name == "List":
            open_lists.pop()
        elif step.name == "Item" and step.opens:
            lengths[open_lists[-1]] += 1
    return iter(lengths)
