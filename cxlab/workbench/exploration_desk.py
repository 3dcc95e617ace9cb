"""The desk of free exploration: topics chosen in a table decide what months, groups and quotations show."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets
import pandas as pd
import plotly.graph_objects as go

from cxlab import charts, intake, project
from cxlab.errors import InputError
from cxlab.insight.counts import count
from cxlab.insight.periods import per_period
from cxlab.phrases import Lang, columns, in_both_languages
from cxlab.study import Study, Text
from cxlab.workbench.map_panel import picture
from cxlab.workbench.tables import fill, interactive
from cxlab.workbench.words import put_on_screen, safe, say

GROUPS = ("channel", "customer_type", "product", "unit")
SHOWN = ("code", "label", "people", "share", "kind", "status", "keywords")
QUOTED = ("received_at", "channel", "unit", "text")
MOST_TEXTS = 500
MOST_GROUPS = 12
ALL = ""
"""The choice of every group."""


class ExplorationDesk:
    """Topics, groups and quotations of a run, linked.

    Parameters
    ----------
    study
        Folder, ``study.yaml`` or name of the study.
    run_dir
        Run folder; empty means the study's latest report.

    Raises
    ------
    InputError
        The run has no chapter on topics.
    """

    def __init__(self, study: str | Path = "demo", run_dir: str | Path = "", lang: Lang = "zh") -> None:
        self._lang, self._study = lang, Study.open(study)
        self._topics, self._mentions, self._complaints = _read(self._study, run_dir)
        groups = [column for column in GROUPS if column in self._complaints]
        shown = [column for column in SHOWN if column in self._topics]
        self.topics = interactive(self._topics[shown], lang, select=True)
        self.group = widgets.Dropdown(
            options=[(self._heading(name), name) for name in groups] or [("–", "")], description=say("by_group", lang)
        )
        self.only = widgets.Dropdown(description=say("only_group", lang))
        self.head = widgets.HTML()
        self.months, self.bars = widgets.Output(), widgets.Output()
        self._quoted = [column for column in QUOTED if column in self._complaints]
        self.quotations = interactive(self._complaints[self._quoted].head(0), lang, per_page=10)
        self.topics.observe(lambda _: self._show(), "selected_rows")
        self.group.observe(lambda _: self._offer(), "value")
        self.only.observe(lambda _: self._show(), "value")
        for output in (self.months, self.bars):
            output.layout = widgets.Layout(flex="1 1 380px", min_width="0")
        help_ = widgets.HTML(f"<small>{safe(say('explore_help', lang))}</small>")
        drawn = widgets.HBox([self.months, self.bars], layout={"flex_flow": "row wrap"})
        filters = widgets.HBox([self.group, self.only])
        self.widget = widgets.VBox([help_, self.topics, filters, self.head, drawn, self.quotations])
        self._offer()

    def _ipython_display_(self) -> None:
        put_on_screen(self.widget)

    def chosen(self) -> pd.DataFrame:
        """Return the complaints of the chosen topics (of all, where none is chosen) and of the chosen group."""
        found = self._complaints
        codes = self._topics["code"].iloc[list(self.topics.selected_rows)]
        if len(codes):
            ids = self._mentions.loc[self._mentions["code"].isin(codes), "complaint_id"]
            found = found[found["complaint_id"].isin(ids)]
        return found if self.only.value == ALL else found[found[self.group.value] == self.only.value]

    def counts(self) -> pd.DataFrame:
        """Return rows, people and incidents of the chosen complaints, per group of the chosen column."""
        return count(self.chosen(), [self.group.value] if self.group.value else [])

    def _offer(self) -> None:
        """Offer the groups of the chosen column."""
        everyone = (say("every_group", self._lang), ALL)
        values = self._complaints[self.group.value].dropna().unique().tolist() if self.group.value else []
        named = sorted((self._named(value), value) for value in values)
        self.only.options, self.only.value = [everyone, *named], ALL
        self._show()

    def _show(self) -> None:
        found = self.chosen()
        counts = {"people": f"{int(count(found)['people'].iloc[0]):,}", "rows": f"{len(found):,}"}
        told = say("chosen", self._lang, topics=len(self.topics.selected_rows), **counts)
        shown = min(len(found), MOST_TEXTS)
        self.head.value = f"<b>{safe(told)}</b> {safe(say('texts_shown', self._lang, n=shown))}"
        self.months.outputs = self._picture(self._monthly(found))
        self.bars.outputs = self._picture(self._grouped(found))
        newest = found.sort_values("received_at", ascending=False) if "received_at" in found else found
        fill(self.quotations, newest[self._quoted].head(MOST_TEXTS), self._lang)

    def _monthly(self, found: pd.DataFrame) -> go.Figure | None:
        if "received_at" not in found or found["received_at"].isna().all():
            return None
        months = per_period(found)
        return charts.over_time(months, "people", axis="voice.axis_people", unit="count") if len(months) > 1 else None

    def _grouped(self, found: pd.DataFrame) -> go.Figure | None:
        if not self.group.value or found.empty:
            return None
        counts = self.counts().head(MOST_GROUPS)
        named = counts.assign(name=[in_both_languages(self._study.label(str(v))) for v in counts[self.group.value]])
        return charts.bars(named, "name", "people", unit="count", axis="voice.axis_people") if len(named) else None

    def _picture(self, figure: go.Figure | None) -> tuple[dict[str, object], ...]:
        return () if figure is None else (picture(figure, self._lang),)

    def _heading(self, column: str) -> str:
        known = columns().get(column)
        return known[self._lang] if known else column

    def _named(self, value: object) -> str:
        label: Text = self._study.label(str(value))
        return str(getattr(label, self._lang))


def _read(study: Study, run_dir: str | Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return topics, mentions (complaint_id, code) and complaints of a run."""
    run = Path(run_dir) if str(run_dir) else project.reports_root() / study.name / "latest"
    artifacts = run / "artifacts" / "topics"
    if not all((artifacts / f"{name}.parquet").is_file() for name in ("topics", "mentions")):
        raise InputError(
            f"There are no topics in '{run.name}' of the study '{study.name}'. Run the report first "
            f"(`cxlab run {study.folder.name}`), or name another run_dir."
        )
    complaints = intake.load(study, "complaints", reports=run.resolve().parent.parent).frame
    topics = pd.read_parquet(artifacts / "topics.parquet").reset_index(drop=True)
    mentions = pd.read_parquet(artifacts / "mentions.parquet")[["complaint_id", "code"]]
    return topics, mentions, complaints
