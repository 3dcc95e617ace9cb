"""``truth.json``: what was planted, beside what this one draw came to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxlab.demo.frame import Frame, plan
from cxlab.demo.population import true_drivers
from cxlab.demo.surveys import CLASSES
from cxlab.demo.volumes import silenced_factor

Tables = dict[str, pd.DataFrame]


def write_truth(complaints: pd.DataFrame, tables: Tables, frame: Frame, seed: int, file: Path) -> None:
    """Write the truth; ``planned`` is what was planted, ``realised`` what the tables hold."""
    single = complaints[~complaints["mark"].isin(["exact_duplicate"])]
    told = single[~single["mark"].isin(["near_duplicate", *plan()["complaints"]["broken"]])]
    truth = {
        "note": "虚构：一切数字均为虚构。Synthetic: every figure is invented. See plan.yaml of the generator.",
        "seed": seed,
        "period": plan()["period"],
        "files": _file_truth(complaints),
        "texts": _text_truth(told),
        "topics": _topic_truth(told),
        "people": _people_truth(single),
        "rates": _rate_truth(told, tables["exposure"]),
        "actions": plan()["actions"] | {"silenced_topics_factor": round(silenced_factor(), 4)},
        "kano": _kano_truth(tables["kano"]),
        "nps": _nps_truth(tables["ratings"]),
        "drivers": _driver_truth(frame, seed),
        "ratings": _rating_truth(tables["ratings"]),
        "organisation": _organisation_truth(tables),
        "customers": _customer_truth(told, tables),
    }
    file.write_text(json.dumps(truth, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")


def _share(part: pd.Series) -> float:
    return round(float(part.mean()), 4)


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(k): int(v) for k, v in sorted(values.value_counts().items())}


def _file_truth(rows: pd.DataFrame) -> dict[str, Any]:
    """Rows of the export and everything that intake has to set aside."""
    marks = _counts(rows.loc[rows["mark"] != "", "mark"])
    copied = {m: marks.get(m, 0) for m in ("exact_duplicate", "near_duplicate")}
    broken = {m: marks.get(m, 0) for m in plan()["complaints"]["broken"]}
    return {"rows": len(rows), **copied, "broken": broken}


def _text_truth(rows: pd.DataFrame) -> dict[str, Any]:
    figures = plan()["complaints"]
    two = rows.loc[rows["kind"] == "problem", "topics"].str.contains("|", regex=False)
    lounge = _counts(rows.loc[rows["lounge"] != "", "lounge"])
    when = pd.to_datetime(rows["received_at"]) - pd.to_datetime(rows["occurred_at"])
    return {
        "kinds": {
            "planned": figures["kinds"],
            "realised": {k: _share(rows["kind"] == k) for k in figures["kinds"]},
        },
        "two_topics": {"planned": figures["two_topics"], "realised": _share(two)},
        "late": {
            "planned": figures["late"],
            "realised": _share(when > pd.Timedelta(days=figures["late"]["over_days"])),
        },
        "channels": {"planned_before_action_D": figures["channels"], "preferences": figures["preferences"]},
        "ride_hailing": {"planned": figures["ride_hailing"], "factor_by_topic": figures["riders"]},
        "lounge": {"planned": figures["lounge"], "realised": lounge},
        "severe": {"words": figures["severe_said"], "realised": _share(rows.loc[rows["kind"] == "problem", "severe"])},
    }


def _topic_truth(rows: pd.DataFrame) -> dict[str, Any]:
    """Return, for each topic, its planned share of problem texts and its rows (outage day apart)."""
    problems = rows[(rows["kind"] == "problem") & (rows["mark"] != "outage")]
    first = problems["topics"].str.split("|").str[0]
    base = int((~first.isin(plan()["emerging"])).sum())
    result: dict[str, Any] = {}
    for topic, figures in {**plan()["topics"], **plan()["emerging"]}.items():
        main = int((first == topic).sum())
        told = problems["topics"].str.split("|").map(lambda topics, t=topic: t in topics)
        result[topic] = {
            "name": figures["name"],
            "planned_share": figures["share"],
            "rows": main,
            "realised_share": round(main / base, 4),
            "rows_mentioning": int(told.sum()),
            "red_line": bool(figures.get("red_line", False)),
        }
    for topic, figures in plan()["emerging"].items():
        late = pd.to_datetime(problems["occurred_at"]) >= pd.Timestamp(figures["start"])
        result[topic] |= {"start": figures["start"], "share_since_start": _share(first[late] == topic)}
    return {
        "by_topic": result,
        "dispersion": plan()["complaints"]["dispersion"],
        "noise_levelled_in": plan()["steady"],
        "confusable": plan()["confusable"],
    }


def _people_truth(rows: pd.DataFrame) -> dict[str, Any]:
    """The one customer with many rows and the one day with many rows."""
    repeat, outage = rows[rows["mark"] == "repeat"], rows[rows["mark"] == "outage"]
    return {
        "repeat_customer": {
            "customer_id": str(repeat["customer_id"].iloc[0]),
            "unit": plan()["complaints"]["repeat_customer"]["unit"],
            "rows": len(repeat),
        },
        "outage": plan()["complaints"]["outage"] | {"customers": int(outage["customer_id"].nunique())},
        "customers": int(rows["customer_id"].nunique()),
    }


def _rate_truth(rows: pd.DataFrame, exposure: pd.DataFrame) -> dict[str, Any]:
    """T04 by year: the volume rises with the sessions, the rate per 1,000 sessions is flat."""
    first = rows["topics"].str.split("|").str[0]
    month = pd.to_datetime(rows["occurred_at"]).dt.strftime("%Y-%m")
    volume = month[(first == "T04") & (rows["kind"] == "problem")].value_counts()
    orders = exposure.groupby("period")["orders"].sum()
    year = np.where(orders.index < "2025-11", "year_one", "year_two")
    counts = volume.reindex(orders.index, fill_value=0).groupby(year).sum()
    sessions = orders.groupby(year).sum()
    return {
        "T04": {
            "planned_rate_ratio": 1.0,
            "volume": {k: int(v) for k, v in counts.items()},
            "sessions": {k: int(v) for k, v in sessions.items()},
            "per_1000_sessions": {k: round(float(1000 * counts[k] / sessions[k]), 4) for k in counts.index},
        }
    }


def _kano_truth(answers: pd.DataFrame) -> dict[str, Any]:
    planned = plan()["kano"]
    return {
        "respondents": planned["respondents"],
        "table": "traditional",
        "features": {
            f: {
                "name": p["name"],
                "per_cent": dict(zip(CLASSES, p["shares"], strict=True)),
                "category": p["expect"],
                "certain": p.get("certain", True),
            }
            for f, p in planned["features"].items()
        },
        "flips": {"K08": {"private": "A", "ride_hailing": "I", "quadrant": "A"}, "K10": {"quadrant_hides": "R"}},
        "rows": len(answers),
    }


def nps(scores: pd.Series) -> float:
    """Return promoters less detractors in points."""
    return round(100 * float((scores >= 9).mean() - (scores <= 6).mean()), 2)


def _nps_truth(ratings: pd.DataFrame) -> dict[str, Any]:
    year = np.where(ratings["wave"] <= plan()["ratings"]["waves"] // 2, "year_one", "year_two")
    return {
        "planned": {s: round(100 * (p - d), 2) for s, (p, _, d) in plan()["ratings"]["nps"].items()},
        "by_segment": {str(s): nps(g["nps"]) for s, g in ratings.groupby("customer_type")},
        "by_year": {str(y): nps(g["nps"]) for y, g in ratings.groupby(year)},
        "ride_hailing_share": plan()["ratings"]["ride_hailing"],
        "explanation": "mix: within a segment nothing changes from year one to year two",
    }


def _driver_truth(frame: Frame, seed: int) -> dict[str, Any]:
    figures = plan()["ratings"]
    return {
        "population": true_drivers(frame, seed),
        "weights": {item: a["weight"] for item, a in figures["attributes"].items()},
        "names": {item: a["name"] for item, a in figures["attributes"].items()},
        "curves": {item: a["curve"] for item, a in figures["attributes"].items() if a["curve"] != "even"},
        "tiers": figures["tiers"],
        "no_weight": figures["halo_items"],
    }


def _rating_truth(ratings: pd.DataFrame) -> dict[str, Any]:
    figures = plan()["ratings"]
    satisfied = (ratings["csat"] >= 4).groupby(ratings["unit"]).mean().sort_values(kind="stable")
    return {
        "rows": len(ratings),
        "csat_by_unit": {str(u): round(float(v), 4) for u, v in satisfied.items()},
        "low_csat": figures["low_csat"],
        "prompted": figures["prompted"] | {"rows": int((ratings["source"] == "员工").sum())},
        "asked_maintenance": {"planned": figures["maintenance"], "realised": _share(ratings["q_maintenance"].notna())},
        "after_problem": figures["after_problem"],
    }


def employee_lead(employees: pd.DataFrame, ratings: pd.DataFrame, *, waves: int) -> float:
    """Return the correlation of units' eNPS with customers' NPS `waves` later, without the prompted unit."""
    asked = plan()["employees"]["customer_wave"]
    prompted = plan()["ratings"]["prompted"]["unit"]
    staff = employees.groupby(["unit", "wave"])["enps"].apply(nps).rename("staff").reset_index()
    guests = ratings.groupby(["unit", "wave"])["nps"].apply(nps).rename("guests").reset_index()
    staff["wave"] = staff["wave"].map(asked) + waves
    pairs = staff[staff["unit"] != prompted].merge(guests, on=["unit", "wave"])
    return round(float(pairs["staff"].corr(pairs["guests"])), 3)


def _organisation_truth(tables: Tables) -> dict[str, Any]:
    own = tables["audits"][tables["audits"]["kind"] == "audit"]
    people, items = tables["employees"], plan()["beliefs"]
    lead = {f"lag_{k}": employee_lead(people, tables["ratings"], waves=k) for k in (0, 1)}
    said = tables["ratings"]["better_than_peers"] == "是"
    return {
        "employee_lead": {"planned": plan()["employees"]["lead"], "realised": lead},
        "audits": plan()["audits"]["flattered"] | {"lowest": int(_of_flattered(own).min())},
        "better_than_peers": {"believed": items["better_than_peers"], "customers": _share(said)},
        "too_rosy": items["too_rosy"],
        "maturity": {"type": plan()["maturity"]["type"], "levels": plan()["maturity"]["levels"]},
        "operations": plan()["operations"],
        "contacts": plan()["contacts"],
        "invitations": plan()["invitations"],
    }


def _of_flattered(audits: pd.DataFrame) -> pd.Series:
    return audits.loc[audits["unit"].isin(plan()["audits"]["flattered"]["units"]), "score"]


def _customer_truth(told: pd.DataFrame, tables: Tables) -> dict[str, Any]:
    customers = tables["customers"]
    cases = told[told["kind"] == "problem"].drop_duplicates("customer_id")[["customer_id", "group", "severe"]]
    both = customers.merge(cases, on="customer_id")
    base, effect = plan()["recovery"]["base"], plan()["recovery"]["severe_effect"]
    return {
        "return": {
            "planned": plan()["recovery"]["marginal"],
            "realised": {str(g): _share(1 - s["churned"]) for g, s in both.groupby("group")},
            "adjusted_gap_to_unresolved": {g: round(base[g] - base["unresolved"], 4) for g in ("resolved", "fast")},
            "severe_effect": effect,
        },
        "kept_by_nps": plan()["customers"]["kept"],
        "silent_loss": plan()["customers"]["silent_loss"],
        "rows": len(customers),
    }
