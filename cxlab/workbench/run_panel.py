"""A chapter, its parameters, and a run of it: start, progress, cancel, links to what came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from cxlab import project
from cxlab.errors import InputError
from cxlab.phrases import Lang, catalogue
from cxlab.pipeline import graph
from cxlab.study import Study
from cxlab.workbench.links import Linked, links
from cxlab.workbench.parameter_form import ParameterForm
from cxlab.workbench.under_way import UnderWay
from cxlab.workbench.words import safe, say, status

WHOLE = ""
"""The choice that stands for all chapters."""


class RunPanel:
    """Runs a study, or one chapter of it with parameters from a form.

    Parameters
    ----------
    reports
        Folder of all reports.
    ended
        Called when a run has ended, from another thread.
    """

    def __init__(self, study: Study, reports: Path, lang: Lang, ended: Callable[[], None]) -> None:
        self._study, self._reports, self._lang, self._ended = study, reports, lang, ended
        self._root = project.root()
        self._chapters = graph.read(self._root)
        self.form: ParameterForm | None = None
        self.run: UnderWay | None = None
        self._told: dict[str, str] = {}
        titles = [(str(getattr(spec.title, lang)), slug) for slug, spec in self._chapters.items()]
        self.chapter = widgets.Dropdown(
            options=[(say("whole_report", lang), WHOLE), *titles], description=say("run_what", lang)
        )
        self.start = widgets.Button(description=say("start", lang), button_style="primary")
        self.cancel = widgets.Button(description=say("cancel", lang), disabled=True)
        self.bar = widgets.IntProgress(min=0, max=1, layout={"width": "240px", "visibility": "hidden"})
        self.count, self.message, self.list = widgets.HTML(), widgets.HTML(status("")), widgets.HTML()
        self.links, self._form = Linked(), widgets.VBox()
        self.chapter.observe(lambda _: self._choose(), "value")
        self.start.on_click(lambda _: self._start())
        self.cancel.on_click(lambda _: self._cancel())
        head = widgets.HBox([self.chapter, self.start, self.cancel, self.bar, self.count])
        about = widgets.HTML(f"<small>{safe(say('run_help', lang))}</small>")
        self.widget = widgets.VBox([head, about, self._form, self.message, self.list, self.links.widget])
        self._choose()

    def _choose(self) -> None:
        """Show the form of the chosen chapter."""
        slug = self.chapter.value
        self.form, self.message.value = None, status("")
        self._form.children = ()
        if slug == WHOLE:
            return
        notebook = self._root / "notebooks" / self._chapters[slug].notebook
        try:
            self.form = ParameterForm(slug, notebook, self._study.chapters.get(slug, {}), self._lang)
        except InputError as error:
            self._say("refused", why=error)
        else:
            self._form.children = (self.form.widget,)

    def _start(self) -> None:
        slug = self.chapter.value
        try:
            chosen = self.form.changed() if self.form else ()
        except InputError as error:
            self._say("refused", why=error)
            return
        self._told, self.list.value, self.count.value = {}, "", ""
        self.links.show("")
        self.start.disabled = self.chapter.disabled = True
        self.cancel.disabled = False
        self.bar.value, self.bar.layout.visibility = 0, "visible"
        self._say("started")
        asked = {"chapters": [slug] if slug != WHOLE else [], "parameters": list(chosen)}
        self.run = UnderWay(str(self._study.folder), self._hear, reports=str(self._reports), **asked)

    def _cancel(self) -> None:
        if self.run is None or self.cancel.disabled:  # it has ended meanwhile
            return
        self.cancel.disabled = True
        self._say("cancelling")
        self.run.cancel()

    def _hear(self, event: Mapping[str, Any]) -> None:
        """Show what a run tells."""
        kind = event["event"]
        if kind == "begin":
            self.bar.max = max(event["chapters"], 1)
        elif kind == "cell":
            at = say("cells_done", self._lang, done=event["done"], of=event["of"]) if event["of"] else ""
            self._line(event["slug"], f"{say('state_waiting', self._lang)} {at}")
        elif kind == "ended":
            self.bar.value += 1
            self.count.value = safe(say("chapters_done", self._lang, done=self.bar.value, of=self.bar.max))
            took = f" · {event['seconds']:.0f} s" if event["state"] == "executed" else ""
            why = f" · {event['message']}" if event["message"] else ""
            self._line(event["slug"], say(f"state_{event['state']}", self._lang) + took + why)
        elif kind == "end":
            self._end(event)
        else:
            self.message.value = status(event["message"])

    def _line(self, slug: str, words: str) -> None:
        self._told[slug] = words
        rows = (f"<tr><td>{safe(self._name(slug))}</td><td>{safe(said)}</td></tr>" for slug, said in self._told.items())
        self.list.value = f'<table class="cxlab-words">{"".join(rows)}</table>'

    def _end(self, event: Mapping[str, Any]) -> None:
        self.cancel.disabled = True
        known = f"exit_{event['code']}"
        words = say(known if f"workbench.{known}" in catalogue() else "exit_other", self._lang)
        if event.get("kept"):
            words = say("run_partial", self._lang)
        self.message.value = status(f"{words} {event['message']}".strip())
        if event.get("folder"):
            self.links.show(links(self._results(Path(event["folder"]), [Path(page) for page in event["pages"]])))
        self.bar.layout.visibility = "hidden"
        self.start.disabled = self.chapter.disabled = False
        self._ended()

    def _results(self, folder: Path, pages: list[Path]) -> list[tuple[str, Path]]:
        whole = [page for page in pages if page.parent.name == "share" and page.suffix == ".html"]
        found = [(say("this_report", self._lang), whole[0])] if whole else []
        spec = self._chapters.get(self.chapter.value)
        executed = folder / "notebooks" / spec.notebook if spec else None
        if executed and executed.is_file():
            found.append((say("executed_notebook", self._lang), executed))
        return found

    def _name(self, slug: str) -> str:
        return str(getattr(self._chapters[slug].title, self._lang)) if slug in self._chapters else slug

    def _say(self, key: str, **values: object) -> None:
        self.message.value = status(say(key, self._lang, **values))
