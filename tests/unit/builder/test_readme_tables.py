"""The README speaks of the code as it is."""

import json
import re
from pathlib import Path
from typing import Any

from builder.readme_tables import with_tables
from tests.fixtures import MakeApp
from worker.replies import GenerateReply

README = Path(__file__).parents[3].joinpath("README.md").read_text("utf-8")


def test_the_tables_are_those_of_the_code() -> None:
    """Fields, errors and settings in the README are generated, and up to date."""
    assert README == with_tables(README)


def example(language: str) -> str:
    """The first code block of a language."""
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


async def test_the_call_in_the_readme_works_and_its_reply_has_the_keys_shown(make_app: MakeApp) -> None:
    """The README's call, run, gives a reply of the shape that the README shows."""
    command = re.search(r"--test_input '(.*?)'", README)
    assert command
    reply = await make_app().handle("local", json.loads(command[1])["input"])
    shown: dict[str, Any] = json.loads(example("json"))
    assert list(shown) == list(reply)
    assert list(shown["word_timings"][0]) == list(reply["word_timings"][0])
    assert list(shown["metrics"]) == list(reply["metrics"])
    assert shown.keys() <= GenerateReply.model_fields.keys()


def test_the_readme_is_short() -> None:
    """A README is read when it has at most about 150 lines, the tables aside."""
    prose = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", README, flags=re.DOTALL)
    assert len(prose.splitlines()) <= 150
