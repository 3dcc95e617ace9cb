"""What intake makes of a study, told before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab.errors import InputError
from cxlab.intake import tables
from cxlab.intake.funnel import Report
from cxlab.intake.load import load
from cxlab.intake.notes import listed, reason_told, rule_told, told
from cxlab.intake.words import column_name, resource
from cxlab.phrases import Lang
from cxlab.study import Study

_SHOWN_VALUES, _SHOWN_LETTERS, _SHOWN_PLACES = 3, 20, 5


@dataclass(frozen=True)
class CheckReport:
    """Per table its report, or the message of the error that makes it unusable; and what was set aside."""

    study: str
    tables: dict[str, Report | str]
    rejects: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether every table of the study can be used."""
        return bool(self.tables) and not self._problems

    @property
    def _problems(self) -> int:
        return sum(isinstance(found, str) for found in self.tables.values())

    def render(self, lang: Lang = "zh") -> str:
        """Return the whole as plain text in one language."""
        say = _Sayings(lang)
        lines = [say("study", name=self.study, tables=len(self.tables))]
        asked: set[str] = set()
        for table, found in self.tables.items():
            lines.append(say("table", table=table, name=say.table(table)))
            if isinstance(found, str):
                lines.append(say("error", message=found))
            else:
                lines += [
                    *_lines(found, say, asked),
                    *_set_aside(table, self.rejects[table], say),
                    *_columns(found, say),
                ]
        if any(any(found["ignored"].values()) for found in self.tables.values() if not isinstance(found, str)):
            lines.append(say("segments"))
        verdict = "ok" if self.ok else "not_ok" if self.tables else "no_table"
        lines.append(say(verdict, name=self.study, problems=self._problems))
        return "\n".join(lines)

    def set_aside(self, lang: Lang = "zh") -> pd.DataFrame:
        """Return every row and cell that was set aside: table, file, line, column, value (masked), reason, dropped."""
        parts = [rows.assign(table=table) for table, rows in self.rejects.items()]
        whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["table", "reason"])
        whole["reason"] = [reason_told(reason, lang) for reason in whole["reason"]]
        return whole[["table", *whole.columns.drop("table")]]


def check(study: Study, *, reports: Path | None = None) -> CheckReport:
    """Load every table of `study` and report what was found; nothing is written but the intake cache.

    A table whose file, mapping or content is wrong gets the message of its error; the others are still checked.
    """
    found: dict[str, Report | str] = {}
    rejects: dict[str, pd.DataFrame] = {}
    for table in study.tables:
        try:
            loaded = load(study, table, reports=reports)
            found[table], rejects[table] = loaded.report, loaded.rejects
        except InputError as error:
            found[table] = str(error)
    return CheckReport(study.name, found, rejects)


class _Sayings:
    """Texts of one language, filled by name."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.texts: Mapping[str, Any] = resource("check")[lang]

    def __call__(self, name: str, /, **values: Any) -> str:
        return str(self.texts[name].format(**values))

    def table(self, table: str) -> str:
        return str(self.texts["tables"].get(table, table))

    def column(self, table: str, column: str) -> str:
        """Return our column with its meaning before it, where the language is not that of our names."""
        meaning = column_name(table, column) if self.lang == "zh" else ""
        return f"{meaning} {column}" if meaning else column


def _lines(report: Report, say: _Sayings, told_files: set[str]) -> Iterator[str]:
    yield say("files", files="; ".join(_file(f, say) for f in report["files"]))
    yield say("funnel", **report)
    for name in ("not_applicable", "masks"):
        counts: dict[str, int] = report[name]
        shown = {say.column(report["table"], key): n for key, n in counts.items() if n}
        if shown:
            yield say(name, items=", ".join(f"{key} {n}" for key, n in shown.items()))
    if report["not_asked"] or report["one_sided"]:
        yield say("kano", **report)
    if report["ids_generated"]:
        yield say("ids", **report)
    for found in report["notes"]:
        yield say("note", note=told(found, say.lang))
    yield from _questions(report, say, told_files)
    for column, why in say.texts["absent"].get(report["table"], {}).items():
        if column not in [ours for mapped in report["mapped"].values() for ours in mapped.values()]:
            yield say("note", note=why)


def _questions(report: Report, say: _Sayings, told_files: set[str]) -> Iterator[str]:
    """Say which questions a survey tool's export holds, one line a question; a file of two tables is told once."""
    book = pd.DataFrame([row for row in report["questions"] if row["file"] not in told_files])
    if book.empty:
        return
    told_files |= set(book["file"])
    asked = book[book["kind"] != "meta"]
    yield say("questions", count=asked.groupby("file")["number"].nunique().max())
    for (_, number), rows in asked.groupby(["file", "number"], sort=False):
        first = rows.iloc[0]
        columns = first["column"] if len(rows) == 1 else f"{first['column']} – {rows.iloc[-1]['column']}"
        text = first["text"] or first["header"] or number
        yield say(
            "question", columns=columns, kind=say.texts["kinds"][first["kind"]], text=text, n=int(rows["n"].max())
        )


def _set_aside(table: str, rejects: pd.DataFrame, say: _Sayings) -> Iterator[str]:
    """Say what was set aside: column, reason, how often, a few (masked) values and where."""
    for (dropped, column, reason), rows in rejects.groupby(["dropped", "column", "reason"], sort=True):
        what = f"{say.column(table, str(column))} {reason_told(str(reason), say.lang)}".strip()
        values = [v[:_SHOWN_LETTERS] for v in rows["value"].unique()[:_SHOWN_VALUES] if v and column]
        like = say("like", values=", ".join(values)) if values else ""
        name = "row_aside" if dropped else "cell_aside"
        yield say(name, what=what, count=len(rows), like=like, places=_places(rows, say))


def _places(rows: pd.DataFrame, say: _Sayings) -> str:
    files = rows.groupby("file", sort=True)["line"]
    lines = {str(file): listed(sorted(set(found)), most=_SHOWN_PLACES) for file, found in files}
    return "; ".join(say("place", file=file, lines=found) for file, found in lines.items())


def _columns(report: Report, say: _Sayings) -> Iterator[str]:
    table = report["table"]
    for column, facts in report["dates"].items():
        rule = f" ({rule_told(facts['rule'], say.lang)})" if facts["rule"] else ""
        yield say("dates", **{**facts, "column": say.column(table, column), "rule": rule})
    gaps = {say.column(table, column): share for column, share in report["missing"].items() if share}
    if gaps:
        yield say("missing", items=", ".join(f"{column} {share:.1%}" for column, share in gaps.items()))
    read = {f: "; ".join(_mapped(table, *pair, say=say) for pair in m.items()) for f, m in report["mapped"].items()}
    left = {file: "; ".join(headers) for file, headers in report["ignored"].items() if headers}
    for name, found in (("mapped", read), ("ignored", left)):
        for items in dict.fromkeys(found.values()):
            yield say(name, file=", ".join(f for f, same in found.items() if same == items), items=items)


def _mapped(table: str, header: str, ours: str, *, say: _Sayings) -> str:
    own = ours in tables.TABLES[table] or tables.kind(table, ours) == "number"
    name = ours if own else say("segment", column=ours)
    if header == ours:
        return say.column(table, ours) if own else name
    return f"{header} → {name}"


def _file(facts: dict[str, Any], say: _Sayings) -> str:
    details = [str(facts[k]) for k in ("encoding", "sheet") if facts[k] is not None]
    return f"{facts['file']} ({', '.join([*details, say('rows', rows=facts['rows'])])})"
