"""The privacy gate: what must hold before a report leaves the researcher's machine.

It looks at what was written, not at how: tables and figures for small groups, finished pages for personal data, long
quotations, and traces of this machine. A message names file and kind, never the thing found.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab import project
from cxlab.cells import SMALLEST
from cxlab.charts.look import label
from cxlab.errors import GateRefused
from cxlab.phrases import resolve
from cxlab.record import ChapterRecord, Exhibit
from cxlab.report import finished
from cxlab.report.finished import Finished
from cxlab.report.tables import suppressed
from cxlab.study import Study

LONGEST_QUOTE = 40
SHARED = ("site", "share")
_SUFFIXES = (".html", ".css", ".js", ".md")
_SECRET = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD)$", re.IGNORECASE)
_SHORTEST_SECRET = 8
_SHORTEST_HOST = 6
_MOST_NAMED = 20
# Between two strings of a page, so that two numbers side by side are not read as one.
_APART = "\n|\n"


def check(run_dir: Path, study: Study | None = None) -> None:
    """Pass in silence, or refuse to publish.

    Parameters
    ----------
    run_dir
        Run folder with ``artifacts/`` and the finished ``site/`` and ``share/``.
    study
        Where its folder is, so that pages can be searched for it.

    Raises
    ------
    GateRefused
        Naming file and kind of everything found: a group of 1-4 people that is visible in an exhibit's table or
        figure; personal data; a quotation of more than 40 characters; a path, the host name or a secret of this
        machine; a file that is no page, style sheet or script.
    """
    _refuse(f"{where}: {what}" for where, what in _everything(run_dir, study))


def check_strings(name: str, said: Finished, run_dir: Path) -> None:
    """Pass in silence, or refuse to hand out a file in another form, by all strings that it holds.

    Small groups and quotations were checked when the run was published; its tables are the same.

    Raises
    ------
    GateRefused
        Naming the file and the kinds of what was found.
    """
    _refuse(f"{name}: {what}" for what in _told(_APART.join((*said.texts, *said.data)), _machine(run_dir, None)))


def _refuse(problems: Iterable[str]) -> None:
    found = sorted(set(problems))
    if found:
        more = f"\n  and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        raise GateRefused(
            "The report was not published, because it holds what must not be shared:\n  "
            + "\n  ".join(found[:_MOST_NAMED])
            + more
        )


def _everything(run_dir: Path, study: Study | None) -> Iterator[tuple[str, str]]:
    for file in sorted(run_dir.glob("artifacts/*/chapter.json")):
        for exhibit in ChapterRecord.read(file.parent).exhibits:
            yield from _small_cells(file.parent, exhibit)
    traces = _machine(run_dir, study)
    for file in sorted(f for part in SHARED for f in (run_dir / part).rglob("*") if not f.is_dir()):
        where = file.relative_to(run_dir).as_posix()
        if file.is_symlink() or file.suffix not in _SUFFIXES:
            yield where, "a file that is no page, style sheet or script of a report"
        elif file.suffix == ".html":
            for what in _page(file.read_text(encoding="utf-8"), traces):
                yield where, what
        elif file.suffix == ".md":
            for what in _told(file.read_text(encoding="utf-8").replace("\\", ""), traces):
                yield where, what


def _small_cells(folder: Path, exhibit: Exhibit) -> Iterator[tuple[str, str]]:
    frame = pd.read_parquet(folder / f"{exhibit.id}.parquet")
    if exhibit.n is not None and frame[exhibit.n].between(1, SMALLEST - 1).fillna(False).any():
        yield f"{folder.name}/{exhibit.id}.parquet", f"a group of fewer than {SMALLEST} people is visible"
    if exhibit.figure and (hidden := _hidden_labels(frame)):
        figure = json.loads((folder / f"{exhibit.id}.figure.json").read_text(encoding="utf-8"))
        if any(_draws(trace, hidden) for trace in resolve(figure, "zh").get("data", [])):
            yield f"{folder.name}/{exhibit.id}.figure.json", "a group that its table hides is drawn"


def _hidden_labels(frame: pd.DataFrame) -> set[str]:
    """Return the labels of which every row is hidden, whole and as a figure shortens them."""
    hidden = suppressed(frame)
    texts = frame.select_dtypes(include=["str", "object", "category"]).columns
    if not any(hidden) or texts.empty:
        return set()
    names = [str(resolve(str(name), "zh")) for name in frame[texts[0]]]
    found: set[str] = set()
    for shown in (names, [label(name) for name in names]):
        found |= set(shown) - {name for name, small in zip(shown, hidden, strict=True) if not small}
    return found


def _draws(trace: dict[str, Any], hidden: set[str]) -> bool:
    for names, numbers in (("x", "y"), ("y", "x"), ("labels", "values"), ("text", "y"), ("text", "x")):
        there, here = trace.get(names), trace.get(numbers)
        if isinstance(there, list) and isinstance(here, list):
            pairs = zip(there, here, strict=False)
            if any(str(name) in hidden and isinstance(number, int | float) for name, number in pairs):
                return True
    return False


def _told(whole: str, traces: list[tuple[str, re.Pattern[str]]]) -> Iterator[str]:
    from cxlab.intake import privacy

    for hit in privacy.find(whole, kinds=privacy.STRONG):
        yield f"personal data ({hit.kind})"
    for kind, pattern in traces:
        if pattern.search(whole):
            yield kind


def _page(page: str, traces: list[tuple[str, re.Pattern[str]]]) -> Iterator[str]:
    said = finished.read(page)
    yield from _told(_APART.join((*said.texts, *said.data)), traces)
    if any(len(quote.strip()) > LONGEST_QUOTE for quote in said.quotes):
        yield f"a quotation of more than {LONGEST_QUOTE} characters"


def _machine(run_dir: Path, study: Study | None) -> list[tuple[str, re.Pattern[str]]]:
    """Return what would tell of this machine, as patterns; names too short to be telling are left out."""
    folders = {run_dir.resolve(), project.root(run_dir), Path.home(), Path(tempfile.gettempdir()), Path(sys.prefix)}
    folders |= {study.folder} if study else set()
    paths = {str(folder) for folder in folders} | {folder.as_posix() for folder in folders}
    found = [("a path of this machine", re.compile(re.escape(path) + r"(?![\w-])")) for path in paths if len(path) > 3]
    host = socket.gethostname().split(".")[0]
    if len(host) >= _SHORTEST_HOST and host != "localhost":
        found.append(("the name of this machine", re.compile(rf"(?<![\w-]){re.escape(host)}(?![\w-])", re.IGNORECASE)))
    for name, value in os.environ.items():
        if _SECRET.search(name) and len(value) >= _SHORTEST_SECRET:
            found.append((f"the value of the environment variable {name}", re.compile(re.escape(value))))
    return found
