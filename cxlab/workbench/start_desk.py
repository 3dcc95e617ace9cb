"""The desk at which work starts: choose a study, see how it stands, run it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import ipywidgets as widgets
import pandas as pd

from cxlab import project
from cxlab.errors import InputError
from cxlab.phrases import Lang, catalogue
from cxlab.pipeline import graph
from cxlab.study import STUDY_FILE, Study
from cxlab.workbench import standing
from cxlab.workbench.links import Link, Linked, heed_links, links
from cxlab.workbench.run_panel import RunPanel
from cxlab.workbench.words import as_table, put_on_screen, safe, say

TABS = ("chapters", "tables", "issues", "fieldwork")


class StartDesk:
    """A study's state and the buttons to run it.

    Parameters
    ----------
    study
        Folder, ``study.yaml`` or name of the study that is shown first.
    reports
        Folder of all reports; None means that of the project.

    Raises
    ------
    InputError
        There is no such study.
    """

    def __init__(self, study: str | Path = "demo", lang: Lang = "zh", *, reports: Path | None = None) -> None:
        self._lang, self._reports = lang, (reports or project.reports_root()).resolve()
        self._chapters = graph.read(project.root())
        first = Study.open(study)
        self.studies = widgets.Dropdown(
            options=_studies(first, lang), value=str(first.folder), description=say("study", lang)
        )
        self.studies.layout.width = "420px"
        self.refresh = widgets.Button(description=say("refresh", lang), layout={"width": "90px"})
        self.head = Linked()
        self.shown = {tab: Linked() for tab in TABS}
        self.tabs = widgets.Tab([self.shown[tab].widget for tab in TABS])
        for place, tab in enumerate(TABS):
            self.tabs.set_title(place, say(f"tab_{tab}", lang))
        self._run = widgets.VBox()
        self.studies.observe(lambda _: self._open(), "value")
        self.refresh.on_click(lambda _: self._look())
        bar = widgets.HBox([self.studies, self.refresh])
        self.widget = widgets.VBox([bar, self.head.widget, self.tabs, self._run])
        self._open()

    def _ipython_display_(self) -> None:
        heed_links()
        put_on_screen(self.widget)

    def _open(self) -> None:
        """Take another study; a run that is under way goes on and is told in the panel that started it."""
        try:
            self.study = Study.open(self.studies.value)
        except InputError as error:
            self.head.show(f'<p role="alert">{safe(error)}</p>')
            return
        self.panel = RunPanel(self.study, self._reports, self._lang, self._look)
        self._run.children = (self.panel.widget,)
        self._look()

    def _look(self) -> None:
        """Read anew how the study stands."""
        home, lang = self._reports / self.study.name, self._lang
        last = standing.last_run(home)
        self.head.show(self._head(last))
        self.shown["chapters"].show(self._table_of_chapters(last))
        self.shown["tables"].show(as_table(standing.tables(self.study, self._reports, lang)).data)
        issues = standing.issues(last.published, lang)
        counts = f"<p>{safe(standing.issue_counts(last.published, lang))}</p>"
        self.shown["issues"].show(counts + _table(issues) if len(issues) else self._note("no_issues"))
        answers = standing.fieldwork(self.study, self._reports, last.published, lang)
        about = self._note("fieldwork_help")
        self.shown["fieldwork"].show(about + _table(answers) if len(answers) else self._note("no_fieldwork"))

    def _head(self, last: standing.LastRun) -> str:
        lang, title = self._lang, getattr(self.study.title, self._lang)
        lines = [f'<div style="font-size:1.25em"><b>{safe(title)}</b></div>']
        words = say("last_run", lang, status=self._status(last), when=self._moment(last.started))
        if last.seconds and not last.code:
            words += " · " + say("took", lang, seconds=f"{last.seconds:,.0f}")
        lines.append(f"<div>{safe(words)}</div>")
        lines += [
            f"<div>{safe(self._chapters[slug].title.model_dump()[lang] if slug in self._chapters else slug)}: "
            f"{safe(why)}</div>"
            for slug, why in last.failed.items()
        ]
        report = self._report(last.published)
        lines.append(f"<div>{links(report) if report else safe(say('no_report', lang))}</div>")
        return "".join(lines)

    def _status(self, last: standing.LastRun) -> str:
        """Say how the last attempt ended: by its exit code where that says more than the run folder."""
        key = f"exit_{last.code}" if last.code else f"run_{last.status}"
        return say(key if f"workbench.{key}" in catalogue() else "exit_other", self._lang)

    def _moment(self, iso: str) -> str:
        if not iso:
            return "–"
        moment = dt.datetime.fromisoformat(iso).astimezone(ZoneInfo(self.study.timezone))
        return moment.strftime("%Y-%m-%d %H:%M")

    def _report(self, published: Path | None) -> list[Link]:
        whole = sorted(published.glob("share/*.html")) if published else []
        return [(say("latest_report", self._lang), whole[0])] if whole else []

    def _table_of_chapters(self, last: standing.LastRun) -> str:
        states, lang = standing.chapter_states(last), self._lang
        heads = [say(f"col_{key}", lang) for key in ("chapter", "question", "last_state", "notebook")]
        rows = []
        for slug, spec in self._chapters.items():
            state = say(f"state_{states[slug]}", lang) if slug in states else "–"
            cells = [safe(getattr(spec.title, lang)), safe(getattr(spec.question, lang)), safe(state)]
            cells.append(links([(spec.notebook, project.root() / "notebooks" / spec.notebook)]))
            rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        head = "".join(f"<th>{safe(words)}</th>" for words in heads)
        return _LEFT + f"<table class=cxlab-words><tr>{head}</tr>{''.join(rows)}</table>"

    def _note(self, key: str) -> str:
        return f"<p>{safe(say(key, self._lang))}</p>"


_LEFT = "<style>.cxlab-words :is(th, td) { text-align: left !important }</style>"


def _table(frame: pd.DataFrame) -> str:
    return str(as_table(frame).data)


def _studies(first: Study, lang: Lang) -> list[tuple[str, str]]:
    """Return title and folder of the studies under ``data/``, and of `first` wherever it lies."""
    found = {str(first.folder): first}
    for file in sorted((project.root() / "data").glob(f"*/{STUDY_FILE}")):
        try:
            study = Study.open(file)
        except InputError:
            continue
        found.setdefault(str(study.folder), study)
    return [(f"{getattr(study.title, lang)} ({study.name})", folder) for folder, study in found.items()]
