"""Quotation packs as files: a spreadsheet a department, which runs nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from cxlab import intake, project
from cxlab.errors import InputError
from cxlab.insight.packs import UNASSIGNED, packs
from cxlab.phrases import Lang, columns, visible
from cxlab.study import Study
from cxlab.workbench.words import say

_NOT_IN_A_NAME = re.compile(r"[^\w-]+")
_STARTS_A_FORMULA = re.compile(r"^[=+\-@\t\r]")


def write_packs(study: str | Path, run_dir: str | Path = "", *, lang: Lang = "zh") -> pd.DataFrame:
    """Write ``reports/<study>/packs/<department>.csv``; return department, topics, complaints, file.

    UTF-8 with a mark, as Excel wants it; a cell that a spreadsheet would take for a formula gets an apostrophe. The
    files hold masked texts, every one of them: they are for the department and not for publication.

    Raises
    ------
    InputError
        The run has no chapter on topics.
    """
    opened = Study.open(study)
    home = project.reports_root() / opened.name
    run = Path(run_dir) if str(run_dir) else home / "latest"
    artifacts = run / "artifacts" / "topics"
    if not (artifacts / "mentions.parquet").is_file():
        raise InputError(
            f"There are no topics in '{run.name}' of the study '{opened.name}'. Run the report first "
            f"(`cxlab run {opened.folder.name}`), or name another run_dir."
        )
    home = run.resolve().parent
    complaints = intake.load(opened, "complaints", reports=home.parent).frame
    topics, mentions = (pd.read_parquet(artifacts / f"{name}.parquet") for name in ("topics", "mentions"))
    topics["label"] = [getattr(visible(label), lang) for label in topics["label"]]
    folder, rows = home / "packs", []
    folder.mkdir(exist_ok=True)
    for department, table in packs(complaints, mentions, topics, opened.links).items():
        name = department if department != UNASSIGNED else say("no_department", lang)
        file = folder / f"{_NOT_IN_A_NAME.sub('_', name)}.csv"
        shown = {c: columns()[c][lang] if c in columns() else c for c in table.columns}
        table["role"] = [say(f"role_{role}", lang) for role in table["role"]]
        table["main"] = table["main"].map({True: say("is_main", lang), False: ""})
        table.map(_plain).rename(columns=shown).to_csv(file, index=False, encoding="utf-8-sig")
        rows.append((name, table["code"].nunique(), table["complaint_id"].nunique(), file.name))
    return pd.DataFrame(rows, columns=["department", "topics", "complaints", "file"])


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and _STARTS_A_FORMULA.match(cell) else cell
