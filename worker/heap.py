"""The process's heap."""

import ctypes
import sys

_M_ARENA_MAX = -8  # malloc.h of glibc


def share_one_heap() -> None:
    """Let all threads share one heap, where the C library is glibc.

    By default each thread gets a heap of its own, and what one has freed another cannot use: over 500 jobs the worker
    grew by 8 %. Threads here wait for each other at Python's lock anyway, so they lose nothing.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(_M_ARENA_MAX, 1)
