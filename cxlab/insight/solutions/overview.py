"""All drafts as one table, as a chapter shows them and a briefing takes them up."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from cxlab.insight.solutions.draft import Draft, Drafts
from cxlab.insight.solutions.gaps import MARKED, gaps
from cxlab.phrases import in_both_languages
from cxlab.study import Text

TEXTS = (
    *("suggestion", "method", "cost", "resources", "feasibility", "strategy", "monitoring"),
    *("risk", "contingency"),
)
COLUMNS = [
    *("solution", "about", "label", "state", "missing", "process", "department", "support", "owner", "reviewed_by"),
    *("cause_kind", "cause_status", "cause", "cause_evidence", *TEXTS, "stop_loss", "effort"),
    *("kpi", "effect", "target", "baseline", "evaluate_at", "decision", "started_at"),
]


def overview(drafts: Drafts, *, backed: Collection[str] = ()) -> pd.DataFrame:
    """Return one row a draft, in their order; `backed` names those that data of this run speak for.

    Returns
    -------
    DataFrame
        ``solution``, ``about``, ``label`` (title, else note, else what it is about), ``state``: decided; draft; opinion
        (without data support or KPI), ``missing`` (parts, number), then its parts. Texts stand for both languages
        (`cxlab.phrases.visible` reads them), lists are joined with ``、``, an absent part is empty, days are ISO.
    """
    return pd.DataFrame(
        [_row(id, draft, gaps(draft, backed=id in backed)) for id, draft in drafts.solutions.items()], columns=COLUMNS
    )


def label(draft: Draft) -> str:
    """Return what a draft is called: its title in both languages, else the note, else what it is about."""
    return in_both_languages(draft.title) if draft.title else draft.note or "、".join(draft.about)


def _row(id: str, draft: Draft, missing: tuple[str, ...]) -> dict[str, object]:
    check, cause = draft.verification, draft.cause
    opinion = any(part in MARKED for part in missing)
    return {
        "solution": id,
        "about": "、".join(draft.about),
        "label": label(draft),
        "state": "decided" if draft.decided else "opinion" if opinion else "draft",
        "missing": len(missing),
        **{part: getattr(draft, part) or "" for part in ("process", "department", "owner", "reviewed_by", "stop_loss")},
        "support": "、".join(draft.support),
        "cause_kind": cause.kind or "",
        "cause_status": cause.status if cause.says else "",
        "cause": _both(cause.says),
        "cause_evidence": "、".join(cause.evidence),
        **{part: _both(getattr(draft, part)) for part in TEXTS},
        "effort": float("nan") if draft.effort is None else float(draft.effort),
        "kpi": check.kpi or "",
        "effect": check.effect if check.kpi else "",
        "target": float("nan") if check.target is None else check.target,
        "baseline": check.baseline or "",
        "evaluate_at": check.evaluate_at.isoformat() if check.evaluate_at else "",
        "decision": draft.decided.decision if draft.decided else "",
        "started_at": draft.decided.started_at.isoformat() if draft.decided else "",
    }


def _both(text: Text | None) -> str:
    return in_both_languages(text) if text else ""
