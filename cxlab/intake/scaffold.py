"""A new study from a handful of files: its folder, copies of the files and a study.yaml of guesses."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from cxlab.errors import InputError
from cxlab.intake import guess as guessing
from cxlab.intake import sheets, survey_exports, tables
from cxlab.intake.draft import Source, draft
from cxlab.intake.privacy import read_secret
from cxlab.intake.read import is_workbook, read_table
from cxlab.intake.scales import kano_pairs
from cxlab.intake.words import resource
from cxlab.questionnaires import returned
from cxlab.study import STUDY_FILE, Study

_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*"
_CODE = r"[A-Z]{1,2}\d{1,3}"


@dataclass(frozen=True)
class Scaffold:
    """A study that was made: its folder, the text of its study.yaml, and the table guessed for each file."""

    folder: Path
    text: str
    tables: dict[str, str | None]

    def told(self, file: str) -> str:
        """Say which table each file became, and what comes next; `file` is how study.yaml is shown."""
        say = resource("scaffold")
        lines = [say["told_file"].format(file=f, table=t or say["told_no_table"]) for f, t in self.tables.items()]
        return "\n".join([*lines, say["told_next"].format(file=file, name=self.folder.name)])


def scaffold(name: str, files: list[Path], data_root: Path) -> Scaffold:
    """Make the study ``<data_root>/<name>`` from `files`.

    The files are copied (a study is a folder of files; the originals are not touched), several files of one table
    with the same headers into a folder of their own. Of a workbook the sheet that is a table and has most rows is
    read, or all of them where they are alike. ``study.yaml`` holds every guess with confidence and evidence; unsure
    ones are commented out. Evidence gives shares, kinds and ranges, never a customer's words. ``.salt`` and a
    ``.gitignore`` that keeps it out of a repository are made.

    Raises
    ------
    InputError
        When the name is not allowed, the study exists, no file is given, two share a name, or one cannot be read.
    """
    target = data_root / name
    if not re.fullmatch(_NAME, name):
        raise InputError(f"'{name}' is no name for a study. Use letters, digits, - and _, a letter or digit first.")
    if target.exists():
        raise InputError(f"'{name}' exists already in '{data_root.name}'; nothing was changed. Choose another name.")
    if not files:
        raise InputError("No file given. `cxlab new NAME FILES…` needs at least one.")
    repeated = {p.name for p in files if [q.name for q in files].count(p.name) > 1}
    if repeated:
        raise InputError(f"Two files are called {', '.join(sorted(repeated))}. Rename one.")
    read = [part for p in files for part in _parts(_look(Path(p)))]
    groups = _groups(read)
    text = draft(name, [replace(group[0], place=_place(group)) for group in groups])
    data_root.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=data_root))
    try:
        _fill(temporary, text, groups)
        Study.open(temporary)
        temporary.chmod(0o755)
        temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return Scaffold(target, text, _tables(read))


def _tables(read: list[Source]) -> dict[str, str | None]:
    """Return the table of each file, or both of its tables."""
    found: dict[str, str | None] = {}
    for file in read:
        before = found.get(file.path.name)
        found[file.path.name] = f"{before}, {file.table}" if before else file.table
    return found


def _look(path: Path) -> Source:
    names = sheets.names(path) if is_workbook(path) else []
    if len(names) < 2:
        return _page(path, None)
    pages = [_page(path, name) for name in names]
    if len({(page.table, tuple(page.frame.columns)) for page in pages}) == 1:
        return replace(pages[0], sheet=sheets.EVERY)
    best = max(pages, key=lambda page: (page.table is not None, len(page.frame)))
    return replace(best, unread=tuple(name for name in names if name != best.sheet))


def _page(path: Path, sheet: str | None) -> Source:
    frame = survey_exports.unfolded([read_table(path, sheet=sheet)])[0]
    return Source(path, path.name, frame, guessing.guess(frame), _features(frame), sheet)


def _parts(source: Source) -> list[Source]:
    """Return a survey that holds both scores and KANO questions as two sources, one a table.

    Answers to a questionnaire of ours are told by its codes.
    """
    coded = returned.parts(source)
    if coded or not source.features:
        return coded or [source]
    sides = {header for parts in source.features.values() for part, header in parts.items() if part != "label"}
    rest = source.frame.drop(columns=list(sides))
    found = guessing.guess(rest)
    scored = {g.column for g in found.guesses if g.column and g.confidence >= guessing.SURE}
    has_scores = found.table == "ratings" and any(tables.kind("ratings", c) == "number" for c in scored)
    return [replace(source, frame=rest, found=found, features={}), source] if has_scores else [source]


def _features(frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return ``{feature: {label, functional, dysfunctional[, importance]}}`` of the KANO questions of a page."""
    found: dict[str, dict[str, str]] = {}
    for number, (name, functional, dysfunctional, importance) in enumerate(kano_pairs(frame, {}), start=1):
        parts = {"label": name, "functional": functional, "dysfunctional": dysfunctional}
        if importance is not None:
            parts["importance"] = importance
        found[name if re.fullmatch(_CODE, name) else f"F{number:02d}"] = parts
    return found


def _groups(read: list[Source]) -> list[list[Source]]:
    """Put files of one table with the same headers together, and the code form of a survey behind its text form."""
    second = _second_forms(read)
    groups: dict[object, list[Source]] = {}
    for file in [f for f in read if f.path not in second]:
        key = file.path.name if file.table is None else (file.table, file.sheet, tuple(file.frame.columns))
        groups.setdefault(key, []).append(file)
    for path, text in second.items():
        next(g for g in groups.values() if text in g).append(next(f for f in read if f.path == path))
    return list(groups.values())


def _second_forms(read: list[Source]) -> dict[Path, Source]:
    """Return ``{code form: text form}`` among the files of a survey tool."""
    known = {f.path: survey_exports.facts(f.frame) for f in read}
    exports = {path: found.export for path, found in known.items() if found is not None}
    first = {path: next(f for f in read if f.path == path) for path in exports}
    return {
        code: first[text]
        for code, codes in exports.items()
        for text, texts in exports.items()
        if code != text and survey_exports.is_pair(codes, texts)
    }


def _place(group: list[Source]) -> str:
    """Return the path of a group inside the study folder, as study.yaml states it."""
    return group[0].path.name if len(group) == 1 else f"{group[0].table}/*{group[0].path.suffix}"


def _fill(folder: Path, text: str, groups: list[list[Source]]) -> None:
    for home, file in _homes(folder, groups):
        home.mkdir(exist_ok=True)
        shutil.copyfile(file, home / file.name)
    (folder / STUDY_FILE).write_text(text, encoding="utf-8")
    (folder / ".gitignore").write_text(".salt\n", encoding="utf-8")
    read_secret(folder)


def _homes(folder: Path, groups: list[list[Source]]) -> Iterator[tuple[Path, Path]]:
    for group in groups:
        for source in group:
            yield (folder if len(group) == 1 else folder / str(group[0].table)), source.path
