"""RunPod's face, as far as it can be seen without its loop."""

from runpod.serverless.utils import rp_debugger

import handler


def test_the_sdk_does_not_spend_a_second_on_the_processors_name() -> None:
    """The SDK still asks cpuinfo on import, and gets the quick answer; when it stops asking, handler.py can too."""
    assert handler.cpuinfo.get_cpu_info is dict
    assert "Unable to get processor info." == rp_debugger.PROCESSOR
