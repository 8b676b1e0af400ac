"""How much memory this process holds, and how much more after some calls."""

import ctypes
import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

CAN_BE_ASKED: Final = hasattr(ctypes.CDLL(None), "malloc_trim")
"""Whether the C library is GNU's, which gives back what was freed."""


def grown_bytes(call: Callable[[int], object], n_calls: int) -> int:
    """How much more memory the process holds after so many calls."""
    before = resident_bytes()
    for index in range(n_calls):
        call(index)
    return resident_bytes() - before


def resident_bytes() -> int:
    """Of this process; what was freed does not count."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what was freed may still be resident
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
