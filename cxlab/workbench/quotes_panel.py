"""Reading what customers wrote: typical texts first, page by page, or those with certain words."""

from __future__ import annotations

import ipywidgets as widgets
import pandas as pd

from cxlab import text
from cxlab.phrases import Lang
from cxlab.workbench.words import safe, say, shown

PER_PAGE = 8
_TYPICAL = 8
_AMONG = 3_000
"""Texts of a topic among which the typical ones are looked for."""


class QuotesPanel:
    """Texts of one topic, or of all topics.

    Parameters
    ----------
    texts
        id, code, text (masked).
    """

    def __init__(self, texts: pd.DataFrame, lang: Lang) -> None:
        self._texts = texts.set_index("id")
        self._lang = lang
        self._code, self._names, self._page = "", pd.Series(dtype="str"), 0
        self._typical: dict[str, list[str]] = {}
        wide = widgets.Layout(width="auto", flex="1 1 auto")
        self.words = widgets.Text(placeholder=say("search", lang), continuous_update=False, layout=wide)
        self.everywhere = widgets.Checkbox(description=say("everywhere", lang), indent=False)
        self.everywhere.layout.width = "130px"
        self.back = widgets.Button(description=say("earlier", lang), layout={"width": "90px"})
        self.on = widgets.Button(description=say("later", lang), layout={"width": "90px"})
        self.count, self.list = widgets.HTML(), widgets.HTML(layout={"max_height": "420px", "overflow": "auto"})
        self.words.observe(lambda _: self._turn(to=0), "value")
        self.everywhere.observe(lambda _: self._turn(to=0), "value")
        self.back.on_click(lambda _: self._turn(to=self._page - 1))
        self.on.on_click(lambda _: self._turn(to=self._page + 1))
        search = widgets.HBox([self.words, self.everywhere])
        self.widget = widgets.VBox([search, widgets.HBox([self.back, self.on, self.count]), self.list])

    def show(self, code: str, names: pd.Series) -> None:
        """Show the texts of a topic; `names` gives every code's name."""
        moved = code != self._code
        self._code, self._names = code, names
        self._turn(to=0 if moved else self._page)

    def found(self) -> list[str]:
        """Return the ids of the texts that are browsed, in their order."""
        here = self._texts if self.everywhere.value else self._texts[self._texts["code"] == self._code]
        said = here["text"].str.casefold()
        for word in self.words.value.casefold().split():
            said = said[said.str.contains(word, regex=False)]
        if self.everywhere.value:
            return said.index.tolist()
        first = [id for id in self._typical_of(self._code) if id in said.index]
        return first + [id for id in said.index if id not in set(first)]

    def _typical_of(self, code: str) -> list[str]:
        if code not in self._typical:
            here = self._texts.loc[self._texts["code"] == code, "text"].head(_AMONG)
            picked = text.quotations(here.tolist(), here.index.tolist(), [code] * len(here), k=_TYPICAL)
            self._typical[code] = picked["id"].tolist()
        return self._typical[code]

    def _turn(self, *, to: int) -> None:
        ids = self.found()
        pages = max(1, -(-len(ids) // PER_PAGE))
        self._page = min(max(to, 0), pages - 1)
        self.back.disabled, self.on.disabled = self._page == 0, self._page == pages - 1
        count, page = (
            say("found", self._lang, n=f"{len(ids):,}"),
            say("page", self._lang, page=self._page + 1, pages=pages),
        )
        self.count.value = safe(f"{count} · {page}")
        here = self._texts.loc[ids[self._page * PER_PAGE : (self._page + 1) * PER_PAGE]]
        self.list.value = "".join(map(self._line, here["text"], here["code"])) or safe(say("no_text", self._lang))

    def _line(self, said: str, code: str) -> str:
        name = self._names.get(code, say("topics.none", self._lang))
        whose = f' <small style="opacity:.7">{safe(name)}</small>' if self.everywhere.value else ""
        return f'<p style="margin:.35em 0;line-height:1.5">{shown(said, self.words.value.split())}{whose}</p>'
