"""The organisation behind the experience: employees, audits, beliefs, maturity, operations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.demo.frame import Frame, plan, stream
from cxlab.demo.surveys import unit_moods

Rng = np.random.Generator


def draw_employees(frame: Frame, seed: int) -> pd.DataFrame:
    """Return eNPS answers: 15 a unit and wave; the unit's mood shows here a wave before customers feel it."""
    rng, figures = stream(seed, "employees"), plan()["employees"]
    moods, n = unit_moods(frame, seed)[0], figures["per_unit_and_wave"]
    pieces = []
    for wave, date in figures["waves"].items():
        for position, unit in enumerate(frame.units["unit"]):
            level = figures["level"] + figures["mood_sd"] * moods[position, figures["customer_wave"][wave]]
            pieces.append(
                pd.DataFrame(
                    {
                        "unit": unit,
                        "answered_at": pd.Timestamp(date) + pd.to_timedelta(rng.integers(0, 12, n), unit="D"),
                        "enps": np.rint(level + figures["own_sd"] * rng.standard_normal(n)).clip(0, 10).astype(int),
                        "wave": wave,
                    }
                )
            )
    table = pd.concat(pieces, ignore_index=True)
    table.insert(0, "respondent_id", [f"E{i + 1:05d}" for i in range(len(table))])
    return table.assign(answered_at=table["answered_at"].dt.strftime("%Y-%m-%d"))


def draw_audits(frame: Frame, seed: int) -> pd.DataFrame:
    """Return audits, mystery visits and comparison visits, one row a dimension; two units are flattered."""
    rng, figures = stream(seed, "audits"), plan()["audits"]
    mood = unit_moods(frame, seed)[1].mean(axis=1)
    rows: list[tuple[object, ...]] = []
    for position, unit in enumerate(frame.units["unit"]):
        level = figures["level"] + 1.2 * float(mood[position]) + rng.normal(0, 1.5)
        for visit in range(figures["visits"]):
            date = frame.days[0] + pd.Timedelta(days=int(visit * 91 + rng.integers(5, 85)))
            first, second = rng.permutation(figures["auditors"])[:2]
            true = level + rng.normal(0, 2.0, len(figures["dimensions"]))
            for auditor in [first, second] if rng.random() < figures["second_auditor"] else [first]:
                scores = true + rng.normal(0, figures["spread"] / 2, len(true))
                if unit in figures["flattered"]["units"]:
                    scores = rng.uniform(figures["flattered"]["at_least"], 100, len(true))
                rows += _visit(date, unit, str(auditor), scores, "audit", "")
        for visit in range(figures["mystery_visits"]):
            date = frame.days[0] + pd.Timedelta(days=int(visit * 182 + rng.integers(5, 175)))
            scores = level - 6 + rng.normal(0, 5, len(figures["dimensions"]))
            rows += _visit(date, unit, str(rng.choice(figures["shoppers"])), scores, "mystery", "")
    for competitor in figures["competitors"]:
        for visit in range(figures["visits"]):
            date = frame.days[0] + pd.Timedelta(days=int(visit * 91 + rng.integers(5, 85)))
            scores = figures["level"] - 3 + rng.normal(0, 5, len(figures["dimensions"]))
            rows += _visit(date, "", str(rng.choice(figures["shoppers"])), scores, "comparison", competitor)
    columns = ["visited_at", "unit", "auditor", "dimension", "score", "max_score", "kind", "competitor"]
    table = pd.DataFrame(rows, columns=columns).sort_values(["visited_at", "unit"], kind="stable", ignore_index=True)
    table.insert(0, "audit_id", [f"A{i + 1:05d}" for i in range(len(table))])
    return table


def _visit(
    date: pd.Timestamp, unit: str, auditor: str, scores: np.ndarray, kind: str, competitor: str
) -> list[tuple[object, ...]]:
    dimensions = plan()["audits"]["dimensions"]
    rounded = np.floor(np.clip(scores, 50, 100)).astype(int)
    return [
        (f"{date:%Y-%m-%d}", unit, auditor, d, int(s), 100, kind, competitor)
        for d, s in zip(dimensions, rounded, strict=True)
    ]


