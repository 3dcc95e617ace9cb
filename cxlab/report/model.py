"""A run's artifacts in one language, as plain view objects: everything a page says, and no HTML.

`read` is the only door. Strings that leave it are cleaned of unseen characters; templates escape them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import yaml
from pydantic import TypeAdapter

from cxlab import phrases, project
from cxlab.numbers import Number, evidence, fill
from cxlab.phrases import Lang
from cxlab.record import ChapterRecord, Exhibit, Finding
from cxlab.report import bars, tables
from cxlab.report.bars import BarsView
from cxlab.report.hostile import clean, for_plotly
from cxlab.report.provenance import Provenance, provenance
from cxlab.report.tables import TableView
from cxlab.report.words import words
from cxlab.study import LocalText, Text

BRIEFING = "briefing"
_WORDS: TypeAdapter[Text] = TypeAdapter(LocalText)
State = Literal["done", "not_applicable", "failed", "blocked", "not_selected", "missing"]


@dataclass(frozen=True)
class Source:
    """Where a finding's evidence is: a chapter, and an exhibit in it."""

    slug: str
    exhibit: str | None


@dataclass(frozen=True)
class FindingView:
    """One finding in words: the claim, and under it the numbers with interval and base.

    `exhibit` is one of its own chapter, `source` is where a reader is sent for evidence. `name` is that of the issue
    which a finding of the briefing opens.
    """

    id: str
    role: str
    subject: str
    claim: str
    evidence: tuple[str, ...]
    caveats: tuple[str, ...]
    numbers: tuple[Number, ...]
    exhibit: str | None
    source: Source | None
    department: str | None = None
    name: str = ""

    @property
    def kind(self) -> str:
        """The second part of the id: what kind of finding it is within its chapter."""
        return self.id.split("/")[1]


@dataclass(frozen=True)
class ExhibitView:
    """A chart with its words, its table, and its bars where no script runs."""

    id: str
    anchor: str
    title: str
    reading: str
    alt: str
    evidence: tuple[str, ...]
    table: TableView
    bars: BarsView | None
    figure: dict[str, Any] | None


@dataclass(frozen=True)
class ChapterView:
    """A chapter as readers meet it, whatever became of it."""

    slug: str
    title: str
    question: str
    state: State
    reason: str = ""
    findings: tuple[FindingView, ...] = ()
    exhibits: tuple[ExhibitView, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    funnel: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True)
class ReportView:
    """The whole report in one language; `chapters` in the order of ``chapters.yml``, the briefing apart."""

    name: str
    title: str
    synthetic: bool
    period: tuple[str, str] | None
    lang: Lang
    briefing: ChapterView | None
    chapters: tuple[ChapterView, ...]
    provenance: Provenance

    @property
    def base(self) -> tuple[tuple[str, int], ...]:
        """What customers gave: rows kept of the tables that ``phrases.yml`` has a word for."""
        kept: dict[str, int] = {}
        for chapter in self.chapters:
            for table, counts in chapter.funnel:
                if f"table_{table}" in words(self.lang):
                    kept.setdefault(table, counts[-1])
        return tuple(kept.items())


def read(run_dir: Path, lang: Lang) -> ReportView:
    """Return the report of a run folder in `lang`.

    Parameters
    ----------
    run_dir
        Holds ``manifest.json`` and ``artifacts/``; optional keys of the manifest may be missing.

    Raises
    ------
    pydantic.ValidationError
        When a ``chapter.json`` is not what `ChapterRecord` says.
    """
    manifest = json.loads((run_dir / "manifest.json").read_text(encoding="utf-8"))
    study = manifest["study"]
    period = study.get("period")
    chapters = [_chapter(run_dir / "artifacts", entry, manifest, lang) for entry in _order(run_dir)]
    return ReportView(
        name=study["name"],
        title=clean(study["title"][lang]),
        synthetic=bool(study.get("synthetic")),
        period=(str(period["start"]), str(period["end"])) if period else None,
        lang=lang,
        briefing=next((c for c in chapters if c.slug == BRIEFING and c.state == "done"), None),
        chapters=tuple(c for c in chapters if c.slug != BRIEFING or c.state != "done"),
        provenance=provenance(manifest),
    )


