"""A limit on how long a job may take."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from worker.errors import TimedOut


@asynccontextmanager
async def deadline(seconds: float, started: float | None = None) -> AsyncIterator[None]:
    """Cancels what is inside when the time is up, and raises TimedOut once it has stopped.

    `started` is the event loop's time from which to count; None: from now.
    """
    now = asyncio.get_running_loop().time()
    limit = asyncio.timeout_at((now if started is None else started) + seconds)
    try:
        async with limit:
            yield
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise TimedOut(f"the job took longer than {seconds:g} s") from error
