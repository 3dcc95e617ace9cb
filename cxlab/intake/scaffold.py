"""A new study from a handful of files: its folder, copies of the files and a study.yaml of guesses."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cxlab.errors import InputError
from cxlab.intake import guess as guessing
from cxlab.intake import sheets
from cxlab.intake.draft import Source, draft
from cxlab.intake.pairs import pairs
from cxlab.intake.privacy import read_secret
from cxlab.intake.read import is_workbook, read_table
from cxlab.intake.words import resource
from cxlab.study import STUDY_FILE, Study

_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*"


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
    read = [_look(Path(p)) for p in files]
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
    return Scaffold(target, text, {f.path.name: f.table for f in read})


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
    frame = read_table(path, sheet=sheet)
    found = guessing.guess(frame)
    return Source(path, path.name, frame, found, pairs(found.content), sheet)


def _groups(read: list[Source]) -> list[list[Source]]:
    """Put files of one table with the same headers together."""
    groups: dict[object, list[Source]] = {}
    for file in read:
        alone = file.table is None
        key = file.path.name if alone else (file.table, file.sheet, tuple(file.frame.columns))
        groups.setdefault(key, []).append(file)
    return list(groups.values())


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
