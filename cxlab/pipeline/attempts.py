"""How the last run of a study ended, also where it left no run folder: one line for the page of studies."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cxlab.errors import CxlabError, LockHeld
from cxlab.pipeline import log
from cxlab.pipeline.manifest import stamp
from cxlab.pipeline.storage import write_atomic

ATTEMPT = ".attempt.json"
INTERRUPTED = 130
INSIDE = 1


@dataclass(frozen=True)
class Attempt:
    """When a run of a study began (ISO, UTC), and the exit code that it ended with."""

    started_at: str
    exit_code: int


@contextmanager
def noted(home: Path) -> Iterator[None]:
    """Leave behind how the block ended, and the page of studies anew; what cannot be written is left out.

    A study without reports gets no folder for it, and a run that was refused because of another one is not noted.
    """
    started = stamp(dt.datetime.now(dt.UTC))
    try:
        yield
    except LockHeld:
        raise
    except BaseException as error:
        _note(home, Attempt(started, exit_code(error)))
        raise
    _note(home, Attempt(started, 0))


def exit_code(error: BaseException) -> int:
    """Return the exit code that an error leads to."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    return error.exit_code if isinstance(error, CxlabError) else INSIDE


def last(home: Path) -> Attempt | None:
    """Return how the last run of a study ended, where it is known."""
    try:
        return Attempt(**json.loads((home / ATTEMPT).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _note(home: Path, attempt: Attempt) -> None:
    from cxlab.report import studies

    if home.is_dir():
        try:
            write_atomic(home / ATTEMPT, json.dumps(vars(attempt)) + "\n")
            studies.write(home.parent)
        except Exception as error:  # the page is a convenience: the run has ended as it has
            log.record(home.parent, error)
