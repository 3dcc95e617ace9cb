"""From a decided draft to a row of the actions table, so that nothing is typed twice."""

from __future__ import annotations

import pandas as pd

from cxlab.errors import InputError
from cxlab.insight.solutions.draft import Draft, Drafts
from cxlab.phrases import Lang

COLUMNS = (
    *("action_id", "title", "topic", "touchpoint", "owner", "department", "registered_at", "started_at", "kpi"),
    *("effect", "target", "baseline", "evaluate_at", "control", "stop_loss", "ramp_days", "words"),
)
NEEDED = ("title", "owner", "department", "verification.kpi", "verification.target", "verification.evaluate_at")
_NEVER = ("", None)


def to_action(id: str, draft: Draft, *, lang: Lang = "zh") -> dict[str, object]:
    """Return a decided draft as a row of the actions table, by column.

    Its first topic (or words) and its first touchpoint fill ``topic`` and ``touchpoint``, a feature neither. Days are
    ISO strings, as a file of actions has them. ``ramp_days`` and ``words`` stand empty for the researcher: a draft does
    not say them.

    Raises
    ------
    InputError
        When it is not decided, or a part is missing without which no action can be verified.
    """
    if draft.decided is None:
        raise InputError(f"Draft {id} is not decided: fill in `decided` (registered_at, started_at) in solutions.yaml.")
    check = draft.verification
    given = {"title": draft.title, "owner": draft.owner, "department": draft.department} | {
        f"verification.{part}": getattr(check, part) for part in ("kpi", "target", "evaluate_at")
    }
    missing = [part for part in NEEDED if given[part] in _NEVER]
    if missing:
        raise InputError(f"Draft {id} cannot become an action yet: {', '.join(missing)} missing in solutions.yaml.")
    names = {side: name for side, _, name in (subject.rpartition(":") for subject in reversed(draft.about))}
    return {
        "action_id": id,
        "title": getattr(draft.title, lang),
        "topic": names.get("topic", names.get("", "")),
        "touchpoint": names.get("touchpoint", ""),
        "owner": draft.owner,
        "department": draft.department,
        "registered_at": draft.decided.registered_at.isoformat(),
        "started_at": draft.decided.started_at.isoformat(),
        "kpi": check.kpi,
        "effect": check.effect,
        "target": check.target,
        "baseline": check.baseline or "",
        "evaluate_at": check.evaluate_at.isoformat() if check.evaluate_at else "",
        "control": check.control,
        "stop_loss": draft.stop_loss or "",
        "ramp_days": "",
        "words": "",
    }


def actions(drafts: Drafts, *, lang: Lang = "zh") -> pd.DataFrame:
    """Return the actions of all decided drafts, in their order; see `to_action`."""
    rows = [to_action(id, draft, lang=lang) for id, draft in drafts.solutions.items() if draft.decided]
    return pd.DataFrame(rows, columns=list(COLUMNS))
