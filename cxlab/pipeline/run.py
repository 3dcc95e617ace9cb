"""One study from its files to a published report."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from cxlab.errors import ChapterFailed, CxlabError, GateRefused, InputError, StorageError
from cxlab.pipeline import attempts, log, manifest, plan, publish
from cxlab.pipeline.cache import Store
from cxlab.pipeline.loop import Loop
from cxlab.pipeline.manifest import Outcome
from cxlab.pipeline.plan import Options, Plan
from cxlab.pipeline.progress import Reporter
from cxlab.pipeline.state import History, Learned
from cxlab.pipeline.storage import guarded

DONE = ("executed", "cached")


@dataclass(frozen=True)
class Published:
    """A run with a report: its folder, what became of each chapter, the report's pages (the first one first).

    `kept` is the folder that stays the latest report, where this one says less than that (see `_says_less`).
    """

    folder: Path
    chapters: Mapping[str, Outcome]
    pages: tuple[Path, ...]
    kept: Path | None = None


def run(path: str | Path, options: Options, reporter: Reporter) -> Published:
    """Run a study and publish its report; on any error the report published before stays as it is.

    Parameters
    ----------
    path
        Folder, ``study.yaml`` or name of the study.

    Raises
    ------
    InputError
        Wrong input or parameters: nothing ran, or a chapter could not use what it was given.
    ChapterFailed
        A chapter did not finish; the run folder is kept with the executed copy.
    GateRefused
        The privacy gate refused the report.
    StorageError
        Disk full or not writable; the half-written run folder is removed.
    LockHeld
        Another run of the study is under way, and `options.wait` is off.
    KeyboardInterrupt
        Ctrl-C; workers, kernels and the half-written run folder are gone.
    """
    with guarded("The study cannot be read"):
        home = plan.home(path, options)
    with attempts.noted(home):
        with guarded("The study cannot be read"):
            made = plan.make(path, options)
        with guarded("The reports cannot be written"):
            home.mkdir(parents=True, exist_ok=True)
            with publish.lock(home, wait=options.wait):
                publish.clear_halves(home)
                if options.wait:  # while it queued, files may have come: keys and content have to be of one moment
                    made = plan.make(path, options)
                return _Run(made, options, reporter).go()


class _Run:
    """A run that holds the lock."""

    def __init__(self, made: Plan, options: Options, reporter: Reporter) -> None:
        self._plan = made
        self._options = options
        self._reporter = reporter
        self._started = dt.datetime.now(dt.UTC)
        self._begun = time.monotonic()  # a clock that nobody sets
        self._deadline = self._begun + options.timeout
        self._store = Store(made.home / ".cache" / "chapters")
        self._history = History(made.home / "state")
        self._input_keys = made.inputs.keys()
        self._compared = {slug: self._history.previous(slug, key) for slug, key in self._input_keys.items()}
        self._states = {slug: self._history.path(n) for slug, n in self._compared.items() if n is not None}
        self._keys = made.inputs.keys(self._states)
        self._stages: dict[str, Any] = {}

    def go(self) -> Published:
        """Take the run from intake to publication."""
        with _measured(self._stages, "intake"):
            self._intake()
        folder = publish.make_run_folder(self._plan.home, self._started)
        try:
            return self._in(folder)
        except (StorageError, OSError, KeyboardInterrupt):
            shutil.rmtree(folder, ignore_errors=True)
            raise
        except CxlabError:
            raise
        except Exception as error:
            where = log.record(folder, error)
            raise CxlabError(
                f"Something went wrong inside cxlab ({type(error).__name__}); nothing was published. Log: {where}"
            ) from error

    def _intake(self) -> None:
        """Make the tables, so that kernels only open what is ready.

        A whole run makes every table of the study, so that one that cannot be used is told whoever reads it; chapters
        chosen by name want only what they read.
        """
        from cxlab import intake

        study, reports = self._plan.study, self._plan.reports
        read = {table for spec in self._plan.selected.values() for table in spec.tables + spec.optional}
        for table in sorted(read & study.tables.keys() if self._options.chapters else study.tables):
            if not intake.ready(study, table, reports=reports):
                self._reporter.say(f"intake: {table}")
                intake.load(study, table, reports=reports)

    def _in(self, folder: Path) -> Published:
        states = {slug: str(state) for slug, state in self._states.items()}
        context = {"as_of": self._plan.inputs.as_of, "states": states}
        (folder / "run.json").write_text(json.dumps(context), encoding="utf-8")
        about = manifest.describe(
            self._plan.study, self._plan.inputs, run_id=folder.name, lang=self._plan.lang, started=self._started
        )
        manifest.write(about, folder)
        outcomes = self._chapters(folder)
        failed = {slug: o for slug, o in outcomes.items() if o.state == "failed"}
        manifest.write(self._ended(about, "failed" if failed else manifest.READY, outcomes), folder)
        if failed:
            told = "\n  ".join(f"{slug}: {outcome.message}" for slug, outcome in failed.items())
            kind = InputError if all(outcome.wrong_input for outcome in failed.values()) else ChapterFailed
            raise kind(f"{len(failed)} chapter(s) failed, nothing was published:\n  {told}\nSee {folder}")
        return self._publish(folder, about, outcomes)

    def _chapters(self, folder: Path) -> dict[str, Outcome]:
        last = publish.latest(self._plan.home)
        before = ((manifest.read(last) if last else None) or {}).get("chapters", {})
        loop = Loop(
            plan=self._plan,
            folder=folder,
            store=self._store,
            keys=self._keys,
            costs={slug: entry.get("seconds", 0.0) for slug, entry in before.items()},
            force=self._options.force,
            deadline=self._deadline,
            cell_timeout=self._options.cell_timeout,
            reporter=self._reporter,
        )
        ran = loop.run()
        return {slug: ran.get(slug, Outcome("not_selected")) for slug in self._plan.inputs.chapters}

    def _publish(self, folder: Path, about: dict[str, Any], outcomes: Mapping[str, Outcome]) -> Published:
        self._reporter.say("report")
        try:
            with _measured(self._stages, "report"):
                pages = publish.build(folder, self._plan.study, self._plan.lang)
        except GateRefused:
            manifest.write(self._ended(about, "refused", outcomes), folder)
            raise
        last = publish.latest(self._plan.home)
        if last and _says_less(outcomes, manifest.read(last) or {}):
            manifest.write(self._ended(about, "partial", outcomes), folder)
            return Published(folder, outcomes, tuple(pages), last)
        learned = {
            slug: Learned(outcome.key, self._input_keys[slug], self._compared[slug])
            for slug, outcome in outcomes.items()
            if outcome.key is not None
        }
        about["learned"] = self._history.write(learned, folder / "artifacts")
        manifest.write(self._ended(about, "published", outcomes), folder)
        publish.swap_latest(folder)
        return Published(folder, outcomes, tuple(pages))

    def _ended(self, about: dict[str, Any], status: str, outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
        ended = manifest.finish(about, status, outcomes, seconds=time.monotonic() - self._begun)
        return {**ended, "stages": dict(self._stages)}


def _says_less(outcomes: Mapping[str, Outcome], last: Mapping[str, Any]) -> bool:
    """Say whether chapters that the latest report has were not asked for this time, or nothing at all was found."""
    done = {slug for slug, entry in last.get("chapters", {}).items() if entry["state"] in DONE}
    left_out = {slug for slug, outcome in outcomes.items() if outcome.state == "not_selected"}
    return bool(done) and (bool(done & left_out) or not any(outcome.state in DONE for outcome in outcomes.values()))


@contextmanager
def _measured(stages: dict[str, Any], name: str) -> Iterator[None]:
    """Note wall and CPU seconds of a part of the run that is done in this process."""
    start, spent = time.monotonic(), _cpu()
    yield
    stages[name] = {"seconds": round(time.monotonic() - start, 3), "cpu_seconds": round(_cpu() - spent, 3)}


def _cpu() -> float:
    times = psutil.Process().cpu_times()
    return float(times.user + times.system)
