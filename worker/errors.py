"""What can go wrong, as a caller sees it (CONTRACT.md, Errors), and the one place that maps everybody else's errors.

WorkerError                  code                    retryable
├── InvalidInput             invalid_input
├── PayloadTooLarge          payload_too_large
├── VoiceNotFound            voice_not_found
├── VoiceExists              voice_exists
├── ModelNotLoaded           model_not_loaded
├── UnsupportedLanguage      unsupported_language
├── JobNotFound              job_not_found
├── JobNotFinished           job_not_finished
├── RefusedDownload          download_refused
├── FailedDownload           download_failed         yes
├── SynthesisFailed          synthesis_failed
├── AlignmentFailed          alignment_failed
├── OutOfMemory              out_of_memory           yes
├── TimedOut                 timed_out               yes
├── StoreUnavailable         storage_unavailable     yes
├── StoreDenied              storage_denied
├── NotConfigured            not_configured
└── InternalError            internal_error
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from models.aligner import AlignmentError
from models.engine import EngineError, UnspeakableText, UnusableClip
from speech.decode import AudioError
from storage.objects import StorageDenied, StorageError, StorageNotConfigured, StorageUnavailable
from worker.download import DownloadFailed, DownloadRefused


class WorkerError(Exception):
    """An error with its code. The message is for the caller: no path, key, traceback or text of theirs in it."""

    code: ClassVar[str]
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, field: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.field = field
        self.details = details

    def reply(self, job_id: str) -> dict[str, Any]:
        """The error as it goes over the wire. A new dict each time: RunPod's SDK takes keys out of it."""
        reply: dict[str, Any] = {"error": f"{self.code}: {self}", "code": self.code, "retryable": self.retryable}
        if self.field is not None:
            reply["field"] = self.field
        return reply | {"job_id": job_id} | self.details


class InvalidInput(WorkerError):
    """A field is missing, unknown or out of its range."""

    code = "invalid_input"


class PayloadTooLarge(WorkerError):
    """What was sent, or what would be answered, is over a limit."""

    code = "payload_too_large"


class VoiceNotFound(WorkerError):
    """No voice has this name."""

    code = "voice_not_found"


class VoiceExists(WorkerError):
    """The name is taken."""

    code = "voice_exists"


class ModelNotLoaded(WorkerError):
    """This worker didn't load the model."""

    code = "model_not_loaded"


class UnsupportedLanguage(WorkerError):
    """The model doesn't speak the language."""

    code = "unsupported_language"


class JobNotFound(WorkerError):
    """The store has no record of the job."""

    code = "job_not_found"


class JobNotFinished(WorkerError):
    """There is no result yet, or the job ended without one."""

    code = "job_not_finished"


class RefusedDownload(WorkerError):
    """The URL isn't one that the worker fetches."""

    code = "download_refused"


class FailedDownload(WorkerError):
    """The URL could not be fetched this time."""

    code = "download_failed"
    retryable = True


class SynthesisFailed(WorkerError):
    """The engine could not speak the text."""

    code = "synthesis_failed"


class AlignmentFailed(WorkerError):
    """Words could not be timed, and the caller asked for nothing less."""

    code = "alignment_failed"


class OutOfMemory(WorkerError):
    """The worker ran out of memory."""

    code = "out_of_memory"
    retryable = True


class TimedOut(WorkerError):
    """The job took longer than PROCESSING_TIMEOUT."""

    code = "timed_out"
    retryable = True


class StoreUnavailable(WorkerError):
    """The store gave no answer."""

    code = "storage_unavailable"
    retryable = True


class StoreDenied(WorkerError):
    """The store refused the worker's credentials, or they lack a permission."""

    code = "storage_denied"


class NotConfigured(WorkerError):
    """The worker lacks a setting, or a part, that the request needs."""

    code = "not_configured"


class InternalError(WorkerError):
    """A fault of the worker; its log says where."""

    code = "internal_error"


_FOREIGN: tuple[tuple[type[Exception], type[WorkerError]], ...] = (
    (UnspeakableText, InvalidInput),
    (UnusableClip, InvalidInput),
    (EngineError, SynthesisFailed),
    (AlignmentError, AlignmentFailed),
    (AudioError, InvalidInput),
    (DownloadRefused, RefusedDownload),
    (DownloadFailed, FailedDownload),
    (StorageUnavailable, StoreUnavailable),
    (StorageDenied, StoreDenied),
    (StorageNotConfigured, NotConfigured),
    (StorageError, InternalError),
)

FORESEEN: tuple[type[Exception], ...] = (WorkerError, MemoryError, *(theirs for theirs, _ in _FOREIGN))
"""What `as_worker_error` has its own words for."""


def as_worker_error(error: BaseException, field: str | None = None) -> WorkerError:
    """The caller's view of any error; an InternalError, which says nothing of it, where it wasn't foreseen."""
    if isinstance(error, WorkerError):
        return error
    if isinstance(error, MemoryError):
        return OutOfMemory("the worker ran out of memory")
    for theirs, ours in _FOREIGN:
        if isinstance(error, theirs):
            return ours(str(error), field=field)
    return InternalError("the worker failed; its log says where")


@contextmanager
def blame(field: str) -> Iterator[None]:
    """Whatever goes wrong inside is due to this field of the request."""
    try:
        yield
    except (AudioError, DownloadFailed, DownloadRefused, UnusableClip) as error:
        raise as_worker_error(error, field) from error
