"""Programs of the tests' own in a process of their own, where what this process has imported is not there."""

import re
import subprocess
import sys
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import packages_distributions
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
_LOCKS: Final = ROOT / "builder" / "requirements"
_OF_TORCH: Final = frozenset({"torch", "filelock", "fsspec", "jinja2", "markupsafe", "mpmath", "networkx", "sympy"})
"""The Makefile installs it alone, and these with it."""


def run(program: str) -> str:
    """What the program wrote, to either stream. Raises CalledProcessError."""
    ended = subprocess.run(  # noqa: S603 - a program of our own
        [sys.executable, "-c", dedent(program)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return (ended.stdout + ended.stderr).strip()


def hide_all_but(*locks: str) -> frozenset[str]:
    """Only torch and what these locks name is installed to this process. Gives the modules that are hidden."""
    there = _OF_TORCH.union(*(_names((_LOCKS / f"{lock}.txt").read_text("utf-8")) for lock in locks))
    hidden = frozenset(
        top
        for top, distributions in packages_distributions().items()
        if there.isdisjoint(_normal(name) for name in distributions)
    )

    class Rest(PathFinder):
        @classmethod
        def find_spec(cls, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
            return None if fullname.partition(".")[0] in hidden else PathFinder.find_spec(fullname, path, target)

    sys.meta_path[sys.meta_path.index(PathFinder)] = Rest
    return hidden


def refuse_network() -> None:
    """From now on whatever reaches out of this process is an AssertionError."""
    sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    assert event not in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}, arguments


def _names(lock: str) -> frozenset[str]:
    return frozenset(_normal(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))


def _normal(name: str) -> str:
    return name.replace("_", "-").lower()
