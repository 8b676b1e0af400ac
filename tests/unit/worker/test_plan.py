"""What a request comes to before any work."""

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[3]
_HASH = """
from models.engine import Setup
from models.registry import load_engine
from worker.parsing import parse
from worker.plan import make_plan
engines = {"hibari": load_engine("hibari", Setup())}
request = parse({"text": "Hi", "temperature": 0.5, "top_p": 0.9, "exaggeration": 0.3, "min_p": 0.1}, engines)
print(make_plan(request, engines, 100, "job").request_sha256)
"""


def test_a_repeat_is_known_by_every_worker() -> None:
    """The same request has one hash in every process, however many options it has and in whatever order."""
    command = [sys.executable, "-c", _HASH]
    environments = [{**os.environ, "PYTHONHASHSEED": seed} for seed in "123"]
    hashes = [
        subprocess.run(command, cwd=_ROOT, env=environment, check=True, capture_output=True).stdout  # noqa: S603 - our own code
        for environment in environments
    ]
    assert 1 == len(set(hashes))
