"""The page of all studies: of each the latest report, its headline, what is new, and how the last runs ended.

It is written beside the studies' folders at the end of every run (``index.html`` in Chinese, ``index.en.html`` in
English), holds no script and asks nobody for anything: `cxlab serve` shows it, and so can any web server.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxlab.errors import StorageError
from cxlab.phrases import Lang
from cxlab.pipeline import attempts, manifest, publish
from cxlab.pipeline.attempts import Attempt
from cxlab.pipeline.storage import write_atomic
from cxlab.report import render
from cxlab.report.hostile import clean
from cxlab.report.model import BRIEFING
from cxlab.report.news import News, headline, news
from cxlab.report.words import words
from cxlab.study import Text

PAGES: dict[str, Lang] = {"index.html": "zh", "index.en.html": "en"}
MOST_RUNS = 10
_NEEDED = {"study", "status", "started_at"}
"""What a manifest has to say for its run to be shown."""


@dataclass(frozen=True)
class RunView:
    """One run: its name, when it began and ended (ISO), how it ended, seconds, chapters executed and cached."""

    name: str
    started: str
    ended: str
    status: str
    seconds: float | None
    executed: int
    cached: int


@dataclass(frozen=True)
class Shared:
    """A file of ``share/``: its address beside the page, its ending and its size in MB."""

    address: str
    ending: str
    megabytes: float


@dataclass(frozen=True)
class StudyView:
    """A study as the page shows it.

    `published` is its latest report, `headline` the first sentence of its briefing and `issues` how many issues that
    has; `news` is None for a first report. `trouble` is the last run where that one ended with an error, `open` the
    start of a run that has not ended.
    """

    name: str
    title: str
    synthetic: bool
    period: tuple[str, str] | None
    published: RunView | None
    headline: str | None
    news: News | None
    shared: tuple[Shared, ...]
    trouble: Attempt | None
    open: str | None
    runs: tuple[RunView, ...]


def write(reports: Path) -> None:
    """Write the page in both languages into the folder of all reports."""
    for name, lang in PAGES.items():
        write_atomic(reports / name, page(reports, lang))


def page(reports: Path, lang: Lang) -> str:
    """Return the page of the studies that have reports under `reports`, the one published last first."""
    found = [view for home in sorted(reports.glob("*")) if home.is_dir() and (view := study(home, lang))]
    found.sort(key=lambda view: view.published.started if view.published else "", reverse=True)
    style = render.asset("report.css")
    context = {"w": words(lang), "lang": lang, "pages": PAGES, "style": style, "when": when, "offset": _offset()}
    return render.template("studies.html", studies=found, **context)


def study(home: Path, lang: Lang) -> StudyView | None:
    """Return a study by the folder of its reports; None where no run left a whole manifest there."""
    folders = [folder for folder in home.glob("*-*") if (folder / manifest.MANIFEST).is_file()]
    told_of = {folder.name: manifest.read(folder) or {} for folder in folders}
    made = {name: about for name, about in told_of.items() if about.keys() >= _NEEDED}
    if not made:
        return None
    runs = sorted((_run(name, about) for name, about in made.items()), key=lambda run: (run.started, run.name))
    latest = publish.latest(home)
    about = made.get(latest.name, {}) if latest else {}
    told = about or made[runs[-1].name]
    published = next((run for run in runs if about and latest and run.name == latest.name), None)
    period = told["study"].get("period")
    return StudyView(
        name=home.name,
        title=clean(getattr(Text(**told["study"]["title"]), lang)),
        synthetic=bool(told["study"].get("synthetic")),
        period=(str(period["start"]), str(period["end"])) if period else None,
        published=published,
        headline=_headline(latest, lang) if latest else None,
        news=_news(home, lang),
        shared=_shared(home, latest) if latest else (),
        trouble=_trouble(home),
        open=runs[-1].started if runs[-1].status == manifest.RUNNING else None,
        runs=tuple(reversed(runs[-MOST_RUNS:])),
    )


def when(stamp: str) -> str:
    """Return a moment (ISO) as a clock in the time zone of this machine shows it."""
    return f"{dt.datetime.fromisoformat(stamp).astimezone():%Y-%m-%d %H:%M}"


def _offset() -> str:
    """Return the time zone of this machine as ``UTC+08:00``."""
    ahead = dt.datetime.now().astimezone().strftime("%z")
    return f"UTC{ahead[:3]}:{ahead[3:]}"


def _run(name: str, about: dict[str, Any]) -> RunView:
    states = [entry["state"] for entry in about.get("chapters", {}).values()]
    return RunView(
        name=name,
        started=about["started_at"],
        ended=about.get("finished_at", about["started_at"]),
        status=about["status"],
        seconds=about.get("seconds"),
        executed=states.count("executed"),
        cached=states.count("cached"),
    )


def _headline(run_dir: Path, lang: Lang) -> str | None:
    with suppress(ValueError, OSError):  # a report of another version still has its card
        return headline(run_dir / "artifacts" / BRIEFING, lang)
    return None


def _news(home: Path, lang: Lang) -> News | None:
    with suppress(ValueError, OSError, StorageError):
        return news(home, lang)
    return None


def _shared(home: Path, latest: Path) -> tuple[Shared, ...]:
    files = sorted(file for file in (latest / "share").glob("*") if file.is_file())
    return tuple(
        Shared(f"{home.name}/{publish.LATEST}/share/{file.name}", file.suffix, file.stat().st_size / 1e6)
        for file in files
    )


def _trouble(home: Path) -> Attempt | None:
    """Return the last run where it ended with an error; no clock is asked, it may have been set back."""
    last = attempts.last(home)
    return last if last and last.exit_code != 0 else None
