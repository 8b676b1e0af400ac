"""A limit on how long a job may take."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from worker.errors import TimedOut


@asynccontextmanager
async def deadline(seconds: float) -> AsyncIterator[None]:
    """Cancels what is inside when the time is up, and raises TimedOut once it has stopped."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            yield
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise TimedOut(f"the job took longer than {seconds:g} s") from error
