"""How a study stands: its tables, its last run, its issues and its fieldwork, as frames in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab import intake
from cxlab.errors import CxlabError
from cxlab.numbers import Number, show
from cxlab.phrases import Lang, in_both_languages, visible
from cxlab.pipeline import attempts, manifest, publish
from cxlab.report import tables as words_of
from cxlab.study import Study
from cxlab.workbench.words import say

ISSUES = ("issue", "label", "state", "people", "lead_department", "since_day")
"""Columns of the ledger's table that are shown."""


@dataclass(frozen=True)
class LastRun:
    """The run that ended last.

    Attributes
    ----------
    folder
        Its folder; None where it left none, or where nothing has run yet.
    status
        published, partial, failed, refused, running, ready; none before the first run.
    code
        Exit code of the last attempt, which may be a later one than `folder`'s; None where it is not known.
    started, seconds
        When the attempt began (ISO, UTC), and how long the run took.
    failed
        Chapter → why, of those that failed.
    published
        Folder of the latest report, if there is one.
    """

    folder: Path | None
    status: str
    code: int | None
    started: str
    seconds: float | None
    failed: dict[str, str]
    published: Path | None


def tables(study: Study, reports: Path, lang: Lang) -> pd.DataFrame:
    """Return a row a table of the study: rows kept, their period, what was set aside.

    A table that is not read yet says so: reading may take long, and a run does it.
    """
    heads = [say(f"col_{key}", lang) for key in ("table", "rows", "period", "set_aside", "blanked")]
    rows = [[table, *_table(study, table, reports, lang)] for table in study.tables]
    return pd.DataFrame(rows, columns=heads, dtype="str")


def last_run(home: Path) -> LastRun:
    """Return how the last run of a study ended; `home` is the folder of its reports."""
    made = [(folder, manifest.read(folder)) for folder in sorted(home.glob("*-*")) if not folder.is_symlink()]
    known = [(folder, about) for folder, about in made if about]
    folder, about = known[-1] if known else (None, {})
    attempt = attempts.last(home)
    entries = about.get("chapters", {})
    return LastRun(
        folder=folder,
        status=about.get("status", "none"),
        code=attempt.exit_code if attempt else None,
        started=attempt.started_at if attempt else about.get("started_at", ""),
        seconds=about.get("seconds"),
        failed={slug: entry["message"] for slug, entry in entries.items() if entry["state"] == "failed"},
        published=publish.latest(home),
    )


def chapter_states(last: LastRun) -> dict[str, str]:
    """Return chapter → state: as in the last run where that one had it, else as in the latest report."""
    states: dict[str, str] = {}
    for folder in (last.published, last.folder):
        about = (manifest.read(folder) if folder else None) or {}
        told = {slug: entry["state"] for slug, entry in about.get("chapters", {}).items()}
        states |= {slug: state for slug, state in told.items() if slug not in states or state != "not_selected"}
    return states


def issues(published: Path | None, lang: Lang) -> pd.DataFrame:
    """Return the issues of the ledger as the latest report has them; empty where it has none."""
    file = _artifact(published, "ledger", "standing_of_all")
    if file is None:
        return pd.DataFrame()
    frame = pd.read_parquet(file)
    view = words_of.view(frame[[column for column in ISSUES if column in frame]], None, lang)
    return pd.DataFrame(view.rows, columns=[column.label for column in view.columns], dtype="str")


def issue_counts(published: Path | None, lang: Lang) -> str:
    """Return how many issues stand where, in words; empty where there is no ledger."""
    file = _artifact(published, "ledger", "standing_of_all")
    if file is None:
        return ""
    counts = Counter(pd.read_parquet(file)["state"].tolist())
    return " · ".join(f"{getattr(visible(state), lang)} {n}" for state, n in counts.most_common())


def fieldwork(study: Study, reports: Path, published: Path | None, lang: Lang) -> pd.DataFrame:
    """Return answers so far against the sample that the chapter on survey design planned.

    Answers are those of the newest wave, or all where the study tells no waves; the plan is that of the latest report:
    one row a purpose, then one a quota. Empty where there is no plan or no answer.
    """
    plan, quota = _artifact(published, "survey_design", "sample_csat"), _artifact(published, "survey_design", "quota")
    if plan is None or "ratings" not in study.tables or not intake.ready(study, "ratings", reports=reports):
        return pd.DataFrame()
    wave, answers = newest_wave(intake.load(study, "ratings", reports=reports).frame)
    purposes = pd.read_parquet(plan).dropna(subset=["answers"])
    rows = [
        (str(getattr(visible(row["purpose"]), lang)), len(answers), row["answers"])
        for row in purposes.to_dict("records")
    ]
    if quota is not None:
        rows += _quotas(study, answers, pd.read_parquet(quota), _segment(published), lang)
    heads = [say(f"col_{key}", lang) for key in ("planned_for", "so_far", "planned", "reached")]
    wave_head = say("col_wave", lang)
    told = [
        [name, f"{n:,}", f"{int(needed):,}", show(Number(value=n / needed, unit="percent"), lang)]
        for name, n, needed in rows
    ]
    return pd.DataFrame(told, columns=heads, dtype="str").assign(**{wave_head: wave or say("all_answers", lang)})


def newest_wave(ratings: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return name and rows of the wave that was answered last; all rows, without a name, where none is told."""
    if "wave" not in ratings or ratings["wave"].isna().all():
        return "", ratings
    times = ratings.groupby("wave")["answered_at"].max() if "answered_at" in ratings else ratings.groupby("wave").size()
    wave = times.index.max() if times.isna().all() or "answered_at" not in ratings else times.idxmax()
    return str(wave), ratings[ratings["wave"] == wave]


def _table(study: Study, table: str, reports: Path, lang: Lang) -> list[str]:
    try:
        if not intake.ready(study, table, reports=reports):
            return [say("not_read", lang), "", "", ""]
        report = intake.load(study, table, reports=reports).report
    except CxlabError as error:
        return [str(error), "", "", ""]
    aside = sum(int(report[key]) for key in ("rejected", "duplicates", "near_duplicates"))
    blanked = sum(report["cells_set_missing"].values())
    return [f"{report['kept']:,}", _period(report["dates"]), f"{aside:,}", f"{blanked:,}"]


def _period(dates: Mapping[str, Any]) -> str:
    first = next(iter(dates.values()), None)
    return f"{first['first']} – {first['last']}" if first and first["first"] else ""


def _artifact(published: Path | None, slug: str, name: str) -> Path | None:
    file = published / "artifacts" / slug / f"{name}.parquet" if published else None
    return file if file and file.is_file() else None


def _segment(published: Path | None) -> str:
    """Return the column by which the plan sets quotas."""
    file = published / "artifacts" / "survey_design" / "chapter.json" if published else None
    about = json.loads(file.read_text(encoding="utf-8")) if file and file.is_file() else {}
    return str(about.get("parameters", {}).get("segment", ""))


def _quotas(
    study: Study, answers: pd.DataFrame, quota: pd.DataFrame, segment: str, lang: Lang
) -> list[tuple[str, int, float]]:
    if segment not in answers:
        return []
    said = answers[segment].dropna().astype("str").map(lambda code: in_both_languages(study.label(code)))
    counts = said.value_counts()
    known = quota.dropna(subset=["quota"])
    return [
        (str(getattr(visible(row["label"]), lang)), int(counts.get(row["label"], 0)), row["quota"])
        for row in known.to_dict("records")
    ]
