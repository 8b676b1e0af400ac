"""How one job is told about, while it runs and at its end: in its record, and to whoever waits for it."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

from storage.jobs import JobRecord, Jobs, JobStatus, Part, Progress
from storage.objects import DamagedRecord, ObjectNotFound, StorageError
from storage.outputs import Outputs
from worker import logs, threads
from worker.errors import TimedOut, as_worker_error

ReportProgress: TypeAlias = Callable[[JobRecord], None]
"""Blocks until whoever waits for the job has been told, and raises nothing."""

_REST: Final = 9
"""Times as long as a write of progress took, the next one waits: a tenth of the time goes into telling."""


class Journal:
    """The record of a running job: `async with` writes its beginning and, when it isn't completed, how it ended.

    Progress is written in order, the latest only, and never after the end. Files of a job that ends without a result
    are deleted.
    """

    def __init__(
        self, record: JobRecord, jobs: Jobs, outputs: Outputs, executor: Executor, report: ReportProgress
    ) -> None:
        self._record = record
        self._jobs = jobs
        self._outputs = outputs
        self._executor = executor
        self._report = report
        self._files: list[str] = []
        self._written = record
        self._writing: asyncio.Task[None] | None = None
        self._is_settling = asyncio.Event()

    async def __aenter__(self) -> Self:
        try:
            await self._save_unless_completed(self._record)
        except asyncio.CancelledError as error:
            await self._end_surely(error)  # it may have been written: without an end it would stay IN_PROGRESS
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            await self._end_surely(error)

    def add_file(self, key: str) -> None:
        """This output is about to be written."""
        self._files.append(key)

    def advance(self, part: Part | None = None) -> None:
        """One more chunk is done. Returns at once: a write in progress is followed by one of the latest state."""
        before = self._record.progress
        parts = (*before.parts, part) if part else before.parts
        self._update(progress=Progress(done=before.done + 1, total=before.total, parts=parts))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_latest())

    async def complete(self, reply: dict[str, Any]) -> None:
        """Write the result. Raises StorageError, and then the job isn't complete."""
        await self._settle()
        self._update(status=JobStatus.COMPLETED, reply=reply)
        await self._save(self._record)

    async def _end_surely(self, error: BaseException) -> None:
        """Bring the end about, however often the job is cancelled meanwhile."""
        ending = asyncio.create_task(self._end(error))
        await threads.outlast(ending)
        if fault := ending.exception():
            logs.fault(self._record.job_id, fault)

    async def _end(self, error: BaseException) -> None:
        await self._settle()
        self._update(progress=self._record.progress.model_copy(update={"parts": ()}), **_ending(error))
        try:
            if await self._save_unless_completed(self._record) or not await self._is_mine():
                await self._delete_files()
        except StorageError as storage_error:
            # The error under way is the one to tell the caller; the record stays IN_PROGRESS and may be done again.
            logs.event("record_not_written", self._record.job_id, error=type(storage_error).__name__)

    async def _write_latest(self) -> None:
        while self._written is not self._record:
            started = time.perf_counter()
            record = self._record
            with suppress(StorageError):  # progress may be lost, the end may not
                await self._save_unless_completed(record)
                await threads.run(self._executor, lambda: self._report(record))  # noqa: B023 - awaited before it changes
            self._written = record
            # A record grows with its parts: written for each of them, a thousand would be half a GB of writing.
            with suppress(TimeoutError):
                async with asyncio.timeout(_REST * (time.perf_counter() - started)):
                    await self._is_settling.wait()

    async def _settle(self) -> None:
        self._is_settling.set()
        if self._writing:
            await asyncio.wait([self._writing])

    async def _delete_files(self) -> None:
        for key in self._files:
            try:
                await threads.run(self._executor, lambda: self._outputs.delete(key))  # noqa: B023 - as above
            except StorageError as error:
                logs.event("file_left_behind", self._record.job_id, error=type(error).__name__)

    async def _save_unless_completed(self, record: JobRecord) -> bool:
        """False when the job has been completed meanwhile, by another worker that got it too or just before a stop.

        A result is never taken back.
        """

        def save() -> bool:
            with suppress(ObjectNotFound, DamagedRecord):
                if self._jobs.load(record.job_id).status is JobStatus.COMPLETED:
                    return False
            self._jobs.save(record)
            return True

        return await threads.run(self._executor, save)

    async def _is_mine(self) -> bool:
        """Whether the stored result is of this attempt's files."""
        stored = await threads.run(self._executor, lambda: self._jobs.load(self._record.job_id))
        return stored.reply is not None and stored.reply.get("audio_key") in self._files

    async def _save(self, record: JobRecord) -> None:
        await threads.run(self._executor, lambda: self._jobs.save(record))

    def _update(self, **changes: Any) -> None:
        self._record = self._record.model_copy(update={**changes, "updated_at": datetime.now(UTC)})


def _ending(error: BaseException) -> dict[str, Any]:
    if isinstance(error, asyncio.CancelledError):
        return {"status": JobStatus.CANCELLED}
    worker_error = as_worker_error(error)
    status = JobStatus.TIMED_OUT if isinstance(worker_error, TimedOut) else JobStatus.FAILED
    return {"status": status, "error": f"{worker_error.code}: {worker_error}", "code": worker_error.code}
