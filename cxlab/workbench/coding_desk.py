"""The desk on which texts are read again, blind: what the machine said is not to be seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from cxlab import audit
from cxlab.intake import mask
from cxlab.phrases import Lang
from cxlab.workbench.words import put_on_screen, safe, say, status


class CodingDesk:
    """One text at a time; leaving it writes the answer.

    Parameters
    ----------
    folder, name
        Where the sample lies, and how it is called (`cxlab.audit.draw_or_continue`).
    coder
        Whose answers these are.
    texts
        id, text (masked).
    topics
        code → how a topic is called in the list of answers.
    only
        Ids to be shown, such as those of disputes; empty means the whole sample.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        coder: str,
        texts: pd.DataFrame,
        topics: Mapping[str, str],
        lang: Lang = "zh",
        *,
        only: Collection[str] = (),
    ) -> None:
        self._folder, self._name, self._coder, self._lang = folder, name, coder, lang
        self._texts = texts.set_index("id")["text"]
        ids = audit.read(folder, name).items["id"].tolist()
        self._ids = [id for id in ids if not only or id in only]
        answers = audit.read_answers(folder, name, [coder]).set_index("id")
        self._said = dict(zip(answers.index, zip(answers["answer"], answers["remark"], strict=True), strict=True))
        ends = {code: say(f"answer_{code}", lang) for code in (audit.NONE, audit.UNCLEAR)}
        self._choices = {**dict(topics), **ends}
        self._at, self._filling = 0, False
        self._build()
        self._go(self._open() or 0)

    def _ipython_display_(self) -> None:
        put_on_screen(self.widget)

    @property
    def id(self) -> str:
        """Id of the text that is shown."""
        return self._ids[self._at]

    def _build(self) -> None:
        lang = self._lang
        self.progress, self.text = widgets.HTML(), widgets.HTML()
        self.search = widgets.Text(placeholder=say("choose", lang), layout={"width": "auto"})
        self.answer = widgets.Select(rows=12, layout={"width": "auto"})
        self.remark = widgets.Text(placeholder=say("remark", lang), layout={"width": "auto"})
        self.back = widgets.Button(description=say("back", lang))
        self.next = widgets.Button(description=say("next", lang), button_style="primary")
        self.open = widgets.Button(description=say("open", lang))
        self.message = widgets.HTML(status(""))
        self.search.observe(lambda _: None if self._filling else self._filter(), "value")
        for field in (self.search, self.remark):
            field.on_msg(self._entered)
        self.back.on_click(lambda _: self._leave(self._at - 1))
        self.next.on_click(lambda _: self._leave(self._at + 1))
        self.open.on_click(lambda _: self._leave(self._open(after=1)))
        head = say("coder", lang, coder=self._coder, name=self._name)
        buttons = widgets.HBox([self.back, self.next, self.open])
        asked = widgets.HTML(f"<b>{safe(say('ask', lang))}</b>")
        above = (widgets.HTML(f"<b>{safe(head)}</b>"), self.progress, self.text)
        below = (asked, self.search, self.answer, self.remark, buttons, self.message)
        self.widget = widgets.VBox([*above, *below], layout={"max_width": "820px"})

    def _entered(self, field: widgets.Text, content: Mapping[str, Any], _: object) -> None:
        """Heed Enter: in the search it takes the first topic that is left, in both it goes on."""
        if content.get("event") != "submit":
            return
        if field is self.search and self.search.value.strip() and self.answer.options:
            self.answer.value = self.answer.options[0][1]
        self._leave(self._at + 1)

    def _filter(self) -> None:
        sought = self.search.value.casefold().strip()
        kept = [(name, code) for code, name in self._choices.items() if sought in name.casefold()]
        chosen = self.answer.value
        self.answer.options = kept
        self.answer.value = chosen if chosen in [code for _, code in kept] else None

    def _open(self, *, after: int = 0) -> int | None:
        """Return the place of the next text without an answer, from the present one on and then from the start."""
        places = [*range(self._at + after, len(self._ids)), *range(self._at)]
        return next((place for place in places if self._ids[place] not in self._said), None)

    def _leave(self, to: int | None) -> None:
        """Write the answer if there is a new one, and show another text."""
        said = (str(self.answer.value), mask(" ".join(self.remark.value.split())))
        words = ""
        if self.answer.value is not None and self._said.get(self.id) != said:
            audit.record(self._folder, self._name, self._coder, self.id, *said)
            self._said[self.id] = said
            words = say("answer_saved", self._lang, to=self._choices.get(said[0], said[0]))
        if self._done() == len(self._ids):
            words = f"{words} {say('all_answered', self._lang)}"
        self.message.value = status(words)
        self._go(self._at if to is None else min(max(to, 0), len(self._ids) - 1))

    def _done(self) -> int:
        return sum(id in self._said for id in self._ids)

    def _go(self, to: int) -> None:
        self._at, self._filling = to, True
        answer, remark = self._said.get(self.id, (None, ""))
        self.search.value, self.remark.value = "", remark
        self._filter()
        self.answer.value = answer if answer in self._choices else None
        self._filling = False
        told = say("progress", self._lang, at=to + 1, n=len(self._ids), done=self._done())
        self.progress.value = safe(told)
        said = self._texts.get(self.id, say("text_gone", self._lang))
        self.text.value = (
            '<div style="border:1px solid #9fb3c8;border-radius:4px;padding:.6em .9em;margin:.4em 0;'
            f'font-size:1.1em;line-height:1.6;max-height:220px;overflow:auto">{safe(said)}</div>'
        )
        self.back.disabled, self.open.disabled = to == 0, self._done() == len(self._ids)
        self.search.focus()
