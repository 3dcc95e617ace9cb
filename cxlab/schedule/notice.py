"""What a notice says, in the study's language: never a customer's words, a path of this machine or an address."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxlab.numbers import fill
from cxlab.phrases import Lang, phrase
from cxlab.pipeline.manifest import Outcome
from cxlab.record import ChapterRecord
from cxlab.schedule.period import Days
from cxlab.schedule.send import Kind
from cxlab.schedule.watch import Stale


@dataclass(frozen=True)
class Notice:
    """A title, a body of one line a fact, and how urgent it is."""

    title: str
    body: str
    kind: Kind


@dataclass(frozen=True)
class Attention:
    """What needs a look although the run went well; the defaults say that nothing does.

    `silent` names the channels without a complaint in `days`, ``""`` the study as a whole; `red_lines` counts.
    """

    days: Days
    stale: Stale | None = None
    silent: tuple[str, ...] = ()
    red_lines: int = 0
    untidy: bool = False


@dataclass(frozen=True)
class Run:
    """A run that went well: its artifacts, what became of the chapters, the last day that counts, whether published."""

    artifacts: Path
    chapters: Sequence[Outcome]
    until: str | None
    published: bool


def of_success(title: str, run: Run, attention: Attention, lang: Lang) -> Notice:
    """Return the notice of a run with a report: what needs a look first, then the briefing's headline."""
    warnings = list(_warnings(attention, lang))
    key = "title_attention" if warnings else "title_published"
    lines = [*warnings, *_headline(run.artifacts, lang)]
    if run.until:
        lines.append(said("until", lang, date=run.until))
    states = Counter(outcome.state for outcome in run.chapters)
    if states["executed"]:
        lines.append(said("counts", lang, executed=states["executed"], cached=states["cached"]))
    else:
        lines.append(said("unchanged", lang))
    head = said(key if run.published else "title_kept", lang, title=title)
    return Notice(head, "\n".join(lines), "warning" if warnings or not run.published else "success")


def of_failure(title: str, code: int, why: str, last: dt.date | None, log: str | None, lang: Lang) -> Notice:
    """Return the notice of a run that did not end well.

    Parameters
    ----------
    why
        One line; empty where the code says it all.
    last
        Day of the report that stays published, or None.
    log
        Name of the run's log, or None.
    """
    lines = [said(f"code_{code}", lang)]
    if why:
        lines.append(said("why", lang, why=why))
    lines.append(said("still", lang, date=last.isoformat()) if last else said("none_yet", lang))
    if log:
        lines.append(said("log", lang, log=log))
    return Notice(said("title_failed", lang, title=title, code=code), "\n".join(lines), "failure")


def said(key: str, lang: Lang, **fields: object) -> str:
    """Return a phrase of ``schedule.yml`` in `lang`, its fields filled."""
    text = str(getattr(phrase(f"schedule.{key}"), lang))
    return re.sub(r"\{(\w+)\}", lambda field: str(fields[field[1]]), text)


def _warnings(attention: Attention, lang: Lang) -> Iterator[str]:
    if attention.red_lines:
        yield said("red_lines", lang, n=attention.red_lines)
    if attention.stale:
        yield said("stale", lang, date=attention.stale.newest, days=attention.stale.days)
    days = {"start": attention.days.start, "end": attention.days.end}
    for channel in attention.silent:
        yield said("silent_channel", lang, channel=channel, **days) if channel else said("silent", lang, **days)
    if attention.untidy:
        yield said("untidy", lang)


def _headline(artifacts: Path, lang: Lang) -> Iterator[str]:
    """Yield the briefing's first issue, and how many decisions it asks for; nothing without a briefing."""
    if not (artifacts / "briefing" / "chapter.json").is_file():
        return
    findings = ChapterRecord.read(artifacts / "briefing").findings
    issues = sorted((f for f in findings if f.id.startswith("briefing/issue/")), key=lambda f: f.rank)
    for first in issues[:1]:
        yield said("headline", lang, claim=fill(first.claim, first.values, first.names, lang))
    asks = sum(f.id.startswith("briefing/ask/") for f in findings)
    if asks:
        yield said("asks", lang, n=asks)
