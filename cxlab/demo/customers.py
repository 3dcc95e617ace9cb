"""Customers and what is done to them: behaviour after complaints, marketing contacts, survey invitations."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.demo.frame import Frame, plan, stream

Rng = np.random.Generator


def draw_customers(complaints: pd.DataFrame, ratings: pd.DataFrame, frame: Frame, seed: int) -> pd.DataFrame:
    """Return customers: people with one problem and its outcome, and raters who never complained.

    Who stays follows `recovery` (group and severity) for the first, the NPS class for the second.
    """
    rng = stream(seed, "customers")
    people = pd.concat(
        [_complainants(complaints, rng), _silent(ratings, complaints, frame, rng)], ignore_index=True
    ).sort_values("customer_id", kind="stable", ignore_index=True)
    n, end = len(people), frame.days[-1]
    joined = people["since"] - pd.to_timedelta(rng.integers(20, 700, n), unit="D")
    recent = end - pd.to_timedelta(rng.integers(0, 28, n), unit="D")
    last = people["last"].where(people["churned"], recent)
    months = ((last - joined).dt.days / 30.4).clip(lower=0.3)
    pace = np.where(people["segment"] == "ride_hailing", 14.0, 3.2) * np.exp(rng.normal(0, 0.35, n))
    orders = np.maximum(1, np.rint(pace * months)).astype(int)
    return pd.DataFrame(
        {
            "customer_id": people["customer_id"],
            "segment": people["segment"],
            "joined_at": joined.dt.strftime("%Y-%m-%d"),
            "last_purchase_at": last.dt.strftime("%Y-%m-%d"),
            "orders": orders,
            "revenue": np.rint(orders * 31.5 * np.exp(rng.normal(0, 0.25, n))).astype(int),
            "churned": people["churned"].astype(int),
            "referrals": rng.poisson(people["referred"].to_numpy(dtype=float)),
        }
    )


def _complainants(complaints: pd.DataFrame, rng: Rng) -> pd.DataFrame:
    """Return people with exactly one problem that could be settled in time, in the planned numbers a group."""
    own = complaints[(complaints["customer_id"] != "") & ~complaints["mark"].isin(["exact_duplicate"])]
    own = own[~own["customer_id"].duplicated(keep=False) & (own["kind"] == "problem") & (own["mark"] == "")]
    when = pd.to_datetime(own["received_at"])
    own = own.assign(when=when)[when < when.max() - pd.Timedelta(days=45)]
    recovery, pieces = plan()["recovery"], []
    for group, count in plan()["customers"]["complainants"].items():
        able = own[own["group"] == group]
        chosen = able.iloc[np.sort(rng.choice(len(able), size=count, replace=False))]
        chance = recovery["base"][group] + recovery["severe_effect"] * chosen["severe"].to_numpy()
        churned = rng.random(count) >= chance
        pieces.append(
            pd.DataFrame(
                {
                    "customer_id": chosen["customer_id"].to_numpy(),
                    "segment": chosen["customer_type"].map({"私家车": "private", "网约车": "ride_hailing"}).to_numpy(),
                    "since": chosen["when"].dt.floor("D").to_numpy(),
                    "last": (chosen["when"].dt.floor("D") + pd.to_timedelta(rng.integers(0, 14, count), unit="D")),
                    "churned": churned,
                    "referred": np.where(churned, 0.03, 0.2),
                }
            )
        )
    return pd.concat(pieces, ignore_index=True)


def _silent(ratings: pd.DataFrame, complaints: pd.DataFrame, frame: Frame, rng: Rng) -> pd.DataFrame:
    """Return raters who never complained; those who stop do so more often once the hotline closes earlier."""
    figures, action = plan()["customers"], plan()["actions"]["D"]
    able = ratings[~ratings["customer_id"].isin(set(complaints["customer_id"]))]
    able = able[pd.to_datetime(able["answered_at"]) < frame.days[-1] - pd.Timedelta(days=60)]
    chosen = able.iloc[np.sort(rng.choice(len(able), size=figures["silent"], replace=False))]
    kind = np.select([chosen["nps"] >= 9, chosen["nps"] >= 7], ["promoter", "passive"], "detractor")
    answered = pd.to_datetime(chosen["answered_at"])
    loss, days = figures["silent_loss"], frame.days[: len(frame.days) - 45]
    reached = np.where(days >= pd.Timestamp(action["start"]), loss["after"], loss["before"]).cumsum()
    start = reached[(answered - days[0]).dt.days.to_numpy()]
    last = days[
        np.searchsorted(reached, start + rng.random(len(chosen)) * (reached[-1] - start)).clip(max=len(days) - 1)
    ]
    return pd.DataFrame(
        {
            "customer_id": chosen["customer_id"].to_numpy(),
            "segment": chosen["customer_type"].to_numpy(),
            "since": answered.to_numpy(),
            "last": last,
            "churned": rng.random(len(chosen)) >= np.array([figures["kept"][k] for k in kind]),
            "referred": [figures["referrals"][k] for k in kind],
        }
    )


def draw_contacts(customers: pd.DataFrame, frame: Frame, seed: int) -> pd.DataFrame:
    """Return the contacts of the last weeks: an exact share over the weekly limit, exactly the planned breaches."""
    rng, figures = stream(seed, "contacts"), plan()["contacts"]
    people = customers["customer_id"].iloc[np.sort(rng.choice(len(customers), figures["customers"], replace=False))]
    over = np.zeros(len(people), dtype=bool)
    over[rng.choice(len(people), round(figures["over_limit"] * len(people)), replace=False)] = True
    table = pd.concat([_outbound(people, over, rng), _inbound(people, rng)], ignore_index=True)
    table["unit"] = rng.choice(frame.units["unit"], size=len(table))
    marketing = table.index[table["purpose"] == "营销"]
    breaches = rng.choice(marketing.to_numpy(), size=figures["breaches"], replace=False)
    table["consent"] = np.where(table["direction"] == "outbound", "1", "")
    table.loc[breaches, "consent"] = "0"
    columns = ["customer_id", "contacted_at", "channel", "unit", "purpose", "consent", "direction"]
    return table[columns].sort_values(["contacted_at", "customer_id"], kind="stable", ignore_index=True)


def _outbound(people: pd.Series, over: npt.NDArray[np.bool_], rng: Rng) -> pd.DataFrame:
    """Return marketing contacts; those in `over` break the weekly limit in exactly one week, the others in none."""
    figures = plan()["contacts"]
    weeks, limit, n = figures["weeks"], figures["limit"], len(people)
    a_week = np.minimum(rng.poisson(0.28, (n, weeks)), limit)
    excess = limit + rng.integers(1, 4, n)
    a_week[np.flatnonzero(over), rng.integers(0, weeks, n)[over]] = excess[over]
    person, week = (np.repeat(index.ravel(), a_week.ravel()) for index in np.indices(a_week.shape))
    return pd.DataFrame(
        {
            "customer_id": people.to_numpy()[person],
            "contacted_at": _moments(week * 7 + rng.integers(0, 7, len(week)), rng),
            "channel": rng.choice(["短信", "电话", "推送"], p=[0.5, 0.2, 0.3], size=len(week)),
            "purpose": "营销",
            "direction": "outbound",
        }
    )


def _inbound(people: pd.Series, rng: Rng) -> pd.DataFrame:
    """Return customers' own contacts; about a third come back within days for the same matter."""
    callers = people.to_numpy()[rng.random(len(people)) < 0.16]
    days = rng.integers(0, plan()["contacts"]["weeks"] * 7 - 5, len(callers))
    again = rng.random(len(callers)) < 0.33
    return pd.DataFrame(
        {
            "customer_id": np.concatenate([callers, callers[again]]),
            "contacted_at": _moments(np.concatenate([days, days[again] + rng.integers(1, 5, again.sum())]), rng),
            "channel": rng.choice(["热线", "在线"], size=len(callers) + int(again.sum())),
            "purpose": rng.choice(["退款", "故障", "账单", "预约"], size=len(callers) + int(again.sum())),
            "direction": "inbound",
        }
    )


