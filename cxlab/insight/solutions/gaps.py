"""What a draft lacks, and what it should not say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

import pandas as pd

from cxlab.insight.solutions.draft import Draft, Drafts
from cxlab.insight.speech import Sentence, lint
from cxlab.insight.speech.lint import as_frame
from cxlab.phrases import Lang
from cxlab.study import Text

PARTS = (
    *("data", "title", "cause.kind", "cause.says", "cause.evidence", "suggestion", "method", "cost", "resources"),
    *("feasibility", "reviewed_by", "strategy", "monitoring", "verification.kpi", "verification.target"),
    *("verification.baseline", "verification.evaluate_at", "stop_loss", "risk", "contingency", "effort"),
    *("owner", "department"),
)
"""Every part that a draft needs, in the order in which it is read."""
MARKED = ("data", "verification.kpi")
"""Without these a draft is an opinion, and is marked as one."""
_CLAIMS = ("title", "suggestion", "cause.says")
"""Parts that a reader takes for findings: all rules hold. The others are plans, of which only the tone is looked at."""
_PLANS = (
    *("method", "cost", "resources", "feasibility", "reviewed_by", "strategy", "monitoring"),
    *("stop_loss", "risk", "contingency", "owner"),
)
_TONE = {"blame", "dismissal", "ranking", "shaming", "staff_name"}
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def gaps(draft: Draft, *, backed: bool = False) -> tuple[str, ...]:
    """Return the `PARTS` that are missing, in their order; `backed` by data of this run, it needs none of its own."""
    return tuple(part for part in PARTS if _part(draft, part) in (None, (), "") and not (backed and part == "data"))


def gap_table(drafts: Drafts, *, backed: Collection[str] = ()) -> pd.DataFrame:
    """Return ``solution``, ``part``, ``marked`` (without it the draft is an opinion); one row a missing part.

    `backed` names the solutions that data of this run speak for (`support.backed`).
    """
    rows = [
        (id, part, part in MARKED)
        for id, draft in drafts.solutions.items()
        for part in gaps(draft, backed=id in backed)
    ]
    return pd.DataFrame(rows, columns=["solution", "part", "marked"]).astype({"solution": "str", "part": "str"})


def lint_drafts(
    drafts: Drafts, *, backed: Collection[str] = (), departments: Iterable[str] = (), staff: Iterable[str] = ()
) -> pd.DataFrame:
    """Name what is missing from drafts, and what `cxlab.insight.speech.lint` finds in their texts.

    Parameters
    ----------
    backed
        Solutions that data of this run speak for (`support.backed`).
    departments, staff
        As in `cxlab.insight.speech.lint`.

    Returns
    -------
    DataFrame
        ``rule``, ``severity``, ``where`` (solution/part), ``found``, ``better`` (phrase key). Rule "missing": error for
        data support and KPI, else a warning. Titles, suggestions and causes keep all rules of speech; a cause of
        status tested that names its evidence may call itself one. Plans (method, risk, ...) keep only those on
        persons, ranking and shaming, because their thresholds are no findings. A text that stands for both languages
        is read in the one that it is written in.
    """
    names = {"departments": list(departments), "staff": list(staff)}
    claims = lint(_sentences(drafts, _CLAIMS), **names)
    plans = lint(_sentences(drafts, _PLANS), **names)
    lacking = [
        ("missing", "error" if part in MARKED else "warning", f"{id}/{part}", part, "solutions.missing")
        for id, draft in drafts.solutions.items()
        for part in gaps(draft, backed=id in backed)
    ]
    return pd.concat([as_frame(lacking), claims, plans[plans["rule"].isin(_TONE)]], ignore_index=True)


def strange(drafts: Drafts, known: Collection[str]) -> pd.DataFrame:
    """Return, in the columns of `lint_drafts`, what drafts are about and the study does not know (rule "unknown").

    Parameters
    ----------
    known
        Subjects of the study: its topics, touchpoints, features.
    """
    rows = [
        ("unknown", "error", f"{id}/about", name, "solutions.unknown_matter")
        for id, draft in drafts.solutions.items()
        for name in draft.about
        if name not in known
    ]
    return as_frame(rows)


def _sentences(drafts: Drafts, parts: Iterable[str]) -> Iterator[Sentence]:
    for id, draft in drafts.solutions.items():
        for part in parts:
            said = _part(draft, part)
            for lang, text in _languages(said) if said else ():
                tested = part == "cause.says" and draft.cause.status == "tested" and bool(draft.cause.evidence)
                role = "improve" if part in ("title", "suggestion") else "cause"
                yield Sentence(f"{id}/{part}", text, lang, role, "registered" if tested else "none")


def _languages(said: Text | str) -> list[tuple[Lang, str]]:
    text = Text(zh=said, en=said) if isinstance(said, str) else said
    if text.zh == text.en:
        return [("zh" if _CHINESE.search(text.zh) else "en", text.zh)]
    return [("zh", text.zh), ("en", text.en)]


def _part(draft: Draft, part: str) -> Text | str | None:
    outer, _, inner = part.partition(".")
    value = getattr(draft, outer)
    found: Text | str | None = getattr(value, inner) if inner else value
    return found