def _order(run_dir: Path) -> list[dict[str, Any]]:
    """Return the entries of ``chapters.yml``, and after them chapters that left artifacts but are not in it."""
    text = (project.root(run_dir) / "notebooks" / "chapters.yml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = yaml.safe_load(text)["chapters"]
    known = {entry["slug"] for entry in entries}
    found = sorted(file.parent.name for file in run_dir.glob("artifacts/*/chapter.json"))
    return entries + [
        {"slug": slug, "title": {"zh": slug, "en": slug}, "question": {"zh": slug, "en": slug}}
        for slug in found
        if slug not in known
    ]


def _chapter(artifacts: Path, entry: Mapping[str, Any], manifest: Mapping[str, Any], lang: Lang) -> ChapterView:
    slug = entry["slug"]
    folder = artifacts / slug
    said = {part: getattr(_WORDS.validate_python(entry[part]), lang) for part in ("title", "question")}
    head = {"slug": slug, **said}
    ran = manifest.get("chapters", {}).get(slug, {}).get("state")
    if ran in ("failed", "blocked", "not_selected") or not (folder / "chapter.json").is_file():
        return ChapterView(**head, state=ran if ran in _NO_RESULT else "missing")
    record = ChapterRecord.read(folder)
    return ChapterView(
        **head,
        state=record.state,
        reason=_reason(record, lang),
        findings=tuple(_finding(f, slug, lang) for f in sorted(record.findings, key=lambda f: (f.rank, f.id))),
        exhibits=tuple(_exhibit(e, folder, lang) for e in record.exhibits),
        parameters=tuple((clean(k), clean(str(v))) for k, v in sorted(record.parameters.items())),
        funnel=tuple((table, tuple(rows.model_dump().values())) for table, rows in sorted(record.data.items())),
    )


_NO_RESULT = ("failed", "blocked", "not_selected", "not_applicable")


def _reason(record: ChapterRecord, lang: Lang) -> str:
    if record.reason is None:
        return words(lang)["not_applicable_why"] if record.state == "not_applicable" else ""
    names = {name: Text(zh=value, en=value) for name, value in record.reason_values.items()}
    return clean(fill(record.reason, {}, names, lang))


def _finding(finding: Finding, slug: str, lang: Lang) -> FindingView:
    pointed = finding.names.get("source")
    there, _, exhibit = pointed.en.partition("#") if pointed else (slug, "", finding.exhibit or "")
    return FindingView(
        id=finding.id,
        role=finding.role,
        subject=finding.subject,
        claim=clean(fill(finding.claim, finding.values, finding.names, lang)),
        evidence=_evidence(finding.values, lang),
        caveats=tuple(clean(str(getattr(caveat, lang))) for caveat in finding.caveats),
        numbers=tuple(finding.values.values()),
        exhibit=finding.exhibit,
        source=Source(there, exhibit or None) if pointed or exhibit else None,
        department=clean(getattr(phrases.visible(finding.department), lang)) if finding.department else None,
        name=clean(getattr(finding.names["issue"], lang)) if "issue" in finding.names else "",
    )


def _evidence(values: Mapping[str, Number], lang: Lang) -> tuple[str, ...]:
    """Write every number that has an interval or a base; a plain count is already whole in its sentence."""
    lines = []
    for name, number in values.items():
        if number.n is not None or number.low is not None:
            known = phrases.columns().get(name)
            label = f"{known[lang]} " if known else ""
            lines.append((label + evidence(number, lang)).replace("n = ", "n\u00a0=\u00a0"))
    return tuple(dict.fromkeys(lines))


def _exhibit(exhibit: Exhibit, folder: Path, lang: Lang) -> ExhibitView:
    frame = pd.read_parquet(folder / f"{exhibit.id}.parquet")
    figure = None
    if exhibit.figure:
        raw = json.loads((folder / f"{exhibit.id}.figure.json").read_text(encoding="utf-8"))
        figure = for_plotly(phrases.resolve(raw, lang))
    said = {
        part: clean(fill(getattr(exhibit, part), exhibit.values, exhibit.names, lang))
        for part in ("title", "reading", "alt")
    }
    return ExhibitView(
        id=exhibit.id,
        anchor=f"{folder.name}--{exhibit.id}",
        **said,
        evidence=_evidence(exhibit.values, lang),
        table=tables.view(frame, exhibit.unit, lang),
        bars=bars.view(frame, exhibit, lang),
        figure=figure,
    )
