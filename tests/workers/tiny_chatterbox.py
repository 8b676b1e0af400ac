"""The worker with Chatterbox in tiny sizes: weight lists from the folder that WEIGHT_LISTS names, all else as ever."""

import os
from pathlib import Path

import handler
from tests.tiny_chatterbox import sizes
from worker import loading


def main() -> None:
    """Serve."""
    loading.LISTS = Path(os.environ["WEIGHT_LISTS"])  # type: ignore[misc] # the published ones tell sizes of gigabytes
    with sizes():
        handler.main()


if __name__ == "__main__":
    main()
