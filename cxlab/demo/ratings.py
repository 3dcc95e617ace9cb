"""The ratings: ten attributes under one halo, overall satisfaction that follows them, and NPS by quota."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.demo.complaints import customer_id
from cxlab.demo.frame import Floats, Frame, plan, stream
from cxlab.demo.surveys import unit_moods
from cxlab.demo.texts import Request, compose

FIRST_RATER = 20_000
TOPIC_OF_ITEM = {
    "q_start": "T01",
    "q_queue": "T02",
    "q_price": "T04",
    "q_service": "T10",
    "q_speed": "T03",
    "q_refund": "T07",
    "q_app": "T09",
    "q_environment": "T13",
    "q_member": "T12b",
}
Rng = np.random.Generator


def draw_ratings(frame: Frame, seed: int) -> pd.DataFrame:
    """Return the ratings: 25 a unit and quarterly wave, segments and NPS classes in exactly the planned shares."""
    people = _people(frame, stream(seed, "ratings/people"))
    prompted = _prompted(people, stream(seed, "ratings/prompted"))
    halo = _halo(people, unit_moods(frame, seed)[1], stream(seed, "ratings/halo"))
    items, overall = answer_items(halo, stream(seed, "ratings/items"))
    items = _refund_improves(items, people["answered_at"], stream(seed, "ratings/refund"))
    items.loc[prompted] = 5
    visited = stream(seed, "ratings/visits").random(len(people)) < plan()["ratings"]["maintenance"]
    table = people.assign(csat=np.where(prompted, 5, overall.satisfaction))
    table["nps"] = _nps(table, np.where(prompted, 99.0, overall.latent), stream(seed, "ratings/nps"))
    table.loc[prompted, "nps"] = 10
    table = pd.concat([table, items.astype("Int64")], axis=1)
    table["q_maintenance"] = table["q_maintenance"].where(visited)
    return _circumstances(table, prompted, frame, seed)


class Overall:
    """Overall satisfaction: the latent value and the answer 1-5."""

    def __init__(self, latent: Floats) -> None:
        self.latent = latent
        cuts = plan()["ratings"]["satisfaction_cuts"]
        self.satisfaction = np.searchsorted(cuts, latent) + 1


def answer_items(halo: Floats, rng: Rng) -> tuple[pd.DataFrame, Overall]:
    """Return the attribute answers 1-5 (n x 10) and the overall satisfaction that they make."""
    figures = plan()["ratings"]
    items = pd.DataFrame(index=np.arange(len(halo)))
    latent = figures["noise"] * rng.standard_normal(len(halo))
    for item, planned in figures["attributes"].items():
        own = np.sqrt(1 - planned["loading"] ** 2) * rng.standard_normal(len(halo))
        answer = np.rint(planned["level"] + 1.05 * (planned["loading"] * halo + own)).clip(1, 5)
        items[item] = answer.astype(int)
        latent += planned["weight"] * _worth(answer, planned["curve"])
    return items, Overall(latent)


def _worth(answer: Floats, curve: str) -> Floats:
    """Return what an answer is worth around 4: evenly, three times as much below as above, or only above."""
    if curve == "penalty":
        return np.where(answer < 4, 1.2 * (answer - 4), 0.4 * (answer - 4) * 1.2)
    if curve == "reward":
        return np.where(answer == 5, 2.4, 0.0)
    return answer - 4


def _people(frame: Frame, rng: Rng) -> pd.DataFrame:
    """Return who is asked where and when; the share of ride-hailing drivers is exact in each year and unit."""
    figures = plan()["ratings"]
    size, waves, pieces = figures["per_unit_and_wave"], figures["waves"], []
    months = pd.date_range(frame.days[0], periods=waves + 1, freq="3MS")
    for position, unit in enumerate(frame.units["unit"]):
        for wave in range(waves):
            share = figures["ride_hailing"][wave * 2 // waves]
            before = round(share * size * (wave % 4) + 0.001 * position)
            riders = round(share * size * (wave % 4 + 1) + 0.001 * position) - before
            days = int((months[wave + 1] - months[wave]).days)
            types = np.array(["ride_hailing"] * riders + ["private"] * (size - riders), dtype=object)
            pieces.append(
                pd.DataFrame(
                    {
                        "answered_at": months[wave] + pd.to_timedelta(rng.integers(0, days, size), unit="D"),
                        "unit": unit,
                        "customer_type": types[rng.permutation(size)],
                        "wave": wave + 1,
                    }
                )
            )
    return pd.concat(pieces, ignore_index=True)


def _prompted(people: pd.DataFrame, rng: Rng) -> npt.NDArray[np.bool_]:
    """Choose the answers that the staff of one unit asked for: perfect, quick, without a word."""
    planned = plan()["ratings"]["prompted"]
    there = np.flatnonzero(people["unit"] == planned["unit"])
    chosen = np.zeros(len(people), dtype=bool)
    chosen[rng.choice(there, size=round(planned["tens"] * len(there)), replace=False)] = True
    return chosen


def _halo(people: pd.DataFrame, moods: Floats, rng: Rng) -> Floats:
    figures = plan()["ratings"]
    position = people["unit"].str.slice(1).astype(int).to_numpy() - 1
    return (
        rng.standard_normal(len(people))
        + figures["mood_sd"] * moods[position, people["wave"].to_numpy()]
        + np.where(people["unit"].isin(figures["low_csat"]), figures["low_shift"], 0.0)
        + np.where(people["customer_type"] == "ride_hailing", figures["rider_shift"], 0.0)
    )


def _refund_improves(items: pd.DataFrame, when: pd.Series, rng: Rng) -> pd.DataFrame:
    """Lift the refund item after action A by the planned gain (one point for as many as it takes)."""
    action = plan()["actions"]["A"]
    after = (when >= pd.Timestamp(action["start"]) + pd.Timedelta(days=action["ramp_days"])).to_numpy()
    room = after & (items[action["item"]] < 5).to_numpy()
    chance = action["item_gain"] * after.sum() / room.sum()
    lift = room & (rng.random(len(items)) < chance)
    return items.assign(**{action["item"]: items[action["item"]] + lift})


def _nps(table: pd.DataFrame, latent: Floats, rng: Rng) -> npt.NDArray[np.int_]:
    """Return 0-10 answers: within each segment and year, ranks are cut at the planned shares."""
    scores = np.empty(len(table), dtype=int)
    liking = latent + plan()["ratings"]["nps_noise"] * rng.standard_normal(len(table))
    second_year = (table["wave"] > plan()["ratings"]["waves"] // 2).to_numpy()
    for segment, (promoters, passives, detractors) in plan()["ratings"]["nps"].items():
        spread = np.array([0.02, 0.02, 0.04, 0.07, 0.1, 0.3, 0.45]) * detractors
        shares = np.concatenate([spread, [0.42 * passives, 0.58 * passives, 0.45 * promoters, 0.55 * promoters]])
        for year in (False, True):
            group = np.flatnonzero((table["customer_type"] == segment).to_numpy() & (second_year == year))
            upper = np.rint(np.cumsum(shares) * len(group)).astype(int)
            order = group[np.argsort(liking[group], kind="stable")]
            scores[order] = np.searchsorted(upper, np.arange(len(group)), side="right")
    return scores


def _circumstances(table: pd.DataFrame, prompted: npt.NDArray[np.bool_], frame: Frame, seed: int) -> pd.DataFrame:
    """Add who answered, how long it took, through whom, the comment and the behaviour after a problem."""
    rng, figures = stream(seed, "ratings/circumstances"), plan()["ratings"]
    seconds = np.exp(4.45 + 0.45 * rng.standard_normal(len(table))).clip(22, 900)
    quick = rng.integers(5, figures["prompted"]["under_seconds"], len(table))
    effort = np.rint(1.6 + 0.85 * table["q_service"] + 0.9 * rng.standard_normal(len(table))).clip(1, 7)
    in_contact = (rng.random(len(table)) < 0.4) & ~prompted
    behaviour = figures["after_problem"]
    did = rng.choice(list(behaviour), p=list(behaviour.values()), size=len(table))
    table = table.assign(
        respondent_id=[f"R{i + 1:05d}" for i in range(len(table))],
        customer_id=customer_id(FIRST_RATER + rng.permutation(len(table))),
        ces=effort.where(in_contact).astype("Int64"),
        better_than_peers=np.where(_better(table, prompted, rng), "是", "否"),
        after_problem=np.where(prompted, "没遇到", did),
        source=np.where(prompted, "员工", "系统"),
        duration_seconds=np.where(prompted, quick, np.rint(seconds)).astype(int),
        comment=_comments(table, prompted, frame, stream(seed, "ratings/comments")),
    )
    items = list(figures["attributes"])
    first = ["respondent_id", "answered_at", "wave", "unit", "customer_type", "customer_id", "nps", "csat", "ces"]
    last = ["better_than_peers", "after_problem", "comment", "source", "duration_seconds"]
    table = table[[*first, *items, *last]].sort_values("answered_at", kind="stable", ignore_index=True)
    return table.assign(answered_at=table["answered_at"].dt.strftime("%Y-%m-%d"))


def _better(table: pd.DataFrame, prompted: npt.NDArray[np.bool_], rng: Rng) -> npt.NDArray[np.bool_]:
    """Return who says "better than peers": the planned share, the prompted and the satisfied first."""
    liking = table["nps"].to_numpy() + 2.5 * rng.standard_normal(len(table)) + 100 * prompted
    chosen = np.zeros(len(table), dtype=bool)
    count = round(plan()["ratings"]["better_than_peers"] * len(table))
    chosen[np.argsort(-liking, kind="stable")[:count]] = True
    return chosen


def _comments(table: pd.DataFrame, prompted: npt.NDArray[np.bool_], frame: Frame, rng: Rng) -> list[str]:
    """Return a comment for some: the low complain of their lowest item, the high praise."""
    region: dict[str, Any] = dict(zip(frame.units["unit"], frame.units["region"], strict=True))
    items = list(TOPIC_OF_ITEM)
    lowest = np.argmin(table[items].to_numpy(dtype=float) + 0.1 * rng.random((len(table), len(items))), axis=1)
    writes = (rng.random(len(table)) < plan()["ratings"]["comment"]) & ~prompted
    comments = []
    for position, (unit, nps) in enumerate(zip(table["unit"], table["nps"], strict=True)):
        topics = (TOPIC_OF_ITEM[items[int(lowest[position])]],)
        request = Request("praise" if nps >= 9 else "problem", () if nps >= 9 else topics, region[unit])
        comments.append(compose(request, rng) if writes[position] else "")
    return comments