def _moments(days: npt.NDArray[np.int_], rng: Rng) -> list[str]:
    figures = plan()["contacts"]
    first = pd.Timestamp(figures["last_week"]) - pd.Timedelta(weeks=figures["weeks"] - 1)
    minutes = rng.integers(9 * 60, 20 * 60, len(days))
    return [
        f"{first + dt.timedelta(days=int(d), minutes=int(m)):%Y-%m-%d %H:%M}"
        for d, m in zip(days, minutes, strict=True)
    ]


def draw_invitations(customers: pd.DataFrame, frame: Frame, seed: int) -> pd.DataFrame:
    """Return survey invitations of the last 30 days; an exact share of customers got more than two."""
    rng, figures = stream(seed, "invitations"), plan()["invitations"]
    people = customers["customer_id"].iloc[np.sort(rng.choice(len(customers), figures["customers"], replace=False))]
    count = 1 + (rng.random(len(people)) < 0.2).astype(int)
    pressed = rng.choice(len(people), round(figures["over_two_a_month"] * len(people)), replace=False)
    count[pressed] = rng.integers(3, 6, len(pressed))
    n = int(count.sum())
    sent = frame.days[-1] - pd.to_timedelta(rng.integers(0, 30, n), unit="D")
    fatigue = np.repeat(np.where(count > 2, 0.5, 1.08), count)
    table = pd.DataFrame(
        {
            "customer_id": np.repeat(people.to_numpy(), count),
            "sent_at": sent.strftime("%Y-%m-%d"),
            "product_line": rng.choice(["充电", "保养", "会员"], p=[0.6, 0.25, 0.15], size=n),
            "answered": (rng.random(n) < figures["answered"] * fatigue).astype(int),
        }
    )
    return table.sort_values(["sent_at", "customer_id"], kind="stable", ignore_index=True)
