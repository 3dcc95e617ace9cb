"""A run as a schedule asks for it: its period, its log, a notice how it ended, and retention after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from cxlab import intake, project
from cxlab.errors import InputError, LockHeld, StorageError
from cxlab.phrases import Lang
from cxlab.pipeline import attempts, manifest, plan, publish
from cxlab.pipeline import run as pipeline
from cxlab.pipeline.plan import Options
from cxlab.pipeline.progress import Reporter
from cxlab.pipeline.run import Published
from cxlab.schedule import addresses, keep, notice, period, run_log, watch
from cxlab.schedule.notice import Attention, Notice
from cxlab.schedule.period import Days
from cxlab.schedule.send import Sender
from cxlab.study import Study


@dataclass(frozen=True)
class Order:
    """What is wanted beside the run itself.

    Parameters
    ----------
    period
        ``last-week`` or ``last-month``: the last day that counts is the last one of that period; None leaves the
        as-of date to the options.
    keep
        Of the runs stay the last so many and one a month (`keep.settle`); None keeps all.
    notify
        Send a notice how it ended to the addresses of `addresses.read`.
    """

    period: str | None = None
    keep: int | None = None
    notify: bool = False


def run(path: str | Path, options: Options, order: Order, reporter: Reporter) -> Published:
    """Run a study as `order` says; the same order twice in its period is one result, the second time from the cache.

    Every run leaves a log in ``logs/`` beside it. Whatever becomes of notices and retention, a published report stays
    published and its run counts as done.

    Raises
    ------
    InputError
        Also when the period, the retention or the addresses are wrong: then nothing ran and nobody could be told.
    CxlabError
        As `pipeline.run.run`; the notice has been sent.
    """
    if order.period:
        period.every(order.period)
        if options.as_of:
            raise InputError("--period and --as-of: both say which day is the last one; give one of them.")
    if order.keep is not None and order.keep < 1:
        raise InputError(f"--keep {order.keep}: at least one run stays.")
    sender = Sender(addresses.read()) if order.notify else None
    return _Attended(path, options, order, sender).go(reporter)


class _Attended:
    """One run, with what is told of it."""

    def __init__(self, path: str | Path, options: Options, order: Order, sender: Sender | None) -> None:
        self._path = path
        self._options = options
        self._order = order
        self._sender = sender
        self._started = dt.datetime.now(dt.UTC)
        self._study: Study | None = None
        self._log = run_log.RunLog(None, self._started)

    def go(self, reporter: Reporter) -> Published:
        logged = run_log.Logged(reporter, self._log)
        try:
            study = self._study = Study.open(self._path)
            home = self._reports / study.name
            self._log = run_log.RunLog(home, self._started)
            logged = run_log.Logged(reporter, self._log)
            days = self._days(study)
            self._log.say(f"study {study.name}, period {self._order.period or 'all'}, as of {self._options.as_of}")
            before = publish.latest(home)
            done = pipeline.run(self._path, self._options, logged)
        except (Exception, KeyboardInterrupt) as error:
            self._failed(error, logged.failed)
            raise
        self._log.say(f"{'published' if done.kept is None else 'not published'} {done.folder.name}")
        untidy = not self._tidied(home, study, logged)
        if self._sender:
            attention = replace(self._attention(study, days, done, before), untidy=untidy)
            self._send(notice.of_success(self._title, self._ended(done), attention, self._lang))
        self._log.say("exit 0")
        return done

    @property
    def _reports(self) -> Path:
        return (self._options.reports or project.reports_root()).resolve()

    @property
    def _lang(self) -> Lang:
        return self._options.lang or (self._study.language if self._study else "zh")

    @property
    def _title(self) -> str:
        """The study's title, or where it cannot be read the name of its folder."""
        return getattr(self._study.title, self._lang) if self._study else Path(self._path).name

    def _days(self, study: Study) -> Days:
        """Settle the as-of date and return the period that is looked at: the last day, where none is asked for."""
        if self._order.period:
            days = period.last(period.every(self._order.period), self._started, study.timezone)
            self._options = replace(self._options, as_of=days.end.isoformat())
            return days
        if day := plan.date(self._options.as_of):
            return Days(dt.date.fromisoformat(day), dt.date.fromisoformat(day))
        return period.last("day", self._started, study.timezone)

    def _attention(self, study: Study, days: Days, done: Published, before: Path | None) -> Attention:
        """Look at the complaints up to the last day that counts; of a study without dates there is nothing to say."""
        earlier = before / "artifacts" if before else None
        red_lines = watch.new_red_lines(done.folder / "artifacts", earlier, days)
        seen = intake.load(study, "complaints", reports=self._reports).frame if "complaints" in study.tables else None
        if seen is None or "received_at" not in seen:
            return Attention(days, red_lines=red_lines)
        # what arrives between the last whole day and the run counts, unless an as-of date leaves it out
        today = days.end + dt.timedelta(days=1)
        if self._options.as_of:
            seen = seen[seen["received_at"] < pd.Timestamp(today)]
        length = period.every(self._order.period) if self._order.period else "day"
        return Attention(
            days=days,
            stale=watch.stale(seen["received_at"], today),
            silent=watch.silent(seen, days, length),
            red_lines=red_lines,
        )

    def _tidied(self, home: Path, study: Study, reporter: Reporter) -> bool:
        """Remove what retention lets go, unless the next run has begun: it will. Return whether that could be done."""
        if self._order.keep is None:
            return True
        try:
            with publish.lock(home, wait=False):
                tidy = keep.settle(home, self._order.keep, study.timezone)
                keep.remove(tidy)
        except LockHeld:
            return True
        except StorageError as error:
            reporter.say(str(error))
            return False
        reporter.say(f"retention: {len(tidy.kept)} runs kept, {len(tidy.runs)} removed")
        return True

    def _failed(self, error: BaseException, failed: dict[str, str]) -> None:
        code = attempts.exit_code(error)
        why = "" if code == attempts.INTERRUPTED else run_log.reason(error, failed)
        self._log.say(f"exit {code}: {why}")
        if self._sender:
            log = f"{run_log.LOGS}/{self._log.file.name}" if self._log.file else None
            self._send(notice.of_failure(self._title, code, why, self._last(), log, self._lang))

    def _last(self) -> dt.date | None:
        """Return the day, at the study's place, of the report that stays published."""
        folder = publish.latest(self._reports / self._study.name) if self._study else None
        about = (manifest.read(folder) if folder else None) or {}
        if not self._study or "finished_at" not in about:
            return None
        return dt.datetime.fromisoformat(about["finished_at"]).astimezone(ZoneInfo(self._study.timezone)).date()

    def _ended(self, done: Published) -> notice.Run:
        return notice.Run(
            artifacts=done.folder / "artifacts",
            chapters=tuple(done.chapters.values()),
            until=self._options.as_of,
            published=done.kept is None,
        )

    def _send(self, told: Notice) -> None:
        if self._sender:
            self._log.say(self._sender.send(told.title, told.body, told.kind))
