"""What is new in a published report: the state that the run left, beside the state that it compared with.

States are immutable and outlive run folders (`cxlab.pipeline.state`). Nothing is computed here: rows kept, the issues
that the briefing put first, and what the ledger noted are set beside each other as they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cxlab.ledger_files import LEARNED, read_ledger
from cxlab.numbers import fill
from cxlab.phrases import Lang
from cxlab.pipeline.state import History
from cxlab.record import ChapterRecord, Finding
from cxlab.report.hostile import clean
from cxlab.report.model import BRIEFING

_HEADLINES = ("issue", "changed", "level", "good")
"""Kinds of findings of a briefing of which the first one found is its headline."""
_NOTED = ("raised", "solved", "returned")
"""States of the ledger that are news."""
MOST_TOLD = 3


@dataclass(frozen=True)
class Seen:
    """What a state says for a reader: rows kept of each table, issues by subject, what changed by finding."""

    rows: Mapping[str, int]
    issues: Mapping[str, str]
    changed: Mapping[str, str]


@dataclass(frozen=True)
class News:
    """What differs from the report before.

    Attributes
    ----------
    rows
        Of each table whose rows differ: before and now.
    entered, left
        Names of the issues that matter now and did not before, and the other way round.
    noted
        How many issues the ledger noted as raised, solved or returned (to step 1) in this run.
    told
        What the briefing says has changed and did not say before; at most `MOST_TOLD` sentences.
    """

    rows: Mapping[str, tuple[int, int]]
    entered: tuple[str, ...]
    left: tuple[str, ...]
    noted: Mapping[str, int]
    told: tuple[str, ...]


def headline(briefing: Path, lang: Lang) -> str | None:
    """Return the sentence that a briefing puts first: its first issue, else what changed, else what goes well.

    Parameters
    ----------
    briefing
        Folder with the ``chapter.json`` of a briefing: ``<run>/artifacts/briefing``.
    """
    found = _briefing(briefing)
    for kind in _HEADLINES:
        for finding in found:
            if _kind(finding) == kind:
                return _claim(finding, lang)
    return None


def news(home: Path, lang: Lang) -> News | None:
    """Return what the newest published state of a study brought; None where there is none before it to compare with."""
    history = History(home / "state")
    newest = history.newest()
    learned = newest.chapters.get(BRIEFING) if newest else None
    if newest is None or learned is None or learned.compared is None:
        return None
    now, before = (_seen(history.path(number), lang) for number in (newest.number, learned.compared))
    both = {table: (rows, now.rows[table]) for table, rows in before.rows.items() if table in now.rows}
    return News(
        rows={table: pair for table, pair in both.items() if pair[0] != pair[1]},
        entered=tuple(name for subject, name in now.issues.items() if subject not in before.issues),
        left=tuple(name for subject, name in before.issues.items() if subject not in now.issues),
        noted=_noted(history.path(newest.number)),
        told=tuple(claim for id, claim in now.changed.items() if id not in before.changed)[:MOST_TOLD],
    )


def _seen(state: Path, lang: Lang) -> Seen:
    rows: dict[str, int] = {}
    for file in sorted(state.glob("*/chapter.json")):
        for table, funnel in ChapterRecord.read(file.parent).data.items():
            rows.setdefault(table, funnel.kept)
    found = _briefing(state / BRIEFING)
    return Seen(
        rows=rows,
        issues={finding.subject: _name(finding, lang) for finding in found if _kind(finding) == "issue"},
        changed={finding.id: _claim(finding, lang) for finding in found if _kind(finding) == "changed"},
    )


def _noted(state: Path) -> dict[str, int]:
    """Count the issues of which the ledger's last run noted something new, by what it noted."""
    for file in sorted(state.glob(f"*/{LEARNED}")):
        ledger = read_ledger(file.parent)
        if ledger is not None and len(ledger.runs) > 1:
            last = ledger.events[ledger.events["run"] == len(ledger.runs)]
            counts = Counter(last.drop_duplicates(["issue", "state"])["state"])
            return {state: counts[state] for state in _NOTED if counts[state]}
    return {}


def _briefing(folder: Path) -> list[Finding]:
    if not (folder / "chapter.json").is_file():
        return []
    return sorted(ChapterRecord.read(folder).findings, key=lambda finding: (finding.rank, finding.id))


def _kind(finding: Finding) -> str:
    return finding.id.split("/")[1]


def _claim(finding: Finding, lang: Lang) -> str:
    return clean(fill(finding.claim, finding.values, finding.names, lang))


def _name(finding: Finding, lang: Lang) -> str:
    named = finding.names.get("issue")
    return clean(getattr(named, lang) if named else finding.subject)