def draw_beliefs(frame: Frame, seed: int) -> pd.DataFrame:
    """Return what the company believes customers would answer: too rosy, and "better than peers" in exact share.

    ``better_than_peers`` is believed 1 (yes) or 0 (no); the items are believed means 1-5.
    """
    rng, figures = stream(seed, "beliefs"), plan()["beliefs"]
    attributes = plan()["ratings"]["attributes"]
    people = [(u, role) for u in frame.units["unit"] for role, n in figures["roles"].items() for _ in range(n)]
    better = np.zeros(len(people), dtype=int)
    better[rng.choice(len(people), size=round(figures["better_than_peers"] * len(people)), replace=False)] = 1
    rows: list[tuple[object, ...]] = []
    for i, (unit, role) in enumerate(people):
        rows.append((f"B{i + 1:03d}", role, unit, "better_than_peers", int(better[i])))
        for item in figures["items"]:
            level = attributes[item]["level"] + figures["too_rosy"] - (0.3 if role == "一线员工" else 0.0)
            believed = float(np.clip(round(2 * (level + rng.normal(0, 0.4))) / 2, 1, 5))
            rows.append((f"B{i + 1:03d}", role, unit, item, believed))
    return pd.DataFrame(rows, columns=["respondent_id", "role", "unit", "dimension", "believed"])


def draw_maturity(seed: int) -> pd.DataFrame:
    """Return maturity scores 1-5 per assessor and dimension, with the evidence that the assessor names."""
    rng, figures = stream(seed, "maturity"), plan()["maturity"]
    rows = [
        (a, d, int(np.clip(np.rint(level + rng.normal(0, figures["spread"])), 1, 5)), figures["evidence"][d])
        for a in figures["assessors"]
        for d, level in figures["levels"].items()
    ]
    return pd.DataFrame(rows, columns=["assessor", "dimension", "score", "evidence"])


def draw_operations(frame: Frame, seed: int) -> pd.DataFrame:
    """Return monthly operations a unit; short handling goes with poor moods, service falls with action D."""
    rng, figures = stream(seed, "operations"), plan()["operations"]
    mood = unit_moods(frame, seed)[1].mean(axis=1)
    mood = (mood - mood.mean()) / mood.std()
    r = figures["shorter_handling_lower_csat"]
    pace = r * mood + np.sqrt(1 - r**2) * rng.standard_normal(len(mood))
    monthly = pd.DataFrame(frame.sessions.T, index=pd.Index(frame.months, name="period")).groupby(level=0).sum()
    pieces = []
    for period, sessions in monthly.iterrows():
        n, shorter = len(mood), pd.Timestamp(f"{period}-01") >= pd.Timestamp(plan()["actions"]["D"]["start"])
        asked = rng.poisson(sessions.to_numpy() * 0.03)
        pieces.append(
            pd.DataFrame(
                {
                    "unit": frame.units["unit"],
                    "period": period,
                    "handling_seconds": np.rint(figures["handling_seconds"] + 45 * pace + rng.normal(0, 12, n)),
                    "utilisation": (0.72 - 0.05 * pace + rng.normal(0, 0.02, n)).clip(0.4, 0.98).round(3),
                    "service_level": (0.83 - 0.17 * shorter + rng.normal(0, 0.03, n)).clip(0, 1).round(3),
                    "handovers": rng.poisson(sessions.to_numpy() * 0.004),
                    "wait_seconds": np.rint((38 + 55 * shorter) * np.exp(rng.normal(0, 0.2, n))),
                    "self_sessions": asked,
                    "self_resolved": rng.binomial(asked, 0.58),
                }
            )
        )
    table = pd.concat(pieces, ignore_index=True)
    return table.astype({"handling_seconds": int, "wait_seconds": int})
