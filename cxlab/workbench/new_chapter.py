"""A new chapter from a template: notebook, phrases and its entry in ``chapters.yml``, all three or none."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from cxlab import phrases
from cxlab.errors import ChapterFailed, InputError
from cxlab.pipeline import graph
from cxlab.pipeline.launch import Job, Launcher
from cxlab.pipeline.storage import guarded, write_atomic
from cxlab.study import STUDY_FILE

_NAME = re.compile(r"[a-z][a-z_]{1,23}")
_LAST = 99
_TAGS = {"check": ["keep_output", "nbval-check-output"], "code": []}
"""Kinds of cells in the template whose tags are not the kind itself."""
_KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
_CELL_SECONDS = 300
_PHRASES = Path(str(files("cxlab"))) / "resources" / "phrases"


def new_chapter(name: str, root: Path) -> Path:
    """Write a chapter called `name` that runs as it is; return its notebook.

    The notebook is executed on the demo study once, for the check table that nbval compares.

    Parameters
    ----------
    name
        Its slug: small letters and ``_``, 2 to 24 of them.
    root
        The project.

    Raises
    ------
    InputError
        The name is not allowed or taken, there is no number left, or no demo study; nothing was written.
    ChapterFailed
        The template does not run; what was written is gone again.
    StorageError
        A file cannot be written.
    """
    notebook, said = _free(name, root)
    order = root / "notebooks" / graph.CHAPTERS_FILE
    before = order.read_text(encoding="utf-8")
    words = {"slug": name, "title": name.replace("_", " ").capitalize(), "notebook": notebook.name}
    with guarded("The chapter cannot be written"), _all_or_none(notebook, said, order):
        notebook.write_text(_as_json(_cells(words)), encoding="utf-8")
        said.write_text(_template("phrases.yml", words), encoding="utf-8")
        write_atomic(order, _with_entry(before, _template("entry.yml", words)))
        graph.read(root)
        _execute(notebook)
    phrases.catalogue.cache_clear()
    return notebook


def guide(notebook: Path) -> str:
    """Return what to do next with a chapter that `new_chapter` made: a line about it and ten steps."""
    words = {"slug": notebook.stem.partition("_")[2], "notebook": notebook.name}
    return _template("guide.txt", words)


def _free(name: str, root: Path) -> tuple[Path, Path]:
    """Return where the notebook and the phrases of `name` go."""
    if not _NAME.fullmatch(name):
        raise InputError(f"'{name}' cannot name a chapter: 2 to 24 small letters and _, such as delivery_times.")
    chapters = graph.read(root)
    if name in chapters:
        raise InputError(f"There is a chapter '{name}' already ({chapters[name].notebook}). Choose another name.")
    said = _PHRASES / f"{name}.yml"
    if said.exists():
        raise InputError(f"The name '{name}' is taken: resources/phrases/{said.name} exists. Choose another name.")
    if not (root / "data" / "demo" / STUDY_FILE).is_file():
        raise InputError("A new chapter is tried on the demo study, which is not there. Make it with: cxlab demo")
    numbers = [int(file.name[:2]) for file in (root / "notebooks").glob("[0-9][0-9]_*.ipynb")]
    number = max(numbers, default=0) + 1
    if number > _LAST:
        raise InputError(f"No notebook number is left after {max(numbers)}; renumber the last notebooks first.")
    return root / "notebooks" / f"{number:02d}_{name}.ipynb", said


@contextmanager
def _all_or_none(notebook: Path, said: Path, order: Path) -> Iterator[None]:
    """Take back what the block wrote when it does not end well."""
    before = order.read_text(encoding="utf-8")
    try:
        yield
    except BaseException:
        for file in (notebook, said):
            file.unlink(missing_ok=True)
        write_atomic(order, before)
        raise


def _with_entry(order: str, entry: str) -> str:
    """Put the entry of a chapter before the last one, the briefing, which sums up all others."""
    place = order.rfind("\n  - slug:") + 1
    return order[:place] + entry + order[place:]


def _template(file: str, words: dict[str, str]) -> str:
    text = files("cxlab").joinpath("resources/workbench/new_chapter", file).read_text(encoding="utf-8")
    return re.sub("__([a-z]+)__", lambda found: words[found[1]], text)


def _cells(words: dict[str, str]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for place, cell in enumerate(yaml.safe_load(_template("notebook.yml", words))):
        [(kind, source)] = cell.items()
        about: dict[str, Any] = {"id": f"{words['slug'].replace('_', '-')}-{place}", "metadata": {}}
        about |= {"cell_type": "markdown" if kind == "markdown" else "code"}
        about |= {"source": source.rstrip("\n").splitlines(keepends=True)}
        if kind != "markdown":
            count = 1 + sum(before["cell_type"] == "code" for before in made)
            tags = _TAGS.get(kind, [kind])
            about |= {"outputs": [], "execution_count": count, "metadata": {"tags": tags} if tags else {}}
        made.append(about)
    return made


def _as_json(cells: list[dict[str, Any]]) -> str:
    metadata = {**_KERNEL, "language_info": {"name": "python"}}
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _execute(notebook: Path) -> None:
    """Run the notebook as nbval will, and keep what its check cell printed."""
    with tempfile.TemporaryDirectory(prefix="cxlab-") as scratch:
        done = Path(scratch) / notebook.name
        job = Job(str(notebook), str(done), {"study": "demo", "run_dir": ""}, _CELL_SECONDS)
        ended = Launcher().run(job, lambda done, of: None)
        if ended.state != "executed":
            raise ChapterFailed(f"The template does not run on the demo study: {ended.message or ended.state}.")
        executed = {cell["id"]: cell for cell in json.loads(done.read_text(encoding="utf-8"))["cells"]}
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if "keep_output" in cell["metadata"].get("tags", []):
            count = cell["execution_count"]
            cell["outputs"] = [output | {"execution_count": count} for output in executed[cell["id"]]["outputs"]]
    write_atomic(notebook, _as_json(cells))
