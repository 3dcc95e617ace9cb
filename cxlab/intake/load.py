"""One input table of a study, clean, masked and typed; made once a key and read from the cache afterwards."""

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from cxlab import project
from cxlab.intake import sources, store, tables
from cxlab.intake.build import build
from cxlab.intake.funnel import Report
from cxlab.intake.notes import told
from cxlab.intake.privacy import read_secret
from cxlab.intake.words import resource_files
from cxlab.study import Study


@dataclass(frozen=True)
class Loaded:
    """A table after intake.

    `frame`: columns of `tables.TABLES` under our names (``customer_id`` has become ``customer_key``), plus mapped
    segment columns; words are `str`, numbers float64, flags nullable boolean, dates datetime64[us] in the study's
    local time without zone. `rejects`: file, line, column, value (masked), reason, and `dropped` (False where only
    the cell was set missing). `report`: see `funnel.Report`.
    """

    frame: pd.DataFrame
    rejects: pd.DataFrame
    report: Report

    @property
    def questions(self) -> pd.DataFrame:
        """The codebook of questions where files are survey tools' exports; see `SurveyExport.questions`."""
        return pd.DataFrame(self.report["questions"])

    def _repr_html_(self) -> str:
        """Show what came in and what was set aside, not the customers' words."""
        report = self.report
        steps = ("read", "rejected", "duplicates", "near_duplicates", "kept")
        funnel = " → ".join(f"{step.replace('_', ' ')} <b>{report[step]:,}</b>" for step in steps)  # type: ignore[literal-required]
        filled = "".join(
            f"<tr><td>{html.escape(column)}</td><td>{1 - share:.0%}</td></tr>"
            for column, share in report["missing"].items()
        )
        notes = "".join(f"<li>{html.escape(told(note, 'en'))}</li>" for note in report["notes"])
        return (
            f"<p>{html.escape(report['table'])}: {funnel}</p><ul>{notes}</ul>"
            f"<details><summary>columns and how far they are filled</summary><table>{filled}</table></details>"
        )


def load(study: Study, table: str, *, reports: Path | None = None) -> Loaded:
    """Load a table: read, map, pseudonymise, mask, recode, type, validate, set copies aside.

    Parameters
    ----------
    study
        The study; `study.tables[table]` says where the table comes from.
    reports
        Root of all reports, whose ``<study>/.cache/intake`` keeps the result; left out, the project's.

    Raises
    ------
    InputError
        When the table, a file, a header, a column name or an encoding is wrong, or no valid row is left.
    StorageError
        When the cache cannot be written.
    """
    folder = _folder(study, table, reports)
    stored = store.read(folder, table)
    if stored is None:
        store.write(folder, table, *build(study, table))
        stored = store.read(folder, table)
    if stored is None:  # another process cleaned the cache between the two lines
        stored = build(study, table)
    return Loaded(*stored)


def ready(study: Study, table: str, *, reports: Path | None = None) -> bool:
    """Tell whether `load` finds the table already made."""
    return store.has(_folder(study, table, reports))


def key(study: Study, table: str) -> str:
    """Return the hash of everything that the loaded table depends on: files, mapping, privacy, scales, this code."""
    source = sources.source_of(study, table)
    parts = {
        "files": sources.fingerprint(study, table),
        "source": source.model_dump(mode="json"),
        "privacy": study.privacy.model_dump(mode="json"),
        "scales": {name: scale.model_dump(mode="json") for name, scale in study.scales.items()},
        "timezone": study.timezone,
        "end": str(study.period.end) if study.period else "",
        "code": _code(),
        "secret": _secret_mark(study, table),
    }
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _folder(study: Study, table: str, reports: Path | None) -> Path:
    return (reports or project.reports_root()) / study.name / ".cache" / "intake" / table / key(study, table)


def _secret_mark(study: Study, table: str) -> str:
    """Return a mark that changes with the secret and does not tell it; empty where nothing is keyed."""
    columns = [*study.tables[table].columns.values(), *study.privacy.ids, *tables.TABLES[table]]
    if not any(c in study.privacy.ids or tables.kind(table, c) == "key" for c in columns):
        return ""
    return hashlib.blake2b(b"intake", key=read_secret(study.folder), digest_size=8).hexdigest()


@cache
def _code() -> str:
    """Return the hash of the intake's sources and word lists."""
    digest = hashlib.blake2b(digest_size=16)
    for file in [*sorted(Path(__file__).parent.rglob("*.py")), *resource_files()]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
