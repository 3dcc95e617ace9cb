"""Problem, linked risk, feeling or need: the machine proposes, a person confirms, touchpoint by touchpoint."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import get_args

import ipywidgets as widgets
import pandas as pd

from cxlab import text
from cxlab.codebook import Edits
from cxlab.codebook.edits import Kind
from cxlab.insight.counts import persons
from cxlab.phrases import Lang
from cxlab.study import Journey, Touchpoint
from cxlab.workbench.words import safe, say

MOST = 8
"""Touchpoints shown: those that most people of the topic speak of, and those decided already."""
_LEAST = 5
"""Texts below which nothing is proposed."""


def reading(texts: pd.DataFrame) -> pd.Series:
    """Return problem, need, feeling or "" for each text: what the rules of `cxlab.text.reading` make of it.

    A feeling is told by an emotion in a text that states neither a problem nor a need. A linked risk is nothing that a
    text says: only a person can tell it.
    """
    said = text.reading.read(texts["text"])
    felt = ~said["kind"].isin(["problem", "need"]) & (said["emotion"] != "neutral")
    kinds = said["kind"].where(said["kind"].isin(["problem", "need"]), "").mask(felt, "feeling")
    return kinds.set_axis(texts.index)


def proposal(kinds: pd.Series) -> tuple[Kind, int] | None:
    """Return the commonest kind and how many texts it has; None below five texts or without one."""
    counts = kinds[kinds != ""].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return (counts.index[0], int(counts.iloc[0])) if len(kinds) >= _LEAST and len(counts) else None


def at_touchpoints(texts: pd.DataFrame, journey: Journey) -> list[tuple[Touchpoint, pd.DataFrame]]:
    """Return the texts of a topic that have one of a touchpoint's words, most people first; empty ones are left out."""
    found = []
    for touchpoint in (point for stage in journey.stages for point in stage.touchpoints if point.words):
        pattern = "|".join(re.escape(word) for word in touchpoint.words)
        here = texts[texts["text"].str.contains(pattern, case=False)]
        if len(here):
            found.append((touchpoint, here))
    return sorted(found, key=lambda item: (-persons(item[1]).nunique(), item[0].id))


class KindsPanel:
    """A choice of kind for the topic as a whole and for each of its touchpoints.

    Parameters
    ----------
    chosen
        Called with the touchpoint's id ("" = in general) and the kind, None when it is taken back.
    """

    def __init__(
        self, texts: pd.DataFrame, journey: Journey, lang: Lang, chosen: Callable[[str, Kind | None], None]
    ) -> None:
        self._texts, self._journey, self._lang, self._chosen = texts, journey, lang, chosen
        self._code, self._evidence = "", dict[Touchpoint | None, tuple[int, pd.Series]]()
        self.choices: dict[str, widgets.Dropdown] = {}
        self.widget = widgets.VBox()

    def show(self, code: str, edits: Edits, *, open_: bool) -> None:
        """Show the kinds of an entry; only one that is in use (`open_`) can be given any."""
        if code != self._code:
            self._code, self._evidence = code, self._look(code)
        decided = edits[code].kinds
        shown = [
            point
            for place, point in enumerate(self._evidence)
            if place <= MOST or (point is not None and point.id in decided)
        ]
        self.choices, rows = {}, [widgets.HTML(safe(say("kinds_help", self._lang)))]
        for point in shown:
            id = point.id if point else ""
            said = edits[code].kinds.get(id) if point else edits[code].kind
            rows.append(self._row(id, point, said, open_=open_))
        self.widget.children = rows

    def _look(self, code: str) -> dict[Touchpoint | None, tuple[int, pd.Series]]:
        texts = self._texts[self._texts["code"] == code]
        kinds = reading(texts)
        places: list[tuple[Touchpoint | None, pd.DataFrame]] = [(None, texts)]
        places += at_touchpoints(texts, self._journey)
        return {point: (persons(here).nunique(), kinds.loc[here.index]) for point, here in places}

    def _row(self, id: str, point: Touchpoint | None, said: Kind | None, *, open_: bool) -> widgets.HBox:
        people, kinds = self._evidence[point]
        name = str(getattr(point.name, self._lang)) if point else say("in_general", self._lang)
        options = [(say("unconfirmed", self._lang), ""), *((self._called(kind), kind) for kind in get_args(Kind))]
        choice = widgets.Dropdown(options=options, value=said or "", disabled=not open_, layout={"width": "130px"})
        choice.observe(lambda change: self._chosen(id, change["new"] or None), "value")
        self.choices[id] = choice
        proposed = proposal(kinds)
        words = f"{say('people', self._lang, n=f'{people:,}')}"
        if proposed:
            kind, n = proposed
            words += " · " + say("proposal", self._lang, kind=self._called(kind), n=f"{n:,}", of=f"{len(kinds):,}")
        label = widgets.HTML(f"<b>{safe(name)}</b>", layout={"width": "130px"})
        return widgets.HBox([label, choice, widgets.HTML(safe(words))])

    def _called(self, kind: str) -> str:
        return say(f"kind_{kind}", self._lang)
