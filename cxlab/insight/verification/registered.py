"""What the table of actions registered, read into plans; what is wrong with it is named, not hidden."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd

from cxlab.errors import nearest
from cxlab.insight.verification.plan import Plan, Window
from cxlab.study import Event

Form = Literal["rate", "count", "complaints", "rating"]
COUNTED = ("rate", "count", "complaints")
RATINGS = ("csat", "nps", "ces")
ITEM = "q_"
FATAL = (
    "no_start",
    "no_kpi",
    "unknown_kpi",
    "bad_baseline",
    "evaluated_before_start",
    "no_evaluation_date",
    "target_wrong_way",
    "bad_target",
)
"""Problems with which nothing can be tested; the others are marked beside the verdict."""


@dataclass(frozen=True)
class Kpi:
    """The figure of an action: ``rate`` or ``count`` of a matter, ``complaints`` of a channel, mean of a ``rating``."""

    form: Form
    name: str


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a registration: its code, and what was found."""

    code: str
    found: str = ""


@dataclass(frozen=True)
class Registered:
    """One action as it was fixed beforehand; `control` are units to compare with, `stop_loss` stays text.

    `kpi_text` is the KPI as it was written, `words` are those by which customers would speak of the improvement.
    """

    action_id: str
    title: str
    owner: str
    department: str
    kpi: Kpi | None
    start: dt.date
    registered_at: dt.date | None
    plan: Plan
    control: tuple[str, ...] = ()
    stop_loss: str = ""
    kpi_text: str = ""
    topic: str = ""
    touchpoint: str = ""
    words: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def testable(self) -> bool:
        """Whether a verdict can be given at all once the evaluation date has come."""
        return not any(problem.code in FATAL for problem in self.problems)


def register(
    actions: pd.DataFrame,
    *,
    as_of: dt.date,
    known: Collection[str] | None = None,
    touchpoints: Collection[str] | None = None,
    events: Sequence[Event] = (),
) -> tuple[Registered, ...]:
    """Read the table ``actions`` in its order.

    Parameters
    ----------
    actions
        Columns of the input table ``actions``; only ``action_id``, ``title`` and ``started_at`` are needed.
        ``kpi``: ``rate:<matter>``, ``count:<matter>``, ``complaints:<channel>``, or a rating (``csat``, ``nps``,
        ``ces``, ``q_…``). ``baseline``: ``2024-11-01/2025-10-31`` or months. ``control``: units, with spaces between.
        Columns ``ramp_days`` and ``words`` (how customers would speak of the improvement, with spaces between) are
        used where there are any.
    as_of
        Today.
    known
        The KPI for which there are data, as they are written; others are named. None accepts all.
    touchpoints
        Those of the study; another one in an action is named. None accepts all.

    Notes
    -----
    Problems, by code: ``no_start``, ``registered_late`` (after the start), ``starts_in_future``, ``no_kpi``,
    ``unknown_kpi``, ``no_target``, ``target_wrong_way``, ``bad_target`` (a fall by more than all of it: -25
    for -0.25), ``no_baseline`` (all before the registration is taken),
    ``bad_baseline``, ``baseline_reaches_start``, ``no_evaluation_date``, ``evaluated_before_start``,
    ``unknown_touchpoint``, ``overlapping``
    (another action works on the same KPI in the same time: neither can claim the change alone).
    """
    found = [_read(row, as_of, known, tuple(events)) for row in actions.to_dict("records")]
    return tuple(
        replace(one, problems=(*one.problems, *_strange(one, touchpoints), *_overlaps(one, found))) for one in found
    )


