"""Writes the README's tables from the code that they speak of; with --check, fails where they differ."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from worker import errors
from worker.contract import GenerateRequest
from worker.settings import Settings

_README = Path(__file__).parent.parent / "README.md"


def settings_table() -> str:
    """Every variable of the environment."""
    rows = (
        f"| `{name.upper()}` | {_shown(field)} | {field.description} |" for name, field in Settings.model_fields.items()
    )
    return _table("| variable | default | meaning |", rows)


def errors_table() -> str:
    """Every error code."""
    rows = (
        f"| `{error.code}` | {'yes' if error.retryable else ''} | {error.__doc__} |"
        for error in errors.WorkerError.__subclasses__()
    )
    return _table("| code | retryable | meaning |", rows)


def generate_table() -> str:
    """Every field of a generate request, with the names that it is also known by."""
    rows = (
        f"| `{name}` | {', '.join(f'`{alias}`' for alias in _aliases(field))} | {field.description} |"
        for name, field in GenerateRequest.model_fields.items()
        if field.description
    )
    return _table("| field | also | meaning |", rows)


TABLES = {"settings": settings_table, "errors": errors_table, "generate": generate_table}


def with_tables(readme: str) -> str:
    """The README with every table made anew between its markers."""
    for name, table in TABLES.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        readme, count = marked.subn(rf"\g<1>{_escaped(table())}\n\g<2>", readme)
        if count != 1:
            raise ValueError(f"README.md has {count} places for the table {name!r}")
    return readme


def main() -> None:
    """Rewrite the README, or with --check exit with a line when that would change it."""
    before = _README.read_text(encoding="utf-8")
    after = with_tables(before)
    if "--check" not in sys.argv:
        _README.write_text(after, encoding="utf-8")
    elif before != after:
        sys.exit("README.md differs from the code: run `make docs`")


def _escaped(replacement: str) -> str:
    return replacement.replace("\\", r"\\")


def _table(head: str, rows: Iterable[str]) -> str:
    columns = head.count("|") - 1
    return "\n".join([head, "|" + "---|" * columns, *rows])


def _shown(field: FieldInfo) -> str:
    return "" if field.default in (None, "") else f"`{field.default}`"


def _aliases(field: FieldInfo) -> list[str]:
    alias = field.validation_alias
    return [str(choice) for choice in alias.choices[1:]] if isinstance(alias, AliasChoices) else []


if __name__ == "__main__":
    main()
