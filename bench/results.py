"""bench/RESULTS.md: what was measured last, a section for each command."""

import re
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parent / "RESULTS.md"


def keep(command: str, table: str) -> None:
    """Put the table in the place of the command's last one; the other sections stay as they are."""
    section = f"## `{command}`\n\n{table.strip()}\n\n"
    text = _FILE.read_text("utf-8")
    old = re.compile(rf"^## `{re.escape(command)}`\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    # A function, since a table may hold backslashes.
    written, n_replaced = old.subn(lambda _: section, text)
    _FILE.write_text((written if n_replaced else f"{text.rstrip()}\n\n{section}").rstrip() + "\n", "utf-8")
