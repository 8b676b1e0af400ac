"""The worker's log: one JSON object a line, in the shape of RunPod's own; never a text, a key, a URL or a secret."""

import json
import logging
import sys
import traceback
from pathlib import Path

_LOGGER = logging.getLogger("worker")
_ROOT = Path(__file__).resolve().parent.parent


class _JsonLines(logging.Formatter):
    """RunPod's `requestId`, `message` and `level`, and the event's own values beside them."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "requestId": getattr(record, "job_id", None),
            "message": record.getMessage() if record.name == _LOGGER.name else f"{record.name} has something to say",
            "level": record.levelname,
            **getattr(record, "values", {}),
        }
        return json.dumps(line)


def set_up(level: str) -> None:
    """Log to stderr. Of other libraries only the names of those that report errors: their words may quote a caller."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    logging.basicConfig(level=logging.ERROR, handlers=[handler], force=True)
    _LOGGER.setLevel(level)


def event(name: str, job_id: str | None = None, *, level: int = logging.INFO, **values: float | str | None) -> None:
    """Log an event: its name, the job it belongs to, and numbers or codes. Never pass what a caller sent."""
    _LOGGER.log(level, name, extra={"job_id": job_id, "values": values})


def fault(job_id: str | None, error: BaseException) -> None:
    """Log where an unforeseen error arose: its type and lines of code; not its message, which may quote a caller."""
    frames = [f"{_shown(frame.filename)}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    event("fault", job_id, level=logging.ERROR, error=type(error).__name__, at=" > ".join(frames[-8:]))


def _shown(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else path.name
