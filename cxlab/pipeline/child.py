"""A run in a process of its own: ``python -m cxlab.pipeline.child`` reads an order from stdin, tells its events.

The order is one line of JSON: ``path`` and the fields of `cxlab.pipeline.plan.Options` that differ from their defaults.
Events are lines of JSON: what `cxlab.pipeline.progress.Reporter` hears, and last ``{"event": "end", "code": exit code,
"message": …, "folder": …, "pages": […], "kept": …}``. When stdin closes, the run is ended as by Ctrl-C.
"""

from __future__ import annotations

import _thread
import json
import sys
import threading
from pathlib import Path
from typing import Any

from cxlab import project
from cxlab.errors import CxlabError
from cxlab.pipeline import attempts, log
from cxlab.pipeline.plan import Options
from cxlab.pipeline.run import run


class Events:
    """The reporter that writes lines of JSON."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def begin(self, chapters: int) -> None:
        """Tell how many chapters there are."""
        self.tell(event="begin", chapters=chapters)

    def cell(self, slug: str, done: int, of: int) -> None:
        """Tell of a cell; 0 of 0 means that the chapter has started."""
        self.tell(event="cell", slug=slug, done=done, of=of)

    def ended(self, slug: str, state: str, seconds: float, message: str) -> None:
        """Tell how a chapter ended."""
        self.tell(event="ended", slug=slug, state=state, seconds=seconds, message=message)

    def say(self, message: str) -> None:
        """Tell something else."""
        self.tell(event="say", message=message)

    def tell(self, **event: Any) -> None:
        """Write one event."""
        with self._lock:
            sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
            sys.stdout.flush()


def main() -> None:
    """Read the order, run, report."""
    order = json.loads(sys.stdin.readline())
    path = order.pop("path")
    lists = {name: tuple(value) for name, value in order.items() if isinstance(value, list)}
    reports = {"reports": Path(order["reports"])} if order.get("reports") else {}
    options, events = Options(**{**order, **lists, **reports}), Events()
    try:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
        done = run(path, options, events)
    except KeyboardInterrupt:
        events.tell(event="end", code=attempts.INTERRUPTED, message="")
    except CxlabError as error:
        events.tell(event="end", code=error.exit_code, message=str(error))
    except Exception as error:
        log.record(options.reports or project.reports_root(), error)
        events.tell(event="end", code=attempts.INSIDE, message=type(error).__name__)
    else:
        pages = [str(page) for page in done.pages]
        told = {"folder": str(done.folder), "pages": pages, "kept": str(done.kept or "")}
        events.tell(event="end", code=0, message="", **told)


def _end_with_stdin() -> None:
    sys.stdin.read()
    _thread.interrupt_main()


if __name__ == "__main__":
    main()
