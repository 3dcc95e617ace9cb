"""What a run tells while it is under way: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Reporter(Protocol):
    """Hears what happens in a run; called from several threads."""

    def begin(self, chapters: int) -> None:
        """Chapters are about to run."""

    def cell(self, slug: str, done: int, of: int) -> None:
        """A cell of a chapter has been executed (0 of 0: the chapter has started)."""

    def ended(self, slug: str, state: str, seconds: float, message: str) -> None:
        """A chapter has ended."""

    def say(self, message: str) -> None:
        """Something else worth a line."""


class Lines:
    """One plain line an event, for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._count = self._ended = 0

    def begin(self, chapters: int) -> None:
        """Remember how many chapters there are."""
        self._count, self._ended = chapters, 0

    def cell(self, slug: str, done: int, of: int) -> None:
        """Tell when a chapter starts; cells would be too many lines."""
        if not of:
            self.say(f"{slug}: started")

    def ended(self, slug: str, state: str, seconds: float, message: str) -> None:
        """Tell how a chapter ended."""
        with self._lock:
            self._ended += 1
            self._console.print(line(slug, state, seconds, message, f"{self._ended}/{self._count}"), soft_wrap=True)

    def say(self, message: str) -> None:
        """Tell `message`."""
        with self._lock:
            self._console.print(message, markup=False, soft_wrap=True)


class Bars(Lines):
    """A bar for the whole run and one for each chapter under way, counting cells."""

    def __init__(self, console: Console, bars: Progress) -> None:
        super().__init__(console)
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def begin(self, chapters: int) -> None:
        """Draw the bar of the whole run."""
        super().begin(chapters)
        self._tasks[""] = self._bars.add_task("chapters", total=chapters)

    def cell(self, slug: str, done: int, of: int) -> None:
        """Move the chapter's bar."""
        with self._lock:
            if slug not in self._tasks:
                self._tasks[slug] = self._bars.add_task(f"  {slug}", total=None)
        if of:
            self._bars.update(self._tasks[slug], completed=done, total=of)

    def ended(self, slug: str, state: str, seconds: float, message: str) -> None:
        """Take the chapter's bar away and move that of the run."""
        super().ended(slug, state, seconds, message)
        with self._lock:
            task = self._tasks.pop(slug, None)
        if task is not None:
            self._bars.remove_task(task)
        self._bars.advance(self._tasks[""])


@contextmanager
def reporter(console: Console) -> Iterator[Reporter]:
    """Yield the reporter that suits `console`."""
    if not console.is_terminal:
        yield Lines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        yield Bars(console, bars)


def line(slug: str, state: str, seconds: float, message: str, count: str) -> str:
    """Return the line about a chapter that ended."""
    took = f" in {seconds:.1f} s" if state == "executed" else ""
    why = f": {message}" if message else ""
    return f"{count} {slug} {state.replace('_', ' ')}{took}{why}"
