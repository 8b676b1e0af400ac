"""A reply for a person at a terminal: readable JSON, where the audio lies, the words on a timeline."""

import json
import re
from typing import Any
from urllib.parse import unquote, urlsplit

_COLUMNS = 60
_MAX_WORDS = 60


def reply(reply: dict[str, Any]) -> str:
    """The text to print."""
    # Each word timing on one line: strings of JSON hold no line break, so that only indentation is taken away.
    readable = re.sub(r"\{[^{}]*\}", lambda flat: re.sub(r"\n *", " ", flat[0]), json.dumps(reply, indent=2))
    lines = [readable]
    url = urlsplit(reply.get("audio_url") or "")
    if url.scheme == "file":
        lines += ["", f"Listen: {unquote(url.path)}"]
    if reply.get("word_timings"):
        lines += ["", *_timeline(reply["word_timings"], reply["duration"])]
    return "\n".join(lines)


def _timeline(timings: list[dict[str, Any]], duration_s: float) -> list[str]:
    rows = [_row(timing, duration_s) for timing in timings[:_MAX_WORDS]]
    return [*rows, f"… and {len(timings) - _MAX_WORDS} words more"] if len(timings) > _MAX_WORDS else rows


def _row(timing: dict[str, Any], duration_s: float) -> str:
    start = int(timing["start_time"] / duration_s * _COLUMNS)
    length = max(1, round((timing["end_time"] - timing["start_time"]) / duration_s * _COLUMNS))
    bar = " " * start + "▬" * length
    return f"{timing['start_time']:7.2f} s  {timing['word'][:20]:<20} {bar}"
