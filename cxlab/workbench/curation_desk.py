"""The desk on which a codebook is curated: topics on the left, what is known and can be decided on the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from cxlab import codebook
from cxlab.codebook import Edits, unconfirm_kind
from cxlab.codebook.edits import Kind
from cxlab.errors import InputError
from cxlab.numbers import Number, show
from cxlab.phrases import Lang
from cxlab.workbench.decisions_panel import DecisionsPanel
from cxlab.workbench.kinds_panel import KindsPanel
from cxlab.workbench.map_panel import MapPanel
from cxlab.workbench.material import Material
from cxlab.workbench.quotes_panel import QuotesPanel
from cxlab.workbench.session import ChangedMeanwhile, Session
from cxlab.workbench.words import put_on_screen, safe, say, status


class CurationDesk:
    """Browse topics, decide about them, save.

    Parameters
    ----------
    material
        See `Material`.

    Raises
    ------
    InputError
        The study's ``codebook.yaml`` is broken, or was made for another codebook.
    """

    def __init__(self, material: Material, lang: Lang = "zh") -> None:
        self._material, self._lang = material, lang
        self.session = Session(material.decisions, material.book)
        self._filling = False
        self._toolbar()
        self.filter = widgets.Text(placeholder=say("filter", lang), layout={"width": "auto"})
        self.topics = widgets.Select(rows=26, layout={"width": "auto"})
        self.head, self.facts = widgets.HTML(), widgets.HTML()
        self.decisions = DecisionsPanel(self._decide, lang)
        self.quotes = QuotesPanel(material.texts, lang)
        self.kinds = KindsPanel(material.texts, material.study.journey, lang, self._kind)
        self.map = MapPanel(material.book, lang)
        self._panels = {"quotes": self.quotes.widget, "kinds": self.kinds.widget, "map": self.map.widget}
        self.panel = widgets.ToggleButtons(
            options=[(say(name, lang), name) for name in self._panels], style={"button_width": "90px"}
        )
        self._below = widgets.VBox()
        self.filter.observe(lambda _: self._list(), "value")
        self.topics.observe(lambda _: self._chosen(), "value")
        self.panel.observe(lambda _: self._refresh(), "value")
        left = widgets.VBox([self.filter, self.topics], layout={"flex": "0 0 300px", "margin": "0 12px 0 0"})
        right = widgets.VBox(
            [self.facts, self.decisions.widget, self.panel, self._below], layout={"flex": "1 1 0", "min_width": "0"}
        )
        body = widgets.HBox([left, right], layout={"width": "100%"})
        bar = widgets.HBox([self.save, self.undo, self.again, self.message])
        self.widget = widgets.VBox([self.head, bar, body])
        self._list()
        self._say("ready")

    def _ipython_display_(self) -> None:
        put_on_screen(self.widget)

    @property
    def code(self) -> str:
        """Id of the chosen entry."""
        return str(self.topics.value)

    def _toolbar(self) -> None:
        self.save = widgets.Button(description=say("save", self._lang), button_style="primary")
        self.undo = widgets.Button()
        self.again = widgets.Button(description=say("reload", self._lang))
        for button, act in ((self.save, self._save), (self.undo, self._undo), (self.again, self._again)):
            button.layout.width = "110px"
            button.on_click(lambda _, act=act: act())
        self.message = widgets.HTML(layout={"flex": "1 1 auto"})

    def _head(self) -> str:
        book, title = self._material.book, getattr(self._material.study.title, self._lang)
        used = (self.session.entries()["status"] != "retired").sum()
        none = (book.coded["code"] == "").sum()
        words = say("head", self._lang, title=title, version=book.version, topics=used, none=f"{none:,}")
        if self._material.gone:
            words += " · " + say("gone", self._lang, n=f"{self._material.gone:,}")
        return f"<b>{safe(words)}</b>"

    def _list(self) -> None:
        """Fill the list: what waits for a decision first, then the largest, what is out of use last."""
        entries = self.session.entries()
        order = entries.assign(
            new=entries["status"] != "emerging", over=entries["status"] == "retired", id=entries.index
        ).sort_values(["over", "new", "size", "id"], ascending=[True, True, False, True])
        sought = self.filter.value.casefold().strip()
        kept = [
            (f"{id} {row[f'name_{self._lang}']} ({row['size']:,}, {self._status(id, row)})", id)
            for id, row in zip(order["id"], order.to_dict("records"), strict=True)
            if sought in f"{id} {row['name_zh']} {row['name_en']} {row['keywords']}".casefold()
        ]
        chosen, self._filling = self.topics.value, True
        if tuple(kept) != tuple(self.topics.options):
            self.topics.options = kept
        ids = [id for _, id in kept]
        self.topics.value = chosen if chosen in ids else (ids[0] if ids else None)
        self._filling = False
        self._refresh()

    def _status(self, id: str, row: Any) -> str:
        edit = self.session.edits[id]
        if edit.merge_into:
            return say("status_merged", self._lang, into=edit.merge_into)
        return say(
            "status_split" if edit.split and row["status"] != "retired" else f"status_{row['status']}", self._lang
        )

    def _chosen(self) -> None:
        if not self._filling:
            self._refresh()

    def _refresh(self) -> None:
        """Bring all but the list up to date with the decisions and the chosen entry."""
        self.head.value = self._head()
        self.save.disabled = self.undo.disabled = self.session.unsaved == 0
        self.undo.description = say("undo", self._lang, n=self.session.unsaved)
        self._below.children = ()
        if self.topics.value is None:
            self.facts.value = ""
            return
        entries, id = self.session.entries(), self.code
        names = entries[f"name_{self._lang}"]
        row: Any = entries.loc[id]
        open_ = bool(row["status"] != "retired")
        self.facts.value = self._about(id, row)
        living = entries.index[(entries["status"] != "retired") & (entries.index != id)]
        self.decisions.show(self.session.edits[id], names.loc[id], {code: names[code] for code in living}, open_=open_)
        if self.panel.value == "quotes":
            self.quotes.show(id, names)
        elif self.panel.value == "kinds":
            self.kinds.show(id, self.session.edits, open_=open_)
        else:
            self.map.show(id, entries)
        self._below.children = (self._panels[self.panel.value],)

    def _about(self, id: str, row: Any) -> str:
        total = len(self._material.book.coded)
        share = show(Number(value=row["share"], unit="percent", n=total), self._lang)
        facts = [self._status(id, row), say("size", self._lang, rows=f"{row['size']:,}", share=share)]
        if id in self._material.marks:
            facts.append(say(self._material.marks[id], self._lang))
        return (
            f'<div style="font-size:1.25em"><b>{safe(id)} {safe(row[f"name_{self._lang}"])}</b></div>'
            f"<div>{safe(' · '.join(facts))}</div>"
            f"<div>{safe(say('keywords', self._lang, words=row['keywords']))}</div>"
        )

    def _decide(self, what: str, change: Callable[[Edits, str], Edits], **said: Any) -> None:
        """Lay a decision about the chosen entry over the others, and say so or why not."""
        id = self.code
        words = say(what, self._lang, id=id, **said)
        try:
            self.session.do(lambda edits: change(edits, id), words)
        except InputError as error:
            self._say("refused", why=error)
        else:
            self._say(words)
        self._list()

    def _kind(self, touchpoint: str, kind: Kind | None) -> None:
        def change(edits: Edits, id: str) -> Edits:
            if kind is None:
                return unconfirm_kind(edits, id, touchpoint)
            return codebook.confirm(edits, id, kind=kind, touchpoint=touchpoint)

        self._decide("done_kind", change, to=say(f"kind_{kind}" if kind else "unconfirmed", self._lang))

    def _undo(self) -> None:
        what = self.session.undo()
        if what is not None:
            self._say("undone", what=what)
        self._list()

    def _save(self) -> None:
        file = self._material.decisions.name
        try:
            self.session.save()
        except ChangedMeanwhile:
            self._say("changed", file=file, n=self.session.unsaved)
        except OSError as error:
            self._say("refused", why=error.strerror)
        else:
            self._say("saved", file=file)
        self._list()

    def _again(self) -> None:
        try:
            dropped = self.session.read_again()
        except InputError as error:
            self._say("refused", why=error)
        else:
            lost = [say("dropped", self._lang, what=what) for what in dropped]
            self._say(" ".join([say("read_again", self._lang, n=self.session.unsaved), *lost]))
        self._list()

    def _say(self, words: str, **values: object) -> None:
        """Say a phrase by its key, or words as they are."""
        known = words.isidentifier() and words.isascii()
        self.message.value = status(say(words, self._lang, **values) if known else words)
