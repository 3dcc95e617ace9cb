"""``reports/<study>/logs/<start>.log``: what happened in a run, one line a step, without a word that a customer said.

What an unforeseen error says may quote the data, so of such an error only its kind is told; messages that cxlab
itself wrote are told with personal data masked.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from pathlib import Path

from cxlab import intake
from cxlab.errors import CxlabError
from cxlab.pipeline import manifest
from cxlab.pipeline.progress import Reporter, line

LOGS = "logs"
_LONGEST = 300
# `launch.Ended.message`: "cell 7: ValueError: what it says"
_KIND = re.compile(r"(cell \d+: [A-Za-z_][\w.]*|[A-Za-z_.]*(?:Error|Exception|Exit|Interrupt)): ")
# `intake.unread`: cells of a column that should hold answers, and may hold anything
_CELLS = re.compile(r",? such as '.*", re.DOTALL)
_FOLDERS = re.compile(r"(?<![\w.:/\\])(?:[A-Za-z]:)?(?:[/\\][^/\\\s'\"]+)*[/\\](?=[^/\\\s'\"])")


class RunLog:
    """The log of one run; it begins once the study has a folder of reports, so that wrong input writes nothing.

    A folder that cannot be written costs the log, never the run.
    """

    def __init__(self, home: Path | None, started: dt.datetime) -> None:
        name = started.astimezone(dt.UTC).strftime("%Y%m%d-%H%M%S")
        self.file = home / LOGS / f"{name}.log" if home else None
        self._waiting: list[str] = []

    def say(self, message: str) -> None:
        """Add a line."""
        self._waiting.append(f"{manifest.stamp(dt.datetime.now(dt.UTC))} {message}\n")
        if self.file is None or not self.file.parent.parent.is_dir():
            return
        with suppress(OSError):
            self.file.parent.mkdir(exist_ok=True)
            with self.file.open("a", encoding="utf-8") as stream:
                stream.writelines(self._waiting)
        self._waiting.clear()


class Logged:
    """A reporter that writes down what it hears and passes it on; `failed` says which chapters failed, and how."""

    def __init__(self, reporter: Reporter, log: RunLog) -> None:
        self._reporter = reporter
        self._log = log
        self.failed: dict[str, str] = {}

    def begin(self, chapters: int) -> None:
        """Note how many chapters there are."""
        self._log.say(f"{chapters} chapters")
        self._reporter.begin(chapters)

    def cell(self, slug: str, done: int, of: int) -> None:
        """Pass it on; cells would be too many lines."""
        self._reporter.cell(slug, done, of)

    def ended(self, slug: str, state: str, seconds: float, message: str) -> None:
        """Note how a chapter ended."""
        told = speechless(message)
        if state == "failed":
            self.failed[slug] = told
        self._log.say(line(slug, state, seconds, told, "chapter"))
        self._reporter.ended(slug, state, seconds, message)

    def say(self, message: str) -> None:
        """Note `message`."""
        self._log.say(message)
        self._reporter.say(message)


def speechless(message: str) -> str:
    """Return the first line of `message`, without what an unforeseen error says and with personal data masked."""
    first = next(iter(message.strip().splitlines()), "")
    kind = _KIND.match(first)
    return intake.mask(kind[1] if kind else _CELLS.sub("", first))[:_LONGEST]


def reason(error: BaseException, failed: dict[str, str]) -> str:
    """Return in one line why a run ended: chapters that failed by name, else what the error says.

    Paths are cut to their last part, for the line leaves the machine.
    """
    if failed and isinstance(error, CxlabError):
        why = "; ".join(f"{slug}: {told}" for slug, told in sorted(failed.items()))
    elif isinstance(error, CxlabError):
        lines = [part.strip() for part in str(error).splitlines() if part.strip()]
        why = intake.mask(_CELLS.sub("", " ".join(lines[:2])) if lines else type(error).__name__)
    else:
        why = type(error).__name__
    return _FOLDERS.sub("", why)[:_LONGEST]
