"""What an audit says, in the words of a table and the marks of a small chart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pandas as pd
import plotly.graph_objects as go
from IPython.display import HTML, display

from cxlab import audit, charts
from cxlab.charts.look import label, whisker
from cxlab.numbers import NO_PERCENTAGE, Number, evidence, show
from cxlab.phrases import Lang
from cxlab.workbench.map_panel import picture
from cxlab.workbench.words import safe, say

AGREED = "agreed"
"""Whose answers count: a coder's, or those on which more than half agree."""


@dataclass(frozen=True)
class Results:
    """Tables and charts of one audit.

    Parameters
    ----------
    sample, answers
        As `cxlab.audit.read` and `read_answers` give them.
    names
        code → name, in the language that is shown.
    texts
        id, text (masked): shown beside disputes.
    """

    sample: audit.Sample
    answers: pd.DataFrame
    names: Mapping[str, str]
    texts: pd.DataFrame
    lang: Lang

    @classmethod
    def read(cls, folder: Path, name: str, names: Mapping[str, str], texts: pd.DataFrame, lang: Lang) -> Self:
        """Read a sample and all answers to it."""
        return cls(audit.read(folder, name), audit.read_answers(folder, name), names, texts, lang)

    @property
    def coders(self) -> list[str]:
        """Names of all who answered."""
        return sorted(self.answers["coder"].unique())

    def coded(self, by: str = AGREED) -> pd.DataFrame:
        """Return id, code, answer as a coder, or as most coders, said; empty where nobody of this name answered."""
        if by == AGREED or by not in self.coders:
            return audit.agreed(self.sample.items, self.answers if by == AGREED else self.answers.iloc[:0])
        return audit.answered(self.sample.items, self.answers, by)

    def undecided(self) -> pd.DataFrame:
        """Return id, code, answer of every answered text; without a majority the answer is no topic's."""
        texts = self.sample.items[self.sample.items["id"].isin(self.answers["id"])]
        coded = texts.merge(self.coded()[["id", "answer"]], on="id", how="left")
        return coded.fillna({"answer": "undecided"})

    def precision(self, by: str = AGREED) -> pd.DataFrame:
        """Return the table of precision and recall per topic, the whole above it.

        Of what coders agree on there are two rows for the whole: disputes that nobody has settled left out, which
        flatters, and counted as wrong.
        """
        table = audit.precision(self.coded(by), self.sample.strata)
        found = audit.shares(self.coded(by), self.sample.strata).set_index("code")
        above = [self._whole("all_topics", table)]
        if by == AGREED and len(self.undecided()) > len(self.coded()):
            above.append(self._whole("all_undecided", audit.precision(self.undecided(), self.sample.strata)))
        rows = [
            self._row(self._name(row["code"]), row, self._told(self._number(row, "value", row["n"])))
            | self._found(found, row["code"])
            for _, row in table.iterrows()
        ]
        return pd.DataFrame([*above, *rows]).fillna("")

    def shares(self, by: str = AGREED) -> pd.DataFrame:
        """Return the machine's shares and the corrected ones."""
        table = audit.shares(self.coded(by), self.sample.strata)
        rows = [
            {
                self._say("col_topic"): self._name(row["code"]),
                self._say("col_machine"): show(Number(value=row["machine"], unit="percent"), self.lang),
                self._say("col_share"): self._told(self._number(row, "share", row["n"])),
            }
            for _, row in table.iterrows()
        ]
        return pd.DataFrame(rows)

    def kappas(self) -> pd.DataFrame:
        """Return the agreement of each two coders, and of each with the machine."""
        machine = self.sample.items.set_index("id")["code"]
        said = {coder: self.coded(coder).set_index("id")["answer"] for coder in self.coders}
        pairs = [(a, b) for place, a in enumerate(said) for b in list(said)[place + 1 :]]
        compared = [(f"{a} – {b}", said[a], said[b]) for a, b in pairs]
        compared += [(f"{coder} – {self._say('machine')}", theirs, machine) for coder, theirs in said.items()]
        return pd.DataFrame([self._kappa(*pair) for pair in compared])

    def disputes(self, reader: str = "") -> pd.DataFrame:
        """Return the disputed texts with all answers, by name.

        What `reader`, a coder, has not answered yet is left out: coding stays blind. Empty means somebody who does not
        code.
        """
        table = audit.disputes(self.sample.items, self.answers)
        if reader:
            table = table[table["id"].isin(self.answers.loc[self.answers["coder"] == reader, "id"])]
            table = table.reset_index(drop=True)
        said = self.texts.set_index("id")["text"]
        shown = {
            "id": table["id"],
            self._say("col_text"): table["id"].map(said).astype("str").fillna(self._say("text_gone")),
        }
        shown[self._say("col_machine_said")] = table["code"].map(self._name)
        for coder in self.coders:
            shown[coder] = pd.Series([self._name(said) if pd.notna(said) else "" for said in table[coder]], dtype="str")
        shown[self._say("col_remarks")] = table["remarks"]
        shown[self._say("col_between")] = table["between"].map(lambda side: self._say(f"between_{side}"))
        return pd.DataFrame(shown)

    def precision_chart(self, by: str = AGREED) -> None:
        """Draw precision with its interval for each topic that was read often enough; say so where there is none."""
        table = audit.precision(self.coded(by), self.sample.strata).dropna(subset="value")
        if table.empty:
            self._note("too_few", least=NO_PERCENTAGE)
            return
        named = table.assign(name=table["code"].map(self._name)).sort_values("value", ascending=False, kind="stable")
        axis = "workbench.axis_precision"
        self._draw(charts.intervals(named, "name", "value", "low", "high", unit="percent", axis=axis))

    def shares_chart(self, by: str = AGREED) -> None:
        """Draw the corrected shares as dots with intervals over the machine's as bars."""
        table = audit.shares(self.coded(by), self.sample.strata).dropna(subset=["share"])
        if table.empty:
            self._note("too_few", least=NO_PERCENTAGE)
            return
        named = table.sort_values("machine", ascending=False, kind="stable")
        names = [label(self._name(code)) for code in named["code"]]
        bars = go.Bar(x=named["machine"].tolist(), y=names, orientation="h", name="@workbench.legend_machine")
        bars.update(marker={"color": charts.PALE}, hoverinfo="skip")
        marks: dict[str, Any] = {"mode": "markers", "marker": {"color": charts.BLUE, "size": 9}, "hoverinfo": "skip"}
        ends = whisker(named["share"], named, ("low", "high"))
        dots = go.Scatter(x=named["share"].tolist(), y=names, error_x=ends, name="@workbench.legend_corrected", **marks)
        figure = go.Figure([bars, dots])
        figure.update_xaxes(title={"text": "@workbench.axis_share"}, tickformat=".0%", rangemode="tozero")
        figure.update_yaxes(autorange="reversed", type="category")
        legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}
        self._draw(figure.update_layout(height=110 + 28 * len(named), showlegend=True, legend=legend, bargap=0.4))

    def _whole(self, key: str, table: pd.DataFrame) -> dict[str, str]:
        return self._row(self._say(key), table.sum(numeric_only=True), self._told(audit.accuracy(table)))

    def _row(self, name: str, row: pd.Series, told: str) -> dict[str, str]:
        counts = {self._say(f"col_{key}"): f"{int(row[key]):,}" for key in ("n", "unclear", "right")}
        return {self._say("col_topic"): name, **counts, self._say("col_precision"): told}

    def _found(self, found: pd.DataFrame, code: str) -> dict[str, str]:
        if code not in found.index:
            return {}
        row: Any = found.loc[code]
        recall = self._number(row, "recall", row["read"], "recall_low", "recall_high")
        counts = {self._say(f"col_{key}"): f"{int(row[key]):,}" for key in ("elsewhere", "in_none")}
        return {**counts, self._say("col_recall"): self._told(recall)}

    def _kappa(self, who: str, first: pd.Series, second: pd.Series) -> dict[str, str]:
        both = pd.concat([first, second], axis=1, join="inner")
        found = audit.kappa(both.iloc[:, 0].tolist(), both.iloc[:, 1].tolist())
        known = not math.isnan(found.value)
        value = Number(value=found.value, unit="score", low=found.low, high=found.high, n=found.n) if known else None
        same = Number(value=found.agreement, unit="percent", n=found.n) if found.n else None
        told = {"col_coders": who, "col_kappa": self._told(value), "col_same": self._told(same)}
        return {self._say(key): words for key, words in told.items()}

    def _number(self, row: pd.Series, value: str, n: float, low: str = "low", high: str = "high") -> Number | None:
        if math.isnan(row[value]):
            return None
        return Number(value=row[value], unit="percent", low=row[low], high=row[high], n=int(n))

    def _told(self, number: Number | None) -> str:
        return evidence(number, self.lang) if number else "–"

    def _name(self, code: str) -> str:
        if code in (audit.NONE, audit.UNCLEAR):
            return self._say(f"answer_{code}")
        return self.names.get(code, code)

    def _say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def _note(self, key: str, **values: object) -> None:
        display(HTML(f"<p>{safe(self._say(key, **values))}</p>"))

    def _draw(self, figure: go.Figure) -> None:
        display(picture(figure, self.lang)["data"], raw=True)
