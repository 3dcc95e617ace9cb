"""One sheet a solution: every part of the method, with what stands there and whether it is fact, conjecture or idea."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from cxlab.insight.solutions.draft import Draft
from cxlab.insight.solutions.gaps import PARTS, gaps
from cxlab.insight.verification.listed import listed
from cxlab.insight.verification.registered import read_kpi
from cxlab.numbers import fill
from cxlab.phrases import Lang, in_both_languages
from cxlab.record import Finding
from cxlab.study import Text

FACTS = ("data", "reviewed_by", "owner", "department")
CONJECTURES = ("cause.kind", "cause.says", "cause.evidence", "cost", "resources", "feasibility", "risk", "effort")
"""What people judge; every other part is a suggestion."""
COLUMNS = ["part", "text", "value", "n", "unit", "sort"]
Row = tuple[str, str, float, float, str]
NAN = float("nan")
APART = {"zh": "；", "en": "; "}
LANGS: tuple[Lang, Lang] = ("zh", "en")


def sheet(draft: Draft, support: pd.DataFrame, *, called: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the sheet of one draft, in the order in which a meeting reads it.

    Parameters
    ----------
    support
        Rows of `support.supported` of this draft: one for each number of today.
    called
        KPI, evidence, department or other text, as the draft writes it → how readers know it.

    Returns
    -------
    DataFrame
        ``part`` of `gaps.PARTS`; ``text`` (in both languages, or a phrase key with ``@``; empty for a missing part and
        for a number); ``value`` in ``unit`` and ``n`` where the part is a number; ``sort``: *fact*, *conjecture*,
        *suggestion*, or *missing* where nobody wrote it. A cause is a fact only where a registered test supports it
        and its evidence is named.
    """
    today = support[support["value"].notna()]
    lacking = gaps(draft, backed=bool(len(today)))
    tested = draft.cause.status == "tested" and bool(draft.cause.evidence)
    rows: list[tuple[object, ...]] = []
    for part in PARTS:
        if part in lacking:
            rows.append((part, "", NAN, NAN, "", "missing"))
            continue
        sort = "fact" if part in FACTS or (tested and part.startswith("cause.")) else "suggestion"
        sort = "conjecture" if sort != "fact" and part in CONJECTURES else sort
        rows += [(*row, sort) for row in _said(draft, part, today, called or {})]
    return pd.DataFrame(rows, columns=COLUMNS)


def _said(draft: Draft, part: str, today: pd.DataFrame, called: Mapping[str, str]) -> Iterator[Row]:
    outer, _, inner = part.partition(".")
    value = getattr(getattr(draft, outer), inner) if inner else getattr(draft, outer)
    if part == "data":
        for row in today.itertuples():
            yield part, f"@solutions.measure_{row.measure}", float(str(row.value)), float(str(row.n)), str(row.unit)
        if today.empty:
            for one in draft.data:
                yield part, f"@solutions.measure_{one.measure}", one.value, NAN if one.n is None else one.n, one.unit
    elif part == "cause.kind":
        yield part, f"@solutions.kind_{value}", NAN, NAN, ""
    elif part == "verification.kpi":
        yield part, called.get(value, value), NAN, NAN, ""
    elif part == "verification.target":
        yield part, "", value, NAN, unit_of_target(draft)
    elif part == "effort":
        yield part, "", float(value), NAN, "count"
    else:
        yield part, _written(value, called), NAN, NAN, ""


def evident(draft: Draft, findings: Iterable[Finding]) -> dict[str, str]:
    """Return what a draft names as evidence, where it is a finding: its id → what it claims, in both languages.

    ``kano/class/K02`` is that finding; ``topics/problem`` is the first of them on a matter that the draft is about.
    """
    said = list(findings)
    known = {}
    for name in draft.cause.evidence:
        fits = (one for one in said if one.id.startswith(f"{name}/") and one.subject in draft.about)
        found = next((one for one in said if one.id == name), None) or next(fits, None)
        if found is not None:
            zh, en = (fill(found.claim, found.values, found.names, lang) for lang in LANGS)
            known[name] = in_both_languages(Text(zh=zh.rstrip("。"), en=en.rstrip(".")))
    return known


def unit_of_target(draft: Draft) -> str:
    """Return the unit of a draft's target: a relative change for counted KPI, points for ratings."""
    kpi = read_kpi(draft.verification.kpi or "")
    return "score" if kpi is not None and kpi.form == "rating" else "percent_change"


def _written(value: object, called: Mapping[str, str]) -> str:
    if isinstance(value, Text):
        return in_both_languages(value)
    words = value if isinstance(value, tuple) else (str(value),)
    return listed((called.get(one, one) for one in words), joints=APART)
