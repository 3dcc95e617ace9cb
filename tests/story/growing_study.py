"""A small study that grows from run to run, with planted matters: one action works, one changes nothing, one matter is
new.

``matters.yml`` holds the customers' words; dates, people, units and what is done about it are planted here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

FIRST, LAST = "2025-01", "2026-06"
ACTED, NEW = "2026-01", "2026-05"
A_MONTH = {"refund": (12, 4), "maintenance": (13, 13), "invoice": (4, 4), "restroom": (4, 4), "false_charge": (0, 12)}
"""Complaints a month before and since the actions began; `false_charge` begins with NEW."""

_DATA = yaml.safe_load(Path(__file__).with_name("matters.yml").read_text(encoding="utf-8"))
MATTERS: dict[str, dict[str, Any]] = _DATA["matters"]


def complaints(seed: int = 5) -> pd.DataFrame:
    """Return all complaints of the story, oldest first, with the planted matter."""
    rng = np.random.default_rng(seed)
    rows = []
    for matter, (before, since) in A_MONTH.items():
        begins = NEW if matter == "false_charge" else ACTED
        texts = _texts(matter, rng)
        for month in pd.period_range(FIRST, LAST, freq="M"):
            for _ in range(since if str(month) >= begins else before):
                day = month.start_time + pd.Timedelta(minutes=int(rng.integers(month.days_in_month * 1440)))
                person = f"1549{rng.integers(10_000_000):07d}"
                rows.append((next(texts), day, person, f"S{rng.integers(1, 5)}", matter))
    made = pd.DataFrame(rows, columns=["text", "received_at", "customer_id", "unit", "matter"])
    made = made.sort_values("received_at", ignore_index=True)
    return made.assign(complaint_id=[f"N{number:04d}" for number in range(1, len(made) + 1)])


def _texts(matter: str, rng: np.random.Generator) -> Iterator[str]:
    """Yield texts about a matter, no two with the same clause, detail and end."""
    said = MATTERS[matter]
    parts = list(product(said["clauses"], said["details"], sorted(set(_DATA["ends"]))))
    for place in rng.permutation(len(parts)):
        clause, detail, end = parts[place]
        yield f"{rng.choice(_DATA['starts'])}{clause}，{detail}{end}"


class GrowingStudy:
    """The study's folder: the files that a researcher edits between runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = complaints()
        folder.mkdir(parents=True)

    def until(self, day: str, **tables: list[dict[str, Any]]) -> None:
        """Write the data up to `day`; `tables` are small ones that the study now has, by name."""
        known = self.rows[self.rows["received_at"] < pd.Timestamp(day) + pd.Timedelta(days=1)]
        known.drop(columns="matter").to_csv(self.folder / "complaints.csv", index=False)
        months = pd.period_range(FIRST, day[:7], freq="M").astype("str")
        pd.DataFrame({"period": months, "orders": 40_000}).to_csv(self.folder / "exposure.csv", index=False)
        for name, rows in tables.items():
            pd.DataFrame(rows).to_csv(self.folder / f"{name}.csv", index=False)
        there = sorted(self.folder.glob("*.csv"))
        period = {"start": f"{FIRST}-01", "end": day}
        paths = {file.stem: {"path": file.name} for file in there}
        self.write("study.yaml", {**_facts(), "period": period, "tables": paths})

    def write(self, name: str, content: object) -> None:
        """Write a YAML file of the study."""
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (self.folder / name).write_text(text, encoding="utf-8")


def _facts() -> dict[str, Any]:
    spots = [said["touchpoint"] for said in MATTERS.values()]
    links = [
        {"topic": said["link"], "touchpoint": spot["id"], "process": spot["process"], "lead": spot["lead"]}
        for said, spot in zip(MATTERS.values(), spots, strict=True)
    ]
    return {
        "name": "story",
        "title": {"zh": "三次运行的故事（虚构）", "en": "A story of three runs (fictional)"},
        "journey": {"stages": [{"id": "all", "name": {"zh": "全程", "en": "All"}, "touchpoints": spots}]},
        "links": links,
        "chapters": {"keypoints": {"n_boot": 50}},
    }


def action(id: str, matter: str, **changed: object) -> dict[str, object]:
    """Return the registration of an action on a planted matter."""
    about = MATTERS[matter]
    return {
        "action_id": id,
        "title": f"行动{id}",
        "topic": about["link"],
        "department": about["touchpoint"]["lead"],
        "registered_at": "2025-12-29",
        "started_at": "2026-01-05",
        "kpi": f"rate:{about['link']}",
        "effect": "level",
        "target": -0.5,
        "baseline": "2025-01-01/2025-12-31",
        "evaluate_at": "2026-06-30",
        **changed,
    }


def decision(id: str, matter: str, reply: str = "adopted") -> dict[str, object]:
    """Return a decision about a planted matter."""
    about = MATTERS[matter]
    return {
        "decision_id": id,
        "meeting_at": "2025-12-22",
        "issue": about["link"],
        "decision": f"决定{id}",
        "reply": reply,
        "reason": "费用已评估",
        "owner": about["touchpoint"]["lead"],
        "due": "2026-01-31",
        "state": "done",
    }


def draft(matter: str) -> dict[str, Any]:
    """Return a draft of a solution for a planted matter, with its least parts."""
    about = MATTERS[matter]
    better = {"zh": "先告知进度，客户会更安心", "en": "Tell customers what is happening, and they feel safer"}
    return {
        "about": about["link"],
        "title": about["touchpoint"]["name"],
        "suggestion": better,
        "department": about["touchpoint"]["lead"],
        "effort": 2,
    }
