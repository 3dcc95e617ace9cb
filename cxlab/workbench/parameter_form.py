"""A form for a chapter's parameters, made from the ``parameters`` cell of its notebook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from cxlab.errors import InputError
from cxlab.phrases import Lang
from cxlab.pipeline import parameters
from cxlab.workbench.words import safe, say

LANGUAGES = ("zh", "en")
_WIDE = {"width": "340px"}


class ParameterForm:
    """One field a parameter, filled with what a run would use.

    Parameters
    ----------
    slug, notebook
        The chapter.
    given
        What ``study.yaml`` says for this chapter.

    Raises
    ------
    InputError
        The notebook's parameters cell is broken, or `given` does not fit it.
    """

    def __init__(self, slug: str, notebook: Path, given: Mapping[str, Any], lang: Lang) -> None:
        self._slug = slug
        self._known = parameters.declared(notebook)
        self._used = parameters.resolve(self._known, slug, ("study.yaml, chapters", given))
        told = helps(notebook)
        self.fields = {name: _field(name, self._known[name].type, value) for name, value in self._used.items()}
        self.wrong = {name: widgets.HTML() for name in self.fields}
        for name, field in self.fields.items():
            field.observe(lambda _, name=name: self._look(name), "value")
        rows = [self._row(name, told.get(name, "")) for name in self.fields]
        none = widgets.HTML(safe(say("no_parameters", lang)))
        self.widget = widgets.VBox(rows or [none])

    def changed(self) -> tuple[str, ...]:
        """Return ``chapter.name=value`` of every field that differs from what a run would use anyway.

        Raises
        ------
        InputError
            A value does not fit its parameter's type.
        """
        options = []
        for name, field in self.fields.items():
            try:
                value = parameters.coerce(field.value, self._known[name].type)
            except ValueError as error:
                raise InputError(f"{self._slug}.{name}: {error}") from None
            if value != self._used[name]:
                said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                options.append(f"{self._slug}.{name}={said}")
        return tuple(options)

    def _row(self, name: str, told: str) -> widgets.HBox:
        label = widgets.HTML(f"<code>{safe(name)}</code>", layout={"width": "150px"})
        about = widgets.HTML(f"<small>{safe(told)}</small>", layout={"flex": "1 1 200px"})
        return widgets.HBox([label, self.fields[name], about, self.wrong[name]], layout={"flex_flow": "row wrap"})

    def _look(self, name: str) -> None:
        """Say beside a field why its value cannot be used."""
        try:
            parameters.coerce(self.fields[name].value, self._known[name].type)
        except ValueError as error:
            self.wrong[name].value = f'<span role="alert" style="color:#b3261e">{safe(error)}</span>'
        else:
            self.wrong[name].value = ""


def helps(notebook: Path) -> dict[str, str]:
    """Return what the comments of the parameters cell say, by name."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    lines = [
        line
        for cell in cells
        if "parameters" in cell.get("metadata", {}).get("tags", [])
        for line in "".join(cell["source"]).splitlines()
    ]
    return {line.partition(":")[0].strip(): line.rpartition("  # ")[2].strip() for line in lines if "  # " in line}


def _field(name: str, type: str, value: Any) -> widgets.ValueWidget:
    """Return a field that holds `value`; all but yes/no and languages are typed as in ``-p``."""
    if type == "bool":
        return widgets.Checkbox(value=value, indent=False, layout=_WIDE)
    if name == "lang" and value in LANGUAGES:
        return widgets.Dropdown(options=LANGUAGES, value=value, layout=_WIDE)
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return widgets.Text(value=said, layout=_WIDE, continuous_update=False)
