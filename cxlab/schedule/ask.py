"""What ``cxlab schedule`` and ``cxlab tidy`` do, from their options to the lines that they tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cxlab import project
from cxlab.phrases import Lang
from cxlab.pipeline import publish
from cxlab.schedule import addresses, files, keep
from cxlab.schedule.send import Sender
from cxlab.schedule.timetable import timetable
from cxlab.study import Study


@dataclass(frozen=True)
class Asked:
    """The options of ``cxlab schedule``."""

    every: str
    at: str
    notify: bool = False
    keep: int | None = None
    lang: Lang | None = None
    reports: Path | None = None

    @property
    def of_run(self) -> list[str]:
        """The same as options of ``cxlab run``."""
        return [
            *(["--notify"] if self.notify else []),
            *(["--keep", str(self.keep)] if self.keep else []),
            *(["--lang", self.lang] if self.lang else []),
            *(["--reports", str(self.reports.resolve())] if self.reports else []),
        ]


def write(path: str, asked: Asked, out: Path | None) -> str:
    """Write the files of a schedule and return how they are installed.

    Raises
    ------
    InputError
        When the study or an option is wrong; with notices wanted also when nobody could be told: now somebody watches.
    StorageError
        When the folder cannot be written.
    """
    study = Study.open(path)
    times = timetable(asked.every, asked.at, study.timezone)
    if asked.notify:
        Sender(addresses.read())
    home = (asked.reports or project.reports_root()) / study.name
    run = files.command(study.folder, times, asked.of_run)
    return files.write(out or home / "schedule", study.name, times, run, project.root()).told


def tidy(path: str, n: int, *, dry_run: bool, reports: Path | None) -> Iterator[str]:
    """Remove what retention lets go, or with `dry_run` nothing; yield what stays and what goes, a line each.

    Raises
    ------
    InputError
        When there is no such study or `n` is below 1.
    LockHeld
        When a run of the study is under way.
    StorageError
        When something cannot be removed.
    """
    study = Study.open(path)
    home = (reports or project.reports_root()) / study.name
    if not home.is_dir():
        yield f"Study '{study.name}' has no runs yet."
        return
    with publish.lock(home, wait=False):
        found = keep.settle(home, n, study.timezone)
        if not dry_run:
            keep.remove(found)
    word = "would go" if dry_run else "removed"
    for what, paths in {"stays": found.kept, word: (*found.runs, *found.logs)}.items():
        for each in paths:
            yield f"{what:8}  {each.relative_to(home)}"
    counts = f"{len(found.runs)} runs, {len(found.logs)} logs, {len(found.cache)} stored results"
    yield f"{len(found.kept)} runs stay; {word}: {counts}"
