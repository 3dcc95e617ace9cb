"""The privacy gate: what must hold before a report leaves the researcher's machine.

It looks at what was written, not at how: tables and figures for small groups, finished pages for personal data, long
or unmasked quotations, and traces of this machine. A message names file and kind, never the thing found.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from cxlab import project
from cxlab.cells import SMALLEST
from cxlab.charts.look import label
from cxlab.errors import GateRefused
from cxlab.phrases import resolve
from cxlab.record import ChapterRecord, Exhibit
from cxlab.report import finished, render
from cxlab.report.finished import Finished
from cxlab.report.tables import suppressed
from cxlab.study import Study

LONGEST_QUOTE = 40
SHARED = ("site", "share")
_SUFFIXES = (".html", ".css", ".js", ".md")
# Kinds of personal data that are looked for in every string; in quotations all of them are.
_ANYWHERE = (
    *("mobile", "mobile_spelled", "id_card", "id_number", "bank_card", "bank_number"),
    *("email", "plate", "landline", "wechat", "qq", "address"),
)
_SECRET = re.compile(
    r"(KEY|TOKEN|SECRET|PASSWO?R?D|PASSPHRASE|CREDENTIALS?|DSN|URL|WEBHOOK|_PWD|NOTIFY|NOTIFY_FILE)$", re.IGNORECASE
)
# Folders that only a machine has, whichever it is.
_FOLDER = re.compile(
    r"(?<![\w.:/~])/(?:home|Users|root|tmp|var|opt|mnt|srv|etc|private)/[\w.-]|(?<![A-Za-z])[A-Za-z]:\\[\w.]"
    r"|\\\\[\w.-]+\\|file://",
    re.ASCII,
)
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
        figure; personal data; a quotation that is not masked or has more than 40 characters; a path, the host name or
        a secret of this machine; a file that is no page, and a style sheet or script that is not the report's own.

    Notes
    -----
    An address that is the name of a unit (a column ``unit`` of an exhibit's table has it) is no personal data.
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
    traces = _Traces(_machine(run_dir, None), _units(run_dir))
    _refuse(f"{name}: {what}" for what in _told(_APART.join((*said.texts, *said.data)), traces))


@dataclass(frozen=True)
class _Traces:
    """What would tell of this machine, as patterns; and the names of units, which may look like addresses."""

    machine: list[tuple[str, re.Pattern[str]]]
    units: re.Pattern[str] | None


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
    traces = _Traces(_machine(run_dir, study), _units(run_dir))
    own = {name: text.encode() for name, text in render.assets().items()}
    for file in sorted(f for part in SHARED for f in (run_dir / part).rglob("*") if not f.is_dir()):
        where = file.relative_to(run_dir).as_posix()
        if file.is_symlink() or file.suffix not in _SUFFIXES:
            yield where, "a file that is no page, style sheet or script of a report"
        elif file.suffix == ".html":
            for what in _page(file.read_text(encoding="utf-8"), traces):
                yield where, what
        elif file.suffix == ".md":
            text = file.read_text(encoding="utf-8")
            for what in _told(_APART.join((text, text.replace("\\", ""))), traces):
                yield where, what
        elif file.read_bytes() != own.get(file.name):
            yield where, "a style sheet or script that is not the report's own"


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


def _units(run_dir: Path) -> re.Pattern[str] | None:
    """Return the names of units in the exhibits' tables as one pattern, the longest first."""
    names: set[str] = set()
    for file in run_dir.glob("artifacts/*/chapter.json"):
        for exhibit in ChapterRecord.read(file.parent).exhibits:
            table = file.parent / f"{exhibit.id}.parquet"
            if "unit" in pq.read_schema(table).names:
                names |= set(pd.read_parquet(table, columns=["unit"])["unit"].dropna().astype(str))
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))) if names else None


def _told(whole: str, traces: _Traces) -> Iterator[str]:
    from cxlab.intake import privacy

    public = [match.span() for match in traces.units.finditer(whole)] if traces.units else []
    for hit in privacy.find(whole, kinds=_ANYWHERE):
        if hit.kind != "address" or not any(start <= hit.start and hit.end <= end for start, end in public):
            yield f"personal data ({hit.kind})"
    for kind, pattern in traces.machine:
        if pattern.search(whole):
            yield kind


def _page(page: str, traces: _Traces) -> Iterator[str]:
    from cxlab.intake import privacy

    said = finished.read(page)
    for quote in said.quotes:
        for hit in privacy.find(quote):
            yield f"a quotation that is not masked ({hit.kind})"
    yield from _told(_APART.join((*said.texts, *said.data)), traces)
    if any(len(quote.strip()) > LONGEST_QUOTE for quote in said.quotes):
        yield f"a quotation of more than {LONGEST_QUOTE} characters"


def _machine(run_dir: Path, study: Study | None) -> list[tuple[str, re.Pattern[str]]]:
    """Return what would tell of this or any machine, as patterns; names too short to be telling are left out."""
    folders = {run_dir.resolve(), project.root(run_dir), Path.home(), Path(tempfile.gettempdir()), Path(sys.prefix)}
    folders |= {study.folder} if study else set()
    paths = {str(folder) for folder in folders} | {folder.as_posix() for folder in folders}
    found = [
        ("a path of this machine", re.compile(re.escape(path) + r"(?![\w-])", re.ASCII))
        for path in paths
        if len(path) > 3
    ]
    found.append(("a path of a machine", _FOLDER))
    host = socket.gethostname().split(".")[0]
    if len(host) >= _SHORTEST_HOST and host != "localhost":
        found.append(
            ("the name of this machine", re.compile(rf"(?<![\w-]){re.escape(host)}(?![\w-])", re.IGNORECASE | re.ASCII))
        )
    for name, value in os.environ.items():
        if _SECRET.search(name) and len(value) >= _SHORTEST_SECRET:
            found.append((f"the value of the environment variable {name}", re.compile(re.escape(value))))
    return found
