"""What went wrong, for the one who repairs it: frames and types, never the values that customers' text could be in."""

from __future__ import annotations

import datetime as dt
import traceback
from contextlib import suppress
from pathlib import Path

LOG = "run.log"


def record(folder: Path, error: BaseException) -> Path | None:
    """Append the traceback of `error` without its message; return the log's path, None where it cannot be written."""
    frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOG).open("a", encoding="utf-8") as stream:
            stream.write(f"{moment} {type(error).__module__}.{type(error).__name__}\n{frames}")
        return folder / LOG
    return None
