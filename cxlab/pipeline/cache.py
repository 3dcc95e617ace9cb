"""What a chapter's result depends on, as one key, and the store of results under their keys.

A key holds content, never names of folders or times: notebook source, resolved parameters, the study sections, tables
and files that ``chapters.yml`` declares, the keys of the chapters it stands on, the previous results it reads, the
package's own code, lock file, Python's minor version, the word engine and the as-of date.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cxlab.errors import InputError
from cxlab.pipeline.graph import ChapterSpec, order
from cxlab.pipeline.storage import building, copy_tree
from cxlab.study import Study

_PACKAGE = Path(__file__).resolve().parent.parent
_OUTSIDE = (
    *("report/", "pipeline/", "schedule/", "demo/", "workbench/", "audit/", "cli.py", "serve.py", "py.typed"),
    *("resources/report", "resources/pipeline", "resources/demo", "resources/phrases/report"),
    *("resources/workbench", "resources/phrases/workbench"),
    *("resources/schedule", "resources/phrases/schedule"),
)
"""Below the package: what never enters an artifact."""


@dataclass(frozen=True)
class Inputs:
    """Everything outside the notebooks that keys are made of.

    Parameters
    ----------
    tables
        Key of each input table of the study (`cxlab.intake.key`).
    parameters
        Resolved parameters by chapter.
    as_of
        ISO date of the last day that counts, or None.
    """

    root: Path
    study: Study
    chapters: Mapping[str, ChapterSpec]
    tables: Mapping[str, str]
    parameters: Mapping[str, Mapping[str, Any]]
    as_of: str | None

    def keys(self, states: Mapping[str, Path] | None = None) -> dict[str, str]:
        """Return the key of every chapter.

        Parameters
        ----------
        states
            Folder of the state that each chapter compares with, by slug. Without, the keys are those of the inputs
            alone, as if there had been no run before.
        """
        keys: dict[str, str] = {}
        for slug in order(self.chapters):
            spec = self.chapters[slug]
            state = states.get(slug) if states else None
            learned = {name: _folder(state / name) for name in spec.previous} if state else {}
            keys[slug] = _digest([self._own(spec), {name: keys[name] for name in spec.upstream}, learned])
        return keys

    def _own(self, spec: ChapterSpec) -> list[Any]:
        described = self.study.model_dump(mode="json")
        return [
            self._environment,
            notebook_source(self.root / "notebooks" / spec.notebook),
            self.parameters[spec.slug],
            {section: described[section] for section in spec.sections},
            {table: self.tables.get(table) for table in spec.tables + spec.optional},
            self._files(spec.files),
        ]

    @cached_property
    def _environment(self) -> list[Any]:
        patterns = {pattern for spec in self.chapters.values() for pattern in spec.files}
        declared = {file for pattern in patterns for file in self._match(pattern).values()}
        lock = self.root / "requirements.lock"
        return [
            {name: text for name, text in _package().items() if _PACKAGE / name not in declared},
            _file(lock) if lock.is_file() else None,
            list(sys.version_info[:2]),
            "rjieba" if importlib.util.find_spec("rjieba") else "jieba",
            self.as_of,
        ]

    def _files(self, patterns: tuple[str, ...]) -> dict[str, str]:
        return {name: _file(file) for pattern in patterns for name, file in self._match(pattern).items()}

    def _match(self, pattern: str) -> dict[str, Path]:
        own = pattern.removeprefix("study/")
        base = self.study.folder if own != pattern else _PACKAGE
        found = sorted(file for file in base.glob(own) if file.is_file())
        return {f"{pattern}:{file.relative_to(base).as_posix()}": file for file in found}


class Store:
    """Results of chapters under their keys; entries are written whole or not at all and never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, slug: str, key: str) -> bool:
        """Tell whether a result is there."""
        return (self._entry(slug, key) / "made.json").is_file()

    def put(self, slug: str, key: str, artifacts: Path, notebook: Path, made: Mapping[str, Any]) -> None:
        """Keep the artifacts and executed notebook of a chapter, with what its making cost."""
        with building(self._entry(slug, key)) as folder:
            copy_tree(artifacts, folder / "artifacts")
            if notebook.is_file():
                shutil.copyfile(notebook, folder / "notebook.ipynb")
            (folder / "made.json").write_text(json.dumps(dict(made), sort_keys=True), encoding="utf-8")

    def get(self, slug: str, key: str, artifacts: Path, notebook: Path) -> dict[str, Any]:
        """Copy a kept result to `artifacts` and `notebook`; return what its making cost."""
        entry = self._entry(slug, key)
        copy_tree(entry / "artifacts", artifacts)
        if (entry / "notebook.ipynb").is_file():
            shutil.copyfile(entry / "notebook.ipynb", notebook)
        made: dict[str, Any] = json.loads((entry / "made.json").read_text(encoding="utf-8"))
        return made

    def _entry(self, slug: str, key: str) -> Path:
        return self._folder / slug / key


def notebook_source(notebook: Path) -> list[list[str]]:
    """Return the cells of `notebook` as pairs of kind and source: outputs, counts and metadata do not matter.

    The tag ``parameters`` does, since it says where values are put in.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError):
        raise InputError(f"{notebook.name} is no Jupyter notebook (JSON with cells).") from None
    tagged = [("parameters" in c.get("metadata", {}).get("tags", [])) * ":parameters" for c in cells]
    return [[c["cell_type"] + tag, "".join(c["source"])] for c, tag in zip(cells, tagged, strict=True)]


def _package() -> dict[str, str]:
    """Return the hash of every file of the package that can enter an artifact."""
    files = (file for file in sorted(_PACKAGE.rglob("*")) if file.is_file() and "__pycache__" not in file.parts)
    named = {file.relative_to(_PACKAGE).as_posix(): file for file in files}
    return {name: _file(file) for name, file in named.items() if not name.startswith(_OUTSIDE)}


def _folder(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): _file(file) for file in files}


def _file(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