def problems(registered: Sequence[Registered], rejects: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return ``action_id``, ``problem``, ``found``, ``fatal`` (no verdict is possible) for a table of the report.

    Parameters
    ----------
    rejects
        What could not be read of the table of actions: ``file``, ``line``, ``column``, ``value``, ``dropped``; told as
        ``row_left_out`` or ``cell_left_out`` with ``file:line`` in place of an action.
    """
    rows = [(one.action_id, p.code, p.found, p.code in FATAL) for one in registered for p in one.problems]
    for lost in [] if rejects is None else rejects.to_dict("records"):
        code = "row_left_out" if lost["dropped"] else "cell_left_out"
        rows.append(
            (f"{lost['file']}:{lost['line']}", code, f"{lost['column']}: {lost['value']}", bool(lost["dropped"]))
        )
    return pd.DataFrame(rows, columns=["action_id", "problem", "found", "fatal"])


def read_kpi(text: str) -> Kpi | None:
    """Return the KPI that a text names, None where it has no known form."""
    form, colon, name = text.strip().partition(":")
    if colon and name.strip() and form in COUNTED:
        return Kpi(form, name.strip())  # type: ignore[arg-type]
    return Kpi("rating", form) if not colon and (form in RATINGS or form.startswith(ITEM)) else None


def read_window(text: str) -> Window | None:
    """Return first and last day of ``2024-11-01/2025-10-31`` or ``2024-11/2025-10``, None for anything else."""
    ends = re.fullmatch(r"\s*(\d{4}-\d{2}(?:-\d{2})?)\s*/\s*(\d{4}-\d{2}(?:-\d{2})?)\s*", text)
    if not ends:
        return None
    try:
        first, last = (pd.Period(end, freq="D" if len(end) > len("2024-11") else "M") for end in ends.groups())
    except ValueError:
        return None
    window = first.start_time.date(), last.end_time.date()
    return window if window[0] <= window[1] else None


def _read(row: dict[Any, Any], as_of: dt.date, known: Collection[str] | None, events: tuple[Event, ...]) -> Registered:
    begun, told, judged = (_day(row.get(name)) for name in ("started_at", "registered_at", "evaluate_at"))
    start = begun or as_of
    kpi_text, baseline_text = _text(row, "kpi"), _text(row, "baseline")
    kpi, baseline, target = read_kpi(kpi_text), read_window(baseline_text), _number(row.get("target"))
    better: Literal["lower", "higher"] = "higher" if kpi and kpi.form == "rating" else "lower"
    wrong = target is not None and (target >= 0 if better == "lower" else target <= 0)
    checks = [
        (begun is None, "no_start", ""),
        (bool(told and told > start), "registered_late", f"{told} > {start}"),
        (start > as_of, "starts_in_future", str(start)),
        (not kpi_text, "no_kpi", ""),
        (bool(kpi_text) and (kpi is None or (known is not None and kpi_text not in known)), "unknown_kpi",
         kpi_text + nearest(kpi_text, known or ())),
        (target is None, "no_target", ""),
        (wrong, "target_wrong_way", str(target)),
        (target is not None and better == "lower" and target < -1, "bad_target", str(target)),
        (not baseline_text, "no_baseline", ""),
        (bool(baseline_text) and baseline is None, "bad_baseline", baseline_text),
        (bool(baseline and baseline[1] >= start), "baseline_reaches_start", baseline_text),
        (judged is None, "no_evaluation_date", ""),
        (bool(judged and judged < start), "evaluated_before_start", f"{judged} < {start}"),
    ]  # fmt: skip
    effect: Literal["level", "slope"] = "slope" if row.get("effect") == "slope" else "level"
    plan = Plan(
        target=None if wrong else target,
        better=better,
        effect=effect,
        baseline=baseline or (dt.date.min, (told or start) - dt.timedelta(days=1)),
        evaluate_at=judged,
        ramp_days=int(_number(row.get("ramp_days")) or 0),
        events=events,
    )
    return Registered(
        action_id=str(row["action_id"]),
        title=_text(row, "title"),
        owner=_text(row, "owner"),
        department=_text(row, "department"),
        kpi=kpi,
        start=start,
        registered_at=told,
        plan=plan,
        control=tuple(_text(row, "control").split()),
        stop_loss=_text(row, "stop_loss"),
        kpi_text=kpi_text,
        topic=_text(row, "topic"),
        touchpoint=_text(row, "touchpoint"),
        words=tuple(_text(row, "words").split()),
        problems=tuple(Problem(code, found) for wrong_here, code, found in checks if wrong_here),
    )


def _strange(one: Registered, touchpoints: Collection[str] | None) -> list[Problem]:
    """Name a touchpoint that the study does not have."""
    if touchpoints is None or not one.touchpoint or one.touchpoint in touchpoints:
        return []
    return [Problem("unknown_touchpoint", one.touchpoint + nearest(one.touchpoint, touchpoints))]


def _overlaps(one: Registered, others: Sequence[Registered]) -> list[Problem]:
    """Name the actions on the same KPI that start between the baseline and the evaluation of this one."""
    same = [o for o in others if o is not one and o.kpi and one.kpi and o.kpi.name == one.kpi.name]
    first = one.plan.baseline[0] if one.plan.baseline else dt.date.min
    ids = [o.action_id for o in same if first <= o.start <= _end(one) or o.start <= one.start <= _end(o)]
    return [Problem("overlapping", " ".join(ids))] if ids else []


def _end(one: Registered) -> dt.date:
    return one.plan.evaluate_at or dt.date.max


def _day(value: Any) -> dt.date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def _text(row: dict[Any, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value).strip()


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) or not math.isfinite(float(value)) else float(value)
