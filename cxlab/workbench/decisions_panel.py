"""What can be decided about one topic: its name, its fate, a note."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets

from cxlab import codebook
from cxlab.codebook import Edits, annotate
from cxlab.codebook.edits import Edit
from cxlab.phrases import Lang
from cxlab.workbench.words import say

Decide = Callable[..., None]


class DecisionsPanel:
    """Fields and buttons; every decision is handed on, none is made here.

    Parameters
    ----------
    decide
        Called with the key of the phrase that tells it, a function of (edits, id), and the phrase's fields.
    """

    def __init__(self, decide: Decide, lang: Lang) -> None:
        self._decide, self._lang = decide, lang
        self._filling = False
        self._name = ("", "")
        half = {"layout": {"width": "46%"}, "continuous_update": False, "style": {"description_width": "52px"}}
        self.zh = widgets.Text(description=say("name_zh", lang), **half)
        self.en = widgets.Text(description=say("name_en", lang), **half)
        self.note = widgets.Text(
            description=say("note", lang),
            continuous_update=False,
            layout={"width": "93%"},
            style={"description_width": "52px"},
        )
        self.fates = {name: self._fate(name) for name in ("confirm", "lock", "retire", "restore")}
        self.target = widgets.Dropdown(description=say("merge_into", lang), layout={"width": "76%"})
        self.target.style.description_width = "52px"
        self.merge = self._button("merge", self._merge)
        self.how = widgets.Text(
            description=say("split_in", lang),
            placeholder=say("split_hint", lang),
            layout={"width": "76%"},
            style={"description_width": "52px"},
        )
        self.split = self._button("split", self._split)
        for field, act in ((self.zh, self._rename), (self.en, self._rename), (self.note, self._annotate)):
            field.observe(lambda _, act=act: None if self._filling else act(), "value")
        self.target.observe(lambda _: self._ready(), "value")
        self.how.observe(lambda _: self._ready(), "value")
        names, fates = widgets.HBox([self.zh, self.en]), widgets.HBox(list(self.fates.values()))
        merge, split = widgets.HBox([self.target, self.merge]), widgets.HBox([self.how, self.split])
        self.widget = widgets.VBox([names, fates, merge, split, self.note])

    def show(self, edit: Edit, called: str, others: Mapping[str, str], *, open_: bool) -> None:
        """Show what was decided about an entry.

        Parameters
        ----------
        called
            Its present name, shown in the empty field of one without a name.
        others
            Code → name of the entries into which it can be merged.
        open_
            Whether it is in use: one that is not can only be restored.
        """
        self._filling = True
        zh, en = (edit.name.zh, edit.name.en) if edit.name else ("", "")
        self._name = (zh, "" if en == zh else en)
        self.zh.value, self.en.value = self._name
        self.zh.placeholder = self.en.placeholder = called
        self.note.value = edit.note
        self.target.options = [(say("merge_choose", self._lang), ""), *((f"{c} {n}", c) for c, n in others.items())]
        self.target.value, self.how.value = "", ""
        for field in (self.zh, self.en, self.target, self.how, self.note):
            field.disabled = not open_
        touched = edit.status in ("locked", "retired") or edit.merge_into is not None or edit.split is not None
        self.fates["confirm"].disabled = not open_ or edit.status in ("confirmed", "locked")
        self.fates["lock"].disabled = not open_ or edit.status == "locked"
        self.fates["retire"].disabled = not open_
        self.fates["restore"].disabled = not touched
        self._filling = False
        self._ready()

    def _ready(self) -> None:
        self.merge.disabled = self.target.disabled or not self.target.value
        self.split.disabled = self.how.disabled or not self.how.value.strip()

    def _fate(self, name: str) -> widgets.Button:
        act: Callable[..., Edits] = getattr(codebook, name)
        button = self._button(name, lambda: self._decide(f"done_{name}", act))
        button.tooltip = say(f"{name}_tip", self._lang)
        return button

    def _button(self, name: str, act: Callable[[], None]) -> widgets.Button:
        button = widgets.Button(description=say(name, self._lang), layout={"width": "84px"})
        button.on_click(lambda _: act())
        return button

    def _rename(self) -> None:
        zh, en = self.zh.value.strip(), self.en.value.strip()
        if (zh, en) != self._name and (zh or en):
            name: dict[str, Any] = {"zh": zh or en, "en": en}
            to = name[self._lang] or name["zh"]
            self._decide("done_rename", lambda edits, id: codebook.rename(edits, id, **name), to=to)

    def _merge(self) -> None:
        into = str(self.target.value)
        self._decide("done_merge", lambda edits, id: codebook.merge(edits, [id], into=into), to=into)

    def _split(self) -> None:
        said = self.how.value.strip()
        how: dict[str, Any] = {"words": [part.split() for part in said.replace("｜", "|").split("|")]}
        if said.isdecimal():
            how = {"parts": int(said)}
        self._decide("done_split", lambda edits, id: codebook.split(edits, id, **how))

    def _annotate(self) -> None:
        note = self.note.value
        self._decide("done_note", lambda edits, id: annotate(edits, id, note))
