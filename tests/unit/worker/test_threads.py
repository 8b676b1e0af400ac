"""Blocking work in threads that outlives no cancellation."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from worker import threads
from worker.deadline import deadline
from worker.errors import TimedOut


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """One thread."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


async def test_results_and_errors_come_back(pool: ThreadPoolExecutor) -> None:
    """The awaiting task gets what the function returns or raises."""
    assert 3 == await threads.run(pool, lambda: 1 + 2)
    with pytest.raises(ZeroDivisionError):
        await threads.run(pool, lambda: 1 / 0)


async def test_a_cancelled_task_waits_for_its_thread(pool: ThreadPoolExecutor) -> None:
    """Cancelling tells the work to stop, and passes on only when the thread is through."""
    started, stop, finished = Event(), Event(), Event()

    def work() -> None:
        started.set()
        stop.wait()
        finished.set()

    task = asyncio.create_task(threads.run(pool, work, on_cancel=stop.set))
    await asyncio.to_thread(started.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert finished.is_set()


async def test_a_second_cancellation_changes_nothing(pool: ThreadPoolExecutor) -> None:
    """However often it is cancelled, the task doesn't leave its thread behind."""
    started, stop, finished = Event(), Event(), Event()

    def work() -> None:
        started.set()
        stop.wait()
        finished.set()

    task = asyncio.create_task(threads.run(pool, work))
    await asyncio.to_thread(started.wait)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    stop.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert finished.is_set()


async def test_work_that_has_not_begun_is_dropped(pool: ThreadPoolExecutor) -> None:
    """Cancelling a task whose work still waits for a thread takes it out of the queue."""
    started, stop, ran = Event(), Event(), Event()

    def block() -> None:
        started.set()
        stop.wait()

    first = asyncio.create_task(threads.run(pool, block))
    await asyncio.to_thread(started.wait)
    second = asyncio.create_task(threads.run(pool, ran.set))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    stop.set()
    await first
    await threads.run(pool, lambda: None)
    assert not ran.is_set()


async def test_a_library_cannot_end_the_process(pool: ThreadPoolExecutor) -> None:
    """A SystemExit in a thread is an error of that job alone."""
    with pytest.raises(RuntimeError):
        await threads.run(pool, lambda: exit(1))  # noqa: PLR1722 - what such a library does


async def test_a_deadline_is_told_from_other_time_outs() -> None:
    """Only the deadline's own end is TimedOut; a TimeoutError from inside stays what it is."""
    with pytest.raises(TimedOut):
        async with deadline(0.01):
            await asyncio.Event().wait()
    with pytest.raises(TimeoutError):
        async with deadline(10):
            raise TimeoutError
