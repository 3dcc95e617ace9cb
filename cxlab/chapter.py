"""The one object a notebook works with: it hands out tables, takes findings and exhibits, and writes the artifacts."""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pandas as pd
import plotly.graph_objects as go

from cxlab import charts, intake, project
from cxlab.errors import InputError, NotApplicable, nearest
from cxlab.lines import Lines
from cxlab.numbers import Number, Unit, evidence, fill
from cxlab.phrases import Lang, columns, in_both_languages, phrase, visible
from cxlab.record import Bars, ChapterRecord, Exhibit, Finding, Funnel
from cxlab.shown import Shown, show_after_cell
from cxlab.study import Study, Text

WORKBENCH = "workbench"
Words = str | Mapping[str, str] | Text


class Chapter:
    """A chapter under way. Open it with `Chapter.open`, end it with `save`.

    Nothing that depends on language, time, place or run enters its artifacts.
    """

    def __init__(self, study: Study, run: Path, slug: str, lang: Lang) -> None:
        self.study = study
        self.slug = slug
        self.lang = lang
        self._run = run
        context = run / "run.json"
        self._context = json.loads(context.read_text(encoding="utf-8")) if context.is_file() else {}
        self._parameters: dict[str, Any] = {}
        self._data: dict[str, Funnel] = {}
        self._findings: dict[str, Finding] = {}
        self._kept: set[str] = set()
        self._exhibits: dict[str, Exhibit] = {}
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()

    @classmethod
    def open(cls, study: str | Path, run_dir: str | Path, slug: str, lang: Lang = "zh", **parameters: Any) -> Self:
        """Open chapter `slug` of a study.

        Parameters
        ----------
        study
            Folder, ``study.yaml`` or name under ``data/``.
        run_dir
            Run folder; empty means the study's scratch run, which is never published.
        lang
            Language of what Jupyter shows; artifacts hold both.
        parameters
            The notebook's parameters, recorded in the artifact.
        """
        opened = Study.open(study)
        run = Path(run_dir) if str(run_dir) else project.reports_root() / opened.name / WORKBENCH
        chapter = cls(opened, run, slug, lang)
        chapter._parameters = parameters
        return chapter

    @property
    def folder(self) -> Path:
        """Folder of this chapter's artifacts."""
        return self._run / "artifacts" / self.slug

    def table(self, name: str) -> intake.Loaded:
        """Return an input table after intake, up to the run's as-of date; its funnel is recorded.

        Raises
        ------
        NotApplicable
            When the study has no such table.
        """
        if name not in self.study.tables:
            raise NotApplicable("common.no_table", table=name)
        loaded = intake.load(self.study, name, reports=self._run.parent.parent)
        self._data[name] = Funnel.model_validate({k: v for k, v in loaded.report.items() if k in Funnel.model_fields})
        return replace(loaded, frame=_until(loaded.frame, self._context.get("as_of")))

    def optional(self, name: str) -> pd.DataFrame | None:
        """Return the frame of an input table, or None where the study has none."""
        return self.table(name).frame if name in self.study.tables else None

    def require(self, frame: pd.DataFrame, *columns: str) -> None:
        """Stop as "not applicable" unless `frame` has each of `columns` with at least one value."""
        for column in columns:
            if column not in frame or frame[column].isna().all():
                raise NotApplicable("common.no_column", column=column)

    def label(self, code: str) -> str:
        """Return how tables and figures name a column, item, feature or code, in both languages.

        The study's own ``labels`` come first, then the names of our columns, then the code itself.
        """
        ours = columns().get(str(code))
        if ours is not None and str(code) not in self.study.labels:
            return in_both_languages(Text(zh=ours["zh"], en=ours["en"]))
        return in_both_languages(self.study.label(str(code)))

    @property
    def words(self) -> Path:
        """Folder of the study's own word lists; it need not exist."""
        return self.study.folder / "words"

    @property
    def decisions(self) -> Path:
        """File with what a researcher decided about the topics (`cxlab.codebook.Edits`); it need not exist."""
        return self.study.folder / "codebook.yaml"

    def decided(self, file: str) -> Lines:
        """Return what a researcher wrote in a YAML file of the study's folder; an absent one holds nothing."""
        path = self.study.folder / file
        return Lines.read(path) if path.is_file() else Lines(file, {}, {})

    @property
    def text_cache(self) -> Path:
        """Folder of token and vector caches, by hash of masked text, shared by the studies of a reports folder."""
        return self._run.parent.parent / ".cache" / "text"

    def upstream(self, slug: str, name: str) -> pd.DataFrame:
        """Return a table that another chapter kept in this run; the workbench looks into the latest report too.

        Raises
        ------
        NotApplicable
            When there is none.
        """
        for run in self._runs():
            file = run / "artifacts" / slug / f"{name}.parquet"
            if file.is_file():
                return pd.read_parquet(file)
        raise NotApplicable("common.no_upstream", chapter=slug)

    def upstream_if(self, slug: str, name: str) -> pd.DataFrame | None:
        """Return a table that another chapter kept, or None where it did not run or kept none."""
        try:
            return self.upstream(slug, name)
        except NotApplicable:
            return None

    def records(self) -> dict[str, ChapterRecord]:
        """Return the records of the chapters of this run that are done (in the workbench: of the latest run too)."""
        found: dict[str, ChapterRecord] = {}
        for run in reversed(self._runs()):
            for file in sorted(run.glob("artifacts/*/chapter.json")):
                record = ChapterRecord.read(file.parent)
                if record.slug != self.slug and record.state == "done":
                    found[record.slug] = record
        return found

    def _runs(self) -> list[Path]:
        """Where results of other chapters are looked for; a pipeline's run sees only itself, else keys would lie."""
        return [self._run] if self._context else [self._run, self._run.parent / "latest"]

    def previous(self, slug: str) -> ChapterRecord | None:
        """Return what chapter `slug` said in the published run that this chapter compares with, if there is one.

        That is the last one in which this chapter had other inputs; the workbench compares with none.
        """
        folder = self._state(slug)
        return ChapterRecord.read(folder) if folder and (folder / "chapter.json").is_file() else None

    def learned(self, slug: str | None = None) -> Path | None:
        """Return the folder with what this chapter, or chapter `slug`, learned before (read only), if there is one.

        In a run: in the published run that `previous` speaks of. In the workbench: in the latest report, so that a
        researcher sees what the leader saw.
        """
        of = slug or self.slug
        latest = self._run.parent / "latest" / "artifacts" / of / "state"
        folder = self._state(of) if self._context else latest
        return folder if folder and folder.is_dir() else None

    def _state(self, slug: str) -> Path | None:
        state = self._context.get("states", {}).get(self.slug)
        return Path(state) / slug if state else None

    def keep(self, name: str, frame: pd.DataFrame) -> None:
        """Keep a researcher's table in the artifacts; later chapters may read it, a report never shows it."""
        if name in self._exhibits:
            raise InputError(f"'{name}' is an exhibit already; keep the table under another name.")
        self._kept.add(name)
        frame.to_parquet(self.folder / f"{name}.parquet", index=False)

    def keep_file(self, name: str, content: bytes) -> None:
        """Keep a researcher's file in the artifacts, such as a questionnaire for a survey tool."""
        (self.folder / name).write_bytes(content)

    def exhibit(
        self,
        id: str,
        table: pd.DataFrame,
        figure: go.Figure | None = None,
        *,
        subject: str = "study:all",
        texts: Words | None = None,
        values: Mapping[str, Number] | None = None,
        names: Mapping[str, Words] | None = None,
        n: str | None = None,
        unit: Unit | None = None,
        bars: Bars | None = None,
    ) -> Shown:
        """Add a chart with the table behind it, or a table alone.

        Parameters
        ----------
        table
            What readers may see: already passed through `cells.suppress` where groups can be small. A column
            of people or answers per row is named by `n`, so that the privacy gate can check it.
        figure
            Plotly figure; a visible string ``@key`` is a phrase.
        texts
            Stem of the phrase keys: ``<texts>_title``, ``<texts>_reading``, ``<texts>_alt`` (default ``<slug>.<id>``).
        unit
            Unit of the columns ``value``, ``low`` and ``high``.
        """
        if id in self._kept:
            raise InputError(f"A table is kept as '{id}'; give the exhibit another id.")
        stem = texts or f"{self.slug}.{id}"
        words = {part: phrase(f"{stem}_{part}") for part in ("title", "reading", "alt")}
        made = Exhibit(
            id=id,
            subject=subject,
            **words,
            values=dict(values or {}),
            names={key: _said(name) for key, name in (names or {}).items()},
            n=n,
            unit=unit,
            bars=bars,
            figure=figure is not None,
        )
        for column in (n, *(bars.model_dump().values() if bars else ())):
            if column is not None and column not in table:
                raise InputError(f"Exhibit '{id}': its table has no column '{column}'.{nearest(column, table.columns)}")
        self._exhibits[id] = made
        table.to_parquet(self.folder / f"{id}.parquet", index=False)
        if figure is not None:
            (self.folder / f"{id}.figure.json").write_text(charts.to_json(figure), encoding="utf-8")
        return show_after_cell(Shown(made, table, figure, self.lang))

    def finding(
        self,
        id: str,
        role: str,
        claim: Words,
        *,
        subject: str = "study:all",
        values: Mapping[str, Number] | None = None,
        names: Mapping[str, Words] | None = None,
        **more: Any,
    ) -> Finding:
        """Add a finding; `claim` is a phrase key or a text in both languages. Further fields as in `Finding`."""
        made = Finding(
            id=id,
            role=role,  # type: ignore[arg-type]
            subject=subject,
            claim=phrase(claim),
            values=dict(values or {}),
            names={key: _said(name) for key, name in (names or {}).items()},
            **{"rank": len(self._findings) + 1, **more, "caveats": tuple(phrase(c) for c in more.get("caveats", ()))},
        )
        self._findings[id] = made
        return made

    def restate(self, kind: str, slug: str, found: Finding, **changed: Any) -> Finding:
        """Say again what chapter `slug` found, as ``<slug of this chapter>/<kind>/<its id>``; it leads back there."""
        source = f"{slug}#{found.exhibit or ''}"
        fields = ("role", "claim", "subject", "values", "department", "caveats")
        said = {field: getattr(found, field) for field in fields}
        names = found.names | {"source": Text(zh=source, en=source)} | changed.pop("names", {})
        return self.finding(f"{self.slug}/{kind}/{found.id}", **{**said, "names": names, **changed})

    def save(self) -> ChapterRecord:
        """Write ``chapter.json`` and return the record.

        Raises
        ------
        InputError
            When a finding points to an exhibit that was never added.
        """
        for finding in self._findings.values():
            if finding.exhibit is not None and finding.exhibit not in self._exhibits:
                hint = nearest(finding.exhibit, self._exhibits)
                raise InputError(f"Finding '{finding.id}' points to the unknown exhibit '{finding.exhibit}'.{hint}")
        record = ChapterRecord(
            slug=self.slug,
            parameters=self._parameters,
            data=self._data,
            findings=tuple(sorted(self._findings.values(), key=lambda f: (f.rank, f.id))),
            exhibits=tuple(self._exhibits.values()),
        )
        record.write(self.folder)
        return record

    def _repr_html_(self) -> str:
        blocks = [_finding_html(f, self.lang) for f in sorted(self._findings.values(), key=lambda f: (f.rank, f.id))]
        return (
            f"<h3>{html.escape(getattr(self.study.title, self.lang))} · {html.escape(self.slug)}</h3>{''.join(blocks)}"
        )


def _until(frame: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """Drop what arrived after the as-of date; tables without a date of arrival are returned whole."""
    column = next((c for c in _ARRIVAL if c in frame), None)
    if as_of is None or column is None:
        return frame
    end = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    return frame[frame[column].isna() | (frame[column] < end)]


_ARRIVAL = ("received_at", "answered_at", "visited_at", "contacted_at", "sent_at")


def _said(name: Words) -> Text:
    """A name is a label from the data, a string of a table cell, or a text in both languages."""
    return visible(name) if isinstance(name, str) else phrase(name)


def _finding_html(finding: Finding, lang: Lang) -> str:
    said = html.escape(fill(finding.claim, finding.values, finding.names, lang))
    base = "; ".join(html.escape(f"{name}: {evidence(number, lang)}") for name, number in finding.values.items())
    return f"<p><b>{said}</b><br><small>{base}</small></p>"
