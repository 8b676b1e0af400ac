"""RunPod's face, as far as it can be seen without its loop."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_sdk_does_not_spend_a_second_on_the_processors_name() -> None:
    """The SDK still asks cpuinfo on import, and gets the quick answer; when it stops asking, handler.py can too."""
    code = "import handler; from runpod.serverless.utils import rp_debugger; print(rp_debugger.PROCESSOR)"
    seen = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own code
    assert "Unable to get processor info." == seen.stdout.strip()
