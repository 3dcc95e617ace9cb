"""What intake makes of a study, told before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cxlab.errors import InputError
from cxlab.intake.funnel import Report
from cxlab.intake.load import load
from cxlab.intake.words import resource
from cxlab.study import Study


@dataclass(frozen=True)
class CheckReport:
    """Per table its report, or the message of the error that makes it unusable."""

    study: str
    tables: dict[str, Report | str]

    @property
    def ok(self) -> bool:
        """Whether every table of the study can be used."""
        return bool(self.tables) and not self._problems

    @property
    def _problems(self) -> int:
        return sum(isinstance(found, str) for found in self.tables.values())

    def render(self, lang: Literal["zh", "en"] = "zh") -> str:
        """Return the whole as plain text in one language."""
        say = _Sayings(resource("check")[lang])
        lines = [say("study", name=self.study, tables=len(self.tables))]
        for table, found in self.tables.items():
            lines.append(say("table", table=table))
            lines += [say("error", message=found)] if isinstance(found, str) else _lines(found, say)
        lines.append(say("ok") if self.ok else say("not_ok", problems=self._problems))
        return "\n".join(lines)


def check(study: Study, *, reports: Path | None = None) -> CheckReport:
    """Load every table of `study` and report what was found; nothing is written but the intake cache.

    A table whose file, mapping or content is wrong gets the message of its error; the others are still checked.
    """
    found: dict[str, Report | str] = {}
    for table in study.tables:
        try:
            found[table] = load(study, table, reports=reports).report
        except InputError as error:
            found[table] = str(error)
    return CheckReport(study.name, found)


class _Sayings:
    """Texts of one language, filled by name."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __call__(self, name: str, /, **values: Any) -> str:
        return self._texts[name].format(**values)


def _lines(report: Report, say: _Sayings) -> Iterator[str]:
    yield say("files", files=", ".join(_file(f) for f in report["files"]))
    yield say("funnel", **report)
    tallies: dict[str, dict[str, int]] = {
        "reasons": report["rejected_by_reason"],
        "cells": report["cells_set_missing"],
        "not_applicable": report["not_applicable"],
        "masks": report["masks"],
    }
    for name, counts in tallies.items():
        if counts:
            yield say(name, items=", ".join(f"{key} {n}" for key, n in counts.items()))
    if report["not_asked"] or report["one_sided"]:
        yield say("kano", **report)
    yield from _columns(report, say)
    if report["ids_generated"]:
        yield say("ids", **report)
    for note in report["notes"]:
        yield say("note", note=note)


def _columns(report: Report, say: _Sayings) -> Iterator[str]:
    for column, facts in report["dates"].items():
        yield say("dates", **{**facts, "column": column, "rule": f" ({facts['rule']})" if facts["rule"] else ""})
    gaps = {column: share for column, share in report["missing"].items() if share}
    if gaps:
        yield say("missing", items=", ".join(f"{column} {share:.1%}" for column, share in gaps.items()))
    for file, mapped in report["mapped"].items():
        yield say("mapped", file=file, items=", ".join(f"{header} → {ours}" for header, ours in mapped.items()))
    for file, headers in report["ignored"].items():
        if headers:
            yield say("ignored", file=file, items=", ".join(headers))


def _file(facts: dict[str, Any]) -> str:
    details = [str(facts[k]) for k in ("encoding", "sheet") if facts[k] is not None]
    return f"{facts['file']} ({', '.join([*details, str(facts['rows'])])})"
