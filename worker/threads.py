"""Blocking work in threads that leaves nothing running behind a cancelled task."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

_Result = TypeVar("_Result")


async def run(
    executor: Executor, function: Callable[[], _Result], on_cancel: Callable[[], None] = lambda: None
) -> _Result:
    """What `function` returns or raises, run in the executor.

    When the awaiting task is cancelled, work that hasn't begun is dropped; for work in progress `on_cancel` is called
    (to make it stop early) and the cancellation is passed on only once the thread is through with it.
    """
    job = executor.submit(_contained, function)
    future = asyncio.wrap_future(job)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        if not job.cancel():
            on_cancel()
            await outlast(future)
        raise


def _contained(function: Callable[[], _Result]) -> _Result:
    try:
        return function()
    except SystemExit as error:
        # asyncio lets a SystemExit end the whole process, and every job in it.
        raise RuntimeError("a library tried to end the process") from error


async def outlast(future: asyncio.Future[_Result]) -> None:
    """Wait until the future is done, also when the awaiting task is cancelled meanwhile, however often."""
    while not future.done():
        try:
            await asyncio.wait([future])
        except asyncio.CancelledError:
            continue
    if not future.cancelled():
        future.exception()  # looked at, so that asyncio doesn't report it as forgotten
